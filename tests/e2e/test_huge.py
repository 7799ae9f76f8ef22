"""Mails that are too much for whoever reads them whole: through a real Dovecot and the confined decoder, with the memory that it may have. What is
in front is taken, never confirmed while something may be missing, and the next mail is read."""

import io
import itertools
import re
import sys
import zipfile
from pathlib import Path

import pytest

from servers import scratch_folder
from shop import ANNA, DESK, SOFA, Shop, mail, text_of

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "corpus"))
import xlsx  # noqa: E402

MEMORY = "256 MB"
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def desk(whole_site, source, build):
    """One daemon for all of them."""
    whole_site.clear()
    with scratch_folder() as folder:
        shop = Shop(folder, whole_site, source, build, limits=f'decode_memory = "{MEMORY}"; decode_time = "60 s";')
        with shop.running():
            yield shop
        said = shop.said()
    assert "ended" not in said and "signal" not in said, said[-3000:]


def flat(message):
    return re.sub(r"\s+", " ", text_of(message))


def order(reference):
    """The order of a sofa with a reference to know it by, in a number that no other test orders."""
    return SOFA.replace("Quantity: 2", f"Quantity: {next(numbers)}\nYour reference: {reference}").replace("\n", "\r\n").encode()


def head(reference, *fields):
    message = mail(ANNA, f"Order {reference}", name="Anna")
    return message.as_bytes().replace(b"\n", b"\r\n").rstrip() + b"\r\n" + b"".join(field + b"\r\n" for field in fields) + b"\r\n"


def about(reference):
    return lambda message: reference in str(message["Subject"]) + text_of(message)


def becomes(desk, reference, raw, state, *, told=None):
    """What the mail becomes; where it is no order (`state` None) or held, that a person is told; and that the next mail is read."""
    desk.receive(raw)
    following = f"{reference}-next"
    desk.receive(head(following) + order(following))
    (confirmed,) = desk.inbox(ANNA, having=about(following), seconds=90)
    assert "confirmed" in confirmed["Subject"], text_of(confirmed)
    if state is None:
        desk.inbox(DESK, having=lambda message: told in flat(message), seconds=90)
        assert not [message for message in desk.mails(ANNA) if about(reference + "\n")(message)]
        return
    (answer,) = desk.inbox(ANNA, having=about(reference + "\n"), seconds=90)  # what takes long is overtaken
    number = re.search(r"EH-\d+", str(answer["Subject"]))[0]
    assert desk.json("show", number)["state"] == state, text_of(answer)
    if told:
        desk.inbox(DESK, having=lambda message: number in message["Subject"] and told in flat(message))


MORE = "There was more in the customer’s mail than we read of one"
NO_ORDER = "It holds more than we read of one mail"


@pytest.mark.parametrize("level", [b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n"],
                         ids=["multiparts", "mails"])
def test_adv_45_nesting_of_ten_thousand(desk, level):
    reference = f"R45{len(level)}"
    raw = (head(reference, b"MIME-Version: 1.0", b"Content-Type: multipart/mixed; boundary=top") + b"--top\r\n\r\n" + order(reference) + b"\r\n--top\r\n"
           + level * 10000 + b"\r\nx\r\n")
    becomes(desk, reference, raw, "held", told=MORE)


def test_adv_46_a_hundred_thousand_parts(desk):
    before = head("R46", b"MIME-Version: 1.0", b"Content-Type: multipart/mixed; boundary=top")
    part = b"--top\r\n\r\nx\r\n"
    becomes(desk, "R46", before + b"--top\r\n\r\n" + order("R46") + b"\r\n" + part * 100000 + b"--top--\r\n", "held", told=MORE)
    before = before.replace(b"R46", b"R4L")
    becomes(desk, "R4L", before + part * 100000 + b"--top\r\n\r\n" + order("R4L") + b"\r\n--top--\r\n", None, told=NO_ORDER)


def test_adv_47_a_header_of_fifty_megabytes(desk):
    """Just below what is fetched at all: an order, as nobody needs all of a header; and above it. A million fields: tests/unit/test-decode-hostile.c."""
    line = b" sofa sofa sofa sofa sofa sofa sofa sofa sofa sofa sofa sofa sofa\r\n"
    becomes(desk, "R47", head("R47", b"X-Long: x\r\n" + (line * (49 * 1024 * 1024 // len(line))).rstrip()) + order("R47"), "waiting")
    raw = head("R4T", b"X-Long: x\r\n" + (line * (51 * 1024 * 1024 // len(line))).rstrip()) + order("R4T")
    becomes(desk, "R4T", raw, None, told="larger than")


def test_adv_48_a_line_of_twenty_megabytes(desk):
    becomes(desk, "R48", head("R48") + order("R48") + b"\r\n" + b"sofa " * (4 * 1024 * 1024), "held", told=MORE)
    becomes(desk, "R4H", head("R4H", b"MIME-Version: 1.0", b"Content-Type: text/html") + b"<p>" + order("R4H").replace(b"\r\n", b"<br>")
            + b"<p>" + b"sofa " * (4 * 1024 * 1024), "held", told=MORE)
    assert "sofa sofa sofa sofa sofa" not in desk.command("list")


# --- files that become more than they are ------------------------------------------------------------------------------------------


def packed(parts, method=zipfile.ZIP_DEFLATED):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", method) as archive:
        for name, text in parts:
            archive.writestr(name, text)
    return kept.getvalue()


def replaced(parts, name, text):
    return [(part, text if part == name else old) for part, old in parts]


ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = ('<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
          + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + "]>")


def shared_strings():
    """One string of 7 MB that each cell of 100,000 refers to."""
    rows = "".join(f'<row r="{n}">' + "".join(f'<c r="{column}{n}" t="s"><v>0</v></c>' for column in "ABCDEFGHIJ") + "</row>" for n in range(1, 10001))
    return [*xlsx.plain(rows), ("xl/sharedStrings.xml", xlsx.strings("<si><t>" + "ha " * 2400000 + "</t></si>"))]


def overlapping():
    """A directory of a thousand entries that are all the same packed bytes (a bomb without nesting)."""
    whole = packed([("xl/workbook.xml", "x" * 8000000)])
    start = whole.rindex(b"PK\x01\x02")
    end = whole.rindex(b"PK\x05\x06")
    entry = whole[start:end]
    entries = b"".join(entry.replace(b"xl/workbook.xml", b"xl/work%04d.xml" % n) for n in range(1000))
    tail = bytearray(whole[end:])
    tail[8:12] = (1000).to_bytes(2, "little") * 2
    tail[12:16] = len(entries).to_bytes(4, "little")
    return whole[:start] + entries + bytes(tail)


BOMBS = {
    "rows": lambda: packed(xlsx.bomb()),
    "blanks": lambda: packed(replaced(xlsx.plain(ROW), SHEET, xlsx.sheet(ROW + " " * 100000000))),
    "strings": lambda: packed(shared_strings()),
    "parts": lambda: packed([*xlsx.plain(ROW), *((f"xl/worksheets/sheet{n}.xml", xlsx.sheet(ROW * 2)) for n in range(2, 3000))]),
    "laughs": lambda: packed(replaced(xlsx.plain(ROW), SHEET, LAUGHS + xlsx.sheet('<row r="1"><c r="A1"><v>&j;</v></c></row>').split("?>", 1)[1])),
    "fetches": lambda: packed(replaced(xlsx.plain(ROW), SHEET, '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                                       + xlsx.sheet('<row r="1"><c r="A1"><v>&x;</v></c></row>').split("?>", 1)[1])),
    "nested": lambda: packed([("inner.xlsx", packed(xlsx.bomb())), ("inner.zip", packed([("a.zip", packed([("b.xml", "x" * 1000000)]))]))]),
    "one another": overlapping,
    "deep": lambda: packed(replaced(xlsx.plain(ROW), SHEET, xlsx.sheet("<a>" * 100000))),
    "far cell": lambda: packed(xlsx.plain('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
}


@pytest.mark.parametrize("name", BOMBS)
def test_adv_50_a_bomb_in_a_spreadsheet(desk, name):
    """Beside it stands an order: asked about where the file may be one, and nothing of the file runs, is fetched or fills the memory."""
    reference = f"B50-{name.replace(' ', '')}"
    message = mail(ANNA, f"Order {reference}", order(reference).decode().replace("\r\n", "\n"), name="Anna")
    message.add_attachment(BOMBS[name](), maintype="application", subtype="octet-stream", filename="list.xlsx")
    desk.receive(message)
    desk.receive(head(f"{reference}-next") + order(f"{reference}-next"))
    (confirmed,) = desk.inbox(ANNA, having=about(f"{reference}-next"), seconds=90)
    assert "confirmed" in confirmed["Subject"]
    (answer,) = desk.inbox(ANNA, having=about(f"{reference}\n"), seconds=90)
    assert "root:" not in text_of(answer) and "ha ha" not in text_of(answer) and len(text_of(answer)) < 10000
    number = re.search(r"EH-\d+", str(answer["Subject"]))[0]
    found = desk.json("show", number)
    cut = name in ("strings", "far cell")  # read as far as a table may go: a person compares the order with the mail
    assert found["state"] == ("held" if cut else "incomplete"), text_of(answer)
    assert cut or "list.xlsx" in flat(answer)
