"""Composed mail, read by a reader that shares nothing with the writer: Python's email, csv and json."""

import csv
import email
import email.policy
import html.parser
import io
import json
import re
import subprocess

import pytest

LANGUAGES = ("en", "tr")
# laid out otherwise in HTML
ELSEWHERE = ("Net:", "Tax:", "Total:", "Ara toplam:", "KDV:", "Toplam:", "Expected completion:", "Beklenen tamamlanma:")

# made of labels and values; the letters of an order's life are prose, set otherwise in HTML
FORMS = ("complete", "blank", "confirmed", "received", "declined", "work-warehouse", "work-receivables", "work-third-party", "review", "held",
         "not-delivered")


@pytest.fixture(scope="module")
def samples(build, source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    subprocess.run([build / "tests/unit/render-sample", source / "templates", folder], check=True, timeout=60)
    return folder


def mails(samples):
    found = sorted(samples.glob("*.eml"))
    assert len(found) == 70 * len(LANGUAGES)
    for path in found:
        raw = path.read_bytes()
        yield path, raw, email.message_from_bytes(raw, policy=email.policy.default)


def body(mail, kind):
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_octets_are_seven_bit_lines_with_crlf(samples):
    for path, raw, _ in mails(samples):
        rest = raw.replace(b"\r\n", b"")
        assert b"\n" not in rest and b"\r" not in rest and b"\0" not in rest, path
        assert max(map(len, raw.split(b"\r\n"))) <= 78, path
        assert max(raw) < 128, path


def test_headers_are_read_back_as_they_were_meant(samples):
    for path, _, mail in mails(samples):
        assert mail["from"].addresses[0].display_name == 'Elm & Hill "Möbel"'
        assert mail["from"].addresses[0].addr_spec == "orders@hill.example"
        assert [address.display_name for address in mail["to"].addresses] == ["Ayla Kaya, Çağ"]
        assert mail["date"].datetime.isoformat() == "2025-11-25T13:00:00+03:00"
        assert mail["in-reply-to"] == "<second@mail.example>"
        assert mail["references"].split() == ["<first@mail.example>", "<second@mail.example>"]
        assert mail["content-language"] == path.name[:2]
        assert mail["auto-submitted"] == "auto-replied"
        assert len(mail["subject"]) > 10 and "\n" not in mail["subject"]
        for once in ("From", "To", "Date", "Subject", "Message-ID", "MIME-Version", "Reply-To"):
            assert len(mail.get_all(once)) == 1, (path, once)


def test_no_part_has_a_defect(samples):
    for path, _, mail in mails(samples):
        for part in mail.walk():
            assert not part.defects, (path, part.defects)
        kinds = [part.get_content_type() for part in mail.walk()]
        body = ["multipart/alternative", "text/plain", "text/html"]
        assert kinds in (body, ["multipart/mixed", *body, "text/csv", "application/json"]), path


def test_bodies_are_what_was_rendered(samples):
    for path, _, mail in mails(samples):
        text = path.with_suffix(".txt").read_text().split("\n\n", 1)
        assert mail["subject"] == text[0].removeprefix("Subject: ")
        assert body(mail, "plain") == text[1]
        assert body(mail, "html") == path.with_suffix(".html").read_text()


def test_attachments_are_files_a_program_can_read(samples):
    for path, _, mail in mails(samples):
        for part in mail.iter_attachments():
            content = part.get_payload(decode=True).decode("utf-8-sig")
            if part.get_filename() == "order.json":
                assert json.loads(content)["order"] == "EH-1001", path
            else:
                assert part.get_filename() == "Sipariş EH-1001.csv"
                rows = list(csv.DictReader(io.StringIO(content, newline="")))
                assert [row["order"] for row in rows] == ["EH-1001"] * len(rows), path
                assert not any(None in row for row in rows), path


class Markup(html.parser.HTMLParser):
    """Open elements, and the text as a reader has it."""

    VOID = {"meta", "br"}

    def __init__(self):
        super().__init__()
        self.open, self.text, self.tables = [], [], []

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names))
        if tag == "table":  # for the layout, and says so; or of data, and says which cells are headings
            self.tables.append([("role", "presentation") in attributes, 0])
        if tag == "th":
            assert not self.tables[-1][0] and {("scope", "row"), ("scope", "col")} & set(attributes)
            self.tables[-1][1] += 1
        assert tag not in ("img", "script", "link", "form", "input", "iframe", "object")
        if tag in ("div", "p", "br", "tr", "h1", "h2", "h3"):
            self.text.append("\n")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag
        if tag == "table":
            layout, headings = self.tables.pop()
            assert layout or headings

    def handle_data(self, data):
        if "style" not in self.open and "title" not in self.open:
            self.text.append(re.sub(r"\s+", " ", data))


def test_markup_is_balanced_and_says_what_the_text_says(samples):
    for path, _, mail in mails(samples):
        markup = Markup()
        markup.feed(body(mail, "html"))
        assert markup.open == [], path
        lines = [" ".join(line.split()) for line in "".join(markup.text).split("\n")]
        if path.stem.split("-", 1)[1] not in FORMS:
            continue
        wanted = [line.strip() for line in body(mail, "plain").splitlines()]
        for line in wanted:  # each label with its value on one line
            if re.match(r"(\* )?[A-ZÇİÖŞÜ][\w -]{2,20}: ", line) and not line.startswith(ELSEWHERE):
                assert " ".join(line.split()) in lines, (path, line)


def test_every_mail_of_an_order_has_its_reference_line(samples):
    for path, _, mail in mails(samples):
        if path.stem.split("-", 1)[1] in ("review", "not-delivered", "calls", "digest", "watch-alert", "watch-well"):  # about no order, or several
            continue
        line = "[ref: abcdefghijklmnopqrstuvwxyz]"
        assert line in body(mail, "plain").splitlines(), path
        assert line in body(mail, "html"), path
