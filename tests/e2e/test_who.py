"""Who is answered, on the real servers: caps, authentication marks, addresses that nobody reads, and mails that come back."""

import time

import pytest

from shop import ANNA, MEHMET, ORDERS, REVIEW, SOFA, Shop, mail


def numbered(count):
    return [mail(ANNA, f"Order {number}", SOFA.replace("Quantity: 2", f"Quantity: {number + 1}"), name="Anna") for number in range(count)]


@pytest.fixture
def capped(site, scratch, source, build):
    business = Shop(scratch, site, source, build, limits="answers_per_sender_day = 2;")
    yield business
    business.stop()


def test_a_sender_gets_no_more_mail_a_day_than_configured(capped):
    with capped.running():
        for message in numbered(5):
            capped.receive(message)
        capped.settled(5)
        capped.receive(mail(MEHMET, "Sofa", SOFA, name="Mehmet"))
        capped.inbox(MEHMET)
        time.sleep(0.5)
    assert len(capped.mails(ANNA)) == 2
    assert len(capped.mails(ORDERS, REVIEW)) == 3
    assert "most automatic mail" in capped.json("show", "mail", "3")["reason"]


@pytest.fixture
def trusting(site, scratch, source, build):
    business = Shop(scratch, site, source, build, business='    trusted_servers = [ "mx.shop.example" ];')
    yield business
    business.stop()


def test_what_fails_dmarc_is_not_answered_and_what_passes_is(trusting):
    with trusting.running():
        trusting.receive(mail(ANNA, "Sofa", SOFA, name="Anna",
                              Authentication_Results="mx.shop.example; dmarc=fail header.from=customer.example"))
        trusting.receive(mail(MEHMET, "Sofa", SOFA, name="Mehmet",
                              Authentication_Results="mx.shop.example; dmarc=pass header.from=customer.example"))
        trusting.inbox(MEHMET)
        trusting.settled(2)
    assert trusting.mails(ANNA) == []