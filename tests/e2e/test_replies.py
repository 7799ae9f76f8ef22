"""The customer's answer completes the order, whatever mail program wrote it: our mail is quoted above, below, around, or not at
all, in text or HTML."""

import html
import re

from servers import wait_until
from shop import ANNA, SOFA_WITHOUT_FABRIC, html_of, mail, text_of


def quoted(asked):
    return "\n".join("> " + line if line else ">" for line in text_of(asked).splitlines())


def wrote(asked):
    return f"On Tue, 24 Nov 2026 at 09:14, {asked['From']} wrote:"


def gmail(asked, words):
    body = f"{words}\n\n{wrote(asked)}\n\n{quoted(asked)}\n"
    page = (f'<div dir="ltr">{html.escape(words)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
            f'{html.escape(wrote(asked))}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid">'
            f"{html_of(asked)}</blockquote></div>")
    return body, page


def outlook(asked, words):
    head = f"From: {asked['From']}\nSent: Tuesday, November 24, 2026 9:14 AM\nTo: {ANNA}\nSubject: {asked['Subject']}"
    page = (f'<html><body><div class="WordSection1"><p class="MsoNormal">{html.escape(words)}</p><p class="MsoNormal">&nbsp;</p>'
            f'<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> '
            f'{html.escape(str(asked["From"]))}<br><b>Sent:</b> Tuesday, November 24, 2026 9:14 AM<br><b>To:</b> {ANNA}<br><b>Subject:</b> '
            f'{html.escape(asked["Subject"])}</p></div>{html_of(asked)}</div></body></html>')
    return f"{words}\n\n{head}\n\n{text_of(asked)}", page


def outlook_turkish(asked, words):
    head = f"Kimden: {asked['From']}\nGönderildi: 24 Kasım 2026 Salı 09:14\nKime: {ANNA}\nKonu: {asked['Subject']}"
    return f"{words}\n\n{head}\n\n{text_of(asked)}", None


def outlook_html_only(asked, words):
    return None, outlook(asked, words)[1]


def apple_below(asked, words):
    return f"{quoted(asked)}\n\n{words}\n", None


def apple_turkish(asked, words):
    return f"{words}\n\n> {asked['From']} şunları yazdı (24 Kas 2026 09:14):\n> \n{quoted(asked)}\n\niPhone'umdan gönderildi\n", None


def german(asked, words):
    return f"{words}\n\nAm 24.11.26 um 09:14 schrieb Example Home:\n{quoted(asked)}\n", None


def original_message(asked, words):
    return f"{words}\n\n-----Original Message-----\nFrom: {asked['From']}\nSent: 24 November 2026\nSubject: x\n\n{text_of(asked)}", None


def nothing_quoted(asked, words):
    return f"{words}\n\nSent from my phone\n", None


def inside_quote(asked, words):
    value = words.split(":")[-1].strip()
    return wrote(asked) + "\n" + re.sub(r"^(> \* Fabric:).*$", rf"\1 {value}", quoted(asked), flags=re.M) + "\n", None


def below_the_label(asked, words):
    value = words.split(":")[-1].strip()
    return wrote(asked) + "\n" + re.sub(r"^(> \* Fabric:.*)$", rf"\1\n{value}", quoted(asked), flags=re.M) + "\n", None


def ticked(asked, words):
    return wrote(asked) + "\n" + quoted(asked).replace("[ ] Linen", "[x] Linen") + "\n", None


def signature_and_disclaimer(asked, words):
    return (f"{words}\n\n-- \nAnna Weaver\nFabric & Co\nTel: +44 1\n\nThis e-mail is confidential. If you are not the intended recipient, delete it.\n\n"
            f"{wrote(asked)}\n{quoted(asked)}\n"), None


SHAPES = [gmail, outlook, outlook_turkish, outlook_html_only, apple_below, apple_turkish, german, original_message, nothing_quoted,
          inside_quote, below_the_label, ticked, signature_and_disclaimer]
WORDS = ["Fabric: linen", "Linen", "linen please", "Kumaş: keten", "Hi, linen. Thanks!"]


def cases():
    for shape in SHAPES:
        for words in WORDS if shape in (gmail, outlook, nothing_quoted, apple_turkish) else WORDS[:1]:
            yield shape, words


def test_an_answer_completes_the_order_from_every_client(shop):
    all_cases = list(cases())
    senders = [ANNA.replace("@", f"+{number}@") for number in range(len(all_cases))]
    with shop.running():
        for sender in senders:
            shop.receive(mail(sender, "Sofa", SOFA_WITHOUT_FABRIC, name="Anna Weaver"))
        asked = {got["To"].addresses[0].addr_spec: got for got in shop.inbox(ANNA, len(senders))}
        for sender, (shape, words) in zip(senders, all_cases):
            body, page = shape(asked[sender], words)
            shop.receive(mail(sender, "Re: " + asked[sender]["Subject"], body, html=page, name="Anna Weaver", answers=asked[sender]))
        shop.settled(2 * len(senders), seconds=60)
        states = {row["customer"]: row for row in shop.json("list", "--limit", 1000)}
        wrong = [f"{shape.__name__}: {words!r}: {states[sender]['state']}" for sender, (shape, words) in zip(senders, all_cases)
                 if states[sender]["state"] != "waiting"]
        assert not wrong, "\n".join(wrong)
        for sender in senders:
            (item,) = shop.json("show", states[sender]["number"])["items"]
            assert item["fields"]["fabric"]["value"] == "linen", sender


def test_an_answer_without_reference_or_quote_is_not_taken_for_another_order(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA_WITHOUT_FABRIC, name="Anna Weaver"))
        (asked,) = shop.inbox(ANNA)
        shop.receive(mail("mallory@elsewhere.example", "Re: order EH-1001", "Order EH-1001\nFabric: leather\n"))
        shop.settled(2)
    assert [row["state"] for row in shop.json("list") if row["number"] == "EH-1001"] == ["incomplete"]


def test_thanks_alone_is_no_answer_and_goes_to_a_person(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA_WITHOUT_FABRIC, name="Anna Weaver"))
        (asked,) = shop.inbox(ANNA)
        body, page = gmail(asked, "Thanks, I will look into it.")
        shop.receive(mail(ANNA, "Re: " + asked["Subject"], body, html=page, answers=asked))
        (told,) = shop.inbox("desk@shop.example")
        assert "Thanks, I will look into it." in text_of(told)
        shop.inbox(ANNA, having=lambda message: "a person reads" in message["Subject"])
    assert len(shop.mails(ANNA)) == 2
    assert shop.json("list")[0]["state"] == "incomplete"


def test_an_order_that_is_called_off_in_its_form_is_not_asked_about_again(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa and more", SOFA_WITHOUT_FABRIC, name="Anna Weaver"))
        (asked,) = shop.inbox(ANNA)
        body, _ = gmail(asked, "Please cancel this order.\nQuantity: 1")
        shop.receive(mail(ANNA, "Re: " + asked["Subject"], body, answers=asked))
        (told,) = shop.inbox("desk@shop.example")
        assert "Please cancel this order." in text_of(told)
        shop.inbox(ANNA, having=lambda message: "a person reads" in message["Subject"])
    assert len(shop.mails(ANNA)) == 2


def test_an_answer_to_an_older_letter_does_not_undo_the_newer_answer(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA_WITHOUT_FABRIC, name="Anna Weaver"))
        (first,) = shop.inbox(ANNA)
        body, page = gmail(first, "Fabric: velvet")
        shop.receive(mail(ANNA, "Re: " + first["Subject"], body, html=page, answers=first))
        (second,) = shop.inbox(ANNA, having=lambda got: got["Message-ID"] != first["Message-ID"])
        assert "* Legs:" in text_of(second)
        body, page = gmail(first, "Legs: oak")
        shop.receive(mail(ANNA, "Re: " + first["Subject"], body, html=page, answers=first))
        shop.inbox("warehouse@shop.example")
    (item,) = shop.json("show", "EH-1001")["items"]
    assert (item["fields"]["fabric"]["value"], item["fields"]["legs"]["value"]) == ("velvet", "oak")


def test_a_name_of_several_lines_reaches_no_header(shop):
    body = SOFA_WITHOUT_FABRIC.replace("Name: Anna Weaver", "Name: Anna\u2028Bcc: x@evil.example")
    with shop.running():
        shop.receive(mail(ANNA, "Sofa {{order.token}} %s", body, name="Anna"))
        (asked,) = shop.inbox(ANNA)
    assert asked["Bcc"] is None
    assert "{{order.token}} %s" in asked["Subject"]
