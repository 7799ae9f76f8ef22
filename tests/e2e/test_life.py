"""An order from confirmation to the customer's mark, by mail, with the daemon's clock moved on between its stops."""

import datetime
import json
import re
import urllib.parse

from shop import ANNA, DESK, ORDERS, RECEIVABLES, SOFA, WAREHOUSE, mail, noon, on, text_of, working
from test_staff import SALES, UPS, answer, ordered, state, subject_has


def flat(message):
    return re.sub(r"\s+", " ", text_of(message))


def test_from_shipment_to_a_bad_mark(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, f"shipped with UPS {UPS}"))
        shop.inbox(ANNA, having=subject_has("on its way"))
        shop.receive(answer(work, WAREHOUSE, "delivered"))
        shop.inbox(ANNA, having=subject_has("delivered"))
    with shop.running(clock=on(4)):
        (follow_up,) = shop.inbox(ANNA, having=subject_has("everything all right"))
        assert "Has it arrived" not in text_of(follow_up)
    with shop.running(clock=on(8)):
        (survey,) = shop.inbox(ANNA, having=subject_has("How was order"))
        assert "mailto:" in survey.get_body(("html",)).get_content()
        shop.receive(answer(survey, ANNA, "2 because the legs are scratched"))
        (thanks,) = shop.inbox(ANNA, having=subject_has("thank you"))
        assert "2 of 5" in text_of(thanks)
        (alert,) = shop.inbox(DESK, having=subject_has("a bad mark, 2 of 5"))
        assert "because the legs are scratched" in flat(alert) and "survey sent" in text_of(alert)
    report = json.loads(shop.command("report", "--from", "2020-01-01", "--to", "2099-12-31", "--format", "json"))
    assert report["marks"] == [{"mark": "2", "count": 1}] and report["surveys"] == 1 and report["answered"] == 1
    assert report["comments"] == [{"comment": "because the legs are scratched", "mark": "2", "count": 1}]
    assert report["promises"] == [{"outcome": "shipped as promised", "count": 1}] and report["shipment_seconds"]["count"] == 1
    with shop.running(clock=30):
        shop.receive(mail(ANNA, "Re: " + survey["Subject"], "3", answers=survey))
        shop.settled(5)
    assert len([m for m in shop.mails(ANNA) if "thank you" in m["Subject"]]) == 1
    assert not [m for m in shop.mails(ANNA) if "one number" in m["Subject"]]


def test_silence_is_told_as_silence(shop):
    with shop.running():
        ordered(shop)
        expected = datetime.date.fromisoformat(shop.json("list")[0]["expected"])
    with shop.running(clock=5):
        shop.inbox(WAREHOUSE, having=subject_has("have you got it"))
    with shop.running(clock=(expected - datetime.date.today()).days + 4):
        (late,) = shop.inbox(ANNA, having=subject_has("not shipped yet"))
        assert "should have been" in flat(late)
        shop.inbox(DESK, having=subject_has("late, and the customer was told"))


def test_an_incomplete_order_is_reminded_expires_and_revives(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA.replace("Fabric: linen\n", ""), name="Anna"))
        shop.inbox(ANNA)
    with shop.running(clock=on(4)):
        (reminder,) = shop.inbox(ANNA, having=subject_has("still waiting"))
        assert "* Fabric:" in text_of(reminder)
    with shop.running(clock=40):
        shop.inbox(ANNA, having=subject_has("laid aside"))
        assert state(shop) == "expired"
        shop.receive(answer(reminder, ANNA, "Fabric: linen"))
        shop.inbox(ANNA, having=subject_has("confirmed"))
        assert state(shop) == "waiting"


def test_status_cancel_and_other_words(shop):
    with shop.running():
        ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        shop.receive(answer(confirmed, ANNA, "Where is my order?"))
        (status,) = shop.inbox(ANNA, having=subject_has("how it stands"))
        assert "confirmed, work has not begun yet" in text_of(status)
        shop.receive(answer(status, ANNA, "The colour in the picture, is it real?"))
        shop.inbox(ANNA, having=subject_has("a person reads"))
        shop.inbox(DESK, having=lambda message: "is it real?" in text_of(message))
        shop.receive(answer(confirmed, ANNA, "Please cancel my order"))
        (asked,) = shop.inbox(WAREHOUSE, having=subject_has("wants to cancel"))
        shop.inbox(ANNA, having=subject_has("we have your request"))
        (receivables,) = shop.inbox(RECEIVABLES, having=subject_has("wants to cancel"))
        shop.receive(answer(asked, WAREHOUSE, "agreed"))
        shop.inbox(WAREHOUSE, having=subject_has("done"))
        assert state(shop) == "waiting"
        shop.receive(answer(receivables, RECEIVABLES, "kabul"))
        shop.inbox(ANNA, having=subject_has("cancelled"))
        assert state(shop) == "cancelled"


def test_a_change_is_agreed_and_confirmed_anew(shop):
    with shop.running():
        ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        shop.receive(answer(confirmed, ANNA, "Fabric: leather"))
        (asked,) = shop.inbox(WAREHOUSE, having=subject_has("asks for a change"))
        assert "Linen → Leather" in text_of(asked)
        (other,) = shop.inbox(RECEIVABLES, having=subject_has("asks for a change"))
        shop.receive(answer(asked, WAREHOUSE, "yes, fine"))
        shop.receive(answer(other, RECEIVABLES, "agreed"))
        shop.inbox(ANNA, having=subject_has("changed"))
        (work,) = shop.inbox(WAREHOUSE, having=subject_has("Changed"))
        assert "Fabric: Leather" in text_of(work)


def test_a_refused_request_is_told_with_its_reason(shop):
    with shop.running():
        ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        shop.receive(answer(confirmed, ANNA, "I changed my mind, please cancel"))
        (asked,) = shop.inbox(WAREHOUSE, having=subject_has("wants to cancel"))
        shop.receive(answer(asked, WAREHOUSE, "refused: the fabric is cut"))
        (told,) = shop.inbox(ANNA, having=subject_has("about your request"))
        assert "the fabric is cut" in text_of(told)


def test_no_more_surveys(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, "shipped"))
        shop.inbox(ANNA, having=subject_has("on its way"))
    with shop.running(clock=20):
        (survey,) = shop.inbox(ANNA, having=subject_has("How was order"))
        assert "Has it arrived" in text_of(survey)
        address, subject = survey["List-Unsubscribe"].strip("<>").removeprefix("mailto:").split("?subject=")
        assert address == ORDERS
        shop.receive(mail(ANNA, urllib.parse.unquote(subject), ""))
        shop.settled(3)
        assert "wants no surveys" in shop.json("show", "mail", "3")["reason"]
    with shop.running(clock=30):
        shop.receive(mail(ANNA, "Another sofa", SOFA.replace("Quantity: 2", "Quantity: 3"), name="Anna"))
        shop.inbox(ANNA, count=2, having=subject_has("confirmed"))
    assert not [m for m in shop.mails(ANNA) if "one number" in m["Subject"]]


def test_the_call_list_and_what_was_heard(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, "shipped"))
        shop.inbox(ANNA, having=subject_has("on its way"))
        shop.receive(answer(work, WAREHOUSE, "delivered"))
        shop.inbox(ANNA, having=subject_has("delivered"))
    with shop.running(clock=on(8)):
        (survey,) = shop.inbox(ANNA, having=subject_has("How was order"))
        shop.receive(answer(survey, ANNA, "1"))
        shop.inbox(DESK, having=subject_has("a bad mark"))
    with shop.running(clock=on(working(8) + 1)):
        (calls,) = shop.inbox(SALES, having=subject_has("Whom to call"))
        assert "EH-1001" in text_of(calls) and "bad mark" in text_of(calls) and "+44 20 7946 0123" in text_of(calls)
        body = "".join("> " + line + "\n" for line in text_of(calls).replace("Mark: ", "Mark: 4").replace("Words: ", "Words: new legs sent").splitlines())
        shop.receive(mail(SALES, "Re: " + calls["Subject"], "On Mon, 23 Nov 2026 at 10:12, Example Home wrote:\n" + body, answers=calls))
        shop.inbox(SALES, having=subject_has("done"))
        order = shop.json("show", "EH-1001")
        assert order["survey"] == {"mark": 4, "comment": "new legs sent", "by": SALES}
    with shop.running(clock=on(14)):
        shop.receive(mail(ANNA, "x", "y"))
        shop.settled(6)
    assert len([m for m in shop.mails(SALES) if m["Subject"].startswith("Whom to call")]) == 1


def test_a_month_is_rehearsed_in_a_second(shop, tmp_path):
    def sample(name, sender, subject, body, day):
        message = mail(sender, subject, body, name="Anna")
        message.replace_header("Date", f"{day:02d} Jan 2027 10:00:00 +0300")
        (tmp_path / name).write_bytes(bytes(message))
    sample("1.eml", ANNA, "Sofa", SOFA, 4)
    sample("2.eml", WAREHOUSE, "Re: Order", f"shipped with UPS {UPS}\n\n> {{{{ref EH-1001 warehouse}}}}\n", 5)
    sample("3.eml", WAREHOUSE, "Re: Order", "delivered\n\n> {{ref EH-1001 warehouse}}\n", 7)
    sample("4.eml", ANNA, "Re: How was order EH-1001?", "5 - great\n\n> {{ref EH-1001 customer}}\n", 20)
    page = tmp_path / "page.html"
    told = shop.command("rehearse", tmp_path, "--days", "40", "--html", page)
    for words in ("confirmed", "Order EH-1001 for Warehouse", "on its way", "delivered", "everything all right", "How was order", "thank you"):
        assert words in told, told
    assert "4 sample mails" in told and "Nothing was sent." in told
    assert "<details" in page.read_text() and UPS in page.read_text()
    assert shop.mails(ANNA) == [] and not (shop.state / "mailorder.db").exists()
    assert shop.command("rehearse", tmp_path / "nowhere", check=False).returncode != 0


def test_departments_are_reminded_on_the_day(shop):
    with shop.running():
        work = ordered(shop)
        expected = datetime.date.fromisoformat(shop.json("list")[0]["expected"])
        shop.receive(answer(work, WAREHOUSE, "in work"))
        shop.inbox(WAREHOUSE, having=subject_has("done"))
    with shop.running(clock=noon(expected)):
        (nudge,) = shop.inbox(WAREHOUSE, having=subject_has("due today"))
        shop.receive(answer(nudge, WAREHOUSE, "shipped"))
        shop.inbox(ANNA, having=subject_has("on its way"))
    assert not [m for m in shop.mails(WAREHOUSE) if "have you got it" in m["Subject"]]


def test_a_wrong_tracking_number_is_corrected(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, "shipped with Aras, tracking 1234567890"))
        shop.inbox(ANNA, having=subject_has("on its way"))
        shop.receive(answer(work, WAREHOUSE, f"wrong number, correct tracking: UPS {UPS}"))
        (told,) = shop.inbox(ANNA, having=subject_has("correction"))
        assert UPS in text_of(told) and "1234567890" not in text_of(told)
