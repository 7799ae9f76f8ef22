"""Each way in and each way out that the configuration offers carries an order from end to end."""

import stat

import pytest

from servers import wait_until
from shop import ANNA, ORDERS, SOFA, WAREHOUSE, Shop, mail, text_of


def travels(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa order", SOFA, name="Anna Weaver"))
        (confirmation,) = shop.inbox(ANNA)
        shop.inbox(WAREHOUSE)
        shop.settled(1)
    assert "EH-1001" in text_of(confirmation)


@pytest.mark.parametrize("tls", ["starttls", "none"])
def test_imap_on_the_plain_port(site, scratch, source, build, tls):
    shop = Shop(scratch, site, source, build, imap=f'port = {site.dovecot.port}; tls = "{tls}";')
    try:
        travels(shop)
    finally:
        shop.stop()


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_smtp_with_tls_and_a_login(site, scratch, source, build, tls):
    port = site.mta.submission_port if tls == "starttls" else site.mta.tls_port
    shop = Shop(scratch, site, source, build,
                smtp=f'port = {port}; tls = "{tls}"; ca_file = "{site.authority.ca}"; user = "{ORDERS}"; password_file = "orders.password";')
    try:
        travels(shop)
    finally:
        shop.stop()


def test_a_maildir_as_the_way_in(site, scratch, source, build):
    box = scratch / "Maildir"
    for name in ("new", "cur", "tmp"):
        (box / name).mkdir(parents=True)
    shop = Shop(scratch, site, source, build, imap=f'kind = "maildir"; path = "{box}"; sent_folder = "Sent";')
    with shop.running():
        wait_until(lambda: (box / ".mailorder.handled").exists(), 20, "the Maildir's folders")
        (box / "tmp" / "1.host").write_bytes(mail(ANNA, "Sofa order", SOFA, name="Anna Weaver").as_bytes())
        (box / "tmp" / "1.host").rename(box / "new" / "1.host")  # in one piece, as deliveries do
        shop.inbox(ANNA)
        wait_until(lambda: list((box / ".mailorder.handled" / "cur").iterdir()), 20, "the mail filed")
        wait_until(lambda: list((box / ".Sent" / "cur").iterdir()), 20, "a copy in Sent")
    assert not list((box / "new").iterdir()) and not list((box / "cur").iterdir())


def test_a_command_as_the_way_out(site, scratch, source, build):
    taken = scratch / "taken"
    taken.mkdir()
    command = scratch / "sendmail"
    command.write_text(f'#!/bin/sh\necho "$@" >{taken}/$$.arguments\ncat >{taken}/$$.mail\n')
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    shop = Shop(scratch, site, source, build, smtp=f'kind = "command"; command = "{command} -i";')
    with shop.running():
        shop.receive(mail(ANNA, "Sofa order", SOFA, name="Anna Weaver"))
        wait_until(lambda: len(list(taken.glob("*.mail"))) >= 3 and not shop.json("queue"), 30, "three mails")
    (arguments,) = [path.read_text() for path in taken.glob("*.arguments") if ANNA in path.read_text()]
    assert arguments.split() == ["-i", "-f", ORDERS, "--", ANNA]


def test_adv_15_a_renumbered_mailbox_wakes_nothing_old(shop):
    """UIDVALIDITY changes while a mail that was handled lies in the inbox again."""
    order = mail(ANNA, "Sofa order", SOFA, name="Anna Weaver")
    with shop.running():
        shop.receive(order)
        shop.inbox(ANNA)
        shop.settled(1)
    with shop.site.mailbox(ORDERS) as client:
        client.imap.delete("mailorder.handled")
    inbox = shop.site.dovecot.maildirs / ORDERS / "Maildir"
    for name in ("dovecot-uidlist", "dovecot-uidvalidity", "dovecot.index", "dovecot.index.cache", "dovecot.index.log"):
        (inbox / name).unlink(missing_ok=True)
    shop.receive(order)
    with shop.running():
        shop.settled(1)
    assert len(shop.json("list")) == 1
    assert len(shop.mails(ANNA)) == 1
