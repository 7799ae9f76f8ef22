"""A backup is taken while the daemon works, the business goes on, the disk is lost, and months later the backup is put back: nothing that
waited in it goes out by itself, nothing is handled twice, no number is given twice, and work goes on from there."""

import contextlib
import sqlite3

import pytest
from arrows import Life, PLACED, TABLE, WHO, instant, seconds
from servers import wait_until
from shop import ANNA, DESK, HANDLED, MEHMET, ORDERS, PEOPLE, RECEIVABLES, SOFA, WAREHOUSE, mail
from test_arrows_before import ASKED, HALF

MONTHS_LATER = "2021-05-12T06:30:00"
SHIPPED = {ANNA: ["order-shipped"], RECEIVABLES: ["department-news"]}


def total(shop):
    """How many mails everybody outside has got."""
    count = 0
    for who in PEOPLE:
        if who != ORDERS:
            with shop.site.mailbox(who) as client:
                count += client.count("INBOX")
    return count


def journal(life, number):
    return [row["what"] for row in life.shop.json("show", number)["journal"]]


def sql(shop, words):
    with contextlib.closing(sqlite3.connect(shop.state / "mailorder.db")) as store:
        return store.execute(words).fetchall()


def test_adv_20_backup_restored_months_later_floods_nobody(shop):
    """Orders in each state that waits for something: in work and due soon, shipped (follow-up, survey), incomplete, late; and a mail that is
    held for ten minutes. After the backup all of it goes on and is told. Then the backup comes back."""
    kept = shop.folder / "kept.backup"
    life = Life(shop, hold="10 min")
    with life.running():
        number = life.order(SOFA, PLACED)
        life.says("in work")
        life.expect_done()
        life.order(TABLE + WHO, PLACED)
        life.says("shipped with UPS 1Z999AA10123456784")
        life.receive(mail(MEHMET, "Order", HALF, name="Mehmet"))
        said = shop.command("backup", kept)
        assert "3 orders" in said and "waiting to be sent" in said and kept.stat().st_mode & 0o777 == 0o600
        assert shop.command("backup", kept) and [path.name for path in shop.folder.glob("kept*")] == ["kept.backup"]
        life.receive(mail(ANNA, "Another order", SOFA.replace("Quantity: 2", "Quantity: 3")))  # of which the backup knows nothing
    given = {row["number"] for row in shop.json("list")}
    assert len(given) == 4
    (shop.state / "mailorder.db").rename(shop.folder / "lost")  # the disk
    for rest in shop.state.glob("mailorder.db*"):
        rest.unlink()
    said = shop.command("restore", kept)
    assert "3 orders, 3 of them open" in said and "held, for they may have been sent since" in said
    with contextlib.closing(sqlite3.connect(shop.state / "mailorder.db")) as store:  # the command goes by the machine's clock
        store.execute("UPDATE counter SET value = ? WHERE name = 'restored'", (seconds(MONTHS_LATER) - 60,))
        store.commit()
    before = total(shop)
    with life.running(MONTHS_LATER):
        assert "there is no order" in life.command("ack", "EH-9")  # it has looked at its timers when it answers
        assert total(shop) == before
        assert not sql(shop, "SELECT 1 FROM outbox WHERE state IN (0, 1)")
        held = [row for row in shop.json("queue") if row["state"] == "held"]
        assert held and all("may have been sent since" in row["reply"] for row in held)
        for row in shop.json("list"):
            assert any(what.endswith("-skipped") or what == "expired" for what in journal(life, row["number"])), row
        # What a person says of the held ones is done, with the bytes and the name that they had.
        again = held[0]
        old = sql(shop, f"SELECT message_id FROM outbox WHERE id = {again['id']}")[0][0]
        assert "queued again" in life.command("queue", "retry", str(again["id"]))
        got = shop.inbox(again["recipient"], having=lambda one: one["Message-ID"].strip() == old.strip() or old in one["Message-ID"])
        assert got
        for row in held[1:]:
            assert "dropped" in life.command("queue", "drop", str(row["id"]))
        # Work goes on: an answer of staff to a letter that the backup knows, and a new order, with a number that nobody has.
        life.filed = 0
        with shop.site.mailbox(ORDERS) as client:
            filed = client.count(HANDLED)
            client.append(mail(MEHMET, "Order", SOFA.replace("Quantity: 2", "Quantity: 1"), name="Mehmet"), when=life.now() + 2)
            wait_until(lambda: client.count(HANDLED) > filed, 30, "the new order filed")
        new = {row["number"] for row in shop.json("list")} - given
        assert len(new) == 1 and int(new.pop()[3:]) > max(int(one[3:]) for one in given) + 900
    with life.running(instant(seconds(MONTHS_LATER) + 40 * 86400)):  # nor do they wake later
        assert "there is no order" in life.command("ack", "EH-9")
        surveys = sql(shop, "SELECT count(*) FROM outbox WHERE letter IN ('survey', 'follow-up', 'survey-reminder', 'order-expired', 'order-reminder')")
        assert surveys == [(0,)]
    assert number in given
