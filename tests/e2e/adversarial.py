"""Hostile mails as files, sent to the sample business on real servers, and compared with what must come of them.

tests/corpus/adversarial/NN-what.eml is the mail, NN-what.expected what must come of it: tests/corpus/adversarial/README describes both.
All cases of one business share its daemon. What a case needs beforehand and its own mail go out in waves, each wave with the mails of all
cases at once; the store says which letters, orders and journal rows each mail has caused, the mailboxes say what those letters hold."""

import contextlib
import re
import sqlite3
import time
from collections import Counter
from email.utils import formatdate, make_msgid
from pathlib import Path

import shop as people
from arrows import STATES
from servers import parse, wait_until
from shop import ORDERS, PEOPLE, SOFA, SOFA_WITHOUT_FABRIC, Shop, html_of, mail, text_of
from test_staff import answer

FOLDER = Path(__file__).resolve().parents[1] / "corpus" / "adversarial"
DONE, FLAGGED = 3, 4  # enum mail_filing
FATES = ("arrived", "handled", "review", "quarantined")  # enum mail_state
BUSINESSES = {"plain": "", "trusting": '    trusted_servers = [ "mx.shop.example" ];'}
SHORT = {("department-work", people.WAREHOUSE): "work", ("department-work", people.RECEIVABLES): "bill",
         ("department-work", people.LOOM): "loom", "order-confirmed": "confirmed", "complete-order": "asked"}
# Words of a .expected file, by the block they belong to.
FIRST = ("business", "each", "before", "arrives", "filed", "reason", "journal", "journal not", "log not", "mail", "order", "nothing goes out", "no order")
BLOCKS = {"mail": ("subject", "subject not", "says", "says not", "html says", "html says not", "raw", "raw not", "header"),
          "order": ("item", "items", "value", "value not")}


class Mistake(Exception):
    """Of a file of the corpus."""


def unescaped(text):
    r"""\n, \t, \xNN and \uNNNN stand for the characters that nobody would see in the file."""
    return re.sub(r"\\(n|t|x[0-9a-f]{2}|u[0-9a-f]{4})",
                  lambda found: {"n": "\n", "t": "\t"}.get(found[1]) or chr(int(found[1][1:], 16)), text)


def expectation(path):
    """The lines of a .expected file as (word, argument, [(word, argument), …])."""
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        word, _, argument = line.strip().partition(":")
        row = (word.strip(), unescaped(argument.strip()), [])
        inside = line[0] == " "
        allowed = FIRST if not inside else BLOCKS.get(rows[-1][0], ()) if rows else ()
        if row[0] not in allowed:
            raise Mistake(f"{path.name}:{number}: '{row[0]}' is none of: {', '.join(allowed) or 'nothing belongs here'}")
        (rows[-1][2] if inside else rows).append(row)
    words = {row[0] for row in rows}
    for one, other in (("mail", "nothing goes out"), ("order", "no order")):
        if (one in words) == (other in words):
            raise Mistake(f"{path.name}: either '{one}: …' or '{other}' must stand in it")
    return rows


class Case:
    """One mail, what is done before it, and what has come of it so far. `each`: what stands for [[each]] in it, one of several."""

    def __init__(self, path, rows, each="", count=0):
        self.path, self.rows, self.each = path, rows, each
        self.name = path.stem + (f"-{count}" if count else "")
        self.business = self.sole("business", "plain")
        tag = re.sub(r"[^a-z0-9-]", "", self.name)
        self.names = {"orders": ORDERS, "anna": f"anna+{tag}@customer.example", "mehmet": f"mehmet+{tag}@customer.example",
                      "clerk": f"warehouse+{tag}@shop.example", "date": formatdate(localtime=True)}
        self.steps = [*self.all("before")] + [""] * self.arrivals()
        self.mails, self.prepared = [], []  # (uidvalidity, uid) of the case's own mail, each time it came; of those before it
        self.since = 0  # the last letter that went out before its own mail came

    def all(self, word):
        return [row[1] for row in self.rows if row[0] == word]

    def sole(self, word, otherwise=None):
        found = self.all(word)
        if len(found) > 1:
            raise Mistake(f"{self.name}: only one '{word}'")
        return found[0] if found else otherwise

    def arrivals(self):
        words = self.sole("arrives", "once")
        times = {"once": 1, "twice": 2}.get(words) or int(words.partition(" times")[0])
        return times

    # --- what is sent ---

    def filled(self, path):
        """The file's octets with its [[placeholders]] filled in, and CRLF at its line ends where it has no CR of its own."""
        raw = path.read_bytes().replace(b"[[each]]", self.each.encode())
        raw = re.sub(rb"\[\[([a-z0-9.-]+)\]\]", lambda found: self.placeholder(path, found[1].decode()).encode("utf-8", "surrogateescape"), raw)
        return raw if b"\r" in raw else raw.replace(b"\n", b"\r\n")

    def placeholder(self, path, name):
        if re.fullmatch(r"id[0-9]*", name) and name not in self.names:
            self.names[name] = make_msgid(domain="customer.example").strip("<>")
        if name not in self.names:
            raise Mistake(f"{path.name}: nobody knows [[{name}]]; there are {', '.join(sorted(self.names))}")
        return self.names[name]

    def step(self, words):
        """The mail of one step; '' is the case's own."""
        if not words:
            return self.filled(self.path)
        order = re.fullmatch(r"(other )?(order|incomplete order)", words)
        said = re.fullmatch(r"([a-z-]+) answered(?: by (\w+))?: (.*)", words, re.S)
        if order:
            who = self.names["mehmet" if order[1] else "anna"]
            return mail(who, "Sofa order", SOFA if order[2] == "order" else SOFA_WITHOUT_FABRIC, name="Mehmet" if order[1] else "Anna Weaver")
        if said:
            return answer(parse(self.names[said[1] + ".raw"].encode("utf-8", "surrogateescape")), self.names[said[2] or "clerk"], said[3].replace(" / ", "\n"))
        if words.startswith("mail "):
            return self.filled(self.path.with_name(words[5:]))
        raise Mistake(f"{self.name}: 'before: {words}' is not understood")

    # --- what came of it ---

    def learn(self, words, store, letters):
        """After a step: the letters that it caused can be named in what follows."""
        prefix = "other-" if words.startswith("other ") else ""
        for row in store.caused(self.prepared[-1:]):
            names = {row["letter"], SHORT.get(row["letter"]), SHORT.get((row["letter"], row["recipient"]))}
            got = letters.get(row["message_id"].strip("<>"))
            if got is None:
                continue
            for name in filter(None, names):
                self.names |= {f"{prefix}{name}.{what}": value for what, value in facts_of(*got).items()}
        numbers = [order["number"] for order in store.orders(self.prepared[-1:])]
        if numbers:
            self.names[prefix + "order"] = numbers[-1]


def facts_of(letter, raw):
    """What later mails of a case may name of a letter of ours."""
    text = text_of(letter)
    token = re.search(r"\[ref: ([a-z2-7]{26})\]", text)
    return {"id": letter["Message-ID"].strip("<>"), "subject": letter["Subject"], "date": letter["Date"], "text": text,
            "quoted": "".join("> " + line + "\n" for line in text.splitlines()), "raw": raw,
            "token": token[1] if token else ""}


class Store:
    """The daemon's store, read beside it."""

    def __init__(self, shop):
        self.path, self.kept = shop.state / "mailorder.db", None

    def rows(self, query, *arguments):
        store = self.kept or sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=10)
        store.row_factory = sqlite3.Row
        found = [dict(row) for row in store.execute(query, arguments)]
        if store is not self.kept:
            store.close()
        return found

    def ledger(self, mails):
        """The ledger's rows of these mails, as they arrived."""
        return [row for uid in mails for row in self.rows("SELECT * FROM mail WHERE uidvalidity = ? AND uid = ?", *uid)]

    def ids(self, mails):
        return ",".join(str(row["id"]) for row in self.ledger(mails)) or "0"

    def caused(self, mails, orders=(), since=0):
        """The letters that these mails caused; and those about these orders, younger than the letter `since`, that nothing is said to have."""
        about = ",".join(str(order["id"]) for order in orders) or "0"
        return self.rows(f"SELECT * FROM outbox WHERE cause IN ({self.ids(mails)}) OR (cause IS NULL AND order_id IN ({about}) AND id > ?) "
                         "ORDER BY id", since)

    def last_letter(self):
        return self.rows("SELECT coalesce(max(id), 0) AS id FROM outbox")[0]["id"]

    def orders(self, mails):
        return self.rows("SELECT * FROM orders WHERE id IN (SELECT order_id FROM order_mail WHERE mail IN "
                         f"({self.ids(mails)})) ORDER BY id")

    def values(self, order):
        return self.rows("SELECT item, field, text, canonical FROM value WHERE order_id = ? ORDER BY item, seq", order)

    def items(self, order):
        return self.rows("SELECT number, form, state FROM item WHERE order_id = ? ORDER BY number", order)

    def journal(self, mails):
        return self.rows(f"SELECT * FROM journal WHERE mail IN ({self.ids(mails)}) ORDER BY id")

    def unfinished(self):
        """What the daemon has still to do with mail that came or goes."""
        return self.rows("SELECT 1 FROM mail WHERE state = 0 OR filing NOT IN (?, ?) UNION ALL SELECT 1 FROM outbox WHERE state IN (0, 1) AND "
                         "next_try <= ?", DONE, FLAGGED, int(time.time()) + 3)


class Run:
    """All cases of one business, run; what a test then asks."""

    def __init__(self, cases, folder, site, source, build):
        self.cases, self.site = cases, site
        self.shop = Shop(folder, site, source, build, business=BUSINESSES[cases[0].business])
        text = self.shop.config.read_text()
        self.shop.config.write_text(re.sub(r"^(digest|calls) += .*\n", "", text, flags=re.M))  # of no case
        self.store, self.letters, self.count, self.read, self.sent, self.broken = Store(self.shop), {}, Counter(), {}, 0, ""
        try:
            with self.shop.running():
                for wave in range(max(len(case.steps) for case in cases)):
                    self.wave(wave)
            self.keep()
        except (OSError, RuntimeError, Mistake) as error:
            self.broken = f"{error}\nthe daemon said:\n{self.shop.said()[-6000:]}"

    def wave(self, number):
        """The last step of every case is its own mail, which comes when all of the earlier ones have been handled."""
        turns = [(case, case.steps[number]) for case in self.cases if number < len(case.steps)]
        for case, words in turns:
            if not words and not case.mails:
                case.since = self.store.last_letter()
        with self.site.mailbox(ORDERS) as client:
            for case, words in turns:
                (case.prepared if words else case.mails).append(client.append(case.step(words), when=time.time() + 2))
        self.sent += len(turns)
        self.settle()
        self.read_letters()
        for case, words in turns:
            if words:
                case.learn(words, self.store, self.letters)

    def settle(self):
        """Every mail is filed, and what was to go out of it has arrived."""
        def quiet():
            return self.store.rows("SELECT count(*) AS count FROM mail")[0]["count"] >= self.sent and not self.store.unfinished()
        wait_until(quiet, 120, "mails handled and letters sent")
        wanted = Counter(row["message_id"].strip("<>") for row in self.store.rows("SELECT message_id FROM outbox WHERE state = 2"))
        wait_until(lambda: self.delivered() >= sum(wanted.values()), 60, f"{len(wanted)} letters delivered")

    def delivered(self):
        folders = [self.site.dovecot.maildirs / who / "Maildir" / part for who in PEOPLE if who != ORDERS for part in ("new", "cur")]
        return sum(len(list(folder.glob("*"))) for folder in folders)

    def read_letters(self):
        """Those that have come since the last time."""
        for who in PEOPLE:
            with self.site.mailbox(who) as client:
                found = [] if who == ORDERS else client.raw_mails(beyond=self.read.get(who, 0))
            self.read[who] = self.read.get(who, 0) + len(found)
            for raw in found:
                letter = parse(raw)
                key = (letter["Message-ID"] or "").strip("<>")
                self.letters[key] = (letter, raw.replace(b"\r\n", b"\n").decode("utf-8", "surrogateescape"))
                self.count[key] += 1

    def keep(self):
        """What is asked for when the folder is gone: the log, and the store."""
        self.log = self.shop.said()
        kept = sqlite3.connect(":memory:")
        with contextlib.closing(sqlite3.connect(f"file:{self.store.path}?mode=ro", uri=True)) as store:
            store.backup(kept)
        self.store.kept = kept

    # --- what must hold ---

    def check(self, case):
        faults = [*self.mail_faults(case), *self.order_faults(case), *self.fate_faults(case)]
        assert not faults, f"{case.path.name} {case.each}:\n" + "\n".join(faults)

    def mail_faults(self, case):
        """The letters that the case's own mail caused are exactly those expected."""
        left = self.store.caused(case.mails, self.store.orders([*case.prepared, *case.mails]), case.since)
        for _, words, details in (row for row in case.rows if row[0] == "mail"):
            letter, _, whom = words.partition(" to ")
            whom = re.sub(r"\[\[(.+?)\]\]", lambda found: case.names.get(found[1], found[0]), whom)
            alike = [row for row in left if (row["letter"], row["recipient"].lower()) == (letter, whom.lower())]
            told = [self.letter_faults(case, row, details) for row in alike]
            if not alike:
                yield f"no {letter} to {whom} went out"
            elif [] in told:
                left.remove(alike[told.index([])])
            else:
                yield from told[0]
                left.remove(alike[0])
        for row in left:
            yield f"{row['letter']} to {row['recipient']} went out ({STATES[row['state']]}): {row['subject']}"

    def letter_faults(self, case, row, details):
        letter, raw = self.letters.get(row["message_id"].strip("<>"), (None, ""))
        if letter is None:
            return [f"{row['letter']} to {row['recipient']} is {STATES[row['state']]}, and in no mailbox: {row['reply']}"]
        texts = {"subject": lambda: letter["Subject"], "says": lambda: text_of(letter), "html says": lambda: html_of(letter),
                 "raw": lambda: raw}
        return [f"{row['letter']} to {row['recipient']}: {fault}" for word, argument, _ in details
                for fault in detail_faults(letter, word, argument, texts, case)]

    def order_faults(self, case):
        """The orders of the case, those from before as well, are exactly those expected."""
        orders = self.store.orders([*case.prepared, *case.mails])
        wanted = [row for row in case.rows if row[0] == "order"]
        if [order["state"] for order in orders] != [row[1] for row in wanted]:
            yield f"its orders are {[order['state'] for order in orders]}"
            return
        for order, (_, _, details) in zip(orders, wanted):
            items = self.store.items(order["id"])
            values = self.store.values(order["id"])
            said = [(value["field"], words) for value in values for words in (value["canonical"], value["text"]) if words is not None]
            products = [item["form"] or "?" for item in items]
            named = [argument for word, argument, _ in details if word == "item"]
            if named and named != products:
                yield f"{order['number']} is of {products}"
            for word, argument, _ in details:
                field, _, words = (part.strip() for part in argument.partition("="))
                found = any(field == name and words == text.strip() for name, text in said)
                if word == "items" and argument.split() != [item["state"] for item in items]:
                    yield f"the items of {order['number']} are {[item['state'] for item in items]}"
                if word in ("value", "value not") and found != (word == "value"):
                    yield f"{order['number']}: {word} {argument}: it has {said}"

    def fate_faults(self, case):
        """Where the mail went, why, and what the journal and the log say."""
        ledger = self.store.ledger(case.mails)
        fates = [FATES[row["state"]] for row in ledger]
        wanted = case.sole("filed")
        if wanted and fates != [word.strip() for word in wanted.split(",")]:
            yield f"it is filed as {', '.join(fates)}: {'; '.join(row['reason'] or '?' for row in ledger)}"
        for words in case.all("reason"):
            if not any(words in (row["reason"] or "") for row in ledger):
                yield f"the reason is not '{words}' but {[row['reason'] for row in ledger]}"
        journal = [f"{row['actor']} {row['what']} {row['detail'] or ''}" for row in self.store.journal(case.mails)]
        for words in case.all("journal"):
            if not any(words in row for row in journal):
                yield f"no '{words}' in the journal: {journal}"
        for words in case.all("journal not"):
            yield from (f"'{words}' in the journal: {row}" for row in journal if words in row)
        for words in case.all("log not"):
            if words in self.log:
                yield f"'{words}' in the log"

    def check_nothing_else(self):
        """Nobody got a letter that is not in the outbox, none twice, and each was caused by a mail of a case."""
        outbox = self.store.rows("SELECT * FROM outbox")
        strange = [letter["Subject"] for key, (letter, _) in self.letters.items() if key not in {row["message_id"].strip("<>") for row in outbox}]
        assert not strange, f"letters that nobody decided on: {strange}"
        assert not [key for key, count in self.count.items() if count > 1]
        known = {row["id"] for case in self.cases for row in self.store.ledger([*case.prepared, *case.mails])}
        about = {order["id"] for case in self.cases for order in self.store.orders([*case.prepared, *case.mails])}
        loose = [f"{row['letter']} to {row['recipient']}: {row['subject']}" for row in outbox
                 if row["cause"] not in known and (row["cause"] or row["order_id"] not in about)]
        assert not loose, f"letters that no case's mail has caused: {loose}"
        uids = {uid for case in self.cases for uid in [*case.prepared, *case.mails]}
        assert {(row["uidvalidity"], row["uid"]) for row in self.store.rows("SELECT uidvalidity, uid FROM mail")} == uids


def detail_faults(letter, word, argument, texts, case):
    argument = re.sub(r"\[\[(.+?)\]\]", lambda found: case.names.get(found[1], found[0]), argument)
    if word == "header":
        name, _, value = (part.strip() for part in argument.partition(":"))
        got = [str(field) for field in letter.get_all(name, [])]
        return [] if got == ([value] if value else []) else [f"its {name} is {got}"]
    source, negated = (word[:-4], True) if word.endswith(" not") else (word, False)
    text = texts[source]() or ""
    if (argument in text or argument in re.sub(r"\s+", " ", text)) == negated:
        return [f"{'' if negated else 'not '}'{argument}' in its {source.replace('says', '').strip() or 'text'}:\n{text}"]
    return []


def cases():
    """All of the folder; one for each line 'each' of a file."""
    found = []
    for path in sorted(FOLDER.glob("*.expected")):
        rows = expectation(path)
        variants = [row[1] for row in rows if row[0] == "each"]
        found += [Case(path.with_suffix(".eml"), rows, each, count) for count, each in enumerate(variants, 1)] or [Case(path.with_suffix(".eml"), rows)]
    return found
