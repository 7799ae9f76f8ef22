"""The demo: a furniture shop's mailbox, the people who write to it, and what each of them gets to read."""

import argparse
import datetime
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
                  html_of, mail, on, reply, text_of)

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


SOFA_AND_TABLE = """Hello,

Product: Sofa
Model: 3 seats
Quantity: 1
Fabric: linen

Product: Dining table
Quantity: 1
Finish: oak
Length: 200 cm

Name: Lisa Brandt
Phone: +49 30 901820
Delivery address: Lindenstraße 5
  10969 Berlin
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

    def answer(self, original, sender, words):
        """A reply as a mail program sends it: the words on top, our mail quoted below."""
        quoted = "".join("> " + line + "\n" for line in text_of(original).splitlines())
        subject = original["Subject"] if original["Subject"].startswith("Re:") else "Re: " + original["Subject"]
        print(f"\n{BLUE}▼ an answer arrives{OFF}\n{DIM}From: {sender}\nSubject: {subject}{OFF}\n")
        print(textwrap.indent(f"{words}\n\n[our mail, quoted]", "    "))
        self.shop.receive(mail(sender, subject, f"{words}\n\nOn {original['Date']}, {original['From']} wrote:\n{quoted}", answers=original))

    def days_later(self, days):
        """Stops the daemon, and starts it with a clock that many days on, at noon of a working day."""
        print(f"\n{BOLD}… {days} days after the first one …{OFF}")
        self.shop.stop()
        self.shop.start(clock=on(days))

    def show(self, who, name, about=""):
        """Waits for the next mail of `who` with this in its subject, and prints it as its reader sees it."""
        (message, *_) = self.shop.inbox(who, having=lambda got: got["Message-ID"] not in self.seen and about in got["Subject"])
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


def life(demo):
    """The whole life of one order, by mail, with the daemon's clock moved on."""
    today = datetime.date.today()
    later, soon = today + datetime.timedelta(60), today + datetime.timedelta(5)

    demo.chapter("The life of an order: confirmed")
    demo.send(mail(LISA, "Sofa and table", SOFA_AND_TABLE, name="Lisa Brandt"))
    demo.show(LISA, "the customer", "confirmed")
    work = demo.show(WAREHOUSE, "the warehouse", "EH-1006")

    demo.chapter("The warehouse answers from its mail program: delayed")
    demo.answer(work, WAREHOUSE, f"delayed to {later.day} {later:%B %Y}, fabric late")
    demo.show(WAREHOUSE, "the warehouse", "done")
    demo.show(LISA, "the customer", "new date")
    demo.show(RECEIVABLES, "accounts receivable", "news")

    demo.chapter("What is in doubt is asked, and nothing is done")
    demo.answer(work, WAREHOUSE, "will ship the sofa tomorrow, I think")
    demo.show(WAREHOUSE, "the warehouse", "nothing done")

    demo.chapter("One item is shipped, the other follows")
    demo.answer(work, WAREHOUSE, f"sofa shipped with UPS 1Z999AA10123456784, arrives {soon.day} {soon:%B %Y}. The table follows.")
    demo.show(WAREHOUSE, "the warehouse", "done")
    demo.show(LISA, "the customer", "on its way")

    demo.chapter("The customer asks how it stands")
    demo.send(mail(LISA, "Re: Your order EH-1006 is confirmed", "Where is my table?\n", answers=work_of(demo, LISA)))
    demo.show(LISA, "the customer", "how it stands")

    demo.chapter("The rest is shipped, written in Turkish, and delivered")
    demo.answer(work, WAREHOUSE, "Masa kargoya verildi. Kargo: Yurtiçi, takip no 1234567890")
    demo.show(WAREHOUSE, "the warehouse", "done")
    demo.show(LISA, "the customer", "on its way")
    demo.answer(work, WAREHOUSE, "delivered")
    demo.show(LISA, "the customer", "delivered")

    demo.chapter("Some days later: is everything all right? And then the survey")
    demo.days_later(4)
    demo.show(LISA, "the customer", "everything all right")
    demo.days_later(8)
    survey = demo.show(LISA, "the customer", "How was order")
    demo.answer(survey, LISA, "2 because the legs are scratched")
    demo.show(LISA, "the customer", "thank you")
    demo.show(DESK, "customer service", "bad mark")
    demo.command("show", "EH-1006")

    demo.chapter("What the business can learn from it")
    report = demo.gallery.parent / "report.html"
    demo.command("report", "--from", today.replace(day=1).isoformat(), "--to", today.isoformat())
    demo.shop.command("report", "--from", today.replace(day=1).isoformat(), "--to", today.isoformat(), "--format", "html", "--output", report)
    print(f"\nThe same with charts lies in {report}.")


def work_of(demo, who):
    """The first mail that this person got about the order."""
    return demo.shop.inbox(who, having=lambda got: "EH-1006" in got["Subject"])[0]


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
                life(demo)
            except BaseException:
                print(f"\nThe daemon's log:\n{shop.said()}", file=sys.stderr)
                raise
            print(f"\n{demo.shown} mails shown in {time.monotonic() - begun:.1f} seconds. Their HTML lies in {gallery}.")
            if arguments.keep:
                keep(site)


main()
