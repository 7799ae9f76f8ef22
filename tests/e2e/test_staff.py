"""Staff answer from their ordinary mail clients: what they say is done, told to the customer, and told back to them."""

import re
import time

from servers import wait_until
from shop import ANNA, DESK, MEHMET, ORDERS, RECEIVABLES, REVIEW, SOFA, WAREHOUSE, Shop, mail, text_of

SALES = "sales@shop.example"
UPS = "1Z999AA10123456784"


def quoted(message):
    return "".join("> " + line + "\n" for line in text_of(message).splitlines())


def answer(original, sender, words, **headers):
    body = f"{words}\n\nOn Mon, 23 Nov 2026 at 10:12, Example Home <{ORDERS}> wrote:\n{quoted(original)}"
    return mail(sender, "Re: " + original["Subject"], body, answers=original, **headers)


def ordered(shop):
    """An accepted order; the warehouse's mail about it."""
    shop.receive(mail(ANNA, "Sofa", SOFA, name="Anna"))
    shop.inbox(ANNA)
    (work,) = shop.inbox(WAREHOUSE)
    return work


def state(shop):
    return shop.json("list")[0]["state"]


def letters(shop, name):
    """The states of the outgoing mails of this letter, oldest first."""
    return [row["state"] for row in reversed(shop.json("queue", "--all")) if row["letter"] == name]


def subject_has(words):
    return lambda message: words in message["Subject"]


def test_shipped_is_told_to_the_customer_and_back_to_staff(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, f"shipped with UPS {UPS}, arrives 30 December 2027"))
        (told,) = shop.inbox(ANNA, having=subject_has("on its way"))
        (transcript,) = shop.inbox(WAREHOUSE, having=subject_has("done"))
        assert UPS in text_of(told) and "30 December 2027" in text_of(told) and "UPS" in text_of(told)
        assert "✓ shipped with UPS" in text_of(transcript) and "anna@customer.example gets" in text_of(transcript)
        assert transcript["In-Reply-To"] and state(shop) == "shipped"
        assert "undo" not in text_of(transcript)  # nothing is held: it is out


def test_a_turkish_delay_in_the_form(shop):
    with shop.running():
        work = ordered(shop)
        lines = text_of(work).replace("New date:", "New date: 30 Aralık 2027").replace("Reason:", "Reason: kumaş gecikti")
        shop.receive(mail(WAREHOUSE, "RE: " + work["Subject"], f"From: {ORDERS}\nSent: Monday, November 23, 2026 10:12 AM\nTo: {WAREHOUSE}\n"
                          f"Subject: {work['Subject']}\n\n{lines}", answers=work))
        (told,) = shop.inbox(ANNA, having=subject_has("a new date"))
        assert "30 December 2027" in text_of(told) and "kumaş gecikti" in text_of(told)
        (news,) = shop.inbox(RECEIVABLES, having=subject_has("news"))
        assert "30 December 2027" in text_of(news)
        assert state(shop) == "delayed"


def test_undo_within_the_hold_takes_it_back(site, tmp_path, source, build):
    shop = Shop(tmp_path, site, source, build, hold="10 min")
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, f"shipped with UPS {UPS}"))
        (transcript,) = shop.inbox(WAREHOUSE, having=subject_has("done"))
        assert "undo" in text_of(transcript)
        shop.receive(answer(transcript, WAREHOUSE, "undo"))
        shop.inbox(WAREHOUSE, having=subject_has("taken back"))
        assert state(shop) == "waiting"
        assert letters(shop, "order-shipped") == ["dropped"]
        assert len(shop.mails(ANNA)) == 1


def test_what_is_said_again_within_the_hold_is_told_once(site, tmp_path, source, build):
    shop = Shop(tmp_path, site, source, build, hold="10 min")
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, "delayed to 10 January 2028, fabric late"))
        shop.inbox(WAREHOUSE, having=subject_has("done"))
        shop.receive(answer(work, WAREHOUSE, "sorry, delayed to 30 December 2027"))
        shop.inbox(WAREHOUSE, 2, having=subject_has("done"))
        assert letters(shop, "order-delayed") == ["dropped", "queued"]
        assert shop.json("list")[0]["expected"] == "2027-12-30"
        assert "taken back" in shop.command("undo", "EH-1001")
        assert letters(shop, "order-delayed") == ["queued", "dropped"]
        assert shop.json("list")[0]["expected"] == "2028-01-10"
    with shop.running(clock=1):
        (told,) = shop.inbox(ANNA, having=subject_has("a new date"))
        assert "10 January 2028" in text_of(told) and "fabric late" in text_of(told)


def test_a_stranger_with_the_departments_mail_is_refused_to_the_departments_mailbox(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, MEHMET, "cancelled"))
        (told,) = shop.inbox(WAREHOUSE, having=subject_has("may not"))
        assert MEHMET in text_of(told)
        shop.settled(2)
        assert shop.mails(MEHMET) == [] and len(shop.mails(ANNA)) == 1 and state(shop) == "waiting"


def test_what_a_department_may_not_do_is_refused(shop):
    with shop.running():
        ordered(shop)
        (work,) = shop.inbox(RECEIVABLES)
        shop.receive(answer(work, RECEIVABLES, "shipped"))
        (transcript,) = shop.inbox(RECEIVABLES, having=subject_has("not done"))
        assert "configuration does not let" in text_of(transcript)
        assert state(shop) == "waiting" and len(shop.mails(ANNA)) == 1


def test_doubts_are_asked_and_nothing_else_happens(shop):
    cases = [("has it been shipped?", "question, a plan or a guess"), ("not shipped yet", "has not happened"), ("delayed", "until when"),
             ("shipped with UPS 1Z999AA10123456785", "check digit"), ("please call the customer", "nothing in your mail")]
    with shop.running():
        work = ordered(shop)
        for words, asked in cases:
            shop.receive(answer(work, WAREHOUSE, words))
            shop.inbox(WAREHOUSE, having=lambda message: asked in re.sub(r"\s+", " ", text_of(message)))
        assert len(shop.mails(ANNA)) == 1 and state(shop) == "waiting"


def test_out_of_office_and_forwards_are_nothing(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, "I am away. shipped", Auto_Submitted="auto-replied"))
        shop.receive(mail(WAREHOUSE, "Fwd: " + work["Subject"], "shipped\n\n---------- Forwarded message ----------\n" + text_of(work), answers=work))
        shop.settled(3)
        time.sleep(0.3)
        assert len(shop.mails(ANNA)) == 1 and len(shop.mails(WAREHOUSE)) == 1 and state(shop) == "waiting"


def test_a_note_reaches_the_customer_and_other_words_do_not(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, "I hate this sofa.\n\nNote to customer: the legs come in a second box"))
        (told,) = shop.inbox(ANNA, having=subject_has("a note"))
        assert "the legs come in a second box" in text_of(told) and "hate" not in text_of(told)


def test_a_representative_orders_for_somebody(shop):
    with shop.running():
        shop.receive(mail(SALES, "Order by telephone", SOFA.replace("Phone:", "E-mail: anna@customer.example\nPhone:"), name="Sam Sales"))
        shop.inbox(ANNA, having=subject_has("confirmed"))
        (receipt,) = shop.inbox(SALES)
        assert "anna@customer.example" in text_of(receipt)
        assert shop.json("list")[0]["customer"] == ANNA


def test_a_customer_without_email_is_called(shop):
    with shop.running():
        shop.receive(mail(SALES, "Order by telephone", SOFA, name="Sam Sales"))
        (call,) = shop.inbox(SALES, having=subject_has("Please call"))
        assert "+44 20 7946 0123" in text_of(call) and "confirmed it" in text_of(call)
        assert len(re.findall(r"\[ref: ", text_of(call))) == 1


def test_the_reviewing_person_says_that_it_is_an_order(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa please", "I would like a sofa like the one of my aunt. " * 3, name="Anna"))
        wait_until(lambda: shop.mails(DESK) or shop.mails(ANNA), 20, "an answer")
        if shop.mails(ANNA):
            return  # the rules asked the customer themselves
        (review,) = shop.inbox(DESK)
        shop.receive(answer(review, DESK, "order"))
        (form,) = shop.inbox(ANNA)
        assert "order form" in text_of(form)


def test_the_command_line_says_the_same(shop):
    with shop.running():
        ordered(shop)
        refused = shop.command("ship", "EH-1001", "with UPS 1Z999AA10123456785", check=False)
        assert refused.returncode == 65 and "check digit" in refused.stdout
        assert "in which" not in refused.stdout and "until which day" in shop.command("delay", "EH-1001", "soon", check=False).stdout
        assert "it is delayed" in shop.command("delay", "EH-1001", "30 December 2027,", "fabric late")
        (told,) = shop.inbox(ANNA, having=subject_has("a new date"))
        assert "The reason: fabric late" in text_of(told)
        shop.command("note", "EH-1001", "The legs come in a second box.")
        shop.inbox(ANNA, having=subject_has("a note"))
        shop.command("ship", "EH-1001", f"with UPS {UPS}, arrives 30 December 2027")
        shop.inbox(ANNA, having=subject_has("on its way"))
        assert "refused" in shop.command("cancel", "EH-1001", check=False).stdout
        assert "there is no order" in shop.command("ack", "EH-9", check=False).stdout
    assert shop.json("list")[0]["state"] == "shipped"


def test_undo_on_the_command_line(site, tmp_path, source, build):
    shop = Shop(tmp_path, site, source, build, hold="10 min")
    with shop.running():
        ordered(shop)
        assert "unless you undo it" in shop.command("ship", "EH-1001")
        assert "taken back" in shop.command("undo", "EH-1001")
        assert "nothing that could be taken back" in shop.command("undo", "EH-1001", check=False).stdout
    assert state(shop) == "waiting" and len(shop.mails(ANNA)) == 1


def test_the_reviewing_person_decides_by_mail(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA.replace("linen", "linen\nPrice: 1.00 EUR"), name="Anna"))
        (held,) = shop.inbox(DESK)
        assert "decline: the reason" in text_of(held)
        shop.receive(answer(held, DESK, "accept"))
        shop.inbox(ANNA, having=subject_has("confirmed"))
        shop.receive(mail(ANNA, "Sofa", SOFA.replace("linen", "velvet\nLegs: oak\nPrice: 2.00 EUR"), name="Anna"))
        (held,) = shop.inbox(DESK, having=subject_has("EH-1002"))
        shop.receive(answer(held, DESK, "red: o fiyata olmaz"))
        shop.inbox(ANNA, having=lambda message: "o fiyata olmaz" in text_of(message))


def test_the_reviewing_person_fills_in_the_form(shop):
    with shop.running():
        shop.receive(mail("form@shop.example", "New message", "A visitor wrote something that is no form.\n"))
        (review,) = shop.inbox(DESK)
        assert "one word: order" in re.sub(r"\s+", " ", text_of(review))
        form = SOFA.replace("Phone:", f"E-mail: {ANNA}\nPhone:").replace("Best regards\nAnna\n", "").replace("Hello,\n", "")
        shop.receive(answer(review, DESK, form))
        shop.inbox(ANNA, having=subject_has("confirmed"))
        shop.inbox(DESK, having=subject_has("done"))
        assert shop.json("list")[0]["customer"] == ANNA
        assert "completed by" in shop.json("show", "mail", "1")["reason"]


def test_a_mail_is_ignored_by_one_word(shop):
    with shop.running():
        shop.receive(mail("form@shop.example", "New message", "A visitor wrote something that is no form.\n"))
        (review,) = shop.inbox(DESK)
        shop.receive(answer(review, DESK, "yok say"))
        shop.inbox(DESK, having=subject_has("done"))
        assert "ignore, says" in shop.json("show", "mail", "1")["reason"]


def test_a_representative_sends_a_customers_mail_on(shop):
    forwarded = ("---------- Forwarded message ---------\nFrom: Anna Weaver <anna@customer.example>\nDate: Mon, 23 Nov 2026 at 10:12\n"
                 f"Subject: Sofa\nTo: <{SALES}>\n\n" + SOFA)
    with shop.running():
        shop.receive(mail(SALES, "Fwd: Sofa", "See below, please.\n\n" + forwarded, name="Sam Sales"))
        shop.inbox(ANNA, having=subject_has("confirmed"))
        (receipt,) = shop.inbox(SALES)
        assert ANNA in text_of(receipt)


def test_words_of_the_business_own(tmp_path, site, source, build):
    shop = Shop(tmp_path, site, source, build)
    text = shop.config.read_text()
    shop.config.write_text(text.replace("staff = {\n", 'staff = {\n    phrases = { shipped = [ "is on Charlie" ]; delayed = { fr = [ "décalé" ]; }; };\n', 1))
    with shop.running():
        work = ordered(shop)
        shop.receive(answer(work, WAREHOUSE, "decale 30 December 2027"))
        (told,) = shop.inbox(ANNA, having=subject_has("a new date"))
        assert "30 December 2027" in text_of(told) and state(shop) == "delayed"
        shop.receive(answer(work, WAREHOUSE, "It is on Charlie!"))
        shop.inbox(ANNA, having=subject_has("on its way"))
        assert state(shop) == "shipped"
