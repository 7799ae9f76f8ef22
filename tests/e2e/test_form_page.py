"""The page that `mailorder form --html` makes: filled in by a visitor, its mail read back value by value; wrong values open none."""

import json
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from browser import Browser
from shop import ANNA, ORDERS, WAREHOUSE, mail, text_of

PRESS = "document.querySelector('#form [type=submit]').click()"

NASTY = [
    "Please ring twice.\nFabric: x\n2) Sofa\nQuantity: 99",
    "> quoted, it seems\n\nOn Mon, 23 Nov 2026 at 09:14, Shop <orders@shop.example> wrote:\n> Name: nobody",
    "Best regards\nAnna\n-- \nsent from my phone\n\nand more below",
    'She said "yes" & <b>no</b> – 100 % 🛋️👩‍👩‍👧 ĞÜŞİÖÇ ğüşıöç\n: a colon first\n:\n   three spaces in front',
    "On Mon, 23 Nov 2026 at 09:14, Bob <bob@x.example> wrote:",
    '"in quotes"',
    "see  Fabric: velvet | Quantity: 7\tPhone: 1",
    "---------- Forwarded message ---------\nFrom: a@b.example\nDate: today\nTo: c@d.example\nSubject: x\n\nName: other",
    "[x] Linen\n[ ] Velvet\n(needed)\nABOUT YOU\nOrder 2\n--- Fabric ---\nx\n----------",
    "[ref: abcdefghijklmnopqrstuvwxyz]\nN/A\n...\nsatır\u2028ayrı",
]


def lines_kept(text):
    """What the page makes of a text area: other line ends and tabs are written as what they mean; spaces at the end go."""
    return "\n".join(line.replace("\t", " ").rstrip() for line in text.replace("\u2028", "\n").split("\n")).strip()


class Page:
    """One page in a browser; fields are named by their ids in the forms, a length is given with its unit."""

    def __init__(self, browser):
        self.browser = browser

    def add(self, product):
        self.browser.run(f"document.getElementById('product').value = {json.dumps(product)}; document.getElementById('add').click()")

    def part(self, item):
        return "document.getElementById('customer')" if item == 0 else f"document.getElementById('items').children[{item - 1}]"

    def fill(self, item, values):
        for name, value in values.items():
            value, unit = value if isinstance(value, tuple) else (value, "")
            self.browser.run(f"""(() => {{
                const box = [...{self.part(item)}.querySelectorAll('.field')].find((one) => JSON.parse(one.dataset.rule).id === {json.dumps(name)});
                const input = box.querySelector('.input');
                input.value = {json.dumps(value)};
                if ({json.dumps(unit)}) box.querySelector('select.unit').value = {json.dumps(unit)};
                input.dispatchEvent(new Event('change', {{bubbles: true}}));
            }})()""")

    def press(self):
        self.browser.run(PRESS)
        self.browser.run("new Promise((done) => setTimeout(done, 50))")  # a navigation is told after the script that began it
        return self.browser.links

    def wrong(self):
        return self.browser.run("[...document.querySelectorAll('.error')].filter((one) => !one.hidden).map((one) => one.textContent)")


@pytest.fixture
def page(shop, scratch):
    opened = []

    def open_page(product, language="en", **browser):
        path = scratch / f"{product}-{language}.html"
        path.write_text(shop.command("form", product, "--lang", language, "--html"))
        opened.append(Browser(scratch, **browser))
        opened[-1].open(path)
        return Page(opened[-1])

    yield open_page
    for browser in opened:
        browser.__exit__()


def mail_of(link, sender=ANNA):
    """What a mail program makes of the link (RFC 6068)."""
    parts = urlsplit(link)
    fields = dict(parse_qsl(parts.query.replace("+", "%2B"), strict_parsing=True))
    assert parts.scheme == "mailto" and set(fields) == {"subject", "body"}
    assert link.isascii() and " " not in link
    body = fields["body"]
    assert "\n" not in body.replace("\r\n", "")
    return mail(sender, fields["subject"], body.replace("\r\n", "\n"), to=unquote(parts.path))


def foreign(browser):
    """What the page asked the network for: all but itself, the mail, and the pictures that the browser draws its own inputs with."""
    return [url for url in browser.asked if not url.startswith(("file:", "data:", "mailto:"))]


def order_of(shop, message):
    """The order that this mail became."""
    before = len(shop.json("list"))
    shop.receive(message)
    shop.settled(before + 1)
    rows = shop.json("list")
    assert len(rows) == before + 1
    return shop.json("show", rows[0]["number"])


def values(level):
    return {name: value["value"] for name, value in level["fields"].items()}


CUSTOMER = {"name": "Anna O'Weaver", "email": ANNA, "phone": "+44 20 7946 0123", "delivery": "12 Mill Lane\nOxford OX1 2AB"}
KNOWN = CUSTOMER | {"phone": "+442079460123"}


@pytest.mark.parametrize("language", ["en", "tr"])
def test_what_is_filled_in_is_ordered_just_so(shop, page, language):
    """Three items of two products, every field of the order, in both languages; all comes back value by value."""
    form = page("all", language)
    far = form.browser.run("(() => { const d = new Date(Date.now() + 40 * 86400000); return d.toISOString().slice(0, 10); })()")
    for product in ("sofa", "table", "table"):
        form.add(product)
    form.fill(1, {"sku": "SOFA-3", "qty": "2", "fabric": "velvet", "legs": "walnut", "unit_price": "1600"})
    form.fill(2, {"qty": "1", "finish": "oak", "length": ("1.625", "m")})
    form.fill(3, {"qty": "20", "finish": "white", "length": ("300", "cm")})
    form.fill(0, CUSTOMER | {"needed_by": far, "billing": "Ayşe Öğüt Ltd. Şti.\nİstiklal Cd. No: 5 / 7\n34430 İstanbul",
                             "tax_office": "Beyoğlu & <Galata>", "tax_number": "TR 1234567890", "reference": 'PO "7": > 5',
                             "note": "Ring twice.\nFabric: linen"})
    (link,) = form.press()
    assert form.wrong() == [] and form.browser.errors == [] and foreign(form.browser) == []
    with shop.running():
        order = order_of(shop, mail_of(link))
        shop.inbox(ANNA)
    assert (order["state"], order["language"], order["unread"]) == ("waiting", language, [])
    assert values(order) == KNOWN | {"needed_by": far, "billing": "Ayşe Öğüt Ltd. Şti.\nİstiklal Cd. No: 5 / 7\n34430 İstanbul",
                                     "tax_office": "Beyoğlu & <Galata>", "tax_number": "TR 1234567890", "reference": 'PO "7": > 5',
                                     "note": "Ring twice.\nFabric: linen"}
    assert [(item["product"], values(item)) for item in order["items"]] == [
        ("sofa", {"sku": "SOFA-3", "qty": "2", "fabric": "velvet", "legs": "walnut", "unit_price": "1600.00 EUR"}),
        ("table", {"qty": "1", "finish": "oak", "length": "162.5"}),
        ("table", {"qty": "20", "finish": "white", "length": "300"})]


def test_no_value_is_taken_for_anything_else(shop, page):
    """Notes that look like labels, headings, quotes, signatures and forwarded mails."""
    form = page("table")
    form.fill(1, {"qty": "1", "finish": "oak", "length": "200"})
    with shop.running():
        for note in NASTY:
            form.browser.links.clear()
            form.fill(0, CUSTOMER | {"note": note, "reference": note.splitlines()[0][:60]})
            (link,) = form.press()
            order = order_of(shop, mail_of(link))
            assert values(order) == KNOWN | {"note": lines_kept(note), "reference": lines_kept(note.splitlines()[0][:60])}
            assert [(item["product"], values(item)) for item in order["items"]] == [("table", {"qty": "1", "finish": "oak", "length": "200"})]
            assert order["unread"] == [] and order["state"] in ("waiting", "held")


def test_a_note_that_looks_like_a_form_survives_being_asked_back(shop):
    """We ask for what is missing, with the note in our letter; the answer quotes it, and nothing in it becomes a field."""
    note = "Ring\nFabric: x\n2) Sofa\nQuantity: 7"
    marked = "".join(f"\n: {line}" for line in note.splitlines())
    with shop.running():
        shop.receive(mail(ANNA, "Order", f"1) Sofa\nModel: 3 seats\nQuantity: 2\n\nName: Anna\nPhone: +44 20 7946 0123\nDelivery address:\n: 1 Lane\n: Oxford\nNote:{marked}\n"))
        (asked,) = shop.inbox(ANNA)
        body = "\n".join("> " + line.replace("* Fabric: [ ] Linen", "* Fabric: [x] Linen") for line in text_of(asked).splitlines())
        shop.receive(mail(ANNA, "Re: " + asked["Subject"], body, answers=asked))
        shop.settled(2)
        order = shop.json("show", "EH-1001")
    assert order["state"] == "waiting"
    assert values(order)["note"] == note and values(order)["delivery"] == "1 Lane\nOxford"
    assert [values(item) for item in order["items"]] == [{"sku": "SOFA-3", "qty": "2", "fabric": "linen"}]


def test_wrong_values_are_told_and_open_no_mail(shop, page):
    form = page("sofa")
    assert form.press() == []
    assert form.wrong() == ["Please choose one.", "Please fill this in.", "Please choose one."] + 4 * ["Please fill this in."]
    assert form.browser.run("document.activeElement.id") == "problems"
    assert form.browser.run("document.querySelectorAll('#problems li').length") == 7
    form.fill(1, {"sku": "SOFA-2", "qty": "51", "fabric": "velvet", "unit_price": "-"})
    form.fill(0, CUSTOMER | {"email": "anna@", "phone": "12", "needed_by": "2020-02-03", "tax_office": "X", "reference": "r" * 61})
    assert form.press() == []
    assert form.wrong() == ["“51” is too large: 50 is the most.", "Please choose one.", "“anna@” is not an e-mail address we can write to.",
                            "“12” is not a phone number we can call. Please write it with its area code.",
                            "“February 3, 2020” has already passed. Please give a date that is still to come.",
                            "Please fill this in.", "This is too long: 60 characters are the most we can take."]
    assert "<" not in form.browser.run("document.querySelector('#problems').textContent")
    told = form.browser.run("""(() => { const input = document.querySelector('[aria-invalid="true"]');
        return input.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' '); })()""")
    assert "50 is the most" in told
    for quantity, said in (("0", "too small: 1"), ("1.5", "not a whole number"), ("1e2", "not a number")):
        form.fill(1, {"qty": quantity})
        assert said in form.wrong()[0]
    form.fill(1, {"qty": "3", "legs": "oak"})
    assert len(form.wrong()) == 5
    assert form.browser.errors == []


def test_bounds_are_those_of_the_form(shop, page):
    """The first and the last value that the daemon takes are taken; the next ones are not."""
    form = page("table", "tr")
    form.fill(1, {"qty": "1", "finish": "oak"})
    form.fill(0, CUSTOMER)
    for length, well in ((("120", "cm"), True), (("119.9", "cm"), False), (("3", "m"), True), (("3.01", "m"), False), (("47.25", "in"), True), (("47.2", "in"), False)):
        form.fill(1, {"length": length})
        form.browser.links.clear()
        assert bool(form.press()) == well, length
    for days, well in ((0, True), (-1, False), (365, True), (366, False)):
        day = form.browser.run(f"(() => {{ const d = new Date(); d.setDate(d.getDate() + {days}); return `${{d.getFullYear()}}-${{String(d.getMonth() + 1).padStart(2, '0')}}-${{String(d.getDate()).padStart(2, '0')}}`; }})()")
        form.fill(1, {"length": ("120", "cm")})
        form.fill(0, {"needed_by": day})
        form.browser.links.clear()
        assert bool(form.press()) == well, days
    form.fill(0, {"needed_by": "", "note": "ğ" * 1999})
    assert form.press() is not None and form.wrong() == []
    form.fill(0, {"note": "ğ" * 2001})
    form.press()
    assert len(form.wrong()) == 1


def test_a_long_order_is_copied(shop, page):
    form = page("table")
    form.fill(1, {"qty": "1", "finish": "oak", "length": "200"})
    form.fill(0, CUSTOMER | {"note": "ş" * 900})
    assert form.press() == []
    assert form.wrong() == []
    text = form.browser.run("document.getElementById('text').value")
    assert form.browser.run("document.querySelector('[data-say=long]').hidden") is False
    assert ORDERS in form.browser.run("document.getElementById('result').textContent")
    with shop.running():
        order = order_of(shop, mail(ANNA, "Order: Dining table", text))
    assert values(order) == KNOWN | {"note": "ş" * 900}
    form.fill(0, {"note": ""})
    form.browser.run("document.getElementById('copy').click()")
    assert form.browser.run("document.getElementById('text').value").startswith("1) Dining table\nQuantity: 1\n")


def test_without_scripts_the_blank_form_goes_by_mail(shop, page):
    form = page("all", "tr", scripts=False)
    root = form.browser.call("DOM.getDocument", depth=-1)["root"]
    html = form.browser.call("DOM.getOuterHTML", nodeId=root["nodeId"])["outerHTML"]
    link = shop.command("form", "all", "--lang", "tr", "--mailto").strip()
    assert link.replace("&", "&amp;") in html and '<form id="form" novalidate="" hidden=""' in html
    assert mail_of(link).get_content().strip() == shop.command("form", "all", "--lang", "tr", "--text").strip()


def test_the_blank_text_is_filled_in_by_hand(shop):
    """As a person does it: behind the colons and in the boxes; what they leave empty is not ordered."""
    lines, part = [], 0
    wanted = {2: {"* Model": "[x] 2 seats  [ ] 3 seats", "* Quantity": " 2", "* Fabric": "[ ] Linen  [ ] Velvet  [x] Leather"},
              4: {"* Name": " Anna Weaver", "* E-mail": f" {ANNA}", "* Phone": " +44 20 7946 0123", "* Delivery address": " 12 Mill Lane, Oxford"}}
    for line in shop.command("form", "all", "--text").splitlines():
        part += line[:2] in ("1)", "2)", "3)") or line == "ABOUT YOU"
        label = line.split(":")[0]
        lines.append(f"{label}:{wanted[part][label]}" if label in wanted.get(part, {}) else line)
    with shop.running():
        order = order_of(shop, mail(ANNA, "Order", "\n".join(lines)))
        assert "EH-1001" in text_of(shop.inbox(ANNA)[0])
        shop.inbox(WAREHOUSE)
    assert (order["state"], order["unread"]) == ("waiting", [])
    assert [(item["product"], values(item)) for item in order["items"]] == [("sofa", {"sku": "SOFA-2", "qty": "2", "fabric": "leather"})]


def test_the_keyboard_and_a_small_screen_are_enough(shop, page):
    form = page("all", width=320, height=600)
    assert form.browser.run("document.documentElement.lang") == "en"
    for _ in range(2):
        form.browser.key("Tab", 9)
    assert form.browser.run("document.activeElement.id") == "add"
    form.browser.key("Enter", 13, "\r")
    assert form.browser.run("document.activeElement.className") == "item"
    assert form.browser.run("document.documentElement.scrollWidth") == 320
    unnamed = """[...document.querySelectorAll('#form input, #form select, #form textarea')].filter((one) => !one.labels.length && !one.getAttribute('aria-label')).length"""
    assert form.browser.run(unnamed) == 0
    form.browser.key("Tab", 9)
    form.browser.run("document.querySelector('.remove').focus()")
    form.browser.key("Enter", 13, "\r")
    assert form.press() == []
    assert form.browser.run("document.querySelector('#problems li').textContent") == "Please add at least one product."


def test_the_command_says_what_is_wrong(shop):
    for arguments, code in ((["form", "boat", "--text"], 65), (["form", "sofa"], 64), (["form", "sofa", "--text", "--html"], 64),
                            (["form", "sofa", "--lang", "xx", "--text"], 64), (["form"], 64)):
        done = shop.command(*arguments, check=False)
        assert (done.returncode, done.stdout) == (code, "") and done.stderr.startswith("mailorder: "), arguments
    assert shop.command("form", "sofa", "--mailto").count("\n") == 1
