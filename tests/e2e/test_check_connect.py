"""`mailorder check --connect`: every connection tried, and whether the server lets a forged Authentication-Results through."""

import sys

import pytest

from servers import free_ports
from shop import ORDERS, REVIEW, HANDLED, Shop

TRUSTING = '    trusted_servers = [ "mx.shop.example" ];'
OWN = b"Authentication-Results: mx.shop.example;\n dmarc=none header.from=shop.example\n"

# Stands for a mail server in front of a Maildir: what it does with the forged fields is its first argument.
RELAY = """
import os, re, sys, uuid
mode, maildir, own = sys.argv[1], sys.argv[2], {own!r}
mail = sys.stdin.buffer.read().replace(b"\\r\\n", b"\\n")
forged = re.compile(rb"^Authentication-Results:.*\\n(?:[ \\t].*\\n)*", re.M)
if mode == "lose":
    sys.exit(0)
if mode in ("remove", "replace"):
    mail = forged.sub(b"", mail)
if mode == "rename":
    mail = mail.replace(b"Authentication-Results:", b"X-Old-Authentication-Results:")
if mode in ("replace", "above"):
    mail = own + mail
if mode == "apart":
    mail = own + b"Received: by mx.shop.example; Mon, 1 Jan 2026 00:00:00 +0000\\n" + mail
with open(os.path.join(maildir, "tmp", "x"), "wb") as file:
    file.write(mail)
os.rename(os.path.join(maildir, "tmp", "x"), os.path.join(maildir, "new", uuid.uuid4().hex))
"""


@pytest.fixture
def behind(site, scratch, source, build):
    """behind(mode): a trusting shop with a Maildir behind such a server."""
    maildir = scratch / "Maildir"
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    relay = scratch / "relay.py"
    relay.write_text(RELAY.format(own=OWN))

    def make(mode, business=TRUSTING):
        return Shop(scratch, site, source, build, imap=f'kind = "maildir"; path = "{maildir}";', business=business,
                    smtp=f'kind = "command"; command = "{sys.executable} {relay} {mode} {maildir}";')

    yield make
    assert [path for path in maildir.rglob("*") if path.is_file() and path.parent.name in ("new", "cur")] == []


def checked(shop, wait=20):
    done = shop.command("check", "--connect", "--wait", wait, check=False)
    assert done.stderr == "" and done.stdout.startswith(f"{shop.config}: well; ")
    return done.returncode, done.stdout.splitlines()[1:]


@pytest.mark.parametrize("mode, said", [
    ("remove", "the server takes it out"),
    ("replace", "the server takes it out"),
    ("rename", "the server gives it another name"),
    ("above", "the server leaves it below what it writes itself, where it is not believed"),
    ("apart", "the server leaves it below what it writes itself, where it is not believed"),
])
def test_a_server_that_does_not_let_forged_results_through_is_well(behind, mode, said):
    code, lines = checked(behind(mode))
    assert code == 0 and lines[:2] == ["mailbox orders: well", "sending: well"]
    assert lines[2] == f"forged Authentication-Results: well: {said}"
    assert (len(lines) == 4) == (mode in ("remove", "rename"))  # then nothing of the server's own was there


def test_a_server_that_lets_them_through_is_a_danger_to_who_trusts_it(behind):
    code, lines = checked(behind("leave"))
    assert code == 78 and lines[2].startswith("forged Authentication-Results: DANGER: ")
    assert "header_checks" in lines[2] and "mx.shop.example" in lines[2]
    code, lines = checked(behind("leave", business=""))
    assert code == 0 and "harms nobody as long as business.trusted_servers is not set" in lines[2]
    code, lines = checked(behind("replace", business=""))
    assert code == 0 and 'vouches for senders as "mx.shop.example"' in lines[3]


def test_a_failing_part_hides_no_other(behind, site, scratch, source, build):
    code, lines = checked(behind("lose"), wait=1)
    assert code == 69 and lines[:2] == ["mailbox orders: well", "sending: well"] and len(lines) == 3
    assert lines[2].startswith(f"forged Authentication-Results: not found out: the test mail to {ORDERS} did not come")
    closed = free_ports(1)[0]
    shop = Shop(scratch, site, source, build, imap=f"port = {closed};", business=TRUSTING)
    code, lines = checked(shop)
    assert code == 69 and lines[0].startswith("mailbox orders: failed: ") and str(closed) in lines[0] and lines[1] == "sending: well"
    assert "no mailbox can be looked into" in lines[2]
    with site.mailbox(ORDERS) as client:
        assert "mailorder check" in client.wait(1)[0]["Subject"]
        client.clear()
    shop = Shop(scratch, site, source, build, smtp=f"port = {closed};", business=TRUSTING)
    code, lines = checked(shop)
    assert code == 69 and lines[0] == "mailbox orders: well" and lines[1].startswith("sending: failed: ")
    assert lines[2] == "forged Authentication-Results: not found out: the test mail could not be sent"


def test_on_a_real_server_with_and_without_a_daemon_nothing_is_left(site, scratch, source, build):
    shop = Shop(scratch, site, source, build, business=TRUSTING)
    code, lines = checked(shop)
    assert (code, len(lines)) == (78, 4) and "DANGER" in lines[2]
    with shop.running():  # it may file the test mail before it is found
        code, lines = checked(shop)
        assert code == 78 and shop.json("list") == []
    for folder in ("INBOX", HANDLED, REVIEW):
        assert shop.mails(ORDERS, folder) == []
