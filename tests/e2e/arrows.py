"""What the tests of the state machine share: a shop on a fixed clock, the letters that each event causes (all of them, from the
store's own outbox), and the orders that the tests begin with."""

import calendar
import contextlib
import re
import sqlite3
import time
from collections import Counter

from servers import wait_until
from shop import ANNA, HANDLED, ORDERS, PEOPLE, RECEIVABLES, REVIEW, SOFA, WAREHOUSE, mail, text_of
from test_staff import answer

# A Monday, half past nine in Istanbul: a sofa of that day is due on 1 February, a table on 25 January. It lies behind us, since a mail
# server gives no mail a day that lies ahead.
BEGIN = "2021-01-11T06:30:00"

TABLE = "\nProduct: Dining table\nQuantity: 1\nFinish: oak\nLength: 200 cm\n"
CUSTOM = "\nProduct: Custom sofa\nQuantity: 1\nWidth: 300 cm\nDepth: 90 cm\nFabric: linen\nColour: sand\n"
WHO = SOFA[SOFA.index("\nName:"):]
SOFA_AND_TABLE = SOFA[:SOFA.index("\nName:")] + TABLE + WHO
SOFA_AND_CUSTOM = SOFA[:SOFA.index("\nName:")] + CUSTOM + WHO

STATES = ("queued", "sending", "sent", "failed", "held", "dropped")  # of a mail in the outbox

PLACED = {ANNA: ["order-confirmed"], WAREHOUSE: ["department-work"], RECEIVABLES: ["department-work"]}


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%S"))


def instant(at):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at))


def flat(message):
    return re.sub(r"\s+", " ", text_of(message))


class Life:
    """A shop whose orders live through one arrow after the other. `expect` says which letters the last event has caused, and
    fails when there was another one, or one to anybody else."""

    def __init__(self, shop, changes=(), hold="0 min"):
        self.shop, self.seen, self.filed, self.began, self.at = shop, 0, 0, 0.0, 0
        text = shop.config.read_text()
        text = re.sub(r"^(digest|calls) += .*\n", "", text, flags=re.M)  # not of one order's life
        for old, new in (('hold = "0 min"', f'hold = "{hold}"'), *changes):
            assert old in text, old
            text = text.replace(old, new, 1)
        shop.config.write_text(text)

    # --- time ---

    @contextlib.contextmanager
    def running(self, at=BEGIN):
        """The daemon, its clock going on from that instant (UTC)."""
        ready = self.shop.said().count("ready")
        self.at, self.began = seconds(at), time.time()
        self.shop.start(ready=False, clock=(self.at - self.began) / 86400)
        try:
            wait_until(lambda: self.shop.said().count("ready") > ready, 30, "a desk that is ready")
            yield self
        finally:
            self.shop.stop()

    @contextlib.contextmanager
    def due(self, at, letters):
        """The daemon runs when the clock comes to that instant, and that, not a second earlier, causes just these letters."""
        with self.running(instant(seconds(at) - 1)):
            wait_until(lambda: self.rows()[-1]["id"] > self.seen, 30, "a letter of the clock")
            assert min(row["created"] for row in self.rows() if row["id"] > self.seen) >= seconds(at)
            self.expect(letters)
            yield self

    @contextlib.contextmanager
    def started(self, at, letters):
        """The daemon starts at that instant, and what was due by then causes just these letters."""
        with self.running(at):
            assert "there is no order" in self.command("ack", "EH-9")  # it has looked at its timers when it answers
            self.expect(letters)
            yield self

    def now(self):
        return self.at + time.time() - self.began

    # --- events ---

    def receive(self, *mails):
        self.filed += len(mails)
        with self.shop.site.mailbox(ORDERS) as client:
            for one in mails:
                client.append(one, when=self.now() + 2)  # the daemon counts whole seconds, and leaves alone what came before it
            wait_until(lambda: sum(client.count(folder) for folder in (HANDLED, REVIEW)) >= self.filed, 60, f"{self.filed} mails filed")

    def order(self, text=SOFA, expect=None, customer=ANNA):
        """The order that comes of this text; its number."""
        self.receive(mail(customer, "Order", text, name="Anna"))
        self.expect(PLACED if expect is None else expect)
        return self.shop.json("list")[0]["number"]

    def write(self, who, letter, words, sender=None):
        """`who` answers the last letter of that kind."""
        self.receive(answer(self.read(who, letter), sender or who, words))

    def says(self, words, who=WAREHOUSE, letter="department-work"):
        """Staff answer their work mail; the transcript's words."""
        self.write(who, letter, words)

    def command(self, *arguments):
        return self.shop.command(*arguments, check=False).stdout

    # --- letters ---

    def rows(self):
        """The whole outbox, oldest first; out of the store's file, since it is asked for often, and a program takes its time."""
        with contextlib.closing(sqlite3.connect(f"file:{self.shop.state / 'mailorder.db'}?mode=ro", uri=True, timeout=10)) as store:
            store.row_factory = sqlite3.Row
            rows = store.execute("SELECT id, state, letter, recipient, subject, created, next_try FROM outbox ORDER BY id").fetchall()
        return [dict(row) | {"state": STATES[row["state"]]} for row in rows]

    def went(self):
        """The rows of the outbox since the last time, as soon as all that is due is sent."""
        def settled():
            rows = self.rows()
            due = [row for row in rows if row["state"] in ("queued", "sending") and row["next_try"] <= self.now() + 2]  # whole seconds
            return None if due else (rows or [None])
        rows = [row for row in wait_until(settled, 30, "an outbox with nothing due") if row and row["id"] > self.seen]
        self.seen = max([self.seen, *(row["id"] for row in rows)])
        return rows

    def expect(self, letters):
        """{address: [letter, …]}: what the last event has caused, and nothing more."""
        wanted = sorted((who, letter) for who, all_ in letters.items() for letter in all_)
        got = sorted((row["recipient"], row["letter"]) for row in self.went())
        assert got == wanted, f"it caused {got}, not {wanted}"

    def expect_done(self, letters=None, who=WAREHOUSE, verdict="done"):
        """The same, after words of staff: they get a transcript, which says `verdict`; its words."""
        letters = {address: list(all_) for address, all_ in (letters or {}).items()}
        letters.setdefault(who, []).append("transcript")
        self.expect(letters)
        transcript = self.read(who, "transcript")
        assert verdict in transcript["Subject"], transcript["Subject"] + "\n" + text_of(transcript)
        return flat(transcript)

    def expect_refused(self, why, who=WAREHOUSE):
        """Nothing was done, nobody but the writer hears of it."""
        words = self.expect_done(who=who, verdict="not done")
        assert why in words, words

    def read(self, who, letter):
        """The last letter of that kind to `who`, from their mailbox."""
        def subjects():
            return [row["subject"] for row in self.rows() if (row["recipient"], row["letter"], row["state"]) == (who, letter, "sent")]
        subject = wait_until(subjects, 30, f"{letter} to {who}")[-1]
        return self.shop.inbox(who, having=lambda message: message["Subject"] == subject)[-1]

    def words(self, who, letter):
        return flat(self.read(who, letter))

    def delivered(self):
        """Everybody has what the outbox says, and nothing else."""
        sent = Counter(row["recipient"] for row in self.rows() if row["state"] == "sent")
        wait_until(lambda: all(self.kept(who) >= sent[who] for who in PEOPLE if who != ORDERS), 30, f"the mails of {sent}")
        assert {who: self.kept(who) for who in PEOPLE if who != ORDERS and self.kept(who)} == sent

    def kept(self, who):
        """How many mails lie in the inbox of `who`."""
        folder = self.shop.site.dovecot.maildirs / who / "Maildir"
        return sum(len(list((folder / part).glob("*"))) for part in ("new", "cur"))

    # --- the store ---

    def show(self, number=None):
        return self.shop.json("show", number or self.shop.json("list")[0]["number"])

    def state(self, number=None):
        return self.show(number)["state"]

    def items(self, number=None):
        return [item["state"] for item in self.show(number)["items"]]

    def dates(self, number=None):
        return [item["expected"] for item in self.show(number)["items"]]

    def journal(self, number=None):
        return [row["what"] for row in self.show(number)["journal"]]


@contextlib.contextmanager
def living(shop, changes=(), hold="0 min", at=BEGIN):
    """A life with its daemon running, whose letters are all in their mailboxes at the end."""
    life = Life(shop, changes, hold)
    with life.running(at):
        yield life
        life.delivered()

