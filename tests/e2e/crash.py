"""A story that is the same however often its daemon is stopped in the middle: mails come, people answer the letters they get, and in the end
the orders, the ledger, the folders and the set of letters are compared with those of a run that nothing stopped."""

import collections
import contextlib
import re
import time

import papers
from faults import CrashingShop, cut_power, keep_all
from servers import parse, wait_until
from shop import ANNA, HANDLED, MEHMET, ORDERS, REVIEW, SOFA, SOFA_WITHOUT_FABRIC, WAREHOUSE, mail, reply, text_of
from smtpserver import ScriptedSmtp
from test_converter import sent as with_file
from test_staff import answer

SENT = "Sent"
SOON = 1800  # the mails arrive so many seconds after the adoption date, however often the first start is stopped
ALL_QUIET = """SELECT (SELECT count(*) FROM mail WHERE state = 0 OR filing IN (0, 1, 2)) + (SELECT count(*) FROM outbox WHERE state IN (0, 1)
    OR (copy_wanted = 1 AND state = 2))"""
ROWS = {
    "orders": """SELECT o.number, o.phase, o.state, o.customer, o.expected FROM orders o""",
    "items": """SELECT o.number, i.number, i.sku, i.state, i.expected FROM item i JOIN orders o ON o.id = i.order_id""",
    "values": """SELECT o.number, v.item, v.field, v.text, v.canonical, v.status FROM value v JOIN orders o ON o.id = v.order_id""",
    "consignments": """SELECT o.number, c.carrier, c.tracking, c.expected FROM consignment c JOIN orders o ON o.id = c.order_id""",
    "journal": """SELECT coalesce(o.number, ''), coalesce(m.subject, ''), j.actor, j.what, j.detail FROM journal j
        LEFT JOIN orders o ON o.id = j.order_id LEFT JOIN mail m ON m.id = j.mail WHERE j.what <> 'decoding-cut'""",
    "ledger": """SELECT subject, sender, state, filing, reason FROM mail""",
    "parts": """SELECT m.subject, p.name, p.size FROM mail_part p JOIN mail m ON m.id = p.mail""",
    "outbox": """SELECT coalesce(o.number, ''), b.letter, b.audience, b.recipient, b.subject, b.state FROM outbox b
        LEFT JOIN orders o ON o.id = b.order_id""",
    "timers": """SELECT o.number, t.kind FROM timer t JOIN orders o ON o.id = t.order_id""",
}


def message_id(message):
    return parse(message.octets)["Message-ID"].strip()


EXTENSIONS = ["SIZE 60000000", "8BITMIME"]
LARGE = ("hQEMA0123456789" * 4 + "\n") * 1200  # so that it is fetched alone, and not together with the others


class Story:
    """Two orders, one in a PDF and one that has to be completed, a large mail for a person, and the words of a department."""

    MAILS, ANSWERS, LETTERS = 3, 2, 12

    def __init__(self, site, folder, source, build, keeps_unsynced=False, twice_filed=False, **keywords):
        self.site, self.twice_filed = site, twice_filed  # without MOVE, a mail may lie in its folder twice
        self.sink = ScriptedSmtp(extensions=EXTENSIONS + ["PIPELINING"], script={"EHLO": ["\n".join(["250 mail.test"] + ["250 " + word for word in EXTENSIONS])]})
        self.sink.__enter__()
        # Two letters over the first connection go one by one, the others in groups.
        self.shop = CrashingShop(folder, site, source, build, smtp=f"port = {self.sink.port}; messages_per_connection = 2;", keeps_unsynced=keeps_unsynced, **keywords)
        self.answered, self.kills = set(), []

    def close(self):
        if self.shop.daemon and not self.shop.fallen():
            self.shop.kill()
        self.sink.__exit__()
        self.shop.faults.close()

    def begin(self):
        """The first mails, before the daemon first runs: its first start is stopped, too."""
        with self.site.mailbox(ORDERS) as client:
            client.clear()
            client.rest()
            for folder in (HANDLED, REVIEW, SENT):
                client.imap.delete(folder)  # it is made anew
        letters = [with_file("po.pdf", papers.pdf([[(50, "SKU"), (150, "Quantity"), (250, "Fabric")], [(50, "SOFA-3"), (170, "2"), (250, "Linen")]]),
                             body=SOFA.replace("Name: Anna Weaver", "Name: Anna Weaver\nYour reference: REF-PDF"), subject="Order REF-PDF", subtype="pdf"),
                   mail(MEHMET, "Order REF-GAP", SOFA_WITHOUT_FABRIC.replace("Name: Anna Weaver", "Name: Mehmet\nYour reference: REF-GAP"), name="Mehmet"),
                   mail("eve@elsewhere.example", "Secret", f"-----BEGIN PGP MESSAGE-----\n\n{LARGE}-----END PGP MESSAGE-----\n")]
        for letter in letters:
            self.receive(letter)

    def receive(self, letter):
        self.shop.receive(letter, when=time.time() + SOON)

    # --- people ---

    def letters(self):
        """The letters that the server accepted, each once."""
        return {message_id(message): message for message in list(self.sink.messages)}

    def people(self):
        """Whoever gets a letter that asks for something answers it, once."""
        for name, message in self.letters().items():
            letter = parse(message.octets)
            if name in self.answered:
                continue
            self.answered.add(name)
            if message.recipients == [MEHMET] and "confirmed" not in letter["Subject"]:
                self.receive(reply(letter, MEHMET, {"Fabric": "linen"}, name="Mehmet"))
            elif message.recipients == [WAREHOUSE] and self.reference(text_of(letter)) == "REF-PDF" and not letter["In-Reply-To"]:
                self.receive(answer(letter, WAREHOUSE, "shipped with UPS 1Z999AA10123456784, arrives 30 December 2027"))

    @staticmethod
    def reference(text):
        found = re.search(r"REF-\w+", text)
        return found[0] if found else ""

    # --- running ---

    def quiet(self):
        """All mails are handled and filed, all letters sent and copied."""
        mails = sum(count for count, in self.shop.rows("SELECT count(*) FROM mail"))
        return mails >= self.MAILS + self.ANSWERS and self.shop.rows(ALL_QUIET) == [(0,)]

    def until(self, condition, what, seconds=90):
        def reached():
            self.people()
            return condition()
        try:
            wait_until(reached, seconds, what)
        except TimeoutError as problem:
            raise AssertionError(f"{problem}; stopped at {self.kills}; {self.shop.rows('SELECT id, subject, state, filing, reason FROM mail')}; "
                                 f"{self.shop.rows('SELECT letter, recipient, state FROM outbox')}") from None

    def stop_at(self, point, nth=1, power=None):
        """Starts the daemon, stops it there, and cuts the power as `power` (a seed) says. FALSE: it came to rest without coming there."""
        self.shop.start(point, nth)
        self.until(lambda: self.shop.daemon.poll() is not None or self.quiet(), f"the {nth}th {point}")
        if not self.shop.faults.fell():
            self.shop.kill()
            return False
        self.shop.daemon.wait(20)
        assert self.shop.fallen()
        self.kills.append((point, nth, power))
        if power is None:
            keep_all(self.shop.state)
        else:
            cut_power(self.shop, power)
        return True

    def finish(self):
        """Runs to the end without faults; the final state."""
        self.shop.start()
        self.until(self.quiet, "rest")
        self.shop.kill()
        return self.state()

    # --- what is compared ---

    def state(self):
        """{what: a sorted list}, without instants, ids and numbers that may differ."""
        names = {number: reference for number, reference in self.shop.rows(
            "SELECT o.number, v.canonical FROM value v JOIN orders o ON o.id = v.order_id WHERE v.field = 'reference'")}
        def named(value):
            text = "" if value is None else str(value)
            for number, reference in names.items():
                text = text.replace(number, reference)
            return re.sub(r"(mail|outgoing mail) \d+", r"\1 N", text)
        found = {what: sorted(tuple(map(named, row)) for row in self.shop.rows(query)) for what, query in ROWS.items()}
        for folder in ("INBOX", HANDLED, REVIEW):
            subjects = [named(message["Subject"]) for message in self.shop.mails(ORDERS, folder)]
            found[folder] = sorted(set(subjects) if self.twice_filed else subjects)
        copies = {message["Message-ID"]: named(message["Subject"]) for message in self.shop.mails(ORDERS, SENT)}
        found[SENT] = sorted(copies.values())
        found["letters"] = sorted((message.recipients[0], named(parse(message.octets)["Subject"])) for message in self.letters().values())
        return found

    def check(self, expected):
        """The final state is the expected one; what came twice was in doubt, and came as it was."""
        state = self.finish()
        for what, rows in expected.items():
            more, less = collections.Counter(state[what]) - collections.Counter(rows), collections.Counter(rows) - collections.Counter(state[what])
            assert not more and not less, f"stopped at {self.kills}: {what}: too much {dict(more)}, missing {dict(less)}"
        copies = collections.defaultdict(list)
        for message in self.sink.messages:
            copies[message_id(message)].append((message.sender, message.recipients, message.octets))
        rows = dict(self.shop.rows("SELECT message_id, unknown FROM outbox"))
        for name, same in copies.items():
            assert all(copy == same[0] for copy in same), f"{name} was sent with other bytes, stopped at {self.kills}"
            assert len(same) == 1 or rows[name.strip("<>")] == 1 or rows.get(name) == 1, f"{name} was repeated without a doubt, stopped at {self.kills}"
        repeated = sum(len(same) - 1 for same in copies.values())
        assert repeated <= len(self.kills), f"{repeated} repeated, stopped at {self.kills}"
        left = [path.name for path in (self.shop.state / "spool" / "in").glob(".*")]
        assert not left, f"{left} left in the spool, stopped at {self.kills}"
        return repeated


@contextlib.contextmanager
def story(*arguments, **keywords):
    told = Story(*arguments, **keywords)
    try:
        told.begin()
        yield told
    finally:
        told.close()
