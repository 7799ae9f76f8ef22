"""The main job on real servers: orders travel from the customer's mailbox through Dovecot, the daemon and the MTA to everyone
who must know, and an incomplete one is completed by a reply."""

import time

import pytest

from shop import (ADMIN, ANNA, DESK, HANDLED, KANEPE, LOOM, MEHMET, ORDERS, RECEIVABLES, REVIEW, SOFA, SOFA_WITHOUT_FABRIC,
                  WAREHOUSE, html_of, mail, reply, text_of)


def sofa_mail(**arguments):
    return mail(ANNA, "Sofa order", SOFA, name="Anna Weaver", **arguments)


def test_a_complete_order_is_confirmed_and_forwarded(shop):
    order = sofa_mail()
    with shop.running():
        shop.receive(order)
        (confirmation,) = shop.inbox(ANNA)
        (work,) = shop.inbox(WAREHOUSE)
        (money,) = shop.inbox(RECEIVABLES)
        shop.settled(1)
    assert confirmation["In-Reply-To"] == order["Message-ID"]
    assert order["Message-ID"] in confirmation["References"]
    assert confirmation["Auto-Submitted"] == "auto-replied"
    assert confirmation["From"].addresses[0].addr_spec == ORDERS
    assert [address.addr_spec for address in confirmation["To"].addresses] == [ANNA]
    text = text_of(confirmation)
    for said in ("EH-1001", "Linen", "12 Mill Lane", "Oxford OX1 2AB", "+90 212 555 01 00", "help@shop.example"):
        assert said in text, text
        assert said in html_of(confirmation).replace("\n", " ") or said == "12 Mill Lane"
    assert "a person answers you" not in text, "nothing was asked"
    assert "Linen" in text_of(work)
    assert work["Auto-Submitted"] == "auto-generated"
    assert any(part.get_content_type() == "text/calendar" for part in work.iter_attachments())
    assert any(part.get_content_type() == "text/csv" for part in money.iter_attachments())
    assert "1,600.00" in text_of(money) or "3,200.00" in text_of(money)
    assert shop.mails(LOOM) == []
    assert len(shop.mails(ORDERS, HANDLED)) == 1
    assert shop.mails(ORDERS) == []
    (row,) = shop.json("list")
    assert (row["number"], row["state"], row["customer"]) == ("EH-1001", "waiting", ANNA)
    shown = shop.json("show", "EH-1001")
    assert [line["what"] for line in shown["journal"]][0] == "confirmed"


def test_a_count_behind_what_it_counts_is_no_choice(shop):
    """The sample shop's models are called "2" and "3", too."""
    words = {"SOFA-3 in linen, 2 pieces": ("SOFA-3", "2", "linen"), "Keten SOFA-2, 3 adet": ("SOFA-2", "3", "linen"),
             "Please send me the sofa in leather, 2 seats, 4 pcs": ("SOFA-2", "4", "leather")}
    with shop.running():
        for number, line in enumerate(words):
            shop.receive(mail(f"person{number}@customer.example", "Order",
                              f"Hello,\n\n{line}\n\nPhone: +44 20 7946 0123\nDelivery address: 12 Mill Lane, Leeds LS1 4AB\n", name="A Customer"))
        shop.settled(len(words))
        items = {row["customer"]: shop.json("show", row["number"])["items"] for row in shop.json("list")}
    for number, expected in enumerate(words.values()):
        (item,) = items[f"person{number}@customer.example"]
        found = {field: value["value"] for field, value in item["fields"].items()}
        assert (item["sku"], found["qty"], found["fabric"]) == expected


def test_a_sku_below_an_item_whose_name_has_told_its_model_begins_no_other(shop):
    """As Shopify writes: the variant behind the name, the SKU below it."""
    orders = {"Order summary\n\nSofa - 3 seats / Velvet / Oak × 2\nSKU: SOFA-3\n\nSofa - 2 seats / Linen × 1\nSKU: SOFA-2\n": [("SOFA-3", "2", "velvet"), ("SOFA-2", "1", "linen")],
              "Sofa × 2\n3 seats / Linen\nSKU: SOFA-3\n\nDining table × 1\nOak / 200 cm\nSKU: TABLE-1\n": [("SOFA-3", "2", "linen"), ("TABLE-1", "1", "oak")],
              "Product: Sofa\nModel: 3 seats\nSKU: SOFA-3\nQuantity: 2\nFabric: Linen\n": [("SOFA-3", "2", "linen")]}
    with shop.running():
        for number, lines in enumerate(orders):
            shop.receive(mail(f"person{number}@customer.example", "Order",
                              f"{lines}\nPhone: +44 20 7946 0123\nDelivery address: 12 Mill Lane, Leeds LS1 4AB\n", name="A Customer"))
        shop.receive(mail(ANNA, "Order", "Sofa - 2 seats / Linen × 1\nSKU: SOFA-3\n\nPhone: +44 20 7946 0123\nDelivery address: 12 Mill Lane, Leeds LS1 4AB\n",
                          name="Anna Weaver"))
        shop.settled(len(orders) + 1)
        shown = {row["customer"]: shop.json("show", row["number"]) for row in shop.json("list")}
    for number, expected in enumerate(orders.values()):
        order = shown[f"person{number}@customer.example"]
        found = [(item["sku"], item["fields"]["qty"]["value"], item["fields"].get("fabric", item["fields"].get("finish"))["value"]) for item in order["items"]]
        assert (order["state"], found) == ("waiting", expected)
    assert (shown[ANNA]["state"], len(shown[ANNA]["items"])) == ("incomplete", 1)


def test_an_order_without_its_fabric_is_asked_back_and_completed_by_the_reply(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa order", SOFA_WITHOUT_FABRIC, name="Anna Weaver"))
        (asked,) = shop.inbox(ANNA)
        text = text_of(asked)
        starred = [line for line in text.splitlines() if line.startswith("* ")]
        assert len(starred) == 1 and starred[0].startswith("* Fabric:"), text
        assert shop.mails(WAREHOUSE) == []
        (row,) = shop.json("list")
        assert row["state"] == "incomplete"
        shop.receive(reply(asked, ANNA, {"Fabric": "velvet"}, name="Anna Weaver"))
        (again,) = shop.inbox(ANNA, having=lambda got: got["Message-ID"] != asked["Message-ID"])
        starred = [line for line in text_of(again).splitlines() if line.startswith("* ")]
        assert len(starred) == 1 and starred[0].startswith("* Legs:"), text_of(again)
        shop.receive(mail(ANNA, "Re: " + again["Subject"], "Oak please\n\n" + "\n".join("> " + line for line in text_of(again).splitlines()),
                          answers=again))
        shop.inbox(WAREHOUSE)
    shown = shop.json("show", "EH-1001")
    assert shown["state"] == "waiting"
    assert len(shop.json("list")) == 1


def test_a_turkish_order_is_answered_in_turkish(shop):
    with shop.running():
        shop.receive(mail(MEHMET, "Kanepe siparişi", KANEPE, name="Mehmet Yılmaz"))
        (confirmation,) = shop.inbox(MEHMET)
    assert confirmation["Content-Language"] == "tr"
    assert "Kadife" in text_of(confirmation)
    assert "Sayın" in text_of(confirmation) or "Merhaba" in text_of(confirmation)
    (row,) = shop.json("list")
    assert row["state"] == "waiting"


def test_an_html_only_order_is_read(shop):
    html = """<html><body><p>Hello, I'd like to order:</p><table>
      <tr><td>Product</td><td>Dining table</td></tr><tr><td>Quantity</td><td>1</td></tr>
      <tr><td>Finish</td><td>Walnut</td></tr><tr><td>Length</td><td>2,4 m</td></tr>
      <tr><td>Name</td><td>Anna Weaver</td></tr><tr><td>Phone</td><td>+44 20 7946 0123</td></tr>
      <tr><td>Delivery address</td><td>12 Mill Lane<br>Oxford OX1 2AB</td></tr></table></body></html>"""
    with shop.running():
        shop.receive(mail(ANNA, "Table", html=html, name="Anna Weaver"))
        (confirmation,) = shop.inbox(ANNA)
    shown = shop.json("show", "EH-1001")
    assert shown["state"] == "waiting", text_of(confirmation)
    assert "240 cm" in text_of(confirmation)


def test_two_products_go_to_their_departments_only(shop):
    body = """Product: Custom sofa
Quantity: 1
Width: 250 cm
Depth: 95 cm
Fabric: velvet
Colour: dark green

Product: Dining table
Quantity: 2
Finish: oak
Length: 200 cm

Name: Anna Weaver
Phone: +44 20 7946 0123
Delivery address: 12 Mill Lane, Oxford OX1 2AB
Tax office: Oxford
Tax number: GB123
"""
    with shop.running():
        shop.receive(mail(ANNA, "Two things", body, name="Anna Weaver"))
        (confirmation,) = shop.inbox(ANNA)
        (loom,) = shop.inbox(LOOM)
        (work,) = shop.inbox(WAREHOUSE)
        (money,) = shop.inbox(RECEIVABLES)
    assert "dark green" in text_of(loom)
    assert "Dining table" not in text_of(loom)
    assert "Dining table" in text_of(work) and "dark green" not in text_of(work)
    assert "GB123" in text_of(money)
    for word in ("2,900", "2900", "3480", "GB123", "Tax"):
        assert word not in text_of(loom)
    assert ANNA not in text_of(loom)
    (as_json,) = [part for part in loom.iter_attachments() if part.get_content_type() == "application/json"]
    assert "2900" not in str(as_json.get_content()) and ANNA not in str(as_json.get_content())
    assert "dark green" in text_of(confirmation) and "Dining table" in text_of(confirmation)


def test_a_wish_without_a_form_gets_the_blank_form(shop):
    with shop.running():
        shop.receive(mail(ANNA, "A question", "Hi, I want to order a sofa.\n\nAnna", name="Anna Weaver"))
        (asked,) = shop.inbox(ANNA)
    text = text_of(asked)
    assert "Fabric:" in text and "Delivery address:" in text


def test_a_question_beside_an_order_goes_to_a_person_and_the_customer_is_told_so(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa order", SOFA + "\n\nDo you also assemble it?", name="Anna"))
        (confirmed,) = shop.inbox(ANNA)
        assert "confirmed" in confirmed["Subject"]
        assert "a person answers you" in text_of(confirmed)
        (alert,) = shop.inbox(DESK)
        assert "asks something" in alert["Subject"]
        assert "> Do you also assemble it?" in text_of(alert) and ANNA in text_of(alert)
        shop.receive(mail(DESK, "Re: " + alert["Subject"], "Note to customer: Yes, our people assemble it.\n\n" + reply(alert, DESK, {}).get_content(), answers=alert))
        (answer,) = shop.inbox(ANNA, having=lambda got: got["Message-ID"] != confirmed["Message-ID"])
        assert "Yes, our people assemble it." in text_of(answer)
        shop.receive(mail(MEHMET, "Sofa order", SOFA_WITHOUT_FABRIC + "\n\nIs the oak oiled?", name="Mehmet"))
        (asked,) = shop.inbox(MEHMET)
        assert "complete" in asked["Subject"] and "a person answers you" in text_of(asked)
        (alert,) = shop.inbox(DESK, having=lambda got: "oiled?" in text_of(got).split("Who and what")[0])
        shop.receive(mail(DESK, "Re: " + alert["Subject"], "Note to customer: It is oiled.\n\n" + reply(alert, DESK, {}).get_content(), answers=alert))
        shop.inbox(MEHMET, having=lambda got: "It is oiled." in text_of(got))
        shop.receive(mail(MEHMET, "Re: " + asked["Subject"], "Fabric: linen\n\nAnd can you deliver it upstairs?", answers=asked))
        (done,) = shop.inbox(MEHMET, having=lambda got: "confirmed" in got["Subject"])
        assert "a person answers you" in text_of(done)
        (alert,) = shop.inbox(DESK, having=lambda got: "> And can you deliver it upstairs?" in text_of(got))
        assert "oiled" not in text_of(alert).split("Who and what")[0]


def test_what_names_no_product_goes_to_review_in_silence(shop):
    with shop.running():
        shop.receive(mail("seller@elsewhere.example", "Cheap watches", "Buy now!\n"))
        shop.settled(1)
        time.sleep(1)
        assert shop.mails(DESK) == [] and shop.mails(ADMIN) == []
    assert len(shop.mails(ORDERS, REVIEW)) == 1
    shown = shop.json("show", "mail", "1")
    assert shown["state"] == "review" and "names no product" in shown["reason"]


def test_adv_12_the_same_mail_twice_is_one_order(shop):
    order = sofa_mail()
    with shop.running():
        shop.receive(order)
        shop.receive(order)
        shop.settled(2)
        time.sleep(0.5)
    assert len(shop.json("list")) == 1
    assert len(shop.mails(ANNA)) == 1


def test_adv_13_the_same_order_in_a_new_mail_is_held_for_a_person(shop):
    with shop.running():
        shop.receive(sofa_mail())
        shop.inbox(WAREHOUSE)
        shop.receive(sofa_mail())
        (held,) = shop.inbox(DESK)
        assert "EH-1001" in text_of(held)
        assert {row["state"] for row in shop.json("list")} == {"waiting", "held"}
        assert "confirmed" in shop.command("accept", "EH-1002")
        shop.inbox(WAREHOUSE, 2)
    assert {row["state"] for row in shop.json("list")} == {"waiting"}


def test_a_differing_price_goes_to_a_person(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA.replace("Fabric: linen", "Fabric: linen\nUnit price: 99.00 EUR"), name="Anna Weaver"))
        (held,) = shop.inbox(DESK)
        (received,) = shop.inbox(ANNA)
        assert shop.mails(WAREHOUSE) == []
        assert "price" in text_of(held)
        shop.command("decline", "EH-1001", "We cannot sell at that price.")
        (declined,) = shop.inbox(ANNA, having=lambda got: got["Message-ID"] != received["Message-ID"])
    assert "We cannot sell at that price." in text_of(declined)


def test_staff_accept_where_the_business_says_so(site, scratch, source, build):
    from shop import Shop
    shop = Shop(scratch, site, source, build)
    shop.config.write_text(shop.config.read_text().replace('accept        = "auto"', 'accept        = "staff"'))
    with shop.running():
        shop.receive(sofa_mail())
        shop.inbox(DESK)
        assert shop.json("list")[0]["state"] == "received"
        shop.command("accept", "EH-1001")
        shop.inbox(WAREHOUSE)


def test_mail_from_before_the_first_run_is_left_alone_until_adopted(shop):
    shop.receive(sofa_mail(), when=time.time() - 3 * 86400)
    with shop.running():
        shop.receive(mail(MEHMET, "Kanepe", KANEPE, name="Mehmet"))
        shop.inbox(MEHMET)
        assert len(shop.mails(ORDERS)) == 1
        assert shop.mails(ANNA) == []
        assert "1 mail" in shop.said()
        shop.command("adopt", "--since", time.strftime("%Y-%m-%d", time.localtime(time.time() - 5 * 86400)))
        shop.inbox(ANNA)


def test_a_mail_moved_back_from_review_is_taken_again(shop):
    with shop.running():
        shop.receive(sofa_mail(X_Spam_Flag="YES"))
        shop.settled(1)
        assert shop.mails(ANNA) == []
        with shop.site.mailbox(ORDERS) as client:
            client.imap.select('"' + REVIEW + '"')
            client.imap.uid("COPY", "1:*", "INBOX")
            client.imap.uid("STORE", "1:*", "+FLAGS", "(\\Deleted)")
            client.imap.expunge()
        shop.inbox(ANNA)
    assert shop.json("list")[0]["state"] == "waiting"


@pytest.mark.parametrize("times", [1000, 40000])  # the second is kept, handed over and sent in pieces
def test_attachments_reach_the_departments(shop, times):
    order, content = sofa_mail(), b"%PDF-1.4 drawing " * times
    order.add_attachment(content, maintype="application", subtype="pdf", filename="../drawing ölçü.pdf")
    order.add_attachment(content[7:-1], maintype="image", subtype="jpeg", filename="b.jpg")
    with shop.running():
        shop.receive(order)
        (work,) = shop.inbox(WAREHOUSE)
        with shop.site.mailbox(ORDERS) as client:
            (copy,) = client.wait(1, "Sent", having=lambda copy: copy["Message-ID"] == work["Message-ID"])
    for letter in (work, copy):
        (pdf,) = [part for part in letter.iter_attachments() if part.get_content_type() == "application/pdf"]
        (image,) = [part for part in letter.iter_attachments() if part.get_content_type() == "image/jpeg"]
        assert pdf.get_content() == content and image.get_content() == content[7:-1]
        assert "/" not in pdf.get_filename() and pdf.get_filename().endswith("ölçü.pdf")


def test_a_web_form_of_a_configured_source_is_answered_to_the_customer(shop):
    form = SOFA.replace("Name: Anna Weaver", f"Name: Anna Weaver\nE-mail: {ANNA}")
    with shop.running():
        shop.receive(mail("form@shop.example", "New order", form, Auto_Submitted="auto-generated"))
        shop.inbox(ANNA)
    assert shop.mails("form@shop.example") == []


def test_a_stranger_cannot_make_us_write_to_a_third_person(shop):
    with shop.running():
        shop.receive(mail(MEHMET, "Sofa", SOFA.replace("Phone:", f"E-mail: {ANNA}\nPhone:"), name="Mehmet"))
        shop.inbox(MEHMET)
        time.sleep(0.5)
    assert shop.mails(ANNA) == []


def test_copies_lie_in_the_sent_folder(shop):
    with shop.running():
        shop.receive(sofa_mail())
        (confirmation,) = shop.inbox(ANNA)
        with shop.site.mailbox(ORDERS) as client:
            client.wait(1, "Sent", having=lambda copy: copy["Message-ID"] == confirmation["Message-ID"])


def test_everybody_finds_the_next_mail_after_a_restart(shop):
    with shop.running():
        shop.receive(sofa_mail())
        shop.inbox(ANNA)
        shop.settled(1)
    with shop.running():
        shop.receive(mail(MEHMET, "Kanepe", KANEPE, name="Mehmet"))
        shop.inbox(MEHMET)
        shop.settled(2)
    assert len(shop.mails(ANNA)) == 1
    assert [row["number"] for row in shop.json("list")] == ["EH-1002", "EH-1001"]


def test_a_second_daemon_is_refused_with_the_firsts_pid(shop):
    import subprocess
    with shop.running():
        done = subprocess.run([shop.build / "mailorderd", "--config", shop.config], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "pid" in done.stderr


def test_a_refused_recipient_is_told_to_the_admin(shop):
    with shop.running():
        shop.receive(mail("gone@customer.example", "Sofa", SOFA, name="Gone"))
        (told,) = shop.inbox(ADMIN, having=lambda got: "gone@customer.example" in text_of(got))
    assert told["Auto-Submitted"] == "auto-generated"
    journal = shop.json("show", "EH-1001")["journal"]
    assert "mail-failed" in [line["what"] for line in journal]
