"""Orders as other companies' systems write them, attached to a mail or in its markup: confirmed, asked back, and told what is wrong."""

import re
from xml.etree import ElementTree

import pytest

from shop import ANNA, Shop, WAREHOUSE, mail, reply, text_of

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


def answered(letter, body, name, content):
    message = mail(ANNA, "Re: " + letter["Subject"], body, name="Anna", answers=letter)
    message.add_attachment(content.encode(), maintype="text", subtype="csv", filename=name)
    return message


def test_a_corrected_table_in_an_answer_completes_the_order(shop):
    """The same table once more confirms nothing; with its fault mended it does, and what is typed beside it is kept."""
    rows = "SKU;Quantity;Fabric;Price\r\nSOFA-3;2;{};1600,00\r\nSOFA-2;1;Leather;1250,00\r\n"
    body = "Name: Anna Weaver\nPhone: +44 20 7946 0123\nDelivery address: 1 Mill Lane, York\n"
    with shop.running():
        shop.receive(sent("Order", body, "lines.csv", rows.format("Tweed"), "text", "csv"))
        (asked,) = shop.inbox(ANNA)
        assert "complete" in asked["Subject"] and "Tweed" in text_of(asked)
        shop.receive(answered(asked, "Please confirm, the list is attached.\n", "lines.csv", rows.format("Tweed")))
        shop.inbox("desk@shop.example")
        assert shop.json("list")[0]["state"] == "incomplete"
        shop.receive(answered(asked, "Sorry, here is the right one.\nNote: please ring twice\n", "lines.csv", rows.format("Linen")))
        (confirmed,) = shop.inbox(ANNA, having=lambda message: "confirmed" in message["Subject"])
        assert "Linen" in text_of(confirmed) and "please ring twice" in text_of(confirmed) and "Tweed" not in text_of(confirmed)
        order = shop.json("show", "EH-1001")
        assert [item["sku"] for item in order["items"]] == ["SOFA-3", "SOFA-2"]


def test_markup_of_another_shops_order_is_no_order_of_ours(shop):
    html = ('<p>Your order is on its way</p><script type="application/ld+json">{"@context":"http://schema.org","@type":"Order",'
            '"orderNumber":"1","acceptedOffer":{"@type":"Offer","itemOffered":{"name":"Phone cable"},"price":"9","priceCurrency":"EUR"}}</script>')
    with shop.running():
        shop.receive(mail(ANNA, "Fwd: your order", "Your order is on its way", html=html))
        shop.settled(1)
        assert shop.json("list") == [] and shop.mails(ANNA) == []


# --- what the sender's own system is told ---

X12 = ("ISA*00*          *00*          *ZZ*BUYER          *ZZ*EXAMPLEHOME    *261120*0930*U*00401*000000077*0*P*>~"
       "GS*PO*BUYERPO*HOME*20261120*0930*12*X*004010~"
       "ST*850*0001~BEG*00*NE*X-1**20261120~PER*BD*Anna Weaver*TE*020 7946 0123~N1*ST*Anna Weaver~N3*1 Mill Lane~N4*York**YO1~"
       "PO1*1*1*EA***VN*TABLE-1~CTT*1~SE*9*0001~"
       "ST*850*0002~BEG*00*NE*X-2**20261120~PO1*1*two*EA***VN*TABLE-1~CTT*1~SE*5*0002~GE*2*12~IEA*1*000000077~")
UBL_NS = {"cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
          "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
          "r": "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2"}


def files(message, ending):
    return [part for part in message.iter_attachments() if part.get_filename("").endswith(ending)]


def segments(part):
    """The interchange's segments as lists, its envelope checked by what X12 wants of one: counts and control numbers of head and end."""
    text = part.get_payload(decode=True).decode("ascii")
    element, terminator = text[3], text[105]
    assert text.endswith(terminator)
    found = [segment.split(element) for segment in text[:-1].split(terminator)]
    heads, sets, groups, begun = {}, 0, 0, 0
    for number, segment in enumerate(found):
        tag = segment[0]
        if tag in ("ISA", "GS", "ST"):
            heads[tag] = segment
            begun = number if tag == "ST" else begun
        elif tag == "SE":
            assert segment[1:] == [str(number - begun + 1), heads["ST"][2]]
            sets += 1
        elif tag == "GE":
            assert segment[1:] == [str(sets), heads["GS"][6]]
            sets, groups = 0, groups + 1
        elif tag == "IEA":
            assert segment[1:] == [str(groups), heads["ISA"][13]]
    assert [len(field) for field in found[0][1:]] == [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1]
    assert found[-1][0] == "IEA"
    return found


@pytest.fixture
def telling_shop(site, scratch, source, build):
    """A shop that answers machines as well."""
    business = Shop(scratch, site, source, build, business="x12_acknowledgement = true; ubl_response = true;")
    yield business
    business.stop()


def test_x12_orders_get_one_997_with_the_first_answer_when_it_is_wanted(telling_shop):
    shop, orders = telling_shop, sent("Orders", "see attachment", "orders.edi", X12)
    with shop.running():
        shop.receive(orders)
        answers = shop.inbox(ANNA, 2)
        with_one = [answer for answer in answers if files(answer, ".edi")]
        assert len(with_one) == 1
        (part,) = files(with_one[0], ".edi")
        assert part.get_content_type() == "application/edi-x12"
        told = segments(part)
        isa, gs = told[0], told[1]
        assert [field.strip() for field in isa[5:9]] == ["ZZ", "EXAMPLEHOME", "ZZ", "BUYER"]
        assert gs[1:4] == ["FA", "HOME", "BUYERPO"] and gs[8] == "004010"
        assert told[2:-3] == [["ST", "997", "0001"], ["AK1", "PO", "12"], ["AK2", "850", "0001"], ["AK5", "A"],
                              ["AK2", "850", "0002"], ["AK3", "PO1", "3", "", "8"], ["AK4", "2", "330", "6", "two"], ["AK5", "R", "5"],
                              ["AK9", "P", "2", "2", "1"]]
        # neither completing the order nor the same mail once more sends it again
        asked = next(answer for answer in answers if "complete" in answer["Subject"])
        shop.receive(orders)
        shop.settled(2)
        shop.receive(reply(asked, ANNA, {"Quantity": "2", "Phone": "+44 20 7946 0123", "Delivery address": "1 Mill Lane, York"}))
        later = shop.inbox(ANNA, 3)
        assert sum(len(files(answer, ".edi")) for answer in later) == 1


def test_a_ubl_order_gets_an_application_response_when_it_is_wanted(telling_shop):
    shop = telling_shop
    with shop.running():
        broken = UBL.replace("<cbc:ID>PO-118", "<cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</cbc:CustomizationID><cbc:ID>PO-&lt;118&gt;")
        shop.receive(sent("Purchase order", "see attachment", "po.xml", broken.replace('currencyID="EUR"', 'currencyID="USD"').replace(
            "1600.00</cbc:PriceAmount></cac:Price>", "1600.00</cbc:PriceAmount></cac:Price><cbc:LineExtensionAmount currencyID=\"USD\">3200</cbc:LineExtensionAmount>")))
        (asked,) = shop.inbox(ANNA)
        (part,) = files(asked, ".xml")
        root = ElementTree.fromstring(part.get_payload(decode=True))
        assert root.tag == "{%s}ApplicationResponse" % UBL_NS["r"]
        assert root.findtext("cac:ReceiverParty/cac:PartyName/cbc:Name", namespaces=UBL_NS) == "Nordlicht"
        response = root.find("cac:DocumentResponse", UBL_NS)
        assert response.findtext("cac:Response/cbc:ResponseCode", namespaces=UBL_NS) == "RE"
        assert response.findtext("cac:DocumentReference/cbc:ID", namespaces=UBL_NS) == "PO-<118>"
        rules = {line.findtext("cac:Response/cac:Status/cbc:StatusReason", namespaces=UBL_NS) for line in response.findall("cac:LineResponse", UBL_NS)}
        assert "PEPPOL-T01-R003" in rules


def test_nothing_is_attached_unless_it_is_wanted(shop):
    with shop.running():
        shop.receive(sent("Orders", "see attachment", "orders.edi", X12))
        for answer in shop.inbox(ANNA, 2):
            assert not list(answer.iter_attachments())
        shop.receive(sent("Purchase order", "see attachment", "po.xml", UBL))
        for answer in shop.inbox(ANNA, 3):
            assert not list(answer.iter_attachments())
