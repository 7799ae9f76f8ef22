"""Who is answered, on the real servers: caps, authentication marks, addresses that nobody reads, and mails that come back."""

import time

import pytest

from shop import ADMIN, ANNA, DESK, MEHMET, ORDERS, PEOPLE, REVIEW, SOFA, WAREHOUSE, Shop, mail, text_of


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


@pytest.mark.parametrize("sender", ["no-reply@customer.example", WAREHOUSE, DESK, ORDERS, ADMIN, "mailer-daemon@customer.example"])
def test_nobodys_and_our_own_addresses_are_not_answered(shop, sender):
    with shop.running():
        shop.receive(mail(sender, "Sofa", SOFA))
        shop.settled(1)
        time.sleep(0.3)
    assert shop.json("list") == []
    if sender in PEOPLE and sender != DESK:  # the desk is told of what it may want to see
        assert shop.mails(sender) == []


def test_two_senders_are_none(shop):
    message = mail(ANNA, "Sofa", SOFA, name="Anna")
    raw = message.as_bytes().replace(b"From: ", b"From: x@evil.example\r\nFrom: ", 1)
    with shop.running():
        shop.receive(raw)
        shop.settled(1)
        time.sleep(0.3)
    assert shop.mails(ANNA) == [] and shop.json("list") == []


def test_our_own_mail_that_comes_back_is_filed_in_silence(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA, name="Anna"))
        (confirmation,) = shop.inbox(ANNA)
        shop.receive(confirmation.as_bytes())
        shop.settled(2)
        time.sleep(0.3)
    assert len(shop.mails(ANNA)) == 1 and len(shop.json("list")) == 1
    assert "our own mail" in shop.json("show", "mail", "2")["reason"]


def test_a_vacation_answer_to_a_confirmation_changes_nothing(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA, name="Anna"))
        (confirmation,) = shop.inbox(ANNA)
        shop.receive(mail(ANNA, "Out of office: " + confirmation["Subject"], "I am away.\n\n" + text_of(confirmation), answers=confirmation))
        shop.settled(2)
        time.sleep(0.3)
    assert len(shop.mails(ANNA)) == 1
    assert shop.mails(DESK) == []
    assert shop.json("list")[0]["state"] == "waiting"


def test_a_desk_that_forwards_all_it_gets_comes_to_an_end(shop):
    """Each forward is a new mail with our words in it, the reference line too."""
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA.replace("linen", "linen\nPrice: 1.00 EUR"), name="Anna"))
        (letter,) = shop.inbox(DESK)
        for number in range(3):
            shop.receive(mail(DESK, "Fwd: " + letter["Subject"], text_of(letter) + SOFA))
        shop.settled(4)
        time.sleep(0.5)
    assert len(shop.mails(DESK)) == 1
    assert len(shop.json("list")) == 1
