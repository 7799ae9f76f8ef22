"""The IMAP driver against TLS that must be refused, ways of logging in, and servers that can do less than Dovecot."""

import ssl

import pytest

from imapserver import ARRIVED, CAPABILITIES
from mailboxprobe import SIMPLE, assert_refused, probe, scripted  # noqa: F401
from servers import PASSWORD


# TLS.

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


@pytest.mark.parametrize("capabilities, told", [("IMAP4rev1 UIDPLUS", "removed"), ("IMAP4rev1", "marked")])
def test_an_erased_mail_is_removed_by_uid_or_only_marked(probe, scripted, capabilities, told):
    wanted, other = b"Message-ID: <a@b>\r\n\r\n3\r\n", b"Message-ID: <a@b>\r\n\r\nof another size\r\n"
    server = scripted(capabilities=capabilities, mails=[(3, wanted), (5, other), (9, SIMPLE[2][1])])
    server.mails[2][2].add("\\Deleted")  # another client's: must stay
    server.folders["mailorder/handled"] = server.folders["mailorder/review"] = []
    answer = probe(server.port, "remove", "in", "a@b", 0, len(wanted), "list", 0, 9)
    assert answer.having("erased") == [f"erased {told}"], answer.lines
    assert [uid for uid, _, _ in server.mails] == ([5, 9] if told == "removed" else [3, 5, 9])
    assert "\\Deleted" not in flags_of(server)[5]
    assert not any(line.split(" ")[1:] == ["EXPUNGE"] for line in server.received)


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


@pytest.mark.parametrize("told", ["", "* CAPABILITY POP3\r\n"])
def test_a_server_that_tells_no_capabilities_is_refused(probe, scripted, told):
    server = scripted({"CAPABILITY": lambda session, tag, rest: session.send(f"{told}{tag} OK done\r\n")})
    assert_refused(probe(server.port), "protocol", "IMAP4rev1")


def test_a_read_only_inbox_is_told(probe, scripted):
    def select(session, tag, rest):
        session.send("* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n")
        session.ok(tag, "[READ-ONLY] look only")
    assert_refused(probe(scripted({"SELECT": select}).port), "server", "read-only")


def test_uidvalidity_is_told(probe, scripted):
    assert probe(scripted(uidvalidity=4294967295).port).lines[0] == "open 4294967295 idles"


@pytest.mark.parametrize("answer", ["NO [LIMIT] too many idle", "BAD never heard of"])
def test_where_idle_is_offered_and_refused_the_connection_stays_and_looks_by_itself(probe, scripted, answer):
    server = scripted({"IDLE": lambda session, tag, rest: session.send(f"{tag} {answer}\r\n")}, mails=SIMPLE)
    found = probe(server.port, "list", 0, 9, "wait", 500, "list", 9, 9, "wait", 200, "wait", 5000, options=["--poll", "1"])
    assert [line.split(" after")[0] for line in found.having("woken")] == ["woken mail", "woken timeout", "woken mail"], found.lines
    assert sum(line.endswith(" IDLE") for line in server.received) == 1
