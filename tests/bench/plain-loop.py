"""The plain loop: what somebody would write in an afternoon, one order after the other. Fetch, parse, insert and commit, four mails, flag it.

    plain-loop.py IMAP-PORT SMTP-PORT USER PASSWORD DATABASE [CA-FILE]      CA-FILE: TLS on both, from the first byte
"""

import email
import email.policy
import imaplib
import smtplib
import sqlite3
import ssl
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

DEPARTMENTS = ["warehouse@shop.example", "receivables@shop.example", "orders@loommakers.example"]
CUT = 4500  # octets of text in each mail


def read(raw):
    """The customer's address, the Message-ID, the text, and its lines `label: value`."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    text = message.get_body(("plain", "html")).get_content()
    fields = [tuple(map(str.strip, line.split(":", 1))) for line in text.splitlines() if ":" in line]
    return message["From"].addresses[0].addr_spec, message["Message-ID"], text, fields


def compose(recipient, subject, text):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "orders@shop.example", recipient, subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="shop.example")
    message.set_content(text)
    return message


def connect(imap_port, smtp_port, ca):
    if not ca:
        return imaplib.IMAP4("127.0.0.1", imap_port), smtplib.SMTP("127.0.0.1", smtp_port)
    context = ssl.create_default_context(cafile=ca)
    return imaplib.IMAP4_SSL("localhost", imap_port, ssl_context=context), smtplib.SMTP_SSL("localhost", smtp_port, context=context)


def main(imap_port, smtp_port, user, password, database, ca=None):
    store = sqlite3.connect(database)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, message_id TEXT UNIQUE, customer TEXT, text TEXT)")
    store.execute("CREATE TABLE field (order_id INTEGER, label TEXT, value TEXT)")
    imap, smtp = connect(int(imap_port), int(smtp_port), ca)
    imap.login(user, password)
    imap.select("INBOX")
    for uid in imap.uid("SEARCH", "ALL")[1][0].split():
        customer, message_id, text, fields = read(imap.uid("FETCH", uid, "(BODY.PEEK[])")[1][0][1])
        row = store.execute("INSERT OR IGNORE INTO orders (message_id, customer, text) VALUES (?, ?, ?)", (message_id, customer, text)).lastrowid
        store.executemany("INSERT INTO field VALUES (?, ?, ?)", [(row, *field) for field in fields])
        store.commit()
        body = (text * 4)[:CUT]
        for recipient in [customer, *DEPARTMENTS]:
            smtp.send_message(compose(recipient, f"Order {row}", f"Thank you, this is the order as we have it.\n\n{body}"))
        imap.uid("STORE", uid, "+FLAGS.SILENT", "(\\Seen)")
    smtp.quit()
    imap.logout()
    print(store.execute("SELECT count(*) FROM orders").fetchone()[0])


main(*sys.argv[1:])
