"""A disk without room: the daemon stops taking mail, says so once, goes on by itself when there is room, and has lost nothing."""

import contextlib
import os
import re
import subprocess
import time

import pytest

from servers import wait_until
from shop import ANNA, SOFA, Shop, mail

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="a full disk needs a file system of its own, which only root can mount")


@contextlib.contextmanager
def small_disk(path, megabytes=4):
    """A file system of its own there."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", path], capture_output=True).returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        yield path
    finally:
        subprocess.run(["umount", path], check=True)


def fill(disk):
    """Until nothing more fits; what has to be deleted to make room."""
    (disk / "filler").touch(mode=0o600)
    with contextlib.suppress(OSError), open(disk / "filler", "wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return disk / "filler"


def order(number):
    return mail(ANNA, f"Sofa {number}", SOFA.replace("Name: Anna", f"Your reference: REF-{number}\nName: Anna"), name="Anna Weaver")


def said(shop, pattern, seconds=30):
    wait_until(lambda: re.search(pattern, shop.said()), seconds, f"'{pattern}' in the log")


def loud(shop):
    return [line for line in shop.said().splitlines() if "error:" in line or "warning:" in line]


@pytest.fixture
def hasty(site, scratch, source, sanitized, monkeypatch):
    """The shop, with a daemon that waits ten times shorter before it tries again."""
    if "define MO_TEST_HOOKS 1" not in (sanitized / "config.h").read_text():
        pytest.skip("built without --enable-test-hooks or --enable-sanitizers")
    monkeypatch.setenv("MAILORDER_TEST_HASTE", "10")
    return Shop(scratch, site, source, sanitized)


def test_adv_66_a_disk_that_fills_up_while_it_works(hasty):
    with small_disk(hasty.state, 16), hasty.running():
        hasty.receive(order(1))
        hasty.settled(1)
        filler = fill(hasty.state)
        for number in range(2, 8):
            hasty.receive(order(number))
        said(hasty, "No space left|the store fails")
        time.sleep(4)
        filler.unlink()
        hasty.settled(7, seconds=60)
        assert len(loud(hasty)) <= 2, loud(hasty)  # the store, and the spool
        assert len(hasty.json("list")) == 7
        assert hasty.stop() < 10


def test_adv_66_a_disk_that_is_full_at_the_start(hasty):
    with small_disk(hasty.state):
        filler = fill(hasty.state)
        hasty.start(ready=False)
        try:
            said(hasty, "no mail is taken until it works")
            hasty.receive(order(1), when=time.time() + 60)
            time.sleep(3)
            assert len(loud(hasty)) == 1 and "No space left" in loud(hasty)[0], loud(hasty)
            status = hasty.command("status", check=False)
            assert status.returncode == 2 and "free on the store's disk" in status.stdout, status.stdout + status.stderr
            filler.unlink()
            hasty.settled(1)
            assert "is started again" not in hasty.said()
        finally:
            assert hasty.stop() < 10


def test_adv_66_mails_that_the_spool_has_no_room_for_wait_however_long(hasty):
    """The store has room: so it could note that they cannot be fetched, which is not so."""
    spool = hasty.state / "spool"
    hasty.state.mkdir(mode=0o700)
    with small_disk(spool), hasty.running():
        hasty.receive(order(1))
        hasty.settled(1)
        filler = fill(spool)
        for number in range(2, 5):
            hasty.receive(order(number))
        said(hasty, "No space left.*trying again until it works")
        time.sleep(8)
        assert len(loud(hasty)) == 1, loud(hasty)
        filler.unlink()
        hasty.settled(4)
        said(hasty, "well again")
        assert len(hasty.json("list")) == 4
