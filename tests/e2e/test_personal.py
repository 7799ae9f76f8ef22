"""What is kept of a person: told as one document, forgotten everywhere, and taken away when its time is over."""

import base64
import contextlib
import json
import re
import sqlite3
import subprocess

import pytest

from servers import wait_until
from shop import (ANNA, DESK, HANDLED, KANEPE, MEHMET, ORDERS, RECEIVABLES, REVIEW, SOFA, SOFA_WITHOUT_FABRIC, WAREHOUSE, Shop, mail, reply,
                  text_of)
from smtpserver import STALL
from test_staff import answer

FRIEND = "grace@friend.example"
DRAWING = b"%!drawing of Anna Weaver's hall\x00\xff"
TRACES = [ANNA, "Anna Weaver", "7946 0123", "Mill Lane", "scratched my parquet"]


def rows(shop, sql, *values):
    with contextlib.closing(sqlite3.connect(f"file:{shop.state / 'mailorder.db'}?mode=ro", uri=True, timeout=10)) as store:
        return store.execute(sql, values).fetchall()


def tokens_of(shop, number):
    return [token for token, in rows(shop, "SELECT token.token FROM token JOIN orders ON orders.id = order_id WHERE number = ?", number)]


def erased_everywhere(shop, traces):
    """Nothing is left to be removed, and nothing that the desk keeps tells of the person."""
    wait_until(lambda: rows(shop, "SELECT (SELECT count(*) FROM removal) + (SELECT count(*) FROM shred)") == [(0,)], 30, "removals that are done")
    with contextlib.suppress(TimeoutError):  # the database's log is emptied when nobody reads
        wait_until(lambda: not found(state_files(shop), traces), 5)
    assert found(state_files(shop), traces) == []
    assert found(mails_of_the_desk(shop), traces) == []


def decoded(octets):
    """The same with quoted-printable and base64 undone, as far as that can be done without reading the mail."""
    soft = re.sub(rb"=\r?\n", b"", octets)
    plain = re.sub(rb"=([0-9A-F]{2})", lambda match: bytes.fromhex(match[1].decode()), soft)
    blocks = [base64.b64decode(re.sub(rb"\s", b"", block) + b"==", validate=False)
              for block in re.findall(rb"(?:[A-Za-z0-9+/]{40,}\r?\n)+[A-Za-z0-9+/=]*", octets)]
    return b"\n".join([octets, plain, *blocks])


def found(paths, traces):
    """[(file, trace)] of all that still says something of the person."""
    hits = []
    for path in paths:
        octets = decoded(path.read_bytes()).lower()
        hits += [(path.name, trace) for trace in traces if trace.lower().encode() in octets]
    return hits


def state_files(shop):
    return [path for path in shop.state.rglob("*") if path.is_file()]


def mails_of_the_desk(shop):
    """Every mail in the desk's own mailbox, in whatever folder."""
    root = shop.site.dovecot.maildirs / ORDERS / "Maildir"
    return [path for part in ("cur", "new", "tmp") for path in root.rglob(f"{part}/*") if path.is_file()]


def order_with_drawing():
    ordered = mail(ANNA, "Sofa order", SOFA, name="Anna Weaver")
    ordered.add_attachment(DRAWING, maintype="application", subtype="octet-stream", filename="anna-hall.bin")
    return ordered


def lives_of_anna(shop):
    """A delivered order with a complaint, one that is not complete, a mail that nobody understood; her confirmation."""
    shop.receive(order_with_drawing())
    (confirmed,) = shop.inbox(ANNA)
    (work,) = shop.inbox(WAREHOUSE)
    shop.receive(answer(work, WAREHOUSE, "shipped with UPS 1Z999AA10123456784"))
    shop.inbox(ANNA, having=lambda letter: "on its way" in letter["Subject"])
    shop.command("deliver", "EH-1001")
    shop.inbox(ANNA, having=lambda letter: "delivered" in letter["Subject"] or "arrived" in letter["Subject"])
    shop.receive(answer(confirmed, ANNA, "Your men have scratched my parquet, who pays for that?"))
    shop.receive(mail(ANNA, "Another sofa", SOFA_WITHOUT_FABRIC.replace("Quantity: 2", "Quantity: 4"), name="Anna Weaver"))
    shop.receive(mail(ANNA, "Hello", "Do you know Anna Weaver of Mill Lane?", name="Anna Weaver"))
    shop.receive(mail(MEHMET, "Siparis", KANEPE + "\n", name="Mehmet"))
    shop.settled(6)
    return confirmed


def test_a_person_is_told_all_and_forgotten_everywhere(shop):
    with shop.running():
        confirmed = lives_of_anna(shop)
        everything_about_anna_is_exported(shop)
        traces = TRACES + tokens_of(shop, "EH-1001") + tokens_of(shop, "EH-1002")
        assert len(found(state_files(shop), traces)) > 5 and len(found(mails_of_the_desk(shop), traces)) > 5
        plan = shop.command("forget", ANNA, "--dry-run")
        assert "order EH-1001 [delivered]" in plan and "stay: commercial and tax law" in plan and "backups" in plan
        assert shop.json("show", "EH-1001")["customer"]["email"] == ANNA
        told = shop.command("forget", "Anna@Customer.EXAMPLE", "--yes")
        assert "2 orders" in told and "of 1 orders number, dates, items and amounts stay" in told
        erased_everywhere(shop, traces)
        kept = shop.json("show", "EH-1001")
        assert kept["state"] == "delivered" and kept["customer"] == {"name": None, "email": None} and kept["fields"] == {}
        assert kept["items"][0]["sku"] == "SOFA-3" and kept["totals"]
        assert [row["what"] for row in kept["journal"]][-1] == "erased" and "tax law" in kept["journal"][-1]["detail"]
        assert [order["number"] for order in shop.json("list")] == ["EH-1003", "EH-1001"]
        afterwards_she_is_a_stranger(shop, confirmed)
    assert found([shop.log], traces) == []


def everything_about_anna_is_exported(shop):
    file = shop.folder / "anna.json"
    shop.command("export", ANNA.upper().replace("CUSTOMER.EXAMPLE", "customer.example"), "--output", file)
    assert file.stat().st_mode & 0o777 == 0o600
    told = json.loads(file.read_text())
    assert told["format"] == "mailorder personal data 1"
    assert [(order["role"], order["order"]) for order in told["orders"]] == [("customer", "EH-1001"), ("customer", "EH-1002")]
    (first, second) = told["orders"]
    assert first["parcels"][0]["tracking"] and first["items"][0]["sku"] == "SOFA-3"
    assert "Mill Lane" in json.dumps(second["fields"]) and any(row["what"] == "asked" for row in second["journal"])
    received = {one["subject"]: one for one in told["mails_received"]}
    (part,) = received["Sofa order"]["attachments"]
    assert part["name"] == "anna-hall.bin" and base64.b64decode(part["base64"]) == DRAWING
    assert received["Hello"]["raw"]["encoding"] == "text" and "Mill Lane" in received["Hello"]["raw"]["content"]
    by_staff = [one for one in told["mails_received"] if one["from"] == WAREHOUSE]
    assert by_staff and all(one["raw"] is None for one in by_staff)
    assert {one["letter"] for one in told["mails_sent"]} >= {"order-confirmed", "order-shipped", "complete-order"}
    assert all(one["to"] == ANNA and one["raw"]["content"] for one in told["mails_sent"])
    assert MEHMET not in file.read_text()
    file.unlink()
    assert json.loads(shop.command("export", ANNA)) | {key: told[key] for key in ("address", "exported")} == told
    with open("/dev/full", "w") as full:  # what did not come as a whole is no success
        lost = subprocess.run([shop.build / "mailorder", "--config", shop.config, "export", ANNA], stdout=full, stderr=subprocess.PIPE, text=True)
    assert lost.returncode == 73 and "standard output: it cannot be written there: No space left" in lost.stderr
    nowhere = shop.command("export", ANNA, "--output", shop.folder / "none" / "anna.json", check=False)
    assert nowhere.returncode == 73 and "none/anna.json: it cannot be written there" in nowhere.stderr


def afterwards_she_is_a_stranger(shop, confirmed):
    """The token of a forgotten order in an old mail leads to nothing; a new order is a new customer's."""
    before = len(shop.mails(ANNA))
    shop.receive(reply(confirmed, ANNA, {}, name="Anna Weaver"))
    shop.settled(2)
    wait_until(lambda: not shop.json("queue"), 20, "an empty queue")
    assert [letter["Subject"] for letter in shop.mails(ANNA)][before:] == [] and len(shop.json("list")) == 2
    assert "an order that is erased" in shop.json("show", "mail", "7")["reason"]
    shop.receive(mail(ANNA, "Sofa order", SOFA, name="Anna Weaver"))
    (again,) = [letter for letter in shop.inbox(ANNA, count=before + 1) if "EH-1004" in letter["Subject"]]
    assert "confirmed" in again["Subject"]
    assert "EH-1004 is in work" in shop.command("forget", ANNA, "--dry-run")


def test_without_a_daemon_and_an_address_in_somebody_elses_order(shop):
    with shop.running():
        shop.receive(mail(MEHMET, "Siparis", KANEPE + f"\nNot: hediye, {FRIEND} icin\n", name="Mehmet"))
        shop.inbox(MEHMET)
        shop.receive(mail(ANNA, "Sofa", SOFA_WITHOUT_FABRIC, name="Anna Weaver"))
        shop.inbox(ANNA)
        shop.settled(2)
        assert '"role": "named"' in shop.command("export", FRIEND)
        assert "order EH-1001 is another person's" in shop.command("forget", FRIEND, "--dry-run")
        assert "taken out of 1 orders of others" in shop.command("forget", FRIEND, "--yes")
        assert FRIEND not in shop.command("show", "EH-1001", "--json") and "hediye" in shop.command("show", "EH-1001", "--json")
        assert MEHMET in shop.command("show", "EH-1001")
        refused = shop.command("forget", WAREHOUSE, "--yes", check=False)
        assert refused.returncode == 65 and "business's own" in refused.stderr
    traces = TRACES[:4] + tokens_of(shop, "EH-1002")
    assert "copies in mailboxes" in shop.command("forget", ANNA, "--yes")
    assert found(state_files(shop), traces) == []
    assert found(mails_of_the_desk(shop), traces)
    with shop.running():
        erased_everywhere(shop, traces)
        assert found(mails_of_the_desk(shop), [MEHMET])
    assert rows(shop, "SELECT count(*) FROM command WHERE object LIKE '%@%'") == [(0,)]


@pytest.fixture
def stalling(site, scratch, source, build, smtp):
    server = smtp(script={"DATA": [None] * 3 + [STALL]})
    business = Shop(scratch, site, source, build, smtp=f"port = {server.port}; connections = 1;", hold="10 min")
    yield business, server
    business.stop()


def test_adv_70_erasure_cancels_mail_that_is_queued_held_or_in_a_senders_hand(stalling):
    shop, server = stalling
    with shop.running():
        shop.receive(mail(ANNA, "First", SOFA, name="Anna Weaver"))
        wait_until(lambda: len(server.messages) == 3, 30, "the first order's letters")
        shop.command("note", "EH-1001", "The legs come in a second box.")
        shop.receive(mail(ANNA, "Second", SOFA.replace("Quantity: 2", "Quantity: 3"), name="Anna Weaver"))
        wait_until(lambda: [row["state"] for row in shop.json("queue")].count("sending") == 3, 30, "a mail in the sender's hand")
        shop.receive(mail(ANNA, "Third", SOFA.replace("Quantity: 2", "Quantity: 4"), name="Anna Weaver"))
        wait_until(lambda: [row["state"] for row in shop.json("queue")].count("sending") == 6, 30, "mails behind it")
        to_anna = [row["state"] for row in shop.json("queue") if row["recipient"] == ANNA]
        assert sorted(to_anna) == ["queued", "sending", "sending"]  # held by staff.hold, and in hand behind the other and as the first
        refused = shop.command("forget", ANNA, "--yes", check=False)
        assert refused.returncode == 65 and "in work" in refused.stdout + refused.stderr and len(shop.json("queue")) == 7
        told = shop.command("forget", ANNA, "--yes", "--even-open")
        assert "7 mails that had not gone out are cancelled" in told and "3 orders that were in work are cancelled" in told
        assert "6 of them were being handed to the mail server" in told
        wait_until(lambda: len(server.messages) >= 3 + 6 and not shop.json("queue"), 60, "the departments' news")
        erased_everywhere(shop, TRACES)
    news = server.messages[3:]
    assert {one.recipients[0] for one in news} == {WAREHOUSE, RECEIVABLES}
    assert not [trace for one in news for trace in TRACES if trace.encode() in decoded(one.octets)]
    assert {order["state"] for order in shop.json("list")} == {"cancelled"}


def retention(shop, **days):
    shop.config.write_text(shop.config.read_text() + f"retention = {{ {' '.join(f'{key} = {value};' for key, value in days.items())} }};\n")


def day_of_retention(shop):
    return rows(shop, "SELECT day FROM schedule WHERE name = 'retention'")


def spooled(shop):
    return [path.name for path in (shop.state / "spool" / "in").iterdir()]


def test_what_is_past_its_time_goes_and_a_leaping_clock_erases_nothing(shop):
    retention(shop, raw_mail_days=2, sent_body_days=2, order_days=2)
    with shop.running():
        shop.receive(order_with_drawing())
        (work,) = shop.inbox(WAREHOUSE)
        shop.receive(answer(work, WAREHOUSE, "shipped with UPS 1Z999AA10123456784"))
        shop.inbox(ANNA, having=lambda letter: "on its way" in letter["Subject"])
        shop.receive(mail(MEHMET, "Siparis", KANEPE, name="Mehmet"))
        shop.settled(3)
        wait_until(lambda: not shop.json("queue") and day_of_retention(shop), 20, "an empty queue")
        today, = day_of_retention(shop)
        assert len(spooled(shop)) == 4  # three mails, and what was attached to one
    with shop.running(clock=40):  # a leap: the day is noted, nothing else
        leapt, = wait_until(lambda: day_of_retention(shop) != [today] and day_of_retention(shop), 20, "the day")
        assert len(spooled(shop)) == 4 and shop.json("show", "EH-1001")["customer"]["email"] == ANNA
    with shop.running(clock=43):
        wait_until(lambda: day_of_retention(shop) != [leapt], 20, "the next run")
        wait_until(lambda: not spooled(shop), 10, "a spool without old mails")
        order = shop.json("show", "EH-1001")
        assert order["customer"]["email"] is None and order["items"][0]["sku"] == "SOFA-3"
        assert "retention period is over" in order["journal"][-1]["detail"]
        assert shop.json("show", "EH-1002")["customer"]["email"] == MEHMET  # it is in work: never over
        fresh = rows(shop, "SELECT min(created) FROM outbox JOIN outbox_body USING (id)")[0][0]
        assert fresh is None or fresh > rows(shop, "SELECT max(created) FROM orders")[0][0]
