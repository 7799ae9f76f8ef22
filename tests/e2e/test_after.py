"""After the order: whether it has arrived, the survey and what is answered to it, on the real servers."""

import html
import re
import urllib.parse

from shop import ANNA, DESK, ORDERS, SOFA, WAREHOUSE, Shop, html_of, mail, on, text_of
from test_life import flat
from test_staff import SALES, answer, ordered, subject_has

POLLS = "polls@survey.example"
LATER = 10  # days: a survey due after seven has gone out by then, whatever the weekday


def delivered(shop):
    work = ordered(shop)
    shop.receive(answer(work, WAREHOUSE, "shipped"))
    shop.inbox(ANNA, having=subject_has("on its way"))
    shop.receive(answer(work, WAREHOUSE, "delivered"))
    shop.inbox(ANNA, having=subject_has("delivered"))
    return work


def journal(shop, order="EH-1001"):
    return [(row["what"], row.get("detail")) for row in shop.json("show", order)["journal"]]


def test_a_no_goes_to_staff_and_yes_is_a_delivery(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, "shipped"))
        shop.inbox(ANNA, having=subject_has("on its way"))
    with shop.running(clock=20):
        (survey,) = shop.inbox(ANNA, having=subject_has("How was order"))
        assert "Has it arrived" in text_of(survey)
        shop.receive(answer(survey, ANNA, "No, nothing came and we are still waiting."))
        (alert,) = shop.inbox(DESK, having=subject_has("it has not arrived"))
        assert "still waiting" in flat(alert) and "THE HISTORY" in text_of(alert) and "survey sent" in text_of(alert)
        assert "survey" not in shop.json("show", "EH-1001")
        shop.receive(answer(survey, ANNA, "It arrived today! But one leg is broken."))
        (passed,) = shop.inbox(DESK, having=lambda message: "one leg is broken" in flat(message))
        assert "EH-1001" in flat(passed)
        shop.inbox(ANNA, having=subject_has("a person reads"))
    assert shop.json("list")[0]["state"] == "delivered"
    assert [what for what, _ in journal(shop) if what in ("not-arrived", "arrived")] == ["not-arrived", "arrived"]


def test_the_links_of_the_marks_write_the_answer(shop):
    with shop.running():
        delivered(shop)
    with shop.running(clock=LATER):
        (survey,) = shop.inbox(ANNA, having=subject_has("How was order"))
        links = [urllib.parse.urlsplit(html.unescape(link)) for link in re.findall(r'href="(mailto:[^"]*mark[^"]*)"', html_of(survey))]
        said = {query["subject"][0][-1]: query for query in (urllib.parse.parse_qs(link.query) for link in links)}
        assert sorted(said) == ["1", "2", "3", "4", "5"] and {urllib.parse.unquote(link.path) for link in links} == {ORDERS}
        shop.receive(mail(ANNA, said["2"]["subject"][0], said["2"]["body"][0]))
        (alert,) = shop.inbox(DESK, having=subject_has("a bad mark, 2 of 5"))
        (thanks,) = shop.inbox(ANNA, having=subject_has("thank you"))
    assert shop.json("show", "EH-1001")["survey"]["mark"] == 2 and "2 of 5" in text_of(thanks)
    assert "A draft for the call" in text_of(alert) and "survey sent" in text_of(alert) and "delivered" in text_of(alert)


def test_one_reminder_and_one_survey_in_a_period(shop):
    with shop.running():
        delivered(shop)
        shop.receive(mail(ANNA, "Another", SOFA.replace("Quantity: 2", "Quantity: 3"), name="Anna"))
        (second,) = shop.inbox(WAREHOUSE, having=lambda message: "EH-1002" in message["Subject"])
        shop.receive(answer(second, WAREHOUSE, "delivered"))
        shop.inbox(ANNA, having=lambda message: "EH-1002" in message["Subject"] and "delivered" in message["Subject"])
    for filed, clock in enumerate((LATER, 20, 30, 40), start=6):
        with shop.running(clock=clock):
            shop.receive(mail("somebody@else.example", "hello", "hello"))
            shop.settled(filed)
            if clock == LATER:
                shop.inbox(ANNA, having=subject_has("How was order"))
            if clock == 20:
                shop.inbox(ANNA, having=subject_has("one number"))
    assert len([m for m in shop.mails(ANNA) if "How was order" in m["Subject"]]) == 1
    assert len([m for m in shop.mails(ANNA) if "one number" in m["Subject"]]) == 1
    told = journal(shop, "EH-1001") + journal(shop, "EH-1002")
    assert [detail for what, detail in told if what == "survey-skipped"] == ["the customer was asked about another order lately"]
    assert len([what for what, _ in told if what == "survey-reminded"]) == 1


def test_opting_out_keeps_the_mark_and_is_told_in_the_journal(shop):
    with shop.running():
        delivered(shop)
    with shop.running(clock=LATER):
        (survey,) = shop.inbox(ANNA, having=subject_has("How was order"))
        shop.receive(answer(survey, ANNA, "Don't stop sending these!"))
        shop.inbox(DESK, having=lambda message: "stop sending these" in flat(message))
        assert "opted-out" not in [what for what, _ in journal(shop)]
        shop.receive(answer(survey, ANNA, "4, and no more surveys please"))
        shop.inbox(ANNA, having=lambda message: "4 of 5" in flat(message) or "thank you" in message["Subject"])
        shop.settled(5)
    assert shop.json("show", "EH-1001")["survey"]["mark"] == 4
    assert "opted-out" in [what for what, _ in journal(shop)]


def test_what_was_heard_is_written_by_name(shop):
    with shop.running():
        delivered(shop)
    with shop.running(clock=LATER):
        (survey,) = shop.inbox(ANNA, having=subject_has("How was order"))
        shop.receive(answer(survey, ANNA, "1"))
        shop.inbox(DESK, having=subject_has("a bad mark"))
    with shop.running(clock=on(LATER + 2)):
        (calls,) = shop.inbox(SALES, having=subject_has("Whom to call"))
        shop.receive(answer(calls, SALES, "Anna: 3, new legs are on their way, call again on Friday"))
        shop.inbox(SALES, having=subject_has("done"))
    survey = shop.json("show", "EH-1001")["survey"]
    assert survey["mark"] == 3 and survey["by"] == SALES and "new legs" in survey["comment"]


def online(sender, lines, **headers):
    return mail(sender, "New response", "\n".join(lines) + "\n", Auto_Submitted="auto-generated", **headers)


def test_an_on_line_survey_posts_its_answers_back(site, scratch, source, build):
    shop = Shop(scratch, site, source, build)
    text = shop.config.read_text()
    text = text.replace("survey = {\n", 'survey = {\n    url = "https://survey.example/?order={token}";\n', 1)
    text = text.replace("sources = {\n", f'sources = {{\n    polls = {{ from = "{POLLS}"; customer = "survey"; require_authentication = false; }};\n', 1)
    shop.config.write_text(text)
    with shop.running():
        delivered(shop)
    with shop.running(clock=LATER):
        (survey,) = shop.inbox(ANNA, having=subject_has("How was order"))
        (token,) = re.findall(r"https://survey\.example/\?order=([a-z2-7]{26})", text_of(survey))
        shop.receive(online("stranger@else.example", [f"Token: {token}", "Mark: 1"]))
        shop.receive(online(POLLS, ["Token: " + "a" * 26, "Mark: 1"]))
        shop.inbox(DESK, having=lambda message: "names no order of ours" in flat(message))
        assert "survey" not in shop.json("show", "EH-1001")
        shop.receive(online(POLLS, [f"Token: {token}", "Mark: 2", "Recommend: 3", "Comment: the legs are scratched"]))
        (alert,) = shop.inbox(DESK, having=subject_has("a bad mark, 2 of 5"))
        assert "the legs are scratched" in flat(alert)
        shop.inbox(ANNA, having=subject_has("thank you"))
    answered = shop.json("show", "EH-1001")["survey"]
    assert answered["mark"] == 2 and answered["recommend"] == 3 and answered["comment"] == "the legs are scratched"
    with shop.running(clock=20):
        shop.receive(mail("somebody@else.example", "hello", "hello"))
        shop.settled(7)
    assert not [m for m in shop.mails(ANNA) if "one number" in m["Subject"]]
