"""Mail that comes back: the order shows it, customer service is told, and nothing more is written to that address."""

import email
import time
from email import policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from shop import ADMIN, ANNA, DESK, ORDERS, WAREHOUSE, text_of
from test_staff import UPS, answer, ordered, subject_has


def report(about, recipient, action="failed", status="5.1.1", whole=False):
    """What a mail server sends back (RFC 3464)."""
    if whole:
        returned = "Content-Type: message/rfc822\n\n" + about.as_string()
    else:
        returned = "Content-Type: text/rfc822-headers\n\n" + "".join(
            f"{name}: {value}\n" for name, value in about.items() if name.lower() in ("from", "to", "subject", "message-id"))
    return email.message_from_string(f"""From: Mail Delivery Subsystem <mailer-daemon@mx.example>
To: {ORDERS}
Subject: Undelivered Mail Returned to Sender
Date: {formatdate()}
Message-ID: {make_msgid(domain="mx.example")}
Auto-Submitted: auto-replied
Return-Path: <>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut

I could not deliver your mail.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--cut
{returned}
--cut--
""", policy=policy.default)


def test_a_customers_address_that_fails_is_not_written_to_until_somebody_says_so(shop):
    with shop.running():
        work = ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        shop.receive(report(confirmed, ANNA))
        (alert,) = shop.inbox(DESK, having=subject_has("comes back"))
        assert "5.1.1" in text_of(alert)
        shop.receive(answer(work, WAREHOUSE, f"shipped with UPS {UPS}"))
        (transcript,) = shop.inbox(WAREHOUSE, having=subject_has("done"))
        assert "gets" not in text_of(transcript)
        time.sleep(0.3)
        assert len(shop.mails(ANNA)) == 1
        shop.receive(answer(alert, DESK, "address works again"))
        shop.inbox(DESK, having=subject_has("done"))
        shop.receive(answer(work, WAREHOUSE, "delivered"))
        shop.inbox(ANNA, having=subject_has("delivered"))


def test_a_delay_is_only_noted_and_a_stranger_s_report_does_nothing(shop):
    with shop.running():
        ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        shop.receive(report(confirmed, ANNA, action="delayed", status="4.4.1"))
        stranger = EmailMessage()
        stranger["From"], stranger["To"], stranger["Subject"], stranger["Message-ID"] = ORDERS, ANNA, "x", "<nobody@nowhere.example>"
        shop.receive(report(stranger, ANNA))
        shop.settled(3)
        time.sleep(0.3)
        assert shop.mails(DESK) == []
        assert len(shop.mails(ANNA)) == 1


def test_a_departments_mail_that_comes_back_is_told_to_the_admin(shop):
    with shop.running():
        work = ordered(shop)
        shop.receive(report(work, WAREHOUSE, whole=True))
        (told,) = shop.inbox(ADMIN)
        assert WAREHOUSE in text_of(told) and "5.1.1" in text_of(told)
