"""People who try: to be believed when they should not be, to be written about to others, to be told twice, or not at all."""

import datetime
import re
import time

import pytest

from shop import ANNA, DESK, KANEPE, MEHMET, ORDERS, RECEIVABLES, SOFA, WAREHOUSE, Shop, mail, on, text_of, working
from test_bounces import report
from test_staff import SALES, UPS, answer, ordered, state, subject_has


def flat(message):
    return re.sub(r"\s+", " ", text_of(message))


def quiet(seconds=0.6):
    """Long enough for a mail that should not be."""
    time.sleep(seconds)


@pytest.fixture
def patient(site, scratch, source, build):
    """A shop that holds what staff caused for ten minutes."""
    business = Shop(scratch, site, source, build, hold="10 min")
    yield business
    business.stop()


# --- a person's word, and who can forge it ---------------------------------------------------------------------------------------


def test_adv_12_a_mail_that_is_sent_twice_is_not_one_that_a_person_moved_back(shop):
    """Word for word the same, Message-ID and Date too: the second is what it looks like, a second delivery."""
    junk = mail(MEHMET, "Hello", "Nothing that names a product.\n")
    with shop.running():
        shop.receive(junk, when=time.time() + 1)
        shop.settled(1)
        shop.receive(junk, when=time.time() + 9)
        shop.settled(2)
        quiet()
        assert shop.mails(MEHMET) == [] and shop.json("list") == []


def test_a_second_delivery_does_not_get_past_the_spam_mark(shop):
    spam = mail(MEHMET, "Sofa", SOFA, X_Spam_Flag="YES")
    with shop.running():
        shop.receive(spam, when=time.time() + 1)
        shop.settled(1)
        shop.receive(spam, when=time.time() + 9)
        shop.settled(2)
        quiet()
        assert shop.mails(MEHMET) == [] and shop.json("list") == []


# --- taken back ------------------------------------------------------------------------------------------------------------------


def test_what_the_command_line_takes_back_is_never_told(patient):
    with patient.running():
        ordered(patient)
        patient.command("ship", "EH-1001")
        assert "taken back" in patient.command("undo", "EH-1001")
    with patient.running(clock=0.02):
        patient.receive(mail(ANNA, "x", "y"))
        patient.settled(2)
        quiet()
        assert len(patient.mails(ANNA)) == 1 and state(patient) == "waiting"


def test_an_acceptance_that_is_taken_back_was_not_told(patient):
    with patient.running():
        patient.receive(mail(ANNA, "Sofa", SOFA.replace("linen", "linen\nPrice: 1.00 EUR"), name="Anna"))
        (held,) = patient.inbox(DESK)
        patient.receive(answer(held, DESK, "accept"))
        (transcript,) = patient.inbox(DESK, having=subject_has("done"))
        patient.receive(answer(transcript, DESK, "undo"))
        patient.inbox(DESK, having=subject_has("taken back"))
        assert state(patient) == "held"
    with patient.running(clock=0.02):
        patient.receive(mail(ANNA, "x", "y"))
        patient.settled(4)
        quiet()
        assert not [m for m in patient.mails(ANNA) if "confirmed" in m["Subject"]] and patient.mails(WAREHOUSE) == []


def test_an_acceptance_that_is_not_taken_back_is_told_after_the_hold(patient):
    with patient.running():
        patient.receive(mail(ANNA, "Sofa", SOFA.replace("linen", "linen\nPrice: 1.00 EUR"), name="Anna"))
        patient.inbox(DESK)
        patient.command("accept", "EH-1001")
        quiet()
        assert patient.mails(WAREHOUSE) == []
    with patient.running(clock=0.02):
        patient.inbox(ANNA, having=subject_has("confirmed"))
        patient.inbox(WAREHOUSE)


def test_undo_twice_after_the_hold_after_a_restart_and_by_another_department(patient):
    with patient.running():
        work = ordered(patient)
        (bill,) = patient.inbox(RECEIVABLES)
        patient.receive(answer(work, WAREHOUSE, "cancelled, no wood"))
        (transcript,) = patient.inbox(WAREHOUSE, having=subject_has("done"))
        assert state(patient) == "cancelled"
        patient.receive(answer(bill, RECEIVABLES, "undo"))
        patient.inbox(RECEIVABLES, having=subject_has("not done"))
        assert state(patient) == "cancelled"
    with patient.running():
        patient.receive(answer(transcript, WAREHOUSE, "undo"))
        patient.inbox(WAREHOUSE, having=subject_has("taken back"))
        assert state(patient) == "waiting"
        patient.receive(answer(transcript, WAREHOUSE, "undo!"))
        patient.inbox(WAREHOUSE, having=subject_has("not done"))
        patient.receive(answer(work, WAREHOUSE, "shipped"))
        patient.inbox(WAREHOUSE, count=2, having=subject_has(": done"))
    with patient.running(clock=0.02):
        patient.inbox(ANNA, having=subject_has("on its way"))
        patient.receive(answer(transcript, WAREHOUSE, "undo"))
        patient.inbox(WAREHOUSE, count=2, having=subject_has("not done"))
        assert state(patient) == "shipped"
        assert not [m for m in patient.mails(ANNA) if "cancelled" in m["Subject"]]


# --- staff's rights --------------------------------------------------------------------------------------------------------------


def test_adv_34_department_a_with_the_token_of_department_b(shop):
    with shop.running():
        work = ordered(shop)
        (bill,) = shop.inbox(RECEIVABLES)
        shop.receive(answer(work, RECEIVABLES, "shipped"))
        shop.inbox(WAREHOUSE, having=subject_has("may not"))
        shop.receive(answer(bill, WAREHOUSE, "shipped"))
        shop.inbox(RECEIVABLES, having=subject_has("may not"))
        assert state(shop) == "waiting"


def token_of(message):
    return re.search(r"\[ref: ([a-z2-7]{26})\]", text_of(message))[1]


def test_adv_32_the_token_alone_in_subject_address_or_attachment_is_enough_and_no_more(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(mail(WAREHOUSE, f"x [ref: {token_of(work)}]", "in work"))
        shop.inbox(WAREHOUSE, count=1, having=subject_has("done"))
        shop.receive(mail(WAREHOUSE, "x", "delayed to 30 December 2027", to=f"orders+{token_of(work)}@shop.example"))
        shop.inbox(WAREHOUSE, count=2, having=subject_has("done"))
        with_file = mail(WAREHOUSE, "x", "see the file")
        with_file.add_attachment("shipped\n" + text_of(work), filename="note.txt")
        shop.receive(with_file)
        shop.inbox(WAREHOUSE, count=4)
        assert state(shop) == "delayed"
        shop.receive(mail(MEHMET, f"x [ref: {token_of(work)}]", "shipped"))
        shop.inbox(WAREHOUSE, having=subject_has("may not"))
        assert state(shop) == "delayed"


def test_adv_29_a_customer_who_quotes_the_departments_letter_with_its_token(shop):
    with shop.running():
        work = ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        body = f"shipped\n\n{text_of(work)}\n\n{text_of(confirmed)}"
        shop.receive(mail(ANNA, "Re: x", body))
        shop.settled(2)
        quiet()
        assert state(shop) == "waiting" and not [m for m in shop.mails(ANNA) if "on its way" in m["Subject"]]


def test_adv_32_staff_who_answer_the_customers_letter_speak_not_for_the_customer(shop):
    """The copies in the Sent folder are answered by whoever reads that mailbox."""
    with shop.running():
        ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        shop.receive(answer(confirmed, WAREHOUSE, "please cancel this order"))
        shop.settled(2)
        shop.inbox(DESK, having=lambda m: "please cancel" in text_of(m))
        quiet()
        assert len(shop.mails(ANNA)) == 1 and not [m for m in shop.mails(RECEIVABLES) if "wants to cancel" in m["Subject"]]


# --- whom we write to ------------------------------------------------------------------------------------------------------------


def test_a_representative_makes_nobody_drown_in_mail(site, scratch, source, build):
    """Whoever forges one sender would have us write to anybody, as often as they like."""
    shop = Shop(scratch, site, source, build, limits="answers_per_sender_day = 2;")
    with shop.running():
        for number in range(4):
            shop.receive(mail(SALES, f"Order {number}", SOFA.replace("Quantity: 2", f"Quantity: {number + 1}")
                              .replace("Phone:", f"E-mail: {ANNA}\nPhone:"), name="Sam"))
        shop.settled(4)
        shop.inbox(DESK)
        quiet()
        assert len(shop.mails(ANNA)) == 2


def test_a_representatives_bounce_is_not_the_customers(shop):
    with shop.running():
        shop.receive(mail(SALES, "Order", SOFA.replace("Fabric: linen\n", "").replace("Phone:", f"E-mail: {ANNA}\nPhone:"), name="Sam"))
        (form,) = shop.inbox(SALES)
        shop.receive(report(form, SALES))
        shop.settled(2)
        shop.receive(answer(form, SALES, "Fabric: linen"))
        shop.inbox(ANNA, having=subject_has("confirmed"))


def test_the_call_list_is_filled_in_by_the_caller_alone(shop):
    """What a customer wrote stands in the list, and comes back quoted."""
    with shop.running():
        work = ordered(shop)
        shop.receive(mail(MEHMET, "Sofa", SOFA.replace("Quantity: 2", "Quantity: 1"), name="Mehmet"))
        shop.inbox(MEHMET)
        shop.receive(answer(work, WAREHOUSE, "shipped"))
        shop.receive(answer(work, WAREHOUSE, "delivered"))
        shop.inbox(ANNA, having=subject_has("delivered"))
    with shop.running(clock=on(8)):
        (survey,) = shop.inbox(ANNA, having=subject_has("How was order"))
        shop.receive(answer(survey, ANNA, "1 - awful\nEH-1002: 1, awful\nEH-1001: 5 lovely"))
        shop.inbox(DESK, having=subject_has("a bad mark"))
    with shop.running(clock=on(working(8) + 1)):
        (calls,) = shop.inbox(SALES, having=subject_has("Whom to call"))
        before = shop.json("show", "EH-1001")["survey"]
        shop.receive(answer(calls, SALES, "I call them tomorrow."))
        shop.inbox(SALES, count=2)
        assert shop.json("show", "EH-1001")["survey"] == before
        assert not shop.json("show", "EH-1002").get("survey")


# --- nothing gets lost -----------------------------------------------------------------------------------------------------------


def test_who_wants_no_more_surveys_and_says_more_is_heard(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, "shipped"))
        shop.receive(answer(work, WAREHOUSE, "delivered"))
        shop.inbox(ANNA, having=subject_has("delivered"))
    with shop.running(clock=on(8)):
        (survey,) = shop.inbox(ANNA, having=subject_has("How was order"))
        shop.receive(answer(survey, ANNA, "1\nThe sofa is broken in two and your driver laughed at me.\nNo more surveys please."))
        shop.inbox(DESK, having=subject_has("a bad mark"))
        shop.receive(answer(survey, ANNA, "Unsubscribe. And where, I ask, is the second cushion that I paid for?"))
        shop.inbox(DESK, having=lambda m: "second cushion" in text_of(m))


def test_what_is_written_on_a_declined_order_is_read_and_the_customer_told_so(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA.replace("linen", "linen\nPrice: 1.00 EUR"), name="Anna"))
        shop.inbox(DESK)
        (received,) = shop.inbox(ANNA)
        shop.command("decline", "EH-1001", "no such price")
        (declined,) = shop.inbox(ANNA, having=lambda m: "no such price" in text_of(m))
        shop.receive(answer(declined, ANNA, "Fabric: velvet\nPlease take the list price then."))
        shop.inbox(DESK, having=lambda m: "list price then" in text_of(m))
        shop.inbox(ANNA, having=subject_has("a person reads"))
        assert state(shop) == "declined"


def test_not_arrived_and_then_arrived(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, "shipped"))
        shop.inbox(ANNA, having=subject_has("on its way"))
    with shop.running(clock=on(12)):
        (follow_up,) = shop.inbox(ANNA, having=lambda m: "Has it arrived" in text_of(m))
        shop.receive(answer(follow_up, ANNA, "no"))
        shop.inbox(DESK, having=subject_has("has not arrived"))
        shop.receive(answer(follow_up, ANNA, "yes, today"))
        shop.settled(4)
        assert state(shop) == "delivered"
    with shop.running(clock=on(25)):
        shop.inbox(ANNA, having=subject_has("How was order"))


def test_a_late_order_of_an_unreachable_customer_is_not_called_told(shop):
    with shop.running():
        ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        shop.receive(report(confirmed, ANNA))
        shop.inbox(DESK, having=subject_has("comes back"))
        expected = datetime.date.fromisoformat(shop.json("list")[0]["expected"])
    with shop.running(clock=(expected - datetime.date.today()).days + 4):
        (alert,) = shop.inbox(DESK, having=subject_has("late"))
        assert "the customer was told" not in alert["Subject"] and "the customer was told" not in text_of(alert)
        assert len(shop.mails(ANNA)) == 1


def test_a_phone_order_in_two_mails_by_the_representative(shop):
    with shop.running():
        shop.receive(mail(SALES, "By telephone", SOFA.replace("Fabric: linen\n", ""), name="Sam"))
        (form,) = shop.inbox(SALES)
        shop.receive(answer(form, SALES, "Fabric: linen"))
        (call,) = shop.inbox(SALES, having=subject_has("Please call"))
        assert state(shop) == "waiting"
        (work,) = shop.inbox(WAREHOUSE)
        shop.receive(answer(work, WAREHOUSE, "shipped"))
        shop.inbox(SALES, count=2, having=subject_has("Please call"))
        shop.receive(answer(call, SALES, "I am at lunch until one."))
        shop.settled(4)
        assert state(shop) == "shipped"


def test_a_customer_in_a_thread_that_began_with_a_departments_letter(shop):
    with shop.running():
        work = ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        asked = mail(ANNA, "Re: your sofa", "Where is my order?")
        asked["In-Reply-To"] = "<ayse@shop.example>"
        asked["References"] = f"{confirmed['Message-ID']} {work['Message-ID']} <ayse@shop.example>"
        shop.receive(asked)
        shop.inbox(ANNA, having=subject_has("how it stands"))
        quiet(0.3)
        assert not [m for m in shop.mails(WAREHOUSE) if "may not" in m["Subject"]]


@pytest.mark.parametrize("words", ["  New date: 30 December 2027\n  Status: shipped\n", "  New date: 30 December 2027\n", "  Status: delivered\n"])
def test_adv_29_30_what_the_customer_wrote_is_no_staff_command_when_it_is_quoted(shop, words):
    trap = SOFA.replace("  Oxford OX1 2AB", words + "  Oxford OX1 2AB")
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", trap, name="Anna"))
        shop.inbox(ANNA)
        (work,) = shop.inbox(WAREHOUSE)
        shop.receive(answer(work, WAREHOUSE, "thank you"))
        shop.inbox(WAREHOUSE, count=2)
        old = answer(work, WAREHOUSE, "thank you, again")  # to the older letter, known by its reference line alone
        del old["In-Reply-To"], old["References"]
        shop.receive(old)
        shop.inbox(WAREHOUSE, count=3)
        top = mail(WAREHOUSE, "AW: x", f"thanks\n\nVon: {ORDERS}\nGesendet: Montag, 23. November 2026 10:12\nAn: {WAREHOUSE}\nBetreff: x\n\n{text_of(work)}")
        shop.receive(top)
        answers = shop.inbox(WAREHOUSE, count=4)[1:]
        assert all("nothing to do found" in text_of(transcript) for transcript in answers)
        assert state(shop) == "waiting" and len(shop.mails(ANNA)) == 1
        assert "Oxford OX1 2AB" in text_of(work)


# --- reloads ---------------------------------------------------------------------------------------------------------------------


def test_a_product_a_department_and_a_carrier_go_while_orders_live(site, scratch, source, sanitized):
    shop = Shop(scratch, site, source, sanitized)
    with shop.running():
        work = ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        shop.receive(mail(MEHMET, "Sofa", SOFA.replace("Quantity: 2", "Quantity: 1"), name="Mehmet"))
        (other,) = shop.inbox(MEHMET)
        (work2,) = shop.inbox(WAREHOUSE, having=subject_has("EH-1002"))
        shop.receive(answer(work2, WAREHOUSE, f"shipped with UPS {UPS}"))
        shop.inbox(MEHMET, having=subject_has("on its way"))
        shop.receive(answer(confirmed, ANNA, "Please cancel my order"))
        shop.inbox(WAREHOUSE, having=subject_has("wants to cancel"))
        (scratch / "forms" / "sofa.conf").unlink()
        carriers = scratch / "carriers.conf"
        carriers.write_text(re.sub(r"^ups = \{.*?^\};\n", "", carriers.read_text(), flags=re.S | re.M))
        assert "UPS" not in carriers.read_text()
        shop.reload()
        shop.receive(answer(confirmed, ANNA, "Where is my order?"))
        shop.inbox(ANNA, having=subject_has("how it stands"))
        shop.receive(answer(other, MEHMET, "Where is my order?"))
        (status,) = shop.inbox(MEHMET, having=subject_has("how it stands"))
        assert UPS in text_of(status)
        shop.receive(answer(work, WAREHOUSE, "shipped"))
        shop.inbox(WAREHOUSE, having=subject_has("not done"))
        assert "it is shipped" in shop.command("ship", "EH-1001")
    with shop.running(clock=40):
        shop.receive(mail(ANNA, "x", "y"))
        shop.settled(8)
        assert shop.daemon.poll() is None


def test_a_language_that_is_taken_out_and_a_department_that_is_no_more(site, scratch, source, build):
    shop = Shop(scratch, site, source, build)
    with shop.running():
        shop.receive(mail(MEHMET, "Sipariş", KANEPE, name="Mehmet"))
        (confirmed,) = shop.inbox(MEHMET)
        (work,) = shop.inbox(WAREHOUSE)
        text = shop.config.read_text()
        text = text.replace('[ "en", "tr" ]', '[ "en" ]')
        shop.config.write_text(text)
        shop.reload()
        shop.receive(answer(work, WAREHOUSE, "shipped"))
        (told,) = shop.inbox(MEHMET, having=lambda m: m["Message-ID"] != confirmed["Message-ID"])
        assert told["Subject"]
        text = re.sub(r"\bwarehouse = \{", "depot = {", text)
        for form in (scratch / "forms").glob("*.conf"):
            form.write_text(form.read_text().replace('"warehouse"', '"depot"'))
        shop.config.write_text(text)
        shop.reload()
        shop.receive(answer(work, WAREHOUSE, "delivered this morning"))
        shop.inbox(DESK, having=lambda m: "delivered this morning" in text_of(m))


# --- shapes ----------------------------------------------------------------------------------------------------------------------


def test_the_form_comes_back_as_html_alone_and_beside_an_empty_text(shop):
    with shop.running():
        work = ordered(shop)
        rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in
                       [("Status:", ""), ("New date:", "30 December 2027"), ("Reason:", "no wood")])
        page = f"<html><body><p></p><table>{rows}</table><p>[ref: {token_of(work)}]</p></body></html>"
        shop.receive(mail(WAREHOUSE, "Re: " + work["Subject"], None, html=page, answers=work))
        (told,) = shop.inbox(ANNA, having=subject_has("a new date"))
        assert "30 December 2027" in text_of(told)
        shop.receive(mail(WAREHOUSE, "Re: " + work["Subject"], "\n", html="<p>shipped</p>", answers=work))
        shop.inbox(ANNA, having=subject_has("on its way"))


def test_a_reply_that_is_attached_is_not_obeyed_and_not_lost(shop):
    with shop.running():
        work = ordered(shop)
        outer = mail(WAREHOUSE, "see attached", "see attached")
        outer.add_attachment(answer(work, WAREHOUSE, "shipped"))
        shop.receive(outer)
        shop.inbox(WAREHOUSE, count=2)
        assert state(shop) == "waiting"


def test_a_customers_answer_that_is_attached_by_staff_is_not_the_customers(shop):
    with shop.running():
        ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        outer = mail(WAREHOUSE, "customer wrote to me", "see attached")
        outer.add_attachment(answer(confirmed, ANNA, "please cancel my order"))
        shop.receive(outer)
        shop.settled(2)
        quiet()
        assert len(shop.mails(ANNA)) == 1
        shop.inbox(DESK)


def test_two_hundred_commands_in_one_mail(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, "\n".join(f"delayed to {1 + n % 28} December 2027" for n in range(200))))
        shop.inbox(WAREHOUSE, count=2)
        shop.receive(answer(work, WAREHOUSE, "\n".join(["shipped", "not shipped", "cancelled", "delivered"] * 50)))
        shop.inbox(WAREHOUSE, count=3)
        assert state(shop) == "waiting" and len(shop.mails(ANNA)) == 1


@pytest.mark.parametrize("words", ["\u202edeppihs\u202c", "not\u200b shipped", "ship\u00adped not yet", "\u0455hipped"])
def test_adv_28_letters_that_only_look_like_a_command(shop, words):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, words))
        shop.inbox(WAREHOUSE, count=2)
        assert state(shop) == "waiting"


def test_a_name_that_turns_the_line_round(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA.replace("Anna Weaver", "Anna \u202egpj.exe\u2066"), name="Anna"))
        (confirmed,) = shop.inbox(ANNA)
        (work,) = shop.inbox(WAREHOUSE)
        for message in (confirmed, work):
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", text_of(message) + str(message["To"]) + message["Subject"])
        assert "\u202e" not in shop.said()
