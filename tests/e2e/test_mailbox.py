"""The mailbox drivers, driven by mailbox-probe, against a real Dovecot and against a server that lies."""

import os
import re
import socket
import ssl
import subprocess
import threading
import time

import pytest

from imapserver import ARRIVED, CAPABILITIES, ScriptedImap
from servers import HOST, PASSWORD

ORDERS = "orders@shop.example"
MEGABYTES = 1024  # of kilobytes
MEMORY_MOST = 32 * MEGABYTES
SIMPLE = [(3, b"Subject: three\r\n\r\n3\r\n"), (5, b"Subject: five\r\n\r\n5\r\n"), (9, b"Subject: nine\r\n\r\n9\r\n")]


class Answer:
    """What one run of the probe printed, how long it took, and the most memory it held."""

    def __init__(self, lines, status, seconds, kilobytes):
        self.lines, self.status, self.seconds, self.kilobytes = lines, status, seconds, kilobytes

    @property
    def error(self):
        """(code, text), or None."""
        last = self.lines[-1] if self.lines else ""
        return tuple(last.split(" ", 2)[1:]) if last.startswith("error ") else None

    def having(self, word):
        return [line for line in self.lines if line.startswith(word + " ")]


@pytest.fixture
def probe(build, authority, scratch):
    def secret(name, text):
        path = scratch / name
        path.write_text(text + "\n")
        path.chmod(0o600)
        return path

    def run(port, *calls, tls="none", user="user", password=PASSWORD, token=None, ca=None, host="localhost", timeout=2,
            options=(), limit=60, stdin=subprocess.DEVNULL):
        login = ["--token-file", secret("token", token)] if token else ["--password-file", secret("password", password)]
        command = [build / "tests/e2e/mailbox-probe", "--host", host, "--port", port, "--tls", tls, "--ca-file",
                   ca or authority.ca, "--user", user, *login, "--timeout", timeout, *options, "--", *calls]
        return launch(command, limit, stdin)

    return run


def launch(command, limit=60, stdin=subprocess.DEVNULL):
    begun = time.monotonic()
    done = subprocess.run([str(word) for word in command], stdin=stdin, capture_output=True, text=True, timeout=limit)
    memory = re.search(r"^memory (\d+) kB$", done.stderr, re.MULTILINE)
    assert memory, f"{done.returncode}: {done.stdout}{done.stderr}"
    return Answer(done.stdout.splitlines(), done.returncode, time.monotonic() - begun, int(memory[1]))


def assert_refused(answer, code, text):
    """An error in words, within bounded time and memory, and not a crash."""
    assert answer.status == 1, answer.lines
    assert answer.error and answer.error[0] == code, answer.lines
    assert text in answer.error[1], answer.error
    assert answer.seconds < 30
    assert answer.kilobytes < MEMORY_MOST


# A real Dovecot.

@pytest.fixture
def dovecot(site, probe):
    """Runs the probe on the orders mailbox."""
    def run(*calls, tls="implicit", **arguments):
        port = site.dovecot.tls_port if tls == "implicit" else site.dovecot.port
        return probe(port, *calls, tls=tls, user=ORDERS, ca=site.authority.ca, **arguments)
    run.site = site
    return run


def fill(site, count, body=b"x\r\n"):
    with site.mailbox(ORDERS) as orders:
        for number in range(count):
            orders.append(b"Subject: mail %d\r\n\r\n" % number + body, when=1700000000 + number)


def uids_of(answer):
    return [int(line.split()[1]) for line in answer.having("mail")]


@pytest.mark.parametrize("tls", ["implicit", "starttls", "none"])
def test_mails_are_listed_with_their_arrival(dovecot, tls):
    fill(dovecot.site, 3)
    answer = dovecot("list", 0, 10, tls=tls)
    assert answer.status == 0, answer.lines
    mails = [line.split()[2:] for line in answer.having("mail")]
    assert mails == [[str(1700000000 + number), "22"] for number in range(3)]


def test_a_listing_begins_after_any_uid_and_keeps_to_its_limit(dovecot):
    fill(dovecot.site, 20)
    everything = uids_of(dovecot("list", 0, 100))
    assert len(everything) == 20 and everything == sorted(everything)
    gaps = everything[3:9]
    left = [uid for uid in everything if uid not in gaps]
    dovecot("file", "handled", ",".join(map(str, gaps)))
    for after in [0, everything[0] - 1, *everything, 2**32 - 2]:
        for limit in (1, 4, 100):
            assert uids_of(dovecot("list", after, limit)) == [uid for uid in left if uid > after][:limit]


def test_listing_goes_on_as_mails_are_filed_and_come(dovecot):
    fill(dovecot.site, 12)
    uids = uids_of(dovecot("list", 0, 100))
    first = f"{uids[0]}:{uids[3]}"
    answer = dovecot("list", 0, 4, "file", "handled", first, "list", uids[3], 4, "list", uids[7], 10, "list", 0, 2)
    assert uids_of(answer) == uids[:4] + uids[4:8] + uids[8:] + uids[4:6]


def test_a_mail_is_fetched_octet_for_octet_and_stays_unseen(dovecot, scratch):
    raw = b"Subject: bytes\r\n\r\n" + bytes(range(1, 10)) + bytes(range(14, 256)) + b"\r\n.\r\n)\r\n{9}\r\n* BYE\r\n" * 1000
    with dovecot.site.mailbox(ORDERS) as orders:
        orders.append(raw)
    uid = uids_of(dovecot("list", 0, 10))[0]
    answer = dovecot("fetch", scratch, f"{uid},{uid + 7}")
    assert answer.having("fetched") == [f"fetched {uid} complete"]
    assert (scratch / str(uid)).read_bytes() == raw
    with dovecot.site.mailbox(ORDERS) as orders:
        orders.imap.select("INBOX", readonly=True)
        assert orders.imap.search(None, "UNSEEN")[1] != [b""]


def test_a_mail_of_50_megabytes_costs_a_few(dovecot, scratch):
    raw = b"Subject: big\r\n\r\n" + (b"y" * 76 + b"\r\n") * (50 * 1024 * 1024 // 78)
    with dovecot.site.mailbox(ORDERS) as orders:
        orders.append(raw)
    uid = uids_of(dovecot("list", 0, 10))[0]
    answer = dovecot("fetch", scratch, uid, "append", scratch / str(uid), timeout=30, options=["--sent", "Sent"])
    assert answer.having("fetched") == [f"fetched {uid} complete"]
    assert (scratch / str(uid)).read_bytes() == raw
    assert answer.lines[-2:] == ["appended", "closed"]
    assert answer.kilobytes < 16 * MEGABYTES


def test_filing_makes_the_folders_and_tells_what_was_gone(dovecot):
    fill(dovecot.site, 3)
    uids = uids_of(dovecot("list", 0, 10))
    options = ["--handled", "Bestellungen/erledigt & gut", "--review", "İncelenecek/Şüpheli"]
    answer = dovecot("file", "handled", uids[0], "file", "review", f"{uids[0]},{uids[1]},{uids[2] + 9}", options=options)
    assert answer.having("filed") == [f"filed {uids[0]} moved", f"filed {uids[0]} gone", f"filed {uids[1]} moved",
                                      f"filed {uids[2] + 9} gone"]
    with dovecot.site.mailbox(ORDERS) as orders:
        assert len(orders.mails()) == 1
        assert len(orders.mails("Bestellungen.erledigt &- gut")) == 1
        assert len(orders.mails("&ATA-ncelenecek.&AV4A,A-pheli")) == 1


def test_a_folder_deleted_meanwhile_is_made_again(dovecot):
    fill(dovecot.site, 1)
    uid = uids_of(dovecot("list", 0, 10))[0]
    with dovecot.site.mailbox(ORDERS) as orders:
        orders.imap.delete("mailorder.handled")
    assert dovecot("file", "handled", uid).having("filed") == [f"filed {uid} moved"]


def test_a_sent_mail_is_kept_seen(dovecot, scratch):
    raw = b"Subject: sent\r\n\r\nbody\r\n"
    (scratch / "sent").write_bytes(raw)
    assert dovecot("append", scratch / "sent", options=["--sent", "Sent"]).having("appended") == []
    with dovecot.site.mailbox(ORDERS) as orders:
        assert orders.raw_mails("Sent")[-1] == raw
        orders.imap.select("Sent", readonly=True)
        assert orders.imap.search(None, "UNSEEN")[1] == [b""]


def test_waiting_ends_when_mail_comes(dovecot):
    delivery = threading.Timer(1, fill, (dovecot.site, 1))
    delivery.start()
    answer = dovecot("list", 0, 10, "wait", 20000, "list", 0, 10, "wait", 100, timeout=10)
    delivery.join()
    assert answer.having("open")[0].endswith("idles")
    assert [line.split(" after")[0] for line in answer.having("woken")] == ["woken mail", "woken timeout"]
    assert answer.having("listed") == ["listed 0", "listed 1"]
    assert answer.seconds < 15


def test_waiting_ends_when_another_descriptor_speaks(dovecot):
    reader, writer = os.pipe()
    os.write(writer, b"x")
    answer = dovecot("list", 0, 10, "wait", 20000, options=["--watch-stdin"], stdin=reader)
    os.close(reader), os.close(writer)
    assert answer.having("woken")[0].startswith("woken other after")


def test_a_silent_idle_is_left_to_ask_the_server(dovecot):
    answer = dovecot("list", 0, 10, "wait", 20000, "list", 0, 10, options=["--poll", 1])
    assert answer.having("woken")[0].startswith("woken mail after")
    assert answer.seconds < 10


def test_a_wrong_password_is_the_admins_to_mend(dovecot):
    assert_refused(dovecot(password="wrong", timeout=10), "login", "Authentication failed")


def test_no_server_and_no_host(probe):
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
    assert_refused(probe(port), "network", "cannot connect: Connection refused")
    assert_refused(probe(port, host="no-such-host.invalid", timeout=10), "network", "cannot find the host")


# TLS.

@pytest.fixture
def scripted():
    """Starts scripted servers: scripted(script, capabilities=…)."""
    started = []

    def start(script=None, **arguments):
        server = ScriptedImap(script, **arguments)
        server.__enter__()
        started.append(server)
        return server

    yield start
    for server in started:
        server.__exit__()


REFUSALS = [("wrong_name", "certificate is for mail.elsewhere.example, not localhost"),
            ("expired", "certificate expired on 2021-01-01"),
            ("stranger", "issued by \"mailorder tests other-ca\"")]


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize("certificate,text", REFUSALS)
def test_a_bad_certificate_is_refused_before_any_login(probe, scripted, authority, tls, certificate, text):
    server = scripted(context=getattr(authority, certificate).server_context(), implicit=tls == "implicit",
                      capabilities=CAPABILITIES + " STARTTLS")
    assert_refused(probe(server.port, tls=tls), "tls", text)
    assert not any("LOGIN" in line or "AUTHENTICATE" in line for line in server.received)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_good_certificate_is_taken(probe, scripted, authority, tls, host):
    server = scripted(context=authority.good.server_context(), implicit=tls == "implicit", mails=SIMPLE,
                      capabilities=CAPABILITIES + " STARTTLS")
    answer = probe(server.port, "list", 0, 9, tls=tls, host=host)
    assert answer.lines == ["open 7 idles", f"mail 3 {ARRIVED} 21", f"mail 5 {ARRIVED} 20", f"mail 9 {ARRIVED} 20",
                            "listed 3", "closed"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_old_tls_is_refused(probe, scripted, authority):
    context = authority.good.server_context()
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    assert_refused(probe(scripted(context=context).port, tls="implicit"), "tls", "")


def test_starttls_stripped_is_never_passed_over(probe, scripted):
    server = scripted()
    assert_refused(probe(server.port, tls="starttls"), "tls", "does not offer STARTTLS; mailorder never goes on in plain text")
    assert server.received == ["1 CAPABILITY", "2 LOGOUT"]


def test_starttls_refused_is_an_end(probe, scripted):
    server = scripted({"STARTTLS": lambda session, tag, rest: session.send(f"{tag} NO not today\r\n")},
                      capabilities=CAPABILITIES + " STARTTLS")
    assert_refused(probe(server.port, tls="starttls"), "tls", "not today")


@pytest.mark.parametrize("injected", ["* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", "3 OK [CAPABILITY IMAP4rev1] x\r\n", "x"])
def test_text_injected_after_starttls_is_refused(probe, scripted, authority, injected):
    def starttls(session, tag, rest):
        session.send(f"{tag} OK begin TLS\r\n{injected}")
        session.wrap()
    server = scripted({"STARTTLS": starttls}, context=authority.good.server_context(), implicit=False,
                      capabilities=CAPABILITIES + " STARTTLS")
    assert_refused(probe(server.port, tls="starttls"), "tls", "")
    assert not any("AUTHENTICATE" in line for line in server.received)


def test_preauth_is_no_way_around_starttls(probe, scripted, authority):
    server = scripted({"greeting": lambda session, tag, rest: session.send("* PREAUTH welcome\r\n")},
                      context=authority.good.server_context(), implicit=False)
    assert_refused(probe(server.port, tls="starttls"), "tls", "PREAUTH")


def test_a_plain_server_on_the_tls_port_is_told(probe, scripted):
    assert_refused(probe(scripted().port, tls="implicit"), "tls", "no TLS")


# Login.

def test_login_is_used_where_plain_is_not_offered(probe, scripted):
    server = scripted(capabilities="IMAP4rev1")
    answer = probe(server.port)
    assert answer.lines == ["open 7 sleeps", "closed"]
    assert any(line.split(" ")[1] == "LOGIN" for line in server.received)


def test_plain_waits_for_the_server_without_sasl_ir(probe, scripted):
    server = scripted(capabilities="IMAP4rev1 AUTH=PLAIN LOGINDISABLED")
    assert probe(server.port).status == 0
    assert "2 AUTHENTICATE PLAIN" in server.received


def test_a_server_that_forbids_passwords_never_sees_one(probe, scripted):
    server = scripted(capabilities="IMAP4rev1 LOGINDISABLED")
    assert_refused(probe(server.port), "login", "LOGINDISABLED")
    assert not any(PASSWORD in line for line in server.received)


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 AUTH=XOAUTH2", "IMAP4rev1 AUTH=XOAUTH2 SASL-IR"])
def test_an_oauth2_token_logs_in(probe, scripted, capabilities):
    assert probe(scripted(capabilities=capabilities).port, token="tok.en").lines[0] == "open 7 sleeps"


def test_a_refused_token_is_told_without_being_shown(probe, scripted):
    answer = probe(scripted(capabilities="IMAP4rev1 AUTH=XOAUTH2 SASL-IR").port, token="expired.token")
    assert_refused(answer, "login", "OAuth2 token")
    assert "expired.token" not in answer.error[1]


def test_a_server_in_trouble_is_not_a_wrong_password(probe, scripted):
    server = scripted({"AUTHENTICATE": lambda session, tag, rest: session.send(f"{tag} NO [UNAVAILABLE] later\r\n")})
    assert_refused(probe(server.port), "server", "later")


def test_a_missing_secret_is_named(probe, scripted):
    assert_refused(probe(scripted().port, options=["--password-file", "/no/such"]), "login", "/no/such")


# Servers that can do less.

def flags_of(server):
    return {uid: flags for uid, _, flags in server.mails}


def test_without_move_mails_are_copied_and_expunged_by_uid(probe, scripted):
    server = scripted(capabilities="IMAP4rev1 UIDPLUS", mails=SIMPLE)
    server.mails[2][2].add("\\Deleted")  # another client's: must stay
    answer = probe(server.port, "file", "handled", "3,4,5")
    assert answer.having("filed") == ["filed 3 moved", "filed 4 gone", "filed 5 moved"]
    assert [mail[0] for mail in server.mails] == [9]
    assert server.folders["mailorder/handled"] == [SIMPLE[0][1], SIMPLE[1][1]]
    assert not any(line.split(" ")[1:] == ["EXPUNGE"] for line in server.received)


@pytest.mark.parametrize("permanent,flag", [("\\*", "$MailorderReview"), ("$MailorderReview", "$MailorderReview"),
                                            ("$Other", "\\Seen")])
def test_without_uidplus_mails_are_only_marked(probe, scripted, permanent, flag):
    server = scripted(capabilities="IMAP4rev1", mails=SIMPLE, permanent=permanent)
    assert probe(server.port, "file", "review", "3,4").having("filed") == ["filed 3 flagged", "filed 4 gone"]
    assert flags_of(server) == {3: {flag}, 5: set(), 9: set()}
    assert not any("EXPUNGE" in line or "COPY" in line or "Deleted" in line for line in server.received)


def test_without_idle_waiting_is_sleeping(probe, scripted):
    server = scripted(capabilities="IMAP4rev1", mails=SIMPLE)
    answer = probe(server.port, "list", 0, 9, "wait", 300, "wait", 5000, options=["--poll", "1"])
    assert [line.split(" after")[0] for line in answer.having("woken")] == ["woken timeout", "woken mail"]
    assert not any("IDLE" in line for line in server.received)


@pytest.mark.parametrize("capabilities,namespace,delimiter,name", [
    (CAPABILITIES, '(("INBOX." "."))', ".", "INBOX.mailorder.handled"), (CAPABILITIES, "NIL", "|", "mailorder|handled"),
    ("IMAP4rev1 MOVE", "NIL", ".", "mailorder.handled")])
def test_folders_are_named_as_the_server_has_them(probe, scripted, capabilities, namespace, delimiter, name):
    server = scripted(capabilities=capabilities, namespace=namespace, delimiter=delimiter)
    assert probe(server.port).status == 0
    assert name in server.folders


def test_a_server_without_uids_is_refused(probe, scripted):
    assert_refused(probe(scripted(uidvalidity=0).port), "server", "keeps no UIDs")


def test_a_read_only_inbox_is_told(probe, scripted):
    def select(session, tag, rest):
        session.send("* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n")
        session.ok(tag, "[READ-ONLY] look only")
    assert_refused(probe(scripted({"SELECT": select}).port), "server", "read-only")


def test_uidvalidity_is_told(probe, scripted):
    assert probe(scripted(uidvalidity=4294967295).port).lines[0] == "open 4294967295 idles"


# Servers that lie, stall or die.

def test_a_server_that_says_nothing_is_given_up(probe, scripted):
    answer = probe(scripted({"greeting": lambda session, tag, rest: session.line()}).port, timeout=1)
    assert_refused(answer, "network", "silent" if answer.error and "silent" in answer.error[1] else "took longer")
    assert answer.seconds < 5


def drip(session, data, seconds=0.2):
    for octet in data:
        session.send(bytes([octet]))
        time.sleep(seconds)


@pytest.mark.parametrize("where", ["greeting", "CAPABILITY", "SELECT", "NOOP"])
def test_a_dripping_server_meets_the_deadline(probe, scripted, where):
    server = scripted({where: lambda session, tag, rest: drip(session, b"* OK " + b"x" * 1000)}, mails=SIMPLE)
    answer = probe(server.port, "list", 0, 10, timeout=1)
    assert_refused(answer, "network", "took longer")
    assert answer.seconds < 8


def test_a_dripping_body_meets_the_deadline(probe, scripted, scratch):
    def fetch(session, tag, rest):
        session.send("* 1 FETCH (UID 3 BODY[] {1000000}\r\n")
        drip(session, b"x" * 1000)
    answer = probe(scripted({"UID FETCH": fetch}, mails=SIMPLE).port, "fetch", scratch, 3, timeout=1)
    assert_refused(answer, "network", "took longer")
    assert answer.having("fetched") == ["fetched 3 partial"]
    assert answer.seconds < 8


@pytest.mark.parametrize("text", [b"* BYE overloaded\r\n", b"* BYE overloaded\r\n* OK more\r\n"])
@pytest.mark.parametrize("where", ["greeting", "CAPABILITY", "AUTHENTICATE", "LIST", "SELECT", "NOOP", "FETCH", "UID FETCH",
                                   "UID MOVE", "IDLE"])
def test_a_bye_anywhere_is_told(probe, scripted, scratch, where, text):
    server = scripted({where: lambda session, tag, rest: session.send(text)}, mails=SIMPLE)
    answer = probe(server.port, "list", 0, 10, "fetch", scratch, 3, "file", "handled", 3, "wait", 500)
    assert_refused(answer, "network", "overloaded")


@pytest.mark.parametrize("where", ["greeting", "CAPABILITY", "AUTHENTICATE", "NAMESPACE", "LIST", "CREATE", "SELECT", "NOOP",
                                   "FETCH", "UID FETCH", "UID MOVE", "APPEND", "IDLE"])
def test_a_lost_connection_anywhere_is_told(probe, scripted, scratch, where):
    (scratch / "sent").write_bytes(b"Subject: x\r\n\r\n")
    server = scripted({where: lambda session, tag, rest: session.close()}, mails=SIMPLE)
    answer = probe(server.port, "list", 0, 10, "fetch", scratch, 3, "file", "handled", 3, "append", scratch / "sent", "wait",
                   500, options=["--sent", "Sent"])
    assert_refused(answer, "network", "the server closed the connection")


def test_a_connection_lost_while_idling_is_told(probe, scripted):
    def idle(session, tag, rest):
        session.send("+ idling\r\n")
        time.sleep(0.5)
        session.close()
    answer = probe(scripted({"IDLE": idle}).port, "list", 0, 10, "wait", 20000)
    assert_refused(answer, "network", "closed the connection")
    assert answer.seconds < 5


def body(script):
    """A server whose answer to a fetch of UID 3 is `script(session, tag)`."""
    return {"UID FETCH": lambda session, tag, rest: script(session, tag)}


@pytest.mark.parametrize("octets", [0, 1, 100, 70000])
def test_the_end_inside_a_literal_is_an_error(probe, scripted, scratch, octets):
    def fetch(session, tag):
        session.send(b"* 1 FETCH (UID 3 BODY[] {100000}\r\n" + b"x" * octets)
        session.close()
    answer = probe(scripted(body(fetch), mails=SIMPLE).port, "fetch", scratch, 3)
    assert_refused(answer, "network", "closed the connection")
    assert answer.having("fetched") == (["fetched 3 partial"] if octets else [])


LIES = {
    "longer than announced": b"* 1 FETCH (UID 3 BODY[] {5}\r\n" + b"x" * 5000 + b")\r\nTAG OK done\r\n",
    "closed too early": b"* 1 FETCH (UID 3 BODY[] {5}\r\nxxxxx\r\nTAG OK done\r\n",
    "a gigantic literal": b"* 1 FETCH (UID 3 BODY[] {4000000000}\r\n" + b"x" * 100000,
    "more than 32 bits": b"* 1 FETCH (UID 3 BODY[] {99999999999999999999}\r\n",
    "a negative literal": b"* 1 FETCH (UID 3 BODY[] {-5}\r\n)\r\nTAG OK done\r\n",
    "another mail": b"* 1 FETCH (UID 5 BODY[] {5}\r\nxxxxx)\r\nTAG OK done\r\n",
    "no UID": b"* 1 FETCH (BODY[] {5}\r\nxxxxx)\r\nTAG OK done\r\n",
    "two mails": b"* 1 FETCH (UID 3 BODY[] {5}\r\nxxxxx)\r\n* 1 FETCH (UID 3 BODY[] {5}\r\nyyyyy)\r\nTAG OK done\r\n",
    "nested structure": b"* 1 FETCH (UID 3 BODYSTRUCTURE " + b"(" * 100000 + b"\r\n",
    "nested structure after a trick": b'* 1 FETCH (UID 3 BODY[] "{9}\r\n' + b"(" * 100000 + b"\r\n",
    "another tag": b"* 1 FETCH (UID 3 BODY[] {5}\r\nxxxxx)\r\nzzz OK done\r\n",
    "garbage": b"\x00\xff\xfe garbage\r\n" * 10,
    "an endless line": b"* OK " + b"x" * 4000000,
    "endless lines": b"* 1 FETCH (FLAGS ())\r\n" * 400000,
    "blank lines": b"\r\n" * 4000000,
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_in_a_fetch_is_an_error(probe, scripted, scratch, lie):
    def fetch(session, tag):
        session.send(LIES[lie].replace(b"TAG", tag.encode()))
    answer = probe(scripted(body(fetch), mails=SIMPLE).port, "fetch", scratch, 3, options=["--max-mail", 1000000], timeout=4)
    assert answer.error and answer.error[0] in ("protocol", "network"), answer.lines
    assert_refused(answer, answer.error[0], "")
    assert "fetched 3 complete" not in answer.lines


def test_a_literal_shorter_than_announced_swallows_no_other_mail(probe, scripted, scratch):
    def fetch(session, tag):
        session.send(f"* 1 FETCH (UID 3 BODY[] {{500}}\r\nshort)\r\n{tag} OK done\r\n")
    answer = probe(scripted(body(fetch), mails=SIMPLE).port, "fetch", scratch, 3, timeout=1)
    assert_refused(answer, "network", "")
    assert answer.having("fetched") == ["fetched 3 partial"]


def test_a_mail_larger_than_allowed_stops_at_the_budget(probe, scripted, scratch):
    big = [(3, b"x" * 8000000)]
    answer = probe(scripted(mails=big).port, "fetch", scratch, 3, options=["--max-mail", 1000000])
    assert_refused(answer, "protocol", "announced 8000000 octets")


def test_an_endless_greeting_stops_at_the_budget(probe, scripted):
    sent = []

    def greeting(session, tag, rest):
        for _ in range(600):
            session.send(b"x" * 1024 * 1024)
            sent.append(1)
    assert_refused(probe(scripted({"greeting": greeting}).port), "protocol", "more than this command allows")
    assert len(sent) < 20


def test_unasked_news_in_a_fetch_do_no_harm(probe, scripted, scratch):
    def fetch(session, tag):
        session.send("* 2 EXPUNGE\r\n* 7 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* OK still here\r\n")
        session.send(f"* 1 FETCH (FLAGS () BODY[] {{5}}\r\nxxxxx UID 3)\r\n* 1 FETCH (FLAGS ())\r\n{tag} OK done\r\n")
    answer = probe(scripted(body(fetch), mails=SIMPLE).port, "fetch", scratch, 3)
    assert answer.having("fetched") == ["fetched 3 complete"], answer.lines
    assert (scratch / "3").read_bytes() == b"xxxxx"


@pytest.mark.parametrize("told", ["BODY[] {0}\r\n", 'BODY[] ""', 'body[]  "quo(t\\"ed"'])
def test_odd_but_right_bodies_are_taken(probe, scripted, scratch, told):
    answer = probe(scripted(body(lambda session, tag: session.send(f"* 1 FETCH (UID 3 {told})\r\n{tag} OK done\r\n"))).port,
                   "fetch", scratch, 3)
    assert answer.having("fetched") == ["fetched 3 complete"], answer.lines
    assert (scratch / "3").read_bytes() == (b'quo(t"ed' if "quo" in told else b"")


def test_a_body_of_nil_is_not_a_mail(probe, scripted, scratch):
    answer = probe(scripted(body(lambda session, tag: session.send(f"* 1 FETCH (UID 3 BODY[] NIL)\r\n{tag} OK done\r\n"))).port,
                   "fetch", scratch, 3)
    assert answer.status == 0 and not answer.having("fetched")


def test_a_bad_is_told_and_the_connection_stays(probe, scripted, scratch):
    (scratch / "sent").write_bytes(b"x\r\n")
    server = scripted({"SUBSCRIBE": lambda session, tag, rest: session.send(f"* OK hm\r\n{tag} BAD what?\r\n"),
                       "NAMESPACE": lambda session, tag, rest: session.send(f"{tag} BAD what?\r\n"),
                       "NOOP": lambda session, tag, rest: session.send(f"{tag} BAD never heard of\r\n")})
    assert_refused(probe(server.port, "append", scratch / "sent", "list", 0, 10, options=["--sent", "Sent"]), "server",
                   "never heard of")
    assert len(server.appended) == 1


def test_a_full_disk_ends_one_mail_and_not_the_connection(probe, scripted):
    answer = probe(scripted(mails=SIMPLE).port, "fetch", "/dev/full", 3)
    assert_refused(answer, "local", "No space left")
    assert answer.having("fetched") == ["fetched 3 partial"]


def test_a_skipped_mail_is_passed_over(probe, scripted):
    answer = probe(scripted(mails=SIMPLE).port, "fetch", "-", "3,5", "list", 5, 10)
    assert answer.having("fetched") == [] and answer.having("listed") == ["listed 1"]


def test_more_mails_announced_than_there_are_is_a_lie(probe, scripted):
    def select(session, tag, rest):
        session.send("* 4294967295 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n")
        session.ok(tag, "[READ-WRITE]")
    for after in (0, 5, 9):
        answer = probe(scripted({"SELECT": select}, mails=SIMPLE).port, "list", after, 1000)
        assert answer.status in (0, 1) and answer.seconds < 20
        if answer.status:
            assert answer.error[0] == "protocol"


def test_uids_in_disorder_end_the_listing(probe, scripted):
    server = scripted(mails=[(9, b"a\r\n"), (3, b"b\r\n"), (5, b"c\r\n")] * 40)
    answer = probe(server.port, "list", 4, 10, limit=20)
    listed = uids_of(answer)
    assert listed == sorted(set(listed)) and all(uid > 4 for uid in listed)


@pytest.mark.parametrize("before", ["* 3 EXISTS\r\n", "* 2 EXISTS\r\n* 1 RECENT\r\n* OK hello\r\n"])
@pytest.mark.parametrize("together", [True, False])
def test_mail_announced_around_the_plus_of_idle_is_not_missed(probe, scripted, before, together):
    def idle(session, tag, rest):
        session.send(before + "+ idling\r\n" if together else "+ idling\r\n" + before)
        session.line()
        session.ok(tag)
    answer = probe(scripted({"IDLE": idle}, mails=SIMPLE).port, "list", 0, 10, "wait", 15000, timeout=3)
    assert answer.having("woken")[0].startswith("woken mail"), answer.lines
    assert answer.seconds < 5


def test_idle_refused_is_no_hang(probe, scripted):
    server = scripted({"IDLE": lambda session, tag, rest: session.send(f"{tag} NO not now\r\n")})
    assert_refused(probe(server.port, "list", 0, 1, "wait", 5000), "server", "not now")


def test_a_server_flooding_an_idle_meets_the_budget(probe, scripted):
    def idle(session, tag, rest):
        session.send("+ idling\r\n")
        for _ in range(200):
            session.send("* OK still here\r\n" * 1000)
    answer = probe(scripted({"IDLE": idle}).port, "list", 0, 1, "wait", 20000)
    assert_refused(answer, "protocol", "more than this command allows")


def test_append_goes_out_octet_for_octet(probe, scripted, scratch):
    raw = b"Subject: x\r\n\r\n" + bytes(range(256)) * 1000 + b"\r\n.\r\n"
    (scratch / "sent").write_bytes(raw)
    server = scripted()
    answer = probe(server.port, "append", scratch / "sent", "append", scratch / "sent", options=["--sent", "Sent Mail"])
    assert answer.lines[-3:] == ["appended", "appended", "closed"]
    assert server.appended == [("Sent Mail", "\\Seen", raw)] * 2


def test_append_refused_leaves_the_connection_usable(probe, scripted, scratch):
    (scratch / "sent").write_bytes(b"x\r\n")
    server = scripted({"APPEND": lambda session, tag, rest: session.send(f"{tag} NO [OVERQUOTA] full\r\n")})
    answer = probe(server.port, "append", scratch / "sent", options=["--sent", "Sent"])
    assert_refused(answer, "server", "[OVERQUOTA] full")


def test_error_texts_hold_no_control_characters(probe, scripted):
    server = scripted({"SELECT": lambda session, tag, rest: session.send(f"{tag} NO \x1b[31mred\x07\u202e\r\n")})
    answer = probe(server.port)
    assert_refused(answer, "server", "red")
    assert "\x1b" not in answer.error[1] and "\x07" not in answer.error[1]


# A Maildir.

def test_a_maildir_is_read_as_a_mailbox(build, scratch):
    for part in ("cur", "new", "tmp"):
        (scratch / part).mkdir()
    (scratch / "new" / "1700000000.a.host").write_bytes(b"Subject: a\n\nbody\n")
    (scratch / "out").mkdir()
    answer = launch([build / "tests/e2e/mailbox-probe", "--maildir", scratch, "--sent", "Sent", "list", 0, 10, "fetch",
                     scratch / "out", 1, "append", scratch / "new" / "1700000000.a.host", "file", "handled", "1,2"])
    assert answer.lines[-3:] == ["filed 1 moved", "filed 2 gone", "closed"]
    assert (scratch / "out" / "1").read_bytes() == b"Subject: a\r\n\r\nbody\r\n"
    assert (scratch / ".mailorder.handled" / "cur" / "1700000000.a.host:2,").exists()


def test_a_maildir_that_dovecot_serves_at_the_same_time(build, site):
    """Mails are delivered, read and flagged by others while the driver lists and files them: none is lost or doubled."""
    maildir = site.dovecot.maildirs / ORDERS / "Maildir"
    stop = threading.Event()

    def shuffle():
        with site.mailbox(ORDERS) as orders:
            for number in range(60):
                orders.append(b"Subject: %d\r\n\r\nx\r\n" % number)
            stop.set()

    def flag():
        with site.mailbox(ORDERS) as orders:
            while not stop.is_set():
                orders.imap.select("INBOX")
                orders.imap.uid("STORE", "1:*", "+FLAGS", "(\\Flagged)")
                orders.imap.uid("STORE", "1:*", "-FLAGS", "(\\Flagged)")

    threads = [threading.Thread(target=shuffle), threading.Thread(target=flag)]
    for thread in threads:
        thread.start()
    command = [build / "tests/e2e/mailbox-probe", "--maildir", maildir]
    filed = []
    for _ in range(200):
        answer = launch([*command, "list", 0, 7])
        uids = uids_of(answer)
        if uids:
            answer = launch([*command, "file", "handled", ",".join(map(str, uids))])
            filed += [line for line in answer.having("filed") if line.endswith("moved")]
        elif stop.is_set():
            break
    for thread in threads:
        thread.join()
    with site.mailbox(ORDERS) as orders:
        handled = {mail["Subject"] for mail in orders.mails("mailorder.handled")}
        left = {mail["Subject"] for mail in orders.mails()}
    assert handled | left == {str(number) for number in range(60)}
    assert not left
    assert len(filed) == 60
