"""The demo: a furniture shop's mailbox, the people who write to it, and what each of them gets to read."""

import argparse
import shutil
import sys
import textwrap
import time
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("source", type=Path)
parser.add_argument("build", type=Path)
parser.add_argument("--keep", action="store_true", help="leave the servers running until Enter is pressed")
arguments = parser.parse_args()
sys.path.insert(0, str(arguments.source / "tests" / "e2e"))

from servers import HOST, PASSWORD, mail_site, scratch_folder  # noqa: E402
from shop import (ANNA, DESK, KANEPE, LOOM, MEHMET, PEOPLE, RECEIVABLES, SOFA, SOFA_WITHOUT_FABRIC, WAREHOUSE, Shop,  # noqa: E402
                  html_of, mail, reply, text_of)

BOLD, DIM, BLUE, OFF = ("\033[1m", "\033[2m", "\033[34m", "\033[0m") if sys.stdout.isatty() else ("", "", "", "")
LISA = "lisa@customer.example"

TABLE_HTML = """<html><body><p>Good morning, please send me:</p>
<table border=1>
<tr><td><b>Product</b></td><td>Dining table</td></tr>
<tr><td><b>Quantity</b></td><td>1</td></tr>
<tr><td><b>Finish</b></td><td>Walnut</td></tr>
<tr><td><b>Length</b></td><td>2.4 m</td></tr>
<tr><td><b>Name</b></td><td>Lisa Brandt</td></tr>
<tr><td><b>Phone</b></td><td>+49 30 901820</td></tr>
<tr><td><b>Delivery address</b></td><td>Lindenstra&szlig;e 5<br>10969 Berlin</td></tr>
</table></body></html>"""

TWO_PRODUCTS = """Hello,

Product: Custom sofa
Quantity: 1
Width: 250 cm
Depth: 95 cm
Fabric: velvet
Colour: dark green

Product: Dining table
Quantity: 1
Finish: oak
Length: 200 cm

Name: Anna Weaver
Phone: +44 20 7946 0123
Delivery address: 12 Mill Lane
  Oxford OX1 2AB
"""


class Demo:
    def __init__(self, shop, gallery):
        self.shop, self.gallery, self.seen, self.shown, self.chapters = shop, gallery, set(), 0, 0

    def chapter(self, title):
        self.chapters += 1
        print(f"\n{BOLD}{'=' * 100}\n{self.chapters}. {title}\n{'=' * 100}{OFF}")

    def send(self, message):
        body = message.get_body(("plain", "html")).get_content()
        print(f"\n{BLUE}▼ a mail arrives{OFF}\n{DIM}From: {message['From']}\nSubject: {message['Subject']}{OFF}\n")
        print(textwrap.indent(body.strip(), "    "))
        self.shop.receive(message)

    def show(self, who, name):
        """Waits for the next mail of `who`, and prints it as its reader sees it."""
        (message, *_) = self.shop.inbox(who, having=lambda got: got["Message-ID"] not in self.seen)
        self.seen.add(message["Message-ID"])
        self.shown += 1
        print(f"\n{BLUE}▲ goes out to {name}{OFF}\n{DIM}To: {message['To']}\nSubject: {message['Subject']}{OFF}\n")
        print(textwrap.indent(text_of(message).strip(), "    "))
        for part in message.iter_attachments():
            print(f"    {DIM}[attached: {part.get_filename()}, {part.get_content_type()}]{OFF}")
        if html_of(message):
            page = self.gallery / f"{self.shown:02d}-{name.replace(' ', '-')}.html"
            page.write_text(html_of(message))
        return message

    def command(self, *words):
        print(f"\n{BOLD}$ mailorder {' '.join(words)}{OFF}")
        print(self.shop.command(*words), end="")


def run(demo):
    demo.chapter("A complete order: confirmed, and forwarded to the departments")
    demo.send(mail(ANNA, "Sofa order", SOFA, name="Anna Weaver"))
    demo.show(ANNA, "the customer")
    demo.show(WAREHOUSE, "the warehouse")
    demo.show(RECEIVABLES, "accounts receivable")

    demo.chapter("One without its fabric: asked back, and completed by the customer's reply")
    demo.send(mail(ANNA, "Another sofa", SOFA_WITHOUT_FABRIC.replace("Quantity: 2", "Quantity: 1"), name="Anna Weaver"))
    asked = demo.show(ANNA, "the customer")
    demo.send(reply(asked, ANNA, {"Fabric": "leather"}, name="Anna Weaver"))
    demo.show(ANNA, "the customer")
    demo.show(WAREHOUSE, "the warehouse")
    demo.show(RECEIVABLES, "accounts receivable")

    demo.chapter("A Turkish one, answered in Turkish")
    demo.send(mail(MEHMET, "Kanepe siparişi", KANEPE, name="Mehmet Yılmaz"))
    demo.show(MEHMET, "the customer")
    demo.show(WAREHOUSE, "the warehouse")
    demo.show(RECEIVABLES, "accounts receivable")

    demo.chapter("An HTML-only one, a table from some mail program")
    demo.send(mail(LISA, "Table", html=TABLE_HTML, name="Lisa Brandt"))
    demo.show(LISA, "the customer")
    demo.show(WAREHOUSE, "the warehouse")
    demo.show(RECEIVABLES, "accounts receivable")

    demo.chapter("One with two products: the made-to-order sofa goes to its manufacturer, who sees only what it needs")
    demo.send(mail(ANNA, "Two things", TWO_PRODUCTS, name="Anna Weaver"))
    demo.show(ANNA, "the customer")
    demo.show(LOOM, "the manufacturer")
    demo.show(WAREHOUSE, "the warehouse")
    demo.show(RECEIVABLES, "accounts receivable")

    demo.chapter("A mail that is no order: nobody is answered, it lies in the review folder")
    demo.send(mail("seller@elsewhere.example", "Cheap watches", "Buy now!\n"))
    demo.shop.settled(7)
    demo.command("show", "mail", "7")

    demo.chapter("What the admin sees")
    demo.command("list")
    demo.command("show", "EH-1002")
    demo.command("queue")


def keep(site):
    print(f"\nThe mailboxes are open on IMAP {HOST}:{site.dovecot.port} (no TLS) until Enter is pressed. Password: {PASSWORD}")
    for person in PEOPLE:
        print(f"  {person}")
    input()


def main():
    gallery = arguments.build / "mails"
    shutil.rmtree(gallery, ignore_errors=True)
    gallery.mkdir()
    print("Starting Dovecot and an SMTP server on loopback …")
    with scratch_folder() as folder, mail_site([*PEOPLE, LISA]) as site:
        shop = Shop(folder, site, arguments.source, arguments.build)
        begun = time.monotonic()
        with shop.running():
            demo = Demo(shop, gallery)
            try:
                run(demo)
            except BaseException:
                print(f"\nThe daemon's log:\n{shop.said()}", file=sys.stderr)
                raise
            print(f"\n{demo.shown} mails shown in {time.monotonic() - begun:.1f} seconds. Their HTML lies in {gallery}.")
            if arguments.keep:
                keep(site)


main()
