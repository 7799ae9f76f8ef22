"""Nothing lost, nothing doubled: the daemon is killed in the middle of 200 orders, again and again, and as often started."""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter

from servers import wait_until
from shop import ANNA, HANDLED, ORDERS, REVIEW, SOFA, SOFA_WITHOUT_FABRIC, WAREHOUSE, mail

ORDERS_SENT = 200


def order_mails():
    """Each with a reference of its own; every tenth lacks its fabric."""
    for number in range(ORDERS_SENT):
        body = SOFA_WITHOUT_FABRIC if number % 10 == 9 else SOFA
        body = body.replace("Name: Anna Weaver", f"Name: Anna Weaver\nYour reference: REF-{number:04d}")
        yield mail(ANNA, f"Order {number}", body, name="Anna Weaver")


def references(shop):
    """What each order's reference is."""
    return [order["fields"]["reference"]["value"] for order in json.loads(shop.command("export", ANNA))["orders"]]


def everything_done(shop):
    rows = shop.json("list", "--limit", 10000)
    return len(rows) >= ORDERS_SENT and not shop.json("queue") and not shop.mails(ORDERS)


def check(shop):
    try:
        wait_until(lambda: everything_done(shop), 300, "all orders handled, sent and filed")
    except TimeoutError:
        print(f"{len(shop.json('list', '--limit', 10000))} orders, {len(shop.json('queue'))} to be sent, {len(shop.mails(ORDERS))} in the inbox, "
              f"{len(shop.mails(ORDERS, REVIEW))} left to a person")
        raise
    rows = shop.json("list", "--limit", 10000)
    assert Counter(references(shop)) == Counter(f"REF-{number:04d}" for number in range(ORDERS_SENT))
    assert Counter(row["state"] for row in rows) == {"waiting": ORDERS_SENT * 9 // 10, "incomplete": ORDERS_SENT // 10}
    for who, expected in ((ANNA, ORDERS_SENT), (WAREHOUSE, ORDERS_SENT * 9 // 10)):
        wait_until(lambda: len({got["Message-ID"] for got in shop.mails(who)}) >= expected, 30, f"the mails of {who}")
        got = shop.mails(who)
        distinct = {message["Message-ID"]: message["Subject"] for message in got}
        assert len(distinct) == expected  # a repeated one, of unknown outcome, has the same Message-ID
        assert len(set(distinct.values())) == expected
        print(f"{who}: {len(got) - len(distinct)} of {len(got)} mails repeated")


def filed(shop, old):
    """The `old` first mails are filed: no mail has its decoder killed twice. Such a mail goes to a person, and this is not about that."""
    with shop.site.mailbox(ORDERS) as client:
        wait_until(lambda: client.count(HANDLED) >= old, 120, f"{old} mails filed")


def kill_at_work(shop, rng):
    """Kills it in the middle of whatever it does, and starts it. That a mail is in work at several kills is not blamed on the mail."""
    time.sleep(rng.uniform(0.3, 1.5))
    shop.kill()
    shop.start(ready=False)


def test_kill_9_of_the_whole_daemon_loses_and_doubles_nothing(shop):
    rng = random.Random(1)
    shop.start()
    for number, message in enumerate(order_mails(), start=1):
        shop.receive(message)
        if number % 20 == 0:
            kill_at_work(shop, rng)
    for _ in range(6):
        kill_at_work(shop, rng)
    check(shop)


def children(shop):
    listed = subprocess.run(["ps", "--ppid", str(shop.daemon.pid), "-o", "pid=,comm="], capture_output=True, text=True).stdout
    return {line.split(None, 1)[1]: int(line.split()[0]) for line in listed.splitlines()}


def test_kill_9_of_single_processes_loses_and_doubles_nothing(shop):
    rng = random.Random(2)
    victims, old = Counter(), 0
    with shop.running():
        for number, message in enumerate(order_mails(), start=1):
            shop.receive(message)
            if number % 20 == 0:
                filed(shop, old)
                old = number
                name, pid = rng.choice(sorted(children(shop).items()) or [("", 0)])
                if pid:
                    victims[name] += 1
                    os.kill(pid, signal.SIGKILL)
                time.sleep(rng.uniform(0, 0.3))
        check(shop)
    assert sum(victims.values()) >= 5, victims
