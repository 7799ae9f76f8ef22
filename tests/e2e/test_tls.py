"""Servers that cannot prove who they are, met by the whole daemon: no login is tried, the log names the host and the reason, the
daemon keeps running, and works as soon as the server is right again."""

import re

import pytest

from imapserver import CAPABILITIES, ScriptedImap
from servers import wait_until
from shop import ANNA, ORDERS, SOFA, Shop, mail

STRIPPED = None
WRONG = [("wrong_name", "tls", "elsewhere.example"), ("stranger", "starttls", "other-ca|not trusted"), ("expired", "tls", "expired"),
         ("expired", "starttls", "expired"), (STRIPPED, "starttls", "does not offer STARTTLS|STARTTLS")]
LOGIN = re.compile(r"\b(LOGIN|AUTHENTICATE|AUTH|MAIL FROM|correct)\b", re.I)


def order():
    return mail(ANNA, "Sofa order", SOFA, name="Anna Weaver")


def complaint(shop, role, reason):
    """The one line that says what is wrong, of the role that met it."""
    found = wait_until(lambda: re.search(rf".*{role}: error: .*", shop.said()), 20, f"an error of the {role} in the log").group()
    assert "localhost" in found and re.search(reason, found), found


def mended(shop, source):
    """The right servers are configured, and the running daemon is told."""
    shop.write(source)
    shop.reload()
    shop.inbox(ANNA)  # what arrived before the server let us in is an order, too
    shop.settled(1)
    assert len(shop.mails(ANNA)) == 1
    assert len(shop.json("list")) == 1


@pytest.mark.parametrize("certificate, tls, reason", WRONG)
def test_an_imap_server_that_proves_nothing_gets_no_login(site, scratch, source, build, authority, certificate, tls, reason):
    context = getattr(authority, certificate).server_context() if certificate else None
    offered = CAPABILITIES + (" STARTTLS" if context else "")
    with ScriptedImap(context=context, implicit=tls == "tls", capabilities=offered) as server:
        shop = Shop(scratch, site, source, build, imap=f'port = {server.port}; tls = "{tls}";')
        with shop.running():
            complaint(shop, "mailbox orders", reason)
            assert shop.daemon.poll() is None
            assert not [line for line in server.received if LOGIN.search(line)], server.received
            shop.receive(order())
            mended(shop, source)


@pytest.mark.parametrize("certificate, tls, reason", WRONG)
def test_an_smtp_server_that_proves_nothing_gets_neither_login_nor_mail(site, scratch, source, build, smtp, authority, certificate, tls,
                                                                        reason):
    context = getattr(authority, certificate).server_context() if certificate else None
    server = smtp(context=context, implicit=tls == "tls", logins={ORDERS: "correct"})
    shop = Shop(scratch, site, source, build, smtp=f'port = {server.port}; tls = "{tls}"; ca_file = "{site.authority.ca}"; '
                                                   f'user = "{ORDERS}"; password_file = "orders.password";')
    with shop.running():
        shop.receive(order())
        complaint(shop, "sender 1", reason)
        assert shop.daemon.poll() is None
        assert not [line for line in server.lines() if LOGIN.search(line)], server.lines()
        assert server.messages == []
        assert {out["state"] for out in shop.json("queue")} <= {"queued", "sending"}
        mended(shop, source)
