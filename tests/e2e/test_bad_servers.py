"""The whole daemon against servers that fail in every way they can, one fault after the other, with one daemon: after each, work goes on by
itself, every order is confirmed once, and the log says what is wrong, and not again and again."""

import contextlib
import email.policy
import imaplib
import os
import re
import select
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import imapserver
from servers import PASSWORD, wait_until
from shop import ADMIN, ANNA, SOFA, Shop, mail
from smtpserver import Drip, Raw, STALL

LETTERS = 3  # of one order: the customer, the warehouse, receivables
QUICK = 'timeout = "2 s";'


def order(number, customer=ANNA):
    """Each with a reference of its own, so that none is like another."""
    return mail(customer, f"Order {number}", SOFA.replace("Name: Anna", f"Your reference: REF-{number:04d}\nName: Anna"), name="Anna Weaver")


def confirmed(server, customer=ANNA):
    """How often each confirmation to the customer was sent: {Message-ID: count}."""
    counts = {}
    for message in server.messages:
        if message.recipients == [customer]:
            name = re.search(rb"^Message-ID:\s*(\S+)", message.octets, re.M | re.I).group(1)
            counts[name] = counts.get(name, 0) + 1
    return counts


def loud(text):
    return [line for line in text.splitlines() if "error:" in line or "warning:" in line]


# --- IMAP ---


class Inbox:
    """A scripted server that tells of new mail at once, and does one wrong thing when it is asked to."""

    def __init__(self, server, name="orders"):
        self.server, self.name, self.customer = server, name, f"{name}@customer.example"
        self.count, self.raw = 0, []
        server.script["IDLE"] = self.idle

    def idle(self, session, tag, rest):
        """Tells how many mails there are when that has changed since the session was told: by SELECT, an EXPUNGE, or here."""
        known = 0 if self.server.mails else None
        session.send("+ idling\r\n")
        while not session.buffer and not select.select([session.connection], [], [], 0.03)[0]:
            if self.server.mails and len(self.server.mails) != known:
                known = len(self.server.mails)
                session.send(f"* {known} EXISTS\r\n")
        if session.line() == "DONE":
            session.ok(tag)

    def once(self, step, act, wanted=lambda rest: True):
        """The next time that `step` comes (with such words), `act` is done instead."""
        before = self.server.script.get(step)

        def script(session, tag, rest):
            if not wanted(rest):
                return session.honest(step, tag, rest)
            self.restore(step, before)
            return act(session, tag, rest)
        self.server.script[step] = script

    def restore(self, step, before):
        if before:
            self.server.script[step] = before
        else:
            del self.server.script[step]

    def hang_up(self):
        for session in self.server.sessions:
            session.close()

    def receive(self):
        self.count += 1
        self.raw.append(order(self.count, self.customer).as_bytes(policy=email.policy.SMTP))
        self.server.mails.append([self.count, self.raw[-1], set()])

    def filed(self):
        return [raw for folder in ("mailorder/handled", "mailorder/review") for raw in self.server.folders.get(folder) or []]


def drop(session, tag, rest):
    session.close()


def bye(session, tag, rest):
    session.send("* BYE [EXPIRED] your time is over\r\n")
    session.close()


def silent(session, tag, rest):
    while session.line():
        pass


def drip(session, tag, rest):
    for _ in range(60):
        session.send(b"*")
        time.sleep(0.1)


def late(step):
    def act(session, tag, rest):
        time.sleep(1)
        session.honest(step, tag, rest)
    return act


def refused(text):
    return lambda session, tag, rest: session.send(f"{tag} {text}\r\n")


def first(text, step):
    """Says this before the honest answer."""
    def act(session, tag, rest):
        session.send(text)
        session.honest(step, tag, rest)
    return act


def cut(count, promised=0):
    """A body of which so many octets come, and then nothing; `promised`: what is said of its length beyond the truth."""
    def act(session, tag, rest):
        ((number, (uid, raw, _)),) = session.by_uid(rest.partition(" ")[0])
        answer = f"* {number} FETCH (UID {uid} BODY[] {{{len(raw) + promised}}}\r\n".encode() + raw + f")\r\n{tag} OK\r\n".encode()
        session.send(answer[:count])
        session.close()
    return act


def shorter(session, tag, rest):
    ((number, (uid, raw, _)),) = session.by_uid(rest.partition(" ")[0])
    session.send(f"* {number} FETCH (UID {uid} BODY[] {{{len(raw) - 40}}}\r\n".encode() + raw + f")\r\n{tag} OK\r\n".encode())


def done_and_dropped(session, tag, rest):
    """It is moved, and nobody says so."""
    found = session.copy(tag, rest)
    for _, entry in found or []:
        session.server.mails.remove(entry)
    session.close()


def body(rest):
    return "BODY" in rest


OPENING = ("greeting", "CAPABILITY", "AUTHENTICATE", "NAMESPACE", "LIST", "SELECT")
IMAP_FAULTS = (
    [(step, drop, None) for step in OPENING]
    + [(step, bye, None) for step in ("greeting", "SELECT", "UID MOVE")]
    + [("UID FETCH", cut(count), body) for count in (0, 1, 20, 60, 400, 100000)]
    + [("UID FETCH", cut(100000, 5000), body), ("UID FETCH", shorter, body), ("UID FETCH", bye, body), ("UID FETCH", silent, body),
       ("UID FETCH", drip, body), ("UID FETCH", late("UID FETCH"), body), ("UID FETCH", refused("NO [EXPIRED] log in again"), body),
       ("UID FETCH", refused("BAD what"), body), ("UID FETCH", first("* 1 EXPUNGE\r\n* 0 EXISTS\r\n", "UID FETCH"), body),
       ("UID MOVE", drop, None), ("UID MOVE", done_and_dropped, None), ("UID MOVE", refused("NO [UNAVAILABLE] not now"), None),
       ("UID MOVE", first("* BYE\r\n", "UID MOVE"), None), ("APPEND", drop, None), ("IDLE", drop, None), ("IDLE", bye, None)])


def mailbox(inbox, ca, password):
    return (f'{inbox.name} = {{ host = "localhost"; port = {inbox.server.port}; tls = "none"; user = "user"; ca_file = "{ca}"; '
            f'password_file = "{password}"; handled_folder = "mailorder/handled"; review_folder = "mailorder/review"; '
            f'sent_folder = "Sent"; poll = "1 s"; {QUICK} }};')


def put_password(shop, inbox):
    fresh = shop.folder / f"{inbox.name}.new"
    fresh.write_text(PASSWORD + "\n")
    fresh.chmod(0o600)
    os.replace(fresh, shop.folder / f"{inbox.name}.password")


@pytest.fixture
def served(site, scratch, source, sanitized, smtp, monkeypatch):
    """The shop with three mailboxes, each on a scripted server, and a scripted way out: (shop, inboxes, way out)."""
    if "define MO_TEST_HOOKS 1" not in (sanitized / "config.h").read_text():
        pytest.skip("built without --enable-test-hooks or --enable-sanitizers")
    monkeypatch.setenv("MAILORDER_TEST_HASTE", "10")  # it waits ten times shorter before it tries again
    monkeypatch.setattr(imapserver, "DATE", imaplib.Time2Internaldate(time.time() + 60))
    out = smtp()
    with contextlib.ExitStack() as stack:
        inboxes = [Inbox(stack.enter_context(imapserver.ScriptedImap()), name) for name in ("ada", "bea", "cleo")]
        shop = Shop(scratch, site, source, sanitized, smtp=f"port = {out.port}; {QUICK}")
        for inbox in inboxes:
            put_password(shop, inbox)
        text = "mailboxes = { " + " ".join(mailbox(inbox, site.authority.ca, f"{inbox.name}.password") for inbox in inboxes) + " };"
        shop.config.write_text(re.sub(r"^mailboxes = .*$", lambda _: text, shop.config.read_text(), flags=re.M))
        yield shop, inboxes, out
        shop.stop()
        print(f"the daemon said:\n{shop.said()[-6000:]}")


def loud_of(shop, inbox, before):
    return [line for line in loud(shop.said()[before:]) if f"mailbox {inbox.name}:" in line]


def settle(inbox, out):
    wait_until(lambda: not inbox.server.mails and len(confirmed(out, inbox.customer)) >= inbox.count, 60, f"order {inbox.count}")


def meet(shop, inbox, out, faults):
    """One fault after the other, and an order in each."""
    for step, act, wanted in faults:
        before = len(shop.said())
        inbox.once(step, act, wanted or (lambda rest: True))
        if step in OPENING:
            inbox.hang_up()
        inbox.receive()
        try:
            settle(inbox, out)
            wait_until(lambda: inbox.server.script.get(step) in (None, inbox.idle), 20, "the fault")
        except TimeoutError:
            pytest.fail(f"after {step} {act}: {shop.said()[before:]}")
        assert len(loud_of(shop, inbox, before)) <= 2, (step, act, shop.said()[before:])


def test_adv_64_a_server_that_tells_of_mail_for_ever_is_not_asked_for_ever(served):
    """It says EXISTS each time that the session idles, and there is nothing new: a mail that it does not let go of lies there."""
    shop, inboxes, out = served
    inbox = inboxes[0]

    def idle(session, tag, rest):
        session.send(f"+ idling\r\n* {len(inbox.server.mails)} EXISTS\r\n")
        session.line()
        session.ok(tag)
    inbox.server.script |= {"IDLE": idle, "UID MOVE": refused("NO [OVERQUOTA] not now")}
    shop.start()
    inbox.receive()
    inbox.hang_up()
    wait_until(lambda: len(confirmed(out, inbox.customer)) >= 1, 60, "the order")
    time.sleep(2)
    before = len(inbox.server.received)
    time.sleep(4)
    asked = [line for line in inbox.server.received[before:] if line.endswith(" IDLE")]
    assert 1 <= len(asked) <= 16, len(asked)
    inbox.receive()
    wait_until(lambda: len(confirmed(out, inbox.customer)) >= 2, 60, "the second order")


def test_adv_64_one_daemon_through_all_that_an_imap_server_does_wrong(served):
    shop, inboxes, out = served
    ends = (expired, away, lambda *_: None)
    with shop.running(), ThreadPoolExecutor(len(inboxes)) as pool:
        def live(number):
            inbox = inboxes[number]
            meet(shop, inbox, out, IMAP_FAULTS[number::len(inboxes)])
            ends[number](shop, inbox)
            settle(inbox, out)
        for done in [pool.submit(live, number) for number in range(len(inboxes))]:
            done.result()
        wait_until(lambda: not shop.json("queue"), 20, "an empty outbox")
    for inbox in inboxes:
        sent = confirmed(out, inbox.customer)
        assert set(sent.values()) == {1} and len(sent) == inbox.count
        assert set(inbox.filed()) == set(inbox.raw)
    assert len(shop.json("list", "--limit", 1000)) == sum(inbox.count for inbox in inboxes)


@pytest.mark.parametrize("word", ["", " MULTIAPPEND"])
def test_a_copy_that_the_server_refuses_keeps_no_other_out_of_the_sent_folder(served, word):
    shop, (inbox, *_), out = served

    def to_the_customer(group):
        return sum(b"\r\nTo: Anna Weaver <%s>" % inbox.customer.encode() in raw for _, _, raw in group)
    inbox.server.capabilities += word
    inbox.server.folders["Sent"] = []
    inbox.server.refuses_copies = lambda group, size: size == 0 and to_the_customer(group)
    with shop.running():
        for _ in range(3):
            inbox.receive()
        settle(inbox, out)
        wait_until(lambda: len(inbox.server.appended) == 3 * (LETTERS - 1), 30, "the other copies")
        wait_until(lambda: shop.said().count("could not be appended") >= 1, 20, "a line about them")
        assert to_the_customer(inbox.server.appended) == 0


def test_a_server_that_cannot_bear_a_group_of_copies_gets_smaller_ones(served):
    shop, (inbox, *_), out = served
    inbox.server.capabilities += " MULTIAPPEND"
    inbox.server.folders["Sent"] = []

    def ends_at_the_second(group, size):
        if group and size:
            raise imapserver.Closed
        return False
    inbox.server.refuses_copies = ends_at_the_second
    with shop.running():
        for _ in range(3):
            inbox.receive()
        settle(inbox, out)
        wait_until(lambda: len(inbox.server.appended) == 3 * LETTERS, 60, "the copies")


def expired(shop, inbox):
    """The login is not valid any more; work goes on when the admin has put another in its place."""
    inbox.server.script["AUTHENTICATE"] = refused("NO [AUTHENTICATIONFAILED] the token has expired")
    before = len(shop.said())
    inbox.hang_up()
    wait_until(lambda: "has expired" in shop.said()[before:], 20, "a line about the login")
    inbox.receive()
    time.sleep(2)
    assert len(["has expired" in line for line in loud_of(shop, inbox, before)]) <= 2, shop.said()[before:]
    assert shop.said()[before:].count("has expired") == 1
    del inbox.server.script["AUTHENTICATE"]
    put_password(shop, inbox)


def away(shop, inbox):
    """A server that sends everybody away is told once, however often it does."""
    inbox.server.script["greeting"] = bye
    before = len(shop.said())
    inbox.hang_up()
    wait_until(lambda: loud_of(shop, inbox, before), 20, "a line about the server")
    inbox.receive()
    time.sleep(3)
    assert len(loud_of(shop, inbox, before)) == 1, shop.said()[before:]
    del inbox.server.script["greeting"]
    wait_until(lambda: f"mailbox={inbox.name} well again" in shop.said()[before:], 30, "the end of it")


# --- SMTP ---

# Refusals and lost connections at each command are in test_outbox.py.
SMTP_FAULTS = {
    "silence": {"CONNECT": [STALL], "MAIL": [Drip()], "DATA": [STALL]},
    "nonsense": {"CONNECT": [Raw(b"\x00\xff\r\n")], "EHLO": [Raw(b"250-mail.test\r\n250-x\r\n", drop=True)],
                 "RCPT": [Raw(b"250\r\n250 2.1.5 too much\r\n")], "DATA": [Raw(b"999 what\r\n")]},
}


def queue_is_empty(shop):
    return not [out for out in shop.json("queue") if out["state"] in ("queued", "sending")]


def test_adv_65_one_daemon_through_all_that_an_smtp_server_does_wrong(served):
    shop, (inbox, *_), out = served
    with shop.running():
        for name, faults in SMTP_FAULTS.items():
            before = len(shop.said())
            out.listener.script = {step: list(acts) for step, acts in faults.items()}
            out.hang_up()
            for _ in range(3):
                inbox.receive()
            try:
                wait_until(lambda: len(confirmed(out, inbox.customer)) >= inbox.count and not any(out.listener.script.values()), 90, name)
            except TimeoutError:
                pytest.fail(f"{name}: left of the script: {out.listener.script}, said: {out.lines()[-12:]}, sent: {len(out.messages)}")
            assert len(loud(shop.said()[before:])) <= sum(map(len, faults.values())), (name, shop.said()[before:])
        wait_until(lambda: queue_is_empty(shop), 30, "an empty outbox")
        assert len(out.messages) == LETTERS * inbox.count
        failed = permanent(shop, inbox, out)
    assert set(confirmed(out, inbox.customer).values()) == {1}
    assert len(out.messages) == LETTERS * inbox.count  # for each that was refused, the admin has a letter
    assert len(shop.json("list", "--limit", 1000)) == inbox.count and failed == 4


def permanent(shop, inbox, out):
    """Refused for good at each command: the others of the same order arrive, and the admin is told which did not. How many."""
    steps = ("MAIL", "RCPT", "DATA", "BODY")
    for count, step in enumerate(steps, 1):
        out.listener.script[step] = [f"550 5.7.1 never at {step}"]
        inbox.receive()
        wait_until(lambda: len([m for m in out.messages if m.recipients == [ADMIN]]) >= count, 40, f"{step}: the letter to the admin")
        wait_until(lambda: queue_is_empty(shop), 20, "an empty outbox")
    told = [message.octets.decode() for message in out.messages if message.recipients == [ADMIN]]
    assert [step for step in steps if not any(f"never at {step}" in text for text in told)] == []
    lost = [row for row in shop.json("queue", "--all") if row["state"] == "failed"]
    assert len(lost) == len(steps)
    return len(lost)


def test_adv_65_without_starttls_nothing_is_sent_until_it_is_back(site, scratch, source, build, smtp):
    out = smtp(context=site.authority.good.server_context(), offers_starttls=False)
    shop = Shop(scratch, site, source, build, smtp=f'port = {out.port}; tls = "starttls"; ca_file = "{site.authority.ca}"; {QUICK}')
    with shop.running():
        shop.receive(order(1))
        wait_until(lambda: "mail cannot be sent" in shop.said(), 30, "a line about the way out")
        assert "STARTTLS" in loud(shop.said())[0]
        out.listener.offers_starttls = True
        out.listener.script["STARTTLS"] = [Raw(b"220 go ahead\r\n250 injected\r\n"), "454 not now"]
        wait_until(lambda: len(out.messages) >= LETTERS, 60, "the letters")
        wait_until(lambda: "mail can be sent again" in shop.said(), 10, "the end of it")
    assert all(message.tls for message in out.messages) and len(out.messages) == LETTERS
    assert len(loud(shop.said())) == 1, loud(shop.said())
