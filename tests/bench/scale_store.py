"""A store of as many orders as are wanted, made fast: the daemon takes some hundreds of all fates, and their rows are multiplied outside of it, in SQL.
Ids, numbers, tokens, Message-IDs, digests, addresses and dates of the copies are their own; every key, index and reference holds.

    python3 tests/bench/scale_store.py BUILD-FOLDER FILE ORDERS      makes such a database, says how large it is, and checks it
"""

import contextlib
import hashlib
import re
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from common import BenchShop, deliver, empty_mailbox, imap_site, smtp_sink, wait_until
from servers import scratch_folder
from shop import ORDERS
from workload import is_multipart, is_turkish, mail_of

CLOSED, OPEN = 300, 100   # orders of the seed
CANCELLED, SHIPPED, INCOMPLETE, ACKNOWLEDGED = 14, 6, 30, 20
DAYS_AGO, SPAN = 60, 1000 # the seed's closed orders came so many days ago, and their copies in the days before
FIRST_MAIL = 1_000_000    # of the workload: far from those that are measured

# What is copied: all that hangs off orders, mails in and mails out. Bodies of letters and files of the spool are past their retention.
BY_ORDER = ("orders", "item", "value", "remark", "order_mail", "token", "consignment", "consignment_item", "request", "request_value", "survey",
            "survey_reply", "mark", "timer")
BY_ID = ("mail", "journal", "outbox")
INSTANTS = ("created", "changed", "accepted", "arrived", "taken", "at", "next_try", "first_try", "done", "due", "shipped", "delivered", "bounced",
            "opted_out", "surveyed")
DAYS = ("expected", "promised", "told")


# --- the seed: what the daemon makes ---

def incomplete_mails(count, first):
    """Orders that lack the model: as the workload has them in English and without HTML."""
    found = 0
    while found < count:
        raw = b"" if is_multipart(first) or is_turkish(first) else mail_of(first)
        if b"\nModel: " in raw:
            found += 1
            yield re.sub(rb"\nModel: [^\n]*", b"", raw)
        first += 1


class Seed:
    """A shop of its own, whose daemon lives through some days."""

    def __init__(self, stack, build):
        self.site = stack.enter_context(imap_site([ORDERS]))
        folder = stack.enter_context(scratch_folder())
        port = stack.enter_context(smtp_sink(folder))
        empty_mailbox(self.site)
        self.shop = scale_shop(folder, self.site, build, port)
        stack.callback(self.shop.stop)

    def idle(self, orders):
        query = self.shop.query
        return (query("SELECT count(*) FROM orders") >= orders and not query("SELECT EXISTS (SELECT 1 FROM outbox WHERE state NOT IN (2, 5))")
                and not query("SELECT EXISTS (SELECT 1 FROM mail WHERE filing IN (1, 2) OR state = 0)")
                and not query("SELECT EXISTS (SELECT 1 FROM command WHERE outcome IS NULL)"))

    def say(self, numbers, words):
        """As `mailorder` would: commands for the daemon to find."""
        with contextlib.closing(sqlite3.connect(self.shop.state / "mailorder.db", timeout=20)) as store:
            store.executemany("INSERT INTO command (at, actor, verb, object, argument) VALUES (?, 'admin bench', 'say', ?, ?)",
                              [(int(time.time()), number, words) for number in numbers])
            store.commit()
        wait_until(lambda: not self.shop.query("SELECT EXISTS (SELECT 1 FROM command WHERE outcome IS NULL)"), 120, "the commands' outcomes")

    def numbers(self, sql):
        with contextlib.closing(sqlite3.connect(f"file:{self.shop.state / 'mailorder.db'}?mode=ro", uri=True, timeout=20)) as store:
            return [number for (number,) in store.execute(sql)]

    def live(self, clock, work):
        self.shop.start(clock=clock)
        work()
        self.shop.stop()

    def due(self, days):
        return f"SELECT EXISTS (SELECT 1 FROM timer WHERE due <= {int(time.time() + days * 86400)})"

    def take(self, mails, orders):
        for raw in mails:
            deliver(self.site, ORDERS, raw)
        wait_until(lambda: self.idle(orders), 300, f"{orders} orders")

    def closed(self):
        self.take((mail_of(FIRST_MAIL + number) for number in range(CLOSED)), CLOSED)
        numbers = self.numbers("SELECT number FROM orders ORDER BY id")
        self.say(numbers[CANCELLED:], "shipped with UPS 1Z999AA10123456784")
        self.say(numbers[CANCELLED + SHIPPED:], "delivered")
        self.say(numbers[:CANCELLED], "cancelled: the customer changed their mind")
        wait_until(lambda: self.idle(CLOSED), 120, "the letters of closed orders")

    def open(self):
        self.take([*(mail_of(FIRST_MAIL + CLOSED + number) for number in range(OPEN - INCOMPLETE)),
                   *incomplete_mails(INCOMPLETE, FIRST_MAIL + 1000)], CLOSED + OPEN)
        numbers = self.numbers(f"SELECT number FROM orders WHERE id > {CLOSED} AND phase = 'accepted'")
        self.say(numbers[:ACKNOWLEDGED], "acknowledged")
        wait_until(lambda: self.idle(CLOSED + OPEN), 120, "the letters of open orders")

    def later(self, days):
        """What comes due by then: follow-ups, surveys, reminders."""
        def settle():
            wait_until(lambda: not self.shop.query(self.due(days)) and self.idle(CLOSED), 120, "what was due")
        self.live(days, settle)

    def make(self, file):
        """The database of all fates; returns the greatest ids of the closed ones."""
        self.live(-DAYS_AGO, self.closed)
        for days in (-DAYS_AGO + 10, -DAYS_AGO + 20):
            self.later(days)
        ends = {table: self.shop.query(f"SELECT max(id) FROM {table}") for table in ("orders", *BY_ID)}
        self.live(None, self.open)
        with contextlib.closing(sqlite3.connect(self.shop.state / "mailorder.db")) as store:
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.shop.state / "mailorder.db", file)
        return ends


def scale_shop(folder, site, build, port):
    """The benchmarks' shop that keeps letters' texts for a month."""
    shop = BenchShop(folder, site, build, imap=f'port = {site.dovecot.port}; tls = "none";', smtp=f"port = {port}; connections = 4;")
    shop.config.write_text(re.sub(r"^retention\s*=\s*{.*?^};\n", "", shop.config.read_text(), flags=re.S | re.M) +
                           "retention = { sent_body_days = 30; };\n")
    return shop


# --- the copies ---

class Block:
    """The rows of the seed with first < id <= last, and how far the ids of their first copy lie behind them."""

    def __init__(self, first, last, start):
        self.first, self.last = first, last
        self.size = {table: last[table] - first[table] for table in first}
        self.shift = {table: start[table] - first[table] for table in first}

    def after(self, copies):
        """The greatest ids once there are so many."""
        return {table: self.first[table] + self.shift[table] + copies * self.size[table] for table in self.first}

    def moved(self, table, column):
        return f"{column} + {self.shift[table]} + (k - 1) * {self.size[table]}"


def expression(block, table, column, tag):
    """What becomes of a column in copy `k`, `days` days earlier; `tag` tells the copies of one block from another's."""
    address = f"replace({column}, '@', '.{tag}' || k || '@')"
    if (table, column) in (("orders", "id"), ("mail", "id"), ("journal", "id"), ("outbox", "id")):
        return block.moved(table, "id")
    if column == "order_id":
        return block.moved("orders", "order_id")
    if column in ("mail", "cause", "again") or (table, column) == ("mail", "uid"):
        return f"CASE WHEN {column} > {block.first['mail'] if column != 'uid' else 0} THEN {block.moved('mail', column)} ELSE {column} END"
    if (table, column) == ("timer", "id"):
        return "NULL"
    if (table, column) == ("mail", "spool"):
        return "NULL"
    if (table, column) == ("orders", "number"):
        return f"'EH-' || (1000 + {block.moved('orders', 'id')})"
    if (table, column) == ("outbox", "message_id"):
        return f"printf('%08x.', created - days * 86400) || renewed(message_id, '{tag}' || k)"  # ours begin with the time
    if column in ("token", "message_id", "digest"):
        return f"renewed({column}, '{tag}' || k)"
    if column in ("customer", "customer_key", "address_key", "actor") or (table, column) == ("mail", "sender"):
        return address
    if column in ("recipient", "recipient_key"):
        return f"CASE audience WHEN 'customer' THEN {address} ELSE {column} END"
    if column in INSTANTS:
        return f"CASE WHEN {column} > 0 THEN {column} - days * 86400 ELSE {column} END"
    if column in DAYS:
        return f"date({column}, '-' || days || ' days')"
    return column


def renewer(tokens):
    """Another token, Message-ID or digest, always the same for the same and the copy's name, in the same letters."""
    letters = "".join(sorted(set("".join(tokens)) - {"-"}))

    def renewed(text, name):
        if not text:
            return text
        octets = hashlib.sha512(f"{name} {text}".encode()).digest()
        if "@" in text:
            return f"{octets[:14].hex()}@{text.split('@', 1)[1]}"
        if len(text) < 40:
            return "".join(one if one == "-" else letters[octet % len(letters)] for one, octet in zip(text, octets))
        return octets.hex()[:len(text)]
    return renewed


def copy_rows(store, block, copies, days, tag):
    """`days`: an expression of k."""
    numbered = f"WITH RECURSIVE copy (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < {copies}), dated AS (SELECT k, {days} AS days FROM copy)"
    for table in (*BY_ID[:1], *BY_ORDER, *BY_ID[1:], "address"):
        key = "id" if table in BY_ID or table == "orders" else "order_id"
        of = table if table in BY_ID else "orders"
        where = f"{key} > {block.first[of]} AND {key} <= {block.last[of]}" if table != "address" else "1"
        if table in ("journal", "outbox"):
            where += f" AND (order_id IS NULL OR order_id > {block.first['orders']})"
        if table == "address" and block.first["orders"] > 0:
            continue  # those of closed orders
        columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
        chosen = ", ".join(expression(block, table, column, tag) for column in columns)
        store.execute(f"INSERT INTO {table} ({', '.join(columns)}) {numbered} SELECT {chosen} FROM dated CROSS JOIN seed.{table} WHERE {where}")


def multiply(seed, ends, file, orders):
    """A copy of the seed with `orders` orders, one in a hundred of them open, a hundred at least."""
    shutil.copyfile(seed, file)
    opened = max(1, orders // (100 * OPEN))
    closed = (orders - opened * OPEN) // CLOSED
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode = OFF")
        for setting in ("synchronous = OFF", "cache_size = -3000000", "foreign_keys = OFF", "temp_store = FILE", "locking_mode = EXCLUSIVE"):
            store.execute(f"PRAGMA {setting}")
        store.create_function("renewed", 2, renewer([row[0] for row in store.execute("SELECT token FROM token")]), deterministic=True)
        store.execute("ATTACH ? AS seed", (f"{seed}",))
        # The indexes stay, and grow as they would in years: one that is made of sorted rows has full pages, and the next order would split each.
        store.execute("BEGIN")
        last = {table: store.execute(f"SELECT max(id) FROM seed.{table}").fetchone()[0] for table in ("orders", *BY_ID)}
        block = Block(dict.fromkeys(last, 0), ends, last)
        if closed > 1:
            copy_rows(store, block, closed - 1, f"1 + k * {SPAN} / {closed}", "c")
        block = Block(ends, last, block.after(closed - 1))
        if opened > 1:
            copy_rows(store, block, opened - 1, "0", "o")
        store.execute("UPDATE counter SET value = 1000 + (SELECT max(id) FROM orders) WHERE name = 'order'")
        store.execute("COMMIT")
        store.execute("DETACH seed")
    with contextlib.closing(sqlite3.connect(file)) as store:
        store.execute("PRAGMA locking_mode = NORMAL")
        store.execute("PRAGMA journal_mode = WAL")


def check(file, orders):
    """Raises what is wrong with it."""
    with contextlib.closing(sqlite3.connect(file)) as store:
        (found,) = store.execute("SELECT count(*) FROM orders").fetchone()
        (said,) = store.execute("PRAGMA integrity_check(1)").fetchone()
        dangling = store.execute("PRAGMA foreign_key_check").fetchone()
        loose = store.execute("SELECT id FROM outbox WHERE order_id NOT IN (SELECT id FROM orders) LIMIT 1").fetchone()
    if (found, said, dangling, loose) != (orders, "ok", None, None):
        raise RuntimeError(f"{file}: {found} orders of {orders}, '{said}', {dangling}, {loose}")


def main():
    build, file, orders = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), int(sys.argv[3])
    with contextlib.ExitStack() as stack, tempfile.TemporaryDirectory(prefix="mailorder-seed-") as folder:
        begun = time.monotonic()
        ends = Seed(stack, build).make(Path(folder) / "seed.db")
        print(f"the seed: {time.monotonic() - begun:.0f} s")
        begun = time.monotonic()
        multiply(Path(folder) / "seed.db", ends, file, orders)
        print(f"{orders} orders: {file.stat().st_size / 2**20:.0f} MiB, {time.monotonic() - begun:.0f} s")
        check(file, orders)


if __name__ == "__main__":
    main()
