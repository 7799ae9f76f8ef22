"""Arrows after shipment: follow-up, "has it arrived?", the survey and its reminder, marks, opting out, mail that comes back."""

import urllib.parse

from arrows import Life, living
from shop import ANNA, DESK, ORDERS, RECEIVABLES, SOFA, WAREHOUSE, mail
from test_bounces import report
from test_staff import SALES, UPS

FOLLOW_UP, SURVEY = "2021-01-13T06:00:00", "2021-01-18T06:00:00"  # two and seven days after it was delivered, at nine in Istanbul
REMINDER = "2021-01-25T06:00:00"
SHIPPED = {ANNA: ["order-shipped"], RECEIVABLES: ["department-news"]}
THANKED = {ANNA: ["survey-thanks"]}


def delivered(life):
    """An order that was delivered on the first day; its number."""
    number = life.order()
    life.says(f"shipped with UPS {UPS}")
    life.expect_done(SHIPPED)
    life.says("delivered")
    life.expect_done({ANNA: ["order-delivered"]})
    return number


def begun(shop, until=delivered):
    life = Life(shop)
    with life.running():
        until(life)
    return life


def shipped(life):
    life.order()
    life.says(f"shipped with UPS {UPS}, arrives 20 January")
    life.expect_done(SHIPPED)


def test_delivered_timed_follow_up_survey_and_reminder(shop):
    life = begun(shop)
    with life.due(FOLLOW_UP, {ANNA: ["follow-up"]}):
        assert "Has it arrived?" not in life.words(ANNA, "follow-up")
    with life.due(SURVEY, {ANNA: ["survey"]}):
        assert "List-Unsubscribe" in life.read(ANNA, "survey")
    with life.due(REMINDER, {ANNA: ["survey-reminder"]}):
        life.write(ANNA, "survey-reminder", "4/5")
        life.expect(THANKED)
        assert life.show()["survey"] == {"mark": 4, "by": "customer"}
    with life.started("2021-03-15T06:01:00", {}):
        assert [life.journal().count(what) for what in ("followed-up", "survey-sent", "survey-reminded", "rated")] == [1] * 4
        life.delivered()


def test_shipped_timed_by_the_expected_day_and_arrived(shop):
    life = begun(shop, shipped)
    with life.due("2021-01-22T06:00:00", {ANNA: ["follow-up"]}):
        assert "Has it arrived?" in life.words(ANNA, "follow-up")
        life.write(ANNA, "follow-up", "Yes, thank you")
        life.expect({})
        assert life.items() == ["delivered"] and "arrived" in life.journal()
        life.write(ANNA, "follow-up", "yes")
        life.expect({})
        life.says("delivered")
        life.expect_refused("has been delivered already")


def test_shipped_not_arrived_goes_to_customer_service_once(shop):
    life = begun(shop, shipped)
    with life.started("2021-01-22T06:00:05", {ANNA: ["follow-up"]}):
        life.write(ANNA, "follow-up", "No, nothing has come")
        life.expect({DESK: ["service-alert"]})
        assert "has not arrived" in life.read(DESK, "service-alert")["Subject"] and UPS in life.words(DESK, "service-alert")
        life.write(ANNA, "follow-up", "no")
        life.expect({})
        assert life.items() == ["shipped"]
    with life.started("2021-02-10T06:00:05", {}):  # nobody asks how it was
        life.says("delivered")
        life.expect_done({ANNA: ["order-delivered"]})
    with life.started("2021-02-18T06:00:05", {ANNA: ["survey"]}):
        life.delivered()


def test_a_mark_that_turns_bad_is_told_once(shop):
    life = begun(shop)
    with life.started(SURVEY, {ANNA: ["follow-up", "survey"]}):
        life.write(ANNA, "survey", "5 - great")
        life.expect(THANKED)
        life.write(ANNA, "survey", "2 because the legs are scratched")
        life.expect({DESK: ["service-alert"]})
        assert "a bad mark, 2 of 5" in life.read(DESK, "service-alert")["Subject"] and "legs are scratched" in life.words(DESK, "service-alert")
        life.write(ANNA, "survey", "1")
        life.expect({})
        assert life.show()["survey"]["mark"] == 1


def test_a_mark_that_cannot_be_read_is_asked_for_once(shop):
    life = begun(shop)
    with life.started(SURVEY, {ANNA: ["follow-up", "survey"]}):
        life.write(ANNA, "survey", "7")
        life.expect({ANNA: ["survey-unclear"]})
        life.write(ANNA, "survey-unclear", "8 of 5")
        life.expect({ANNA: ["passed-on"], DESK: ["review"]})
        assert "survey" not in life.show()
        life.write(ANNA, "survey-unclear", "3")
        life.expect(THANKED)
        assert life.show()["survey"]["mark"] == 3


def test_opted_out_of_surveys(shop):
    life = begun(shop)
    with life.started(FOLLOW_UP, {ANNA: ["follow-up"]}):
        life.write(ANNA, "order-confirmed", "Where is my order?")
        life.expect({ANNA: ["order-status"]})  # no longer the last letter, and still the one they unsubscribe from
        subject = life.read(ANNA, "follow-up")["List-Unsubscribe"].strip("<>").removeprefix(f"mailto:{ORDERS}?subject=")
        life.receive(mail(ANNA, urllib.parse.unquote(subject), ""))
        life.expect({})
        assert "opted-out" in life.journal()
    with life.started(SURVEY, {}):
        assert "survey-skipped" in life.journal()
        assert [row["detail"] for row in life.show()["journal"] if row["what"] == "survey-skipped"] == ["the customer wants no surveys"]


def test_a_second_survey_within_the_period_is_skipped(shop):
    life = Life(shop)
    with life.running():
        delivered(life)
        life.order(SOFA.replace("Quantity: 2", "Quantity: 1"))
        life.says("delivered")
        life.expect_done({ANNA: ["order-delivered"]})
    with life.started(SURVEY, {ANNA: ["follow-up", "follow-up", "survey"]}):
        skipped = [row["detail"] for number in ("EH-1001", "EH-1002") for row in life.show(number)["journal"] if row["what"] == "survey-skipped"]
        assert skipped == ["the customer was asked about another order lately"]


def test_accepted_bounced_is_not_written_to_until_somebody_says_so(shop):
    with living(shop) as life:
        life.order()
        life.receive(report(life.read(ANNA, "order-confirmed"), ANNA))
        life.expect({DESK: ["service-alert"]})
        life.says("delayed to 10 February")
        life.expect_done({RECEIVABLES: ["department-news"], SALES: ["please-call"]})
        life.write(DESK, "service-alert", "address works again")
        life.expect_done(who=DESK)
        life.says("delayed to 20 February")
        life.expect_done({ANNA: ["order-delayed"], RECEIVABLES: ["department-news"]})


def test_cancelled_speaks_and_is_never_asked(shop):
    life = Life(shop)
    with life.running():
        number = life.order()
        life.says("cancelled")
        life.expect_done({ANNA: ["order-cancelled"], RECEIVABLES: ["department-news"]})
        life.write(ANNA, "order-cancelled", "Where is my order?")
        life.expect({ANNA: ["order-status"]})
        life.write(ANNA, "order-cancelled", "Why, if I may ask? My aunt was so looking forward to it.")
        life.expect({ANNA: ["passed-on"], DESK: ["review"]})
    with life.started("2021-03-15T06:01:00", {}):
        assert life.state(number) == "cancelled" and WAREHOUSE not in [row["recipient"] for row in life.rows()[-2:]]
        life.delivered()
