"""Mail that comes back: the order shows it, customer service is told, and nothing more is written to that address."""

import email
import time
from email import policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from shop import ADMIN, ANNA, DESK, ORDERS, WAREHOUSE, Shop, text_of
from test_staff import SALES, UPS, answer, ordered, subject_has


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


def test_adv_02_a_customers_address_that_fails_is_not_written_to_until_somebody_says_so(shop):
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


# --- servers that never heard of RFC 3464 ---

def headers_of(about):
    return "".join(f"{name}: {value}\n" for name, value in about.items() if name.lower() in ("from", "to", "subject", "message-id", "date"))


def note(sender, subject, body, **headers):
    """A mail of a mail server, as text."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, ORDERS, subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="mx.example")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message


def qmail(about):
    return note("MAILER-DAEMON@qmail.example", "failure notice", f"""Hi. This is the qmail-send program at qmail.example.
This is a permanent error; I've given up.

<{ANNA}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{headers_of(about)}
{text_of(about)}""", Return_Path="<>")


def exim(about):
    return note("Mail Delivery System <Mailer-Daemon@exim.example>", "Mail delivery failed: returning message to sender", f"""
This is a permanent error. The following address failed:

  {ANNA}
    550 5.1.1 unknown user

------ This is a copy of your message's headers ------

{headers_of(about)}""", X_Failed_Recipients=ANNA)


def exchange(about):
    message = note("System Administrator <postmaster@mx.example>", "Undeliverable: " + about["Subject"], f"""Your message

  To:      {ANNA}
  Subject: {about["Subject"]}

did not reach the following recipient(s):

{ANNA} on Tue, 24 Nov 2026 10:01:00 -0000
    The e-mail account does not exist at the organization this message was sent to.
""")
    message.make_mixed()
    message.add_attachment(about)
    return message


def turkish(about):
    return note("MAILER-DAEMON@posta.example", "Teslim edilemeyen ileti", f"""İletiniz aşağıdaki alıcıya teslim edilemedi.

<{ANNA}>: böyle bir kullanıcı yok

----- Özgün ileti -----

{headers_of(about)}
{text_of(about)}""")


def html_first(about):
    message = report(about, ANNA)
    first = message.get_payload(0)
    first.set_content(f"<html><body><p>Your message to {ANNA} couldn't be delivered.</p></body></html>", subtype="html")
    return message


SERVERS = [qmail, exim, exchange, turkish, html_first]


def test_adv_03_what_servers_without_reports_write_is_understood(shop):
    with shop.running():
        ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        number = shop.json("list")[0]["number"]
        for count, server in enumerate(SERVERS, 1):
            shop.receive(server(confirmed))
            shop.inbox(DESK, count, having=subject_has("comes back"))
            assert shop.json("show", number)["unreachable_since"] > 0, server.__name__
            assert "Unreachable" in shop.command("show", number)
            assert "done" in shop.command("write-again", number)
            assert "unreachable_since" not in shop.json("show", number)
        assert len(shop.mails(ANNA)) == 1 and shop.mails(ADMIN) == []


def test_warnings_and_vacations_and_forgeries_change_nothing(shop):
    with shop.running():
        ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        number = shop.json("list")[0]["number"]
        shop.receive(note("MAILER-DAEMON@relay.example", "Warning: could not send message for past 4 hours", f"""
<{ANNA}>... Deferred: Connection timed out
Will keep trying until message is 5 days old

   ----- Message header follows -----

{headers_of(confirmed)}""", Return_Path="<>"))
        shop.receive(report(confirmed, ANNA, action="delayed", status="4.4.1"))
        shop.receive(note(f"Anna <{ANNA}>", "Out of office", "My old address does not exist any more.\n\n" + text_of(confirmed),
                          Auto_Submitted="auto-replied", In_Reply_To=confirmed["Message-ID"]))
        shop.receive(note("MAILER-DAEMON@evil.example", "failure notice", f"<{ANNA}>: 550 5.1.1 user unknown\n\nMessage-ID: <x@y.example>\n"))
        shop.settled(5)
        assert "unreachable_since" not in shop.json("show", number)
        assert shop.mails(DESK) == [] and shop.mails(ADMIN) == [] and len(shop.mails(ANNA)) == 1


def test_what_is_unclear_or_about_somebody_else_is_told_and_nothing_more(shop):
    with shop.running():
        ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        number = shop.json("list")[0]["number"]
        shop.receive(report(confirmed, "stranger@else.example"))
        shop.inbox(DESK, 1)
        shop.receive(report(confirmed, ANNA, status="4.4.7"))
        shop.inbox(DESK, 2)
        shop.receive(note("MAILER-DAEMON@odd.example", "About your mail", "Something happened to it.\n\n" + text_of(confirmed)))
        told = shop.inbox(DESK, 3)
        assert [f"Order {number}: a mail needs your eyes" in message["Subject"] for message in told] == [True] * 3, [m["Subject"] for m in told]
        assert "unreachable_since" not in shop.json("show", number)


def test_a_forwarded_mail_that_fails_counts_for_the_address_that_sent_it_on(shop):
    with shop.running():
        ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        message = report(confirmed, "bea@home.example").as_string()
        forwarded = message.replace("Final-Recipient:", f"Original-Recipient: rfc822;{ANNA}\nFinal-Recipient:")
        shop.receive(email.message_from_string(forwarded, policy=policy.default))
        shop.inbox(DESK, having=subject_has("comes back"))


def test_the_representatives_call_while_the_address_does_not_work(site, scratch, source, build):
    shop = Shop(scratch, site, source, build, hold="30 min")
    with shop.running():
        work = ordered(shop)
        (confirmed,) = shop.inbox(ANNA)
        number = shop.json("list")[0]["number"]
        shop.receive(answer(work, WAREHOUSE, "delayed to 30 December 2027, fabric late"))
        shop.inbox(WAREHOUSE, having=subject_has("done"))
        (waiting,) = [row for row in shop.json("queue") if row["recipient"] == ANNA]
        assert waiting["letter"] == "order-delayed"
        shop.receive(report(confirmed, ANNA))
        shop.inbox(DESK, having=subject_has("comes back"))
        queue = shop.json("queue")
        assert [row["letter"] for row in queue if row["recipient"] == SALES] == ["please-call"]  # held as the customer's mail was
        assert not [row for row in queue if row["recipient"] == ANNA]
        assert "mail-stopped" in shop.command("show", number)
        assert "told" not in shop.command("note", number, "The fabric is in.")
    with shop.running(clock=0.05):
        calls = shop.inbox(SALES, 2)
        assert all("comes back" in text_of(call) for call in calls)
        assert "30 December 2027" in text_of(calls[0]) and "The fabric is in." in text_of(calls[1])
        assert len(shop.mails(ANNA)) == 1
