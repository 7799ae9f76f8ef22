"""Spreadsheets attached to a mail: an order, or a clear word about what could not be read; read by the confined decoder."""

import io
import re
import sys
import zipfile
from pathlib import Path

from shop import ANNA, WAREHOUSE, mail, text_of

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "corpus"))
import xlsx  # noqa: E402

ROWS = [["Purchase order 7788"], [], ["Name", "Anna Weaver"], ["Phone", "+44 20 7946 0123"], ["Delivery address", "1 Mill Lane, York"], [],
        ["Qty", "Fabric", "Price", "SKU"], [2, "Linen", 1600, "SOFA-3"], [1, "Leather", 1250, "SOFA-2"], ["Total", "", 4450]]


def workbook(parts):
    """The file's bytes."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts:
            archive.writestr(name, text)
    return kept.getvalue()


def cell(row, column, value):
    place = f"{'ABCDEF'[column]}{row}"
    return f'<c r="{place}"><v>{value}</v></c>' if isinstance(value, int) else xlsx.text(place, value)


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name).decode()) for name in archive.namelist()]


def order():
    text = "".join(f'<row r="{n}">{"".join(cell(n, c, value) for c, value in enumerate(row) if value != "")}</row>' for n, row in enumerate(ROWS, 1))
    return workbook(xlsx.plain(text))


def sent(name, content, body="", subtype="octet-stream"):
    message = mail(ANNA, "Order", body, name="Anna")
    message.add_attachment(content, maintype="application", subtype=subtype, filename=name)
    return message


def flat(message):
    return re.sub(r"\s+", " ", text_of(message))


def test_an_order_that_is_only_a_spreadsheet_is_confirmed(shop):
    with shop.running():
        shop.receive(sent("order.bin", order()))
        (confirmed,) = shop.inbox(ANNA)
        assert "confirmed" in confirmed["Subject"], text_of(confirmed)
        items = shop.json("show", "EH-1001")["items"]
        assert [item["sku"] for item in items] == ["SOFA-3", "SOFA-2"]
        assert "1 Mill Lane" in text_of(confirmed) and "Leather" in text_of(confirmed)
        (work,) = shop.inbox(WAREHOUSE)
        assert "Anna Weaver" in text_of(work)


def test_a_formula_without_its_value_is_told_with_its_cell(shop):
    parts = [(name, text.replace('<c r="A8"><v>2</v></c>', '<c r="A8"><f>1+1</f><v/></c>')) for name, text in unpacked(order())]
    with shop.running():
        shop.receive(sent("order.xlsx", workbook(parts)))
        (asked,) = shop.inbox(ANNA)
        assert "order.xlsx, sheet Orders, cell A8: a formula without a stored value: “=1+1”" in flat(asked)
        assert shop.json("list")[0]["state"] == "incomplete"


def test_a_bomb_a_cut_file_and_an_old_one_are_told_and_lose_nothing(shop):
    whole = order()
    contact = "Name: Anna Weaver\nPhone: +44 20 7946 0123\nDelivery address: 1 Mill Lane, York\n"
    files = [("bomb.xlsx", workbook(xlsx.bomb()), "too large when unpacked"), ("cut.xlsx", whole[:-30], "damaged or incomplete"),
             ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "an old Excel file")]
    with shop.running():
        for number, (name, content, words) in enumerate(files, 1):
            shop.receive(sent(name, content, contact))
            asked = shop.inbox(ANNA, number)[-1]
            assert f"{name}: {words}" in flat(asked) and "CSV" in text_of(asked), text_of(asked)
        assert [row["state"] for row in shop.json("list")] == ["incomplete"] * 3
        assert "1 Mill Lane" in text_of(shop.inbox(ANNA, 3)[0])
        shop.receive(sent("order.xlsx", whole))
        assert any("confirmed" in message["Subject"] for message in shop.inbox(ANNA, 4))


def test_what_is_hidden_is_not_ordered_and_is_told_as_not_read(shop):
    parts = [(name, text.replace('<row r="9">', '<row r="9" hidden="1">')) for name, text in unpacked(order())]
    with shop.running():
        shop.receive(sent("order.xlsx", workbook(parts)))
        shop.inbox(ANNA)
        assert [item["sku"] for item in shop.json("show", "EH-1001")["items"]] == ["SOFA-3"]
        assert "order.xlsx, sheet Orders: hidden rows were not read: “9”, → shown ones" in shop.json("show", "EH-1001")["unread"]


def test_a_turkish_customer_reads_turkish_of_a_file_that_cannot_be_taken(shop):
    contact = "Merhaba,\nsiparişimiz ektedir.\nAd: Anna Weaver\nTelefon: +44 20 7946 0123\nTeslimat adresi: 1 Mill Lane, York\nTeşekkürler\n"
    with shop.running():
        shop.receive(sent("siparis.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), contact))
        (asked,) = shop.inbox(ANNA)
        assert "siparis.xls: eski biçimde bir Excel dosyası → parolasız bir .xlsx dosyası ya da CSV" in flat(asked), text_of(asked)
