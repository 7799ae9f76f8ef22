"""Orders inside of files that other people's programs read: PDF and winmail.dat. What cannot be read goes to a person, and the next mail is read."""

import os
import re
import signal
import zlib

import papers
from servers import wait_until
from shop import ANNA, DESK, WAREHOUSE, Shop, mail, text_of
from test_documents import UBL
from test_process import children

import pytest

CONTACT = [[(50, "Name: Anna Weaver")], [(50, "Phone: +44 20 7946 0123")], [(50, "Delivery address: 1 Mill Lane, York")], []]
HEADER = [(50, "SKU"), (150, "Quantity"), (250, "Fabric")]
LINES = [[(50, "SOFA-3"), (170, "2"), (250, "Linen")], [], [(50, "SOFA-2"), (170, "1"), (250, "Leather")]]


def flat(message):
    return re.sub(r"\s+", " ", text_of(message))


def sent(name, content, body="Please find our order attached.", subject="Purchase order", subtype="octet-stream", who=ANNA):
    message = mail(who, subject, body, name="Anna")
    message.add_attachment(content, maintype="application", subtype=subtype, filename=name)
    return message


def table(lines=LINES):
    return papers.pdf([*CONTACT, HEADER, *lines, [(150, "Total"), (250, "4,450.00")]])


@pytest.fixture
def hasty(site, source, build, scratch):
    """The shop, with little time for a file."""
    business = Shop(scratch, site, source, build, limits='decode_time = "3 s";')
    yield business
    business.stop()


def test_an_order_as_pdf_only_is_confirmed(shop):
    with shop.running():
        shop.receive(sent("po.pdf", table(), subtype="pdf"))
        (confirmed,) = shop.inbox(ANNA)
        assert "confirmed" in confirmed["Subject"], text_of(confirmed)
        assert [item["sku"] for item in shop.json("show", "EH-1001")["items"]] == ["SOFA-3", "SOFA-2"]
        assert "Linen" in text_of(confirmed) and "1 Mill Lane" in text_of(confirmed)
        (work,) = shop.inbox(WAREHOUSE)
        assert "SOFA-3" in text_of(work) or "3 seats" in text_of(work)


def test_a_pdf_is_found_by_its_bytes_and_asked_about_where_the_mail_differs(shop):
    with shop.running():
        shop.receive(sent("po.bin", table(LINES[:1]), body="Product: Sofa\nSKU: SOFA-3\nQuantity: 3\nFabric: Linen\n"))
        (asked,) = shop.inbox(ANNA)
        assert "complete" in asked["Subject"] and "“2” and “3”" in flat(asked)


def test_hard_66_the_same_order_three_times_is_one_and_the_difference_is_asked(shop):
    """PDF, XML and body: the XML counts, and what the PDF says otherwise is asked."""
    message = sent("po.pdf", papers.pdf([*CONTACT, HEADER, [(50, "SOFA-3"), (170, "4"), (250, "Linen")]]),
                   body="Product: Sofa\nSKU: SOFA-3\nQuantity: 2\nFabric: Linen\n", subtype="pdf")
    message.add_attachment(UBL.encode(), maintype="application", subtype="xml", filename="po.xml")
    with shop.running():
        shop.receive(message)
        (asked,) = shop.inbox(ANNA)
        assert "complete" in asked["Subject"] and "“2” and “4”" in flat(asked)
        assert len(shop.json("list")) == 1 and len(shop.json("show", "EH-1001")["items"]) == 1
        assert "Hamnvägen 9" in text_of(asked)


def test_hard_67_a_table_inside_of_winmail_dat_is_an_order(shop):
    rtf = r"{\rtf1\ansi\ansicpg1252 Name: Anna Weaver\par Phone: +44 20 7946 0123\par Delivery address: 1 Mill Lane, York\par}"
    packed = papers.tnef([(0x1009, papers.literal_rtf(rtf))], [(papers.LONG, papers.CSV)])
    with shop.running():
        shop.receive(sent("winmail.dat", packed, body="", subtype="ms-tnef"))
        (confirmed,) = shop.inbox(ANNA)
        assert "confirmed" in confirmed["Subject"], text_of(confirmed)
        assert [item["sku"] for item in shop.json("show", "EH-1001")["items"]] == ["SOFA-3"]


@pytest.mark.parametrize("content, words", [
    (papers.scanned_pdf(), "pictures and no text"), (papers.encrypted_pdf(CONTACT), "wants a password"), (table()[:60], "could not be read"),
    (papers.tnef()[:8] + b"\xff" * 5000, "could not be read")], ids=["scan", "password", "cut", "broken-tnef"])
def test_a_file_that_cannot_be_read_is_told_to_a_person(shop, content, words):
    with shop.running():
        shop.receive(sent("order.dat", content, body="as agreed"))
        (told,) = shop.inbox(DESK)
        assert words in flat(told)
        assert shop.json("list") == [] and shop.mails(ANNA) == []


def test_a_file_without_end_goes_to_review_and_the_next_mail_is_read(hasty):
    with hasty.running():
        hasty.receive(sent("bomb.pdf", papers.endless_pdf(), body="as agreed", subtype="pdf"))
        hasty.receive(sent("po.pdf", table(), subtype="pdf"))
        (confirmed,) = hasty.inbox(ANNA)
        (told,) = hasty.inbox(DESK)
        assert "confirmed" in confirmed["Subject"] and "takes too long" in flat(told)
    assert "was not read: too long" in hasty.said() and "the decoder ended" not in hasty.said()


def gigabyte_pdf():
    """A page whose content unpacks to a gigabyte."""
    packer, blank = zlib.compressobj(9), b" " * (1 << 22)
    packed = b"".join(packer.compress(blank) for _ in range(256)) + packer.flush()
    return papers.pdf_of(papers.page_objects(papers.stream(packed, b"/Filter /FlateDecode")))


def looping_pdf():
    """A tree of pages that is its own child."""
    objects = papers.page_objects(papers.stream(b""))
    objects[1] = b"<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 1000000000 >>"
    return papers.pdf_of(objects)


def test_adv_50_bombs_in_pdf_files_cost_that_file(hasty):
    """The order beside them is taken, and the file told as not read."""
    body = "Product: Sofa\nSKU: SOFA-3\nQuantity: 2\nFabric: Linen\nPhone: +44 20 7946 0123\nDelivery address: 1 Mill Lane, York\n"
    with hasty.running():
        for number, content in enumerate((gigabyte_pdf(), looping_pdf()), 1):
            hasty.receive(sent("plan.pdf", content, body=body.replace("Quantity: 2", f"Quantity: {number}"), subtype="pdf"))
            hasty.inbox(ANNA, count=number)
            found = hasty.json("show", f"EH-{1000 + number}")
            assert found["state"] == "waiting" and "plan.pdf" in found["unread"]
    assert "the decoder ended" not in hasty.said() and "the converter ended" not in hasty.said()


def test_an_order_beside_a_file_that_cannot_be_read_is_taken(shop):
    body = "Product: Sofa\nSKU: SOFA-3\nQuantity: 2\nFabric: Linen\nPhone: +44 20 7946 0123\nDelivery address: 1 Mill Lane, York\n"
    with shop.running():
        shop.receive(sent("drawing.pdf", papers.scanned_pdf(), body=body, subtype="pdf"))
        (confirmed,) = shop.inbox(ANNA)
        assert "confirmed" in confirmed["Subject"]
        assert "drawing.pdf" in shop.json("show", "EH-1001")["unread"]


def test_a_converter_that_dies_over_a_file_costs_that_file(shop):
    with shop.running():
        shop.receive(sent("bomb.pdf", papers.endless_pdf(), body="as agreed", subtype="pdf"))
        wait_until(lambda: children(shop.daemon.pid).get("mo-converter") and children(children(shop.daemon.pid)["mo-converter"][0]), 30, "its work")
        os.kill(children(shop.daemon.pid)["mo-converter"][0], signal.SIGKILL)
        (told,) = shop.inbox(DESK)
        assert "could not be read" in flat(told)
        shop.receive(sent("po.pdf", table(), subtype="pdf"))
        (confirmed,) = shop.inbox(ANNA)
        assert "confirmed" in confirmed["Subject"]


def test_a_card_fills_what_the_order_leaves_open(shop):
    """hard_68: folded, in quoted-printable, with several addresses; whom we answer stays who wrote."""
    card = (b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-9;ENCODING=QUOTED-PRINTABLE:Y=FDld=FDz;Ay=FEe\r\nORG:Nordlicht AB;Purchasing\r\n"
            b"TEL;WORK;FAX:+46 31 555 99 99\r\nTEL;WORK;PREF:+46 31 555\r\n  01 02\r\nADR;WORK:;;Hamnv=E4gen 9;Malm=F6;;21119;Sweden\r\n"
            b"EMAIL;INTERNET:other@customer.example\r\nEMAIL;INTERNET;PREF:purchase@elsewhere.example\r\nEND:VCARD\r\n")
    card = card.replace(b"ADR;WORK:", b"ADR;WORK;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:")
    message = mail(ANNA, "Order", "Product: Sofa\nSKU: SOFA-3\nQuantity: 2\nFabric: Linen\n", name="Anna")
    message.add_attachment(card, maintype="text", subtype="x-vcard", filename="contact.vcf")
    with shop.running():
        shop.receive(message)
        (confirmed,) = shop.inbox(ANNA)
        assert "confirmed" in confirmed["Subject"], text_of(confirmed)
        assert "+46 31 555 01 02" in text_of(confirmed) and "Hamnvägen 9" in text_of(confirmed) and "21119 Malmö" in text_of(confirmed)
        assert "purchase@elsewhere.example" not in text_of(confirmed)
        assert shop.json("show", "EH-1001")["customer"] == {"email": ANNA, "name": "Anna"}
