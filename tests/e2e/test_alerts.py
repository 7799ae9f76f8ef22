"""Alerts that go out by a command: a full disk and the circuit breaker, each told once, and once when it is well again."""

import email
import os
import sys

import pytest
from servers import wait_until
from shop import SOFA, Shop, mail
from test_full_disk import fill, small_disk
from test_watch import TOLD, status

COMMAND = """import os, sys
folder = sys.argv[1]
name = f"{folder}/{len(os.listdir(folder))}"
with open(name + ".part", "wb") as file:
    file.write((" ".join(sys.argv[2:]) + "\\n").encode() + sys.stdin.buffer.read())
os.rename(name + ".part", name)
"""


@pytest.fixture
def post(scratch):
    """The command's folder, one file a mail: its arguments, then what it read."""
    (scratch / "post").mkdir()
    (scratch / "post.py").write_text(COMMAND)
    return scratch / "post"


def alerts(post):
    """Subject by subject, in the order in which they went out."""
    texts = [path.read_bytes().split(b"\n", 1) for path in sorted(post.glob("[0-9]"))]
    assert all(arguments.endswith(f"-- {TOLD}".encode()) for arguments, _ in texts), texts
    return [email.message_from_bytes(octets)["Subject"] for _, octets in texts]


def told(post, *subjects):
    wait_until(lambda: len(alerts(post)) >= len(subjects), 40, f"'{subjects[-1]}' by the command")
    assert alerts(post) == list(subjects)


@pytest.mark.skipif(os.geteuid() != 0, reason="a full disk needs a file system of its own, which only root can mount")
def test_a_full_disk_and_the_breaker_are_told_once_each_by_a_command(site, scratch, source, build, smtp, post):
    shop = Shop(scratch, site, source, build, smtp=f"port = {smtp().port};", limits="answers_per_hour = 1;")
    shop.config.write_text(shop.config.read_text() + 'watch = { disk_free = "100 KB"; };\nalerts = { to = "' + TOLD + '"; '
                           f'way = {{ command = "{sys.executable} {scratch}/post.py {post}"; }}; }};\n')
    with small_disk(shop.state), shop.running():
        stopped, go = "Order desk: automatic answers are stopped", "Well again: automatic answers go out"
        full, room = "Order desk: the disk is almost full", "Well again: there is room on the disk"
        for number in range(2):
            shop.receive(mail(f"person{number}@shop{number}.example", f"Order {number}", SOFA))
        told(post, stopped)
        shop.config.write_text(shop.config.read_text().replace("answers_per_hour = 1;", "answers_per_hour = 100;"))
        shop.reload()
        told(post, stopped, go)
        filler = fill(shop.state)
        told(post, stopped, go, full)
        shop.receive(mail("late@shop9.example", "Order in between", SOFA.replace("Quantity: 2", "Quantity: 3")))
        wait_until(lambda: "full" in status(shop)[1]["why"] or "disk" in status(shop)[1]["why"], 20, "a status that says it")
        filler.unlink()
        told(post, stopped, go, full, room)
        shop.settled(3)
        wait_until(lambda: status(shop)[0] == 0, 5, "a status that knows it: what it reads is told once a second")
    told(post, stopped, go, full, room)
