"""IMAP servers that can do less, through the whole daemon: polled without IDLE, filed without MOVE, with folders that must be
made."""

import contextlib

import pytest

from servers import Dovecot, Site, wait_until
from shop import ANNA, HANDLED, ORDERS, PEOPLE, REVIEW, SOFA, WAREHOUSE, Shop, mail

BARE = "IMAP4rev1 SASL-IR LITERAL+ ID AUTH=PLAIN NAMESPACE"


@contextlib.contextmanager
def shop_on(site, scratch, source, build, capability):
    """The shop, on a Dovecot that says it can do just this; mails go out through the common MTA to the common mailboxes."""
    extra = f"imap_capability = {capability}\n"
    with Dovecot(scratch / "dovecot", PEOPLE, site.authority.good, extra) as dovecot:
        here = Site(scratch, site.authority, dovecot, site.mta)
        shop = Shop(scratch, here, source, build)
        with shop.running():
            yield shop


def at(site, who, count=1):
    """What the MTA delivered."""
    with site.mailbox(who) as client:
        return client.wait(count)


def marked(shop):
    """How many mails of the inbox carry a keyword of ours."""
    with shop.site.mailbox(ORDERS) as client:
        client.imap.select("INBOX", readonly=True)
        _, rows = client.imap.fetch("1:*", "(FLAGS)")
    return sum(b"mailorder" in row.lower() for row in rows if row)


@pytest.mark.parametrize("capability", [BARE + " UIDPLUS MOVE", BARE + " UIDPLUS IDLE", BARE + " UIDPLUS"],
                         ids=["without IDLE", "without MOVE", "without both"])
def test_a_server_that_can_do_less_is_served_all_the_same(site, scratch, source, build, capability):
    with shop_on(site, scratch, source, build, capability) as shop:
        for number in range(3):
            shop.receive(mail(ANNA, f"Order {number}", SOFA.replace("Quantity: 2", f"Quantity: {number + 1}"), name="Anna Weaver"))
        shop.receive(mail(ANNA, "Hello", "It is a nice day.\n"))
        shop.settled(4)
        wait_until(lambda: len(shop.json("list")) == 3, 20, "three orders")
        assert len(at(site, WAREHOUSE)) >= 1
        assert (len(shop.mails(ORDERS, HANDLED)), len(shop.mails(ORDERS, REVIEW)), shop.mails(ORDERS)) == (3, 1, [])
    assert "error" not in shop.said(), shop.said()


def test_without_uidplus_mails_stay_marked_and_are_answered_once(site, scratch, source, build):
    with shop_on(site, scratch, source, build, BARE) as shop:
        shop.receive(mail(ANNA, "Order", SOFA, name="Anna Weaver"))
        at(site, WAREHOUSE)
        wait_until(lambda: marked(shop) == 1, 20, "the mail marked")
        shop.stop()
        shop.start()
        shop.receive(mail(ANNA, "Order again", SOFA.replace("Quantity: 2", "Quantity: 7"), name="Anna Weaver"))
        at(site, WAREHOUSE, 2)
        wait_until(lambda: marked(shop) == 2, 20, "both mails marked")
        assert len(shop.mails(ORDERS)) == 2
    assert len(shop.json("list")) == 2
    assert len(at(site, ANNA, 2)) == 2
