"""What the tests of the state machine share: a shop on a fixed clock, the letters that each event causes (all of them, from the
store's own outbox), and the orders that the tests begin with."""

import calendar
import contextlib
import re
import time

from servers import wait_until
from shop import ANNA, DESK, HANDLED, LOOM, PEOPLE, RECEIVABLES, REVIEW, SOFA, WAREHOUSE, mail, text_of
from test_staff import answer

ORDERS_FILED = (HANDLED, REVIEW)
# A Monday, half past nine in Istanbul: a sofa of that day is due on 1 February, a table on 25 January. It lies behind us, since a mail
# server gives no mail a day that lies ahead.
BEGIN = "2021-01-11T06:30:00"

TABLE = "\nProduct: Dining table\nQuantity: 1\nFinish: oak\nLength: 200 cm\n"
CUSTOM = "\nProduct: Custom sofa\nQuantity: 1\nWidth: 300 cm\nDepth: 90 cm\nFabric: linen\nColour: sand\n"
WHO = SOFA[SOFA.index("\nName:"):]
SOFA_AND_TABLE = SOFA[:SOFA.index("\nName:")] + TABLE + WHO
SOFA_AND_CUSTOM = SOFA[:SOFA.index("\nName:")] + CUSTOM + WHO

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
        with self.shop.running(clock=(self.at - self.began) / 86400):
            wait_until(lambda: self.shop.said().count("ready") > ready, 30, "a desk that is ready")
            yield self

    @contextlib.contextmanager
    def at_the(self, at, letters):
        """The daemon is started at that instant, and what was due by then causes just these letters."""
        with self.running(at):
            self.expect_timed(letters)
            yield self

    def expect_timed(self, letters):
        """What the clock has caused, and nothing more: a command that is none shows that the daemon has looked at it."""
        for _ in range(2):
            assert "there is no order" in self.command("ack", "EH-9")
        self.expect(letters)

    def now(self):
        return self.at + time.time() - self.began

    # --- events ---

    def receive(self, *mails):
        for one in mails:
            self.shop.receive(one, when=self.now() + 2)  # the daemon counts whole seconds, and leaves alone what came before it
        self.filed += len(mails)

        def done():
            with self.shop.site.mailbox("orders@shop.example") as client:
                return sum(len(client.raw_mails(folder)) for folder in ORDERS_FILED) >= self.filed
        wait_until(done, 30, f"{self.filed} mails filed")

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
        return sorted(self.shop.json("queue", "--all"), key=lambda row: row["id"])

    def went(self):
        """The rows of the outbox since the last time, as soon as all that is due is sent."""
        def settled():
            rows = self.rows()
            due = [row for row in rows if row["state"] in ("queued", "sending") and row["next_try"] <= self.now()]
            return None if due else (rows or [None])
        rows = [row for row in wait_until(settled, 30, "an outbox with nothing due") if row and row["id"] > self.seen]
        self.seen = max([self.seen, *(row["id"] for row in rows)])
        return rows

    def expect(self, letters):
        """{address: [letter, …]}: what the last event has caused, and nothing more."""
        wanted = sorted((who, letter) for who, all_ in letters.items() for letter in all_)
        got = sorted((row["recipient"], row["letter"]) for row in self.went())
        assert got == wanted

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
        subject = [row["subject"] for row in self.rows() if row["recipient"] == who and row["letter"] == letter and row["state"] == "sent"][-1]
        return self.shop.inbox(who, having=lambda message: message["Subject"] == subject)[-1]

    def words(self, who, letter):
        return flat(self.read(who, letter))

    def delivered(self):
        """Everybody has what the outbox says, and nothing else."""
        rows = self.rows()
        for who in set(PEOPLE) - {"orders@shop.example"}:
            sent = sum(row["recipient"] == who and row["state"] == "sent" for row in rows)
            wait_until(lambda who=who, sent=sent: len(self.shop.mails(who)) >= sent, 30, f"{sent} mails for {who}")
            assert len(self.shop.mails(who)) == sent, who

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

