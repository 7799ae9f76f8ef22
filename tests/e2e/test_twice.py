"""What is met twice is done once: the same mail, delivered again; a mailbox that gives all mails new numbers; a mail that was filed by a command
whose answer never came."""

import email.policy
import imaplib
import time

import pytest

import imapserver
from imapserver import ScriptedImap
from servers import wait_until
from shop import ANNA, HANDLED, ORDERS, SOFA, WAREHOUSE, Shop, mail

FOLDER = "mailorder/handled"


def order(number=1):
    return mail(ANNA, f"Sofa order {number}", SOFA.replace("Quantity: 2", f"Quantity: {number}"), name="Anna Weaver")


def done_once(shop, orders=1):
    """So many orders, each of which its customer and the warehouse heard of once."""
    assert len(shop.json("list")) == orders
    assert (len(shop.mails(ANNA)), len(shop.mails(WAREHOUSE))) == (orders, orders)


def sent(shop, letters):
    wait_until(lambda: len(shop.mails(ANNA)) + len(shop.mails(WAREHOUSE)) >= letters and not shop.json("queue"), 30, f"{letters} letters")


def test_adv_12_the_same_message_id_twice_is_one_order(shop):
    """In one batch, and again when the order is long confirmed."""
    together, later = order(1), order(2)
    with shop.site.mailbox(ORDERS) as client:
        for copy in (together, later, together):
            client.append(copy, when=time.time() + 60)
    with shop.running():
        sent(shop, 4)
        shop.settled(3)
        shop.receive(later, when=time.time() + 70)
        shop.receive(order(3), when=time.time() + 70)  # behind it, so that the repeated one has been handled when this is
        sent(shop, 6)
        shop.settled(5)
        done_once(shop, 3)
        assert len(shop.mails(ORDERS, HANDLED)) == 5


@pytest.fixture
def scripted(site, scratch, source, build, monkeypatch):
    """scripted(script, **how): the shop, and the IMAP server of that script with one order in its inbox."""
    monkeypatch.setattr(imapserver, "DATE", imaplib.Time2Internaldate(time.time() + 60))
    servers = []

    def make(script, **how):
        server = ScriptedImap(script, mails=[(5, order().as_bytes(policy=email.policy.SMTP))], **how)
        servers.append(server.__enter__())
        return Shop(scratch, site, source, build, imap=f'port = {server.port}; tls = "none"; user = "user"; poll = "1 s";'), server

    yield make
    for server in servers:
        server.__exit__()


def times(server, command):
    return sum(f" {command} " in f"{line} " for line in server.received)


@pytest.mark.parametrize("command, capabilities", [
    ("UID MOVE", imapserver.CAPABILITIES), ("UID EXPUNGE", imapserver.CAPABILITIES.replace(" MOVE", ""))])
def test_adv_18_a_move_whose_answer_is_lost_is_done_once(scripted, command, capabilities):
    lost = []

    def silent(session, tag, rest):
        """Done as asked, and not a word of it is heard."""
        if not lost:
            lost.append(rest)
            session.send = lambda _: None
            session.honest(command, tag, rest)
            raise imapserver.Closed
        session.honest(command, tag, rest)

    shop, server = scripted({command: silent}, capabilities=capabilities)
    with shop.running():
        sent(shop, 2)
        wait_until(lambda: times(server, "UID FETCH 5 (UID)") >= 2, 30, "another look for the mail")
        done_once(shop)
    assert lost and not server.mails and len(server.folders[FOLDER]) == 1
    assert times(server, command) == 1  # it was gone when the daemon looked again


def test_adv_15_numbers_that_change_before_a_mail_is_filed_make_no_second_order(scripted):
    """The mail is handled, and on the way to its folder the server gives it another number under another UIDVALIDITY."""
    changed = []

    def renumbers(session, tag, rest):
        if changed:
            return session.honest("UID MOVE", tag, rest)
        changed.append(rest)
        session.server.uidvalidity, session.server.mails[0][0] = 8, 1
        raise imapserver.Closed

    shop, server = scripted({"UID MOVE": renumbers})
    with shop.running():
        wait_until(lambda: changed and not server.mails, 30, "the mail filed under its new number")
        sent(shop, 2)
        done_once(shop)
    assert len(server.folders[FOLDER]) == 1
