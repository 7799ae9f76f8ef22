"""Processes of the daemon that get no memory any more, at an allocation chosen at random: they end, are started again, and no order is lost
or confirmed twice."""

import subprocess
import time
from collections import Counter

from servers import program, wait_until
from shop import ANNA, ORDERS, SOFA, Shop, mail

DEATHS, COUNT = 24, 12


def order(number):
    return mail(ANNA, f"Order {number}", SOFA.replace("Name: Anna", f"Your reference: REF-{number:04d}\nName: Anna"), name="Anna Weaver")


def number_of(shop, row):
    return shop.json("show", row["number"])["fields"]["reference"]["value"]


def test_adv_66_memory_that_runs_out_anywhere_loses_and_doubles_nothing(site, scratch, source, build, monkeypatch):
    library, files = scratch / "failing-malloc.so", scratch / "deaths"
    subprocess.run([program("cc"), "-shared", "-fPIC", "-O1", "-o", library, source / "tests/e2e/failing-malloc.c", "-ldl", "-pthread"], check=True)
    files.mkdir()
    for number in range(DEATHS):
        (files / str(number)).touch()
    shop = Shop(scratch, site, source, build)
    with monkeypatch.context() as preloaded:
        preloaded.setenv("LD_PRELOAD", str(library))
        preloaded.setenv("MAILORDER_TEST_MALLOC", str(files))
        shop.start(ready=False)
    try:
        for number in range(COUNT):
            shop.receive(order(number), when=time.time() + 60)  # none is older than the first start that lives
        wait_until(lambda: not list(files.iterdir()), 60, f"{DEATHS} processes without memory")
        shop.settled(COUNT, seconds=90)
        wait_until(lambda: shop.store_is_there() and not shop.json("queue"), 60, "an empty outbox")
        # One that was in work at two deaths of the desk is left to a person.
        aside = [row for row in (shop.json("show", "mail", number + 1) for number in range(COUNT)) if row["state"] == "quarantined"]
    finally:
        stopped = shop.stop()
        told = [line for line in shop.said().splitlines() if " desk: mail=" not in line and " desk: order=" not in line]
        print("the daemon said:", *told[-60:], sep="\n")
    assert stopped < 10
    # Some of the processes become another program, and are spared; those that die of their desk have had no trouble of their own.
    assert shop.said().count("a test takes all memory") >= 3 and any("is started again" in line for line in told)
    rows = shop.json("list", "--limit", 1000)
    assert len(rows) + len(aside) == COUNT and len(aside) < COUNT / 2
    assert set(Counter(number_of(shop, row) for row in rows).values()) == {1}
    subjects = {got["Message-ID"]: got["Subject"] for got in shop.mails(ANNA)}  # a repeated one, of unknown outcome, has the same Message-ID
    assert len(subjects) == len(set(subjects.values())) == len(rows)
    assert not shop.mails(ORDERS)
