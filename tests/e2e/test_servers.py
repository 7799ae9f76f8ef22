"""The servers of the tests themselves: what they promise the other tests."""

import smtplib
import ssl
from email.message import EmailMessage

import pytest

from servers import HOST, PASSWORD

FROM, TO = "anna@customer.example", "orders@shop.example"


def a_mail(subject):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = FROM, TO, subject
    mail.set_content("Sofa\n")
    return mail


def test_a_mail_travels_from_smtp_to_imap(site):
    with smtplib.SMTP(HOST, site.mta.port) as client:
        client.send_message(a_mail("plain"))
    with site.mailbox(TO) as orders:
        assert [mail["Subject"] for mail in orders.wait(1)] == ["plain"]


def test_a_plus_address_reaches_its_mailbox(site):
    with smtplib.SMTP(HOST, site.mta.port) as client:
        client.sendmail(FROM, ["orders+token@shop.example"], a_mail("plus").as_bytes())
    with site.mailbox(TO) as orders:
        assert orders.wait(1)[0]["Subject"] == "plus"


def test_starttls_and_a_login_are_needed_where_they_should_be(site):
    context = ssl.create_default_context(cafile=site.authority.ca)
    with smtplib.SMTP("localhost", site.mta.submission_port) as client:
        client.starttls(context=context)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(a_mail("no login"))
        client.login(FROM, PASSWORD)
        client.send_message(a_mail("starttls"))
    with smtplib.SMTP_SSL("localhost", site.mta.tls_port, context=context) as client:
        client.login(FROM, PASSWORD)
        client.send_message(a_mail("implicit"))
    with site.mailbox(TO) as orders:
        assert {mail["Subject"] for mail in orders.wait(2)} == {"starttls", "implicit"}


def test_an_unknown_recipient_is_refused(site):
    with smtplib.SMTP(HOST, site.mta.port) as client, pytest.raises(smtplib.SMTPRecipientsRefused):
        client.sendmail(FROM, ["nobody@shop.example"], b"x")


def test_what_is_appended_is_read_back_and_cleared(site):
    with site.mailbox(TO) as orders:
        orders.append(b"From: a@b.example\r\nSubject: appended\r\n\r\nx\r\n", when=1_600_000_000)
        assert orders.mails()[0]["Subject"] == "appended"
    site.clear()
    with site.mailbox(TO) as orders:
        assert orders.mails() == []


def test_imap_speaks_tls_both_ways(site):
    import imaplib
    context = ssl.create_default_context(cafile=site.authority.ca)
    with imaplib.IMAP4_SSL("localhost", site.dovecot.tls_port, ssl_context=context) as client:
        client.login(TO, PASSWORD)
    with imaplib.IMAP4("localhost", site.dovecot.port) as client:
        client.starttls(context)
        client.login(TO, PASSWORD)


@pytest.mark.parametrize("name, reason", [("wrong_name", "mismatch"), ("expired", "expired"), ("stranger", "issuer")])
def test_the_bad_certificates_are_bad_in_their_way(authority, smtp, name, reason):
    server = smtp(context=getattr(authority, name).server_context(), implicit=True)
    context = ssl.create_default_context(cafile=authority.ca)
    with pytest.raises(ssl.SSLError) as refused:
        smtplib.SMTP_SSL("localhost", server.port, context=context)
    assert reason in str(refused.value)
