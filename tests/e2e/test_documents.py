"""Orders as other companies' systems write them, attached to a mail or in its markup: confirmed, asked back, and told what is wrong."""

import re

from shop import ANNA, WAREHOUSE, mail, text_of

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2" xmlns:cac="urn:cac" xmlns:cbc="urn:cbc">
  <cbc:ID>PO-118</cbc:ID><cbc:IssueDate>2026-11-20</cbc:IssueDate><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:BuyerCustomerParty><cac:Party><cac:PartyName><cbc:Name>Nordlicht</cbc:Name></cac:PartyName>
    <cac:Contact><cbc:Telephone>+46 31 555 01 02</cbc:Telephone><cbc:ElectronicMail>anna@customer.example</cbc:ElectronicMail></cac:Contact>
  </cac:Party></cac:BuyerCustomerParty>
  <cac:Delivery><cac:DeliveryLocation><cac:Address><cbc:StreetName>Hamnvägen 9</cbc:StreetName><cbc:CityName>Malmö</cbc:CityName>
    <cbc:PostalZone>21119</cbc:PostalZone></cac:Address></cac:DeliveryLocation></cac:Delivery>
  <cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID><cbc:Quantity>2</cbc:Quantity>
    <cac:Price><cbc:PriceAmount currencyID="EUR">1600.00</cbc:PriceAmount></cac:Price>
    <cac:Item><cbc:Name>Sofa</cbc:Name><cac:SellersItemIdentification><cbc:ID>SOFA-3</cbc:ID></cac:SellersItemIdentification>
      <cac:AdditionalItemProperty><cbc:Name>Fabric</cbc:Name><cbc:Value>Linen</cbc:Value></cac:AdditionalItemProperty></cac:Item>
  </cac:LineItem></cac:OrderLine>
</Order>"""

EDIFACT = ("UNB+UNOC:3+B+S+261120:0930+7'UNH+1+ORDERS:D:01B:UN:EAN010'BGM+220+E-1+9'NAD+BY+B1::9++Anna Weaver+Lane 1+Town++12345+GB'"
           "COM+020 7946 0123:TE'LIN+1++TABLE-1:SA'QTY+21:1'UNS+S'UNT+38+1'UNZ+1+7'")


def sent(subject, body, name, content, maintype="application", subtype="octet-stream"):
    message = mail(ANNA, subject, body, name="Anna")
    message.add_attachment(content.encode(), maintype=maintype, subtype=subtype, filename=name)
    return message


def flat(message):
    return re.sub(r"\s+", " ", text_of(message))


def test_a_ubl_order_is_confirmed_whatever_its_mime_type_says(shop):
    with shop.running():
        shop.receive(sent("Purchase order", "Please find our order attached.", "po.bin", UBL))
        (confirmed,) = shop.inbox(ANNA)
        assert "confirmed" in confirmed["Subject"] and "Linen" in text_of(confirmed) and "PO-118" in text_of(confirmed)
        order = shop.json("show", "EH-1001")
        assert order["items"][0]["sku"] == "SOFA-3"
        (work,) = shop.inbox(WAREHOUSE)
        assert "Hamnvägen 9" in text_of(work)


def test_a_difference_between_document_and_mail_is_asked(shop):
    with shop.running():
        shop.receive(sent("Purchase order", "Product: Sofa\nQuantity: 3\nFabric: Linen\n", "po.xml", UBL))
        (asked,) = shop.inbox(ANNA)
        assert "complete" in asked["Subject"]
        assert "“2” and “3”" in flat(asked)


def test_a_broken_envelope_is_told_with_segment_and_rule(shop):
    with shop.running():
        shop.receive(sent("Order", "see attachment", "orders.edi", EDIFACT))
        (asked,) = shop.inbox(ANNA)
        assert "orders.edi, segment 9 (UNT): UNT/0074: “38”" in flat(asked)
        assert shop.json("list")[0]["state"] == "incomplete"


def test_a_table_of_lines_is_an_order(shop):
    lines = "\ufeffSKU;Quantity;Fabric;Price\r\nSOFA-3;2;Linen;1600,00\r\nSOFA-2;1;Leather;1250,00"
    body = "Name: Anna Weaver\nPhone: +44 20 7946 0123\nDelivery address: 1 Mill Lane, York\n"
    with shop.running():
        shop.receive(sent("Order", body, "lines.csv", lines, "text", "csv"))
        (confirmed,) = shop.inbox(ANNA)
        order = shop.json("show", "EH-1001")
        assert [item["sku"] for item in order["items"]] == ["SOFA-3", "SOFA-2"], text_of(confirmed)
        assert "confirmed" in confirmed["Subject"]


def test_markup_of_another_shops_order_is_no_order_of_ours(shop):
    html = ('<p>Your order is on its way</p><script type="application/ld+json">{"@context":"http://schema.org","@type":"Order",'
            '"orderNumber":"1","acceptedOffer":{"@type":"Offer","itemOffered":{"name":"Phone cable"},"price":"9","priceCurrency":"EUR"}}</script>')
    with shop.running():
        shop.receive(mail(ANNA, "Fwd: your order", "Your order is on its way", html=html))
        shop.settled(1)
        assert shop.json("list") == [] and shop.mails(ANNA) == []
