"""The senders that speak SMTP, through sender-probe, against Postfix and servers that misbehave."""

import os

import pytest

from senderprobe import FROM, MAIL, OTHER, PIECE, TO, outcomes, probe, secret  # noqa: F401 (two are fixtures)
from servers import PASSWORD
from smtpserver import DROP, Delay, Drip, DropWithin, Raw, STALL, StallWithin

# --- the good way ----------------------------------------------------------------------------------------------------


def test_a_mail_reaches_postfix_and_the_mailbox(probe, site):
    [result] = probe(site.mta.port)
    assert (result.delivery, result.code) == ("accepted", "250")
    with site.mailbox(TO) as anna:
        [mail] = anna.wait(1)
    assert mail["Subject"] == "Sofa"
    assert mail["Return-Path"] == f"<{FROM}>"
    assert mail.get_content() == "Your sofa is on its way.\n"


@pytest.mark.parametrize("tls, port", [("starttls", "submission_port"), ("implicit", "tls_port"),
                                       ("none", "submission_port")])
def test_a_login_works_over_each_kind_of_connection(probe, site, secret, tls, port):
    [result] = probe(getattr(site.mta, port), tls=tls, ca_file=site.authority.ca, user=FROM, password_file=secret)
    assert result.delivery == "accepted"
    with site.mailbox(TO) as anna:
        [mail] = anna.wait(1)
    assert ("ESMTPA" if tls == "none" else "ESMTPSA") in mail["Received"]


def test_the_null_return_path_is_sent(probe, smtp):
    server = smtp()
    assert outcomes(probe(server.port, sender="")) == ["accepted"]
    assert server.messages[0].sender == ""


def test_two_mails_share_one_connection(probe, smtp):
    server = smtp()
    assert outcomes(probe(server.port, mails=[MAIL, MAIL.replace(b"Sofa", b"Table")])) == ["accepted"] * 2
    assert len(server.sessions) == 1
    assert [line.split(" ")[0] for line in server.lines()] == \
        ["EHLO", "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA", "QUIT"]
    assert b"Subject: Table" in server.messages[1].octets


def test_the_name_in_ehlo_is_a_full_one_or_an_address(probe, smtp):
    server = smtp()
    probe(server.port)
    name = server.lines()[0].split(" ")[1]
    assert name.startswith("[") and name.endswith("]") or "." in name


def test_the_size_is_told_where_it_is_asked_for(probe, smtp):
    with_size, without = smtp(extensions=["SIZE 1000"]), smtp(extensions=[])
    probe(with_size.port)
    probe(without.port)
    assert f"MAIL FROM:<{FROM}> SIZE={len(MAIL)}" in with_size.lines()
    assert f"MAIL FROM:<{FROM}>" in without.lines()


def test_a_message_too_large_for_the_server_is_not_sent(probe, smtp):
    server = smtp(extensions=["SIZE 20"])
    [result] = probe(server.port)
    assert result.delivery == "permanent"
    assert "20" in result.text
    assert not any(line.startswith("MAIL") for line in server.lines())


# --- the message's octets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [
    b".\r\n..\r\n...\r\n.x\r\n\r\n.\r\n", b".", b"\r\n\r\n\r\n", b"no line end", b"x" * 990 + b"\r\n" + b"." * 300,
    b"a\r\n.\r\nMAIL FROM:<x@evil.example>\r\n", b"y" * 20000, b".\r\n" * 5000,
])
def test_every_body_arrives_as_it_was(probe, smtp, body):
    server = smtp()
    message = b"Subject: dots\r\n\r\n" + body
    assert outcomes(probe(server.port, mails=[message, MAIL])) == ["accepted"] * 2
    assert server.messages[0].octets == message + (b"" if message.endswith(b"\r\n") else b"\r\n")
    assert server.messages[1].octets == MAIL


@pytest.mark.parametrize("at", range(PIECE - 5, PIECE + 2))
def test_no_dot_is_lost_where_a_large_message_is_cut(probe, smtp, at):
    server, begin = smtp(), b"Subject: dots\r\n\r\n"
    message = begin + b"x" * (at - len(begin)) + b"\r\n..\r\n" + b"y" * (PIECE - 6) + b"\r\n.\r\n" * 3
    assert outcomes(probe(server.port, mails=[message, message, MAIL])) == ["accepted"] * 3
    assert [mail.octets for mail in server.messages] == [message, message, MAIL]


@pytest.mark.parametrize("tail, word", [(b"\r", "CR"), (b"\rx\r\n", "CR"), (b"\n", "LF"), (b"\0", "NUL"), (b"\xc3", "8-bit")])
@pytest.mark.parametrize("at", [PIECE - 1, PIECE])
def test_what_is_wrong_is_found_where_a_large_message_is_cut(probe, smtp, at, tail, word):
    server = smtp()
    [result] = probe(server.port, mails=[b"x" * at + tail])
    assert result.delivery == "permanent"
    assert f"{word}" in result.text and f"at byte {at};" in result.text
    assert server.sessions == []


class Shorten(Delay):
    """Answers as usual; the file has lost its end before."""

    def __init__(self, path, octets):
        self.path, self.octets = path, octets

    def perform(self, session):
        os.truncate(self.path, self.octets)


def test_a_message_that_cannot_be_read_to_its_end_is_none(probe, smtp, scratch):
    path = scratch / "large"
    path.write_bytes(b"x" * 998 + b"\r\n" + b"y\r\n" * PIECE)
    server = smtp(script={"DATA": [Shorten(path, PIECE + 1000)]})
    result, other = probe(server.port, mails=[path, MAIL])
    assert result.delivery == "temporary" and "cannot be read" in result.text
    assert other.delivery == "accepted"
    assert [mail.octets for mail in server.messages] == [MAIL]


def test_dots_arrive_through_postfix(probe, site):
    assert outcomes(probe(site.mta.port, mails=[b"Subject: dots\r\n\r\n.\r\n..\r\nx\r\n.\r\n"])) == ["accepted"]
    with site.mailbox(TO) as anna:
        assert anna.wait(1)[0].get_content() == ".\n..\nx\n.\n"


@pytest.mark.parametrize("octets, word", [(b"\n.\n", "LF"), (b"a\r.\r\n", "CR"), (b"a\rBcc: x", "CR"), (b"end\r", "CR"),
                                          (b"nul\0\r\n", "NUL"), ("ş\r\n".encode(), "8-bit")])
def test_what_is_not_seven_bit_lines_is_refused(probe, smtp, octets, word):
    server = smtp()
    [result] = probe(server.port, mails=[b"Subject: x\r\n\r\n" + octets])
    assert result.delivery == "permanent"
    assert word in result.text
    assert server.sessions == []


def test_an_empty_message_is_refused(probe, smtp):
    assert outcomes(probe(smtp().port, mails=[b""])) == ["permanent"]


@pytest.mark.parametrize("tls", ["none", "implicit"])
def test_five_megabytes_arrive_whole(probe, smtp, authority, tls):
    server = smtp(context=authority.good.server_context(), implicit=tls == "implicit")
    message = b"Subject: large\r\n\r\n" + b"".join(b".%075d\r\n" % number for number in range(66000))
    assert outcomes(probe(server.port, mails=[message], tls=tls, ca_file=authority.ca)) == ["accepted"]
    assert server.messages[0].octets == message
    assert server.messages[0].tls == (tls == "implicit")


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["a@b.example\r\nRCPT TO:<x@evil.example>", "a b@c.example", "<a@b.example>",
                                     "a@b>c.example", "a@b.example,x@evil.example", "\x01a@b.example", "", "plain",
                                     "x" * 250 + "@b.example"])
def test_an_address_that_would_reach_further_is_refused(probe, smtp, address):
    server = smtp()
    bad, good = probe(server.port, to=[address, TO])
    assert (bad.delivery, bad.code, good.delivery) == ("permanent", "0", "accepted")
    assert server.messages[0].recipients == [TO]
    assert not any("evil" in line for line in server.lines())


def test_an_address_outside_ascii_is_refused_in_clear_words(probe, smtp):
    bad, good = probe(smtp().port, to=["müller@kunde.example", TO])
    assert (bad.delivery, good.delivery) == ("permanent", "accepted")
    assert "SMTPUTF8" in bad.text


def test_a_bad_sender_stops_the_whole_mail(probe, smtp):
    server = smtp()
    results = probe(server.port, sender="a@b.example> SIZE=1", to=[TO, OTHER])
    assert outcomes(results) == ["permanent"] * 2
    assert "the sender" in results[0].text
    assert server.sessions == []


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step, reply, delivery", [
    ("CONNECT", "421 too busy", "temporary"), ("CONNECT", "554 go away", "temporary"),
    ("EHLO", "421 closing", "temporary"), ("EHLO", "550 not you", "temporary"),
    ("MAIL", "451 later", "temporary"), ("MAIL", "421 closing", "temporary"), ("MAIL", "550 not from you", "permanent"),
    ("MAIL", "552 5.3.4 too large", "permanent"), ("MAIL", "530 5.7.0 log in first", "temporary"),
    ("MAIL", "354 what", "temporary"),
    ("RCPT", "450 greylisted", "temporary"), ("RCPT", "421 closing", "temporary"),
    ("RCPT", "550 no such user", "permanent"),
    ("DATA", "451 later", "temporary"), ("DATA", "421 closing", "temporary"), ("DATA", "554 no", "permanent"),
    ("DATA", "250 what", "temporary"),
    ("BODY", "451 later", "temporary"), ("BODY", "421 closing", "temporary"), ("BODY", "554 spam", "permanent"),
    ("BODY", "354 what", "unknown"),
])
def test_adv_65_each_refusal_has_its_meaning(probe, smtp, step, reply, delivery):
    server = smtp(script={step: [reply]})
    [result] = probe(server.port)
    assert (result.delivery, result.code) == (delivery, reply[:3] if step not in ("CONNECT", "EHLO") else "0")
    assert reply[4:] in result.text
    assert server.messages == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "BODY"])
def test_after_a_refusal_the_next_mail_goes(probe, smtp, step):
    server = smtp(script={step: ["451 later", None]})
    assert outcomes(probe(server.port, mails=[MAIL, MAIL])) == ["temporary", "accepted"]
    assert len(server.sessions) == 1


def test_adv_65_one_of_several_recipients_is_refused(probe, smtp):
    server = smtp(script={"RCPT": [None, "550 5.1.1 no such user", "452 4.5.3 too many"]})
    results = probe(server.port, to=[TO, OTHER, "third@customer.example", "fourth@customer.example"])
    assert [(result.delivery, result.code) for result in results] == \
        [("accepted", "250"), ("permanent", "550"), ("temporary", "452"), ("accepted", "250")]
    assert server.messages[0].recipients == [TO, "fourth@customer.example"]


def test_postfix_refuses_one_of_two(probe, site):
    good, bad = probe(site.mta.port, to=[TO, "nobody@customer.example"])
    assert (good.delivery, bad.delivery, bad.code) == ("accepted", "permanent", "550")
    assert "nobody@customer.example" in bad.text


def test_when_all_recipients_are_refused_no_message_is_sent(probe, smtp):
    server = smtp(script={"RCPT": ["550 no", "450 later"]})
    assert outcomes(probe(server.port, to=[TO, OTHER])) == ["permanent", "temporary"]
    assert "DATA" not in server.lines()


def test_the_servers_words_become_one_clean_line(probe, smtp):
    reply = b"550-5.1.1 first\x1b[31m\r\n550 5.1.1 second\t" + "é".encode() * 400 + b"\xff\r\n"
    server = smtp(script={"RCPT": [Raw(reply)]})
    [result] = probe(server.port)
    assert "550 5.1.1 first[31m 5.1.1 second é" in result.text
    assert len(result.text.encode()) < 360


# --- connections that end or hang ------------------------------------------------------------------------------------


@pytest.mark.parametrize("step, act, delivery", [
    ("CONNECT", DROP, "temporary"), ("EHLO", DROP, "temporary"), ("MAIL", DROP, "temporary"),
    ("RCPT", DROP, "temporary"), ("DATA", DROP, "temporary"), ("DATA", DropWithin(10), "temporary"),
    ("BODY", DROP, "unknown"),
    ("BODY", Raw(b"25", drop=True), "unknown"), ("BODY", Raw(b"hello there\r\n"), "unknown"),
    ("CONNECT", Raw(b"SSH-2.0-OpenSSH\r\n"), "temporary"), ("EHLO", Raw(b"250-" * 40000), "temporary"),
    ("EHLO", Raw(b"250-x\r\n" * 40000), "temporary"), ("MAIL", Raw(b"\r\n"), "temporary"),
    ("RCPT", Raw(b"99\r\n"), "temporary"),
    ("MAIL", Raw(b"250-only the beginning\r\n", drop=True), "temporary"),
])
def test_a_connection_that_breaks(probe, smtp, step, act, delivery):
    # The large one: a small message may lie in the kernel's buffers when the connection breaks, and is then unknown.
    mail = MAIL + b"x\r\n" * 2_000_000 if isinstance(act, DropWithin) else MAIL
    server = smtp(script={step: [act]})
    [result] = probe(server.port, mails=[mail])
    assert (result.delivery, result.code) == (delivery, "0")
    assert "localhost" in result.text
    assert server.messages == []


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("act", [STALL, Drip()])
def test_adv_65_a_server_that_is_silent_or_drips_is_left(probe, smtp, step, act):
    server = smtp(script={step: [act]})
    [result] = probe(server.port, timeout=1)
    assert result.delivery == "temporary"
    assert "second" in result.text


def test_a_server_that_stops_reading_the_message_is_left(probe, smtp):
    server = smtp(script={"DATA": [StallWithin()]})
    [result] = probe(server.port, mails=[MAIL + b"x" * 70 * 200_000 + b"\r\n"], timeout=1)
    assert result.delivery == "temporary"
    assert "not sent whole" in result.text


def test_the_reply_to_the_final_dot_may_take_longer_than_any_other(probe, smtp):
    server = smtp(script={"BODY": [Delay(3)]})
    assert outcomes(probe(server.port, timeout=1)) == ["accepted"]
    assert len(server.messages) == 1


def test_nobody_listening_is_temporary(probe):
    from servers import free_ports
    [result] = probe(free_ports(1)[0])
    assert (result.delivery, result.code) == ("temporary", "0")


def test_an_unknown_host_is_temporary(probe):
    [result] = probe(port=None, host="no-such-host.invalid")
    assert result.delivery == "temporary"
    assert "no-such-host.invalid" in result.text


# --- used connections ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step, act", [("RSET", "421 tired"), ("RSET", DROP), ("MAIL", "421 too many messages"),
                                       ("MAIL", "452 too many messages"), ("MAIL", DROP), ("RCPT", "421 tired"),
                                       ("RCPT", DROP), ("DATA", "421 tired"), ("DATA", DROP)])
def test_a_used_connection_that_the_server_is_tired_of_is_made_anew_once(probe, smtp, step, act):
    first = [] if step == "RSET" else [None]
    server = smtp(script={step: first + [act]})
    assert outcomes(probe(server.port, mails=[MAIL, MAIL])) == ["accepted"] * 2
    assert len(server.sessions) == 2
    assert len(server.messages) == 2


def test_it_is_made_anew_once_only(probe, smtp):
    server = smtp(script={"MAIL": [None, "421 tired", "421 tired"]})
    assert outcomes(probe(server.port, mails=[MAIL, MAIL])) == ["accepted", "temporary"]
    assert len(server.sessions) == 2


def test_after_data_nothing_is_repeated(probe, smtp):
    server = smtp(script={"BODY": [None, DROP]})
    assert outcomes(probe(server.port, mails=[MAIL, MAIL])) == ["accepted", "unknown"]
    assert len(server.bodies) == 2


def test_a_refused_recipient_stays_refused_on_the_new_connection(probe, smtp):
    server = smtp(script={"RCPT": [None, None, "550 no", "421 tired"]})
    results = probe(server.port, mails=[MAIL, MAIL], to=[TO, OTHER])
    assert outcomes(results) == ["accepted", "accepted", "permanent", "accepted"]
    assert server.messages[1].recipients == [OTHER]


@pytest.mark.parametrize("farewell", [Raw(b"250 ok\r\n421 idle for too long\r\n", drop=True),
                                      Raw(b"250 ok\r\n", drop=True)])
def test_a_farewell_while_idle_is_noticed(probe, smtp, farewell):
    server = smtp(script={"BODY": [farewell]})
    results = probe(server.port, mails=[MAIL, "wait:2000", "idle", MAIL])
    assert [results[0].delivery, results[1], results[2].delivery] == ["accepted", "idle closed", "accepted"]
    assert len(server.sessions) == 2


def test_a_reply_too_many_is_never_taken_for_the_next_ones(probe, smtp):
    server = smtp(script={"BODY": [Raw(b"250 ok\r\n250 and more\r\n")], "RCPT": [None, "550 no"]})
    assert outcomes(probe(server.port, mails=[MAIL, MAIL])) == ["accepted", "permanent"]
    assert len(server.sessions) == 2


@pytest.mark.parametrize("early", [b"250 queued\r\n", b"550 no\r\n"])
def test_what_is_said_before_the_message_is_no_reply_to_it(probe, smtp, early):
    server = smtp(script={"DATA": [Raw(b"354 go ahead\r\n" + early)]})
    first, second = probe(server.port, mails=[MAIL, MAIL])
    assert (first.delivery, second.delivery) == ("temporary", "accepted") and "said more than it was asked" in first.text
    assert len(server.messages) == 1


def test_an_idle_connection_is_kept_for_a_while(probe, smtp):
    server = smtp()
    results = probe(server.port, mails=[MAIL, "wait:100", "idle", MAIL])
    assert results[1] == "idle connected"
    assert len(server.sessions) == 1


# --- TLS -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize("name, word", [("wrong_name", "elsewhere.example"), ("expired", "expired"),
                                        ("stranger", "not trusted")])
def test_a_certificate_that_proves_nothing_is_refused(probe, smtp, authority, secret, tls, name, word):
    context = getattr(authority, name).server_context()
    server = smtp(context=context, implicit=tls == "implicit", logins={FROM: PASSWORD})
    [result] = probe(server.port, tls=tls, ca_file=authority.ca, user=FROM, password_file=secret)
    assert result.delivery == "temporary"
    assert word in result.text.lower()
    assert not any(line.startswith(("AUTH", "MAIL")) for line in server.lines())


def test_adv_65_starttls_stripped_is_refused(probe, smtp, authority, secret):
    server = smtp(logins={FROM: PASSWORD})
    [result] = probe(server.port, tls="starttls", ca_file=authority.ca, user=FROM, password_file=secret)
    assert result.delivery == "temporary"
    assert "STARTTLS" in result.text
    assert not any(line.startswith(("AUTH", "MAIL")) for line in server.lines())


@pytest.mark.parametrize("reply", ["454 not now", "502 what", "250 ok"])
def test_starttls_refused_is_refused(probe, smtp, authority, reply):
    server = smtp(context=authority.good.server_context(), script={"STARTTLS": [reply]})
    [result] = probe(server.port, tls="starttls", ca_file=authority.ca)
    assert result.delivery == "temporary"
    assert reply in result.text
    assert not any(line.startswith("MAIL") for line in server.lines())


def test_adv_65_starttls_injected_is_refused(probe, smtp, authority):
    injected = Raw(b"220 go ahead\r\n250 injected\r\n")
    server = smtp(context=authority.good.server_context(), script={"STARTTLS": [injected]})
    [result] = probe(server.port, tls="starttls", ca_file=authority.ca)
    assert result.delivery == "temporary"
    assert "handshake" in result.text


def test_what_was_offered_in_plain_text_is_forgotten_under_tls(probe, smtp, authority, secret):
    plain = Raw(b"250-mail.test\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n")
    server = smtp(context=authority.good.server_context(), script={"EHLO": [plain]})
    [result] = probe(server.port, tls="starttls", ca_file=authority.ca, user=FROM, password_file=secret)
    assert result.delivery == "temporary"
    assert "AUTH" in result.text
    assert not any(line.startswith("AUTH") for line in server.lines())


# --- logins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mechanisms, used", [(["PLAIN", "LOGIN"], "PLAIN"), (["LOGIN", "CRAM-MD5"], "LOGIN"),
                                              (["plain"], "PLAIN")])
def test_plain_is_used_else_login(probe, smtp, secret, mechanisms, used):
    server = smtp(logins={FROM: PASSWORD}, mechanisms=mechanisms)
    assert outcomes(probe(server.port, user=FROM, password_file=secret)) == ["accepted"]
    assert server.messages[0].user == FROM
    assert server.lines()[1].startswith(f"AUTH {used}")


@pytest.mark.parametrize("offer", [b"250 AUTH=LOGIN\r\n", b"250 AUTH\tFOO\tLOGIN\r\n",
                                   b"250-AUTH FOO\r\n250 auth login\r\n"])
def test_odd_offers_are_understood(probe, smtp, secret, offer):
    server = smtp(logins={FROM: PASSWORD}, script={"EHLO": [Raw(b"250-mail.test\r\n" + offer)]})
    assert outcomes(probe(server.port, user=FROM, password_file=secret)) == ["accepted"]


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_a_long_password_is_sent_whole(probe, smtp, scratch, mechanism):
    path = scratch / "long"
    path.write_text("p" * 900)
    path.chmod(0o600)
    server = smtp(logins={FROM: "p" * 900}, mechanisms=[mechanism])
    assert outcomes(probe(server.port, user=FROM, password_file=path)) == ["accepted"]
    assert max(len(line) for line in server.lines() if line.startswith("AUTH")) < 512


def test_an_oauth2_token_logs_in_and_is_read_for_each_connection(probe, smtp, scratch):
    token = scratch / "token"
    token.write_text("ya29." + "t" * 2000)
    token.chmod(0o600)
    server = smtp(logins={FROM: "ya29." + "t" * 2000}, mechanisms=["PLAIN", "XOAUTH2"])
    assert outcomes(probe(server.port, user=FROM, token_file=token)) == ["accepted"]
    assert server.lines()[1].startswith("AUTH XOAUTH2 ")


def test_an_oauth2_refusal_is_read_to_its_end(probe, smtp, scratch):
    token = scratch / "token"
    token.write_text("stale")
    token.chmod(0o600)
    server = smtp(logins={FROM: "fresh"}, mechanisms=["XOAUTH2"],
                  script={"AUTH": [Raw(b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")]})
    server.listener.extra_verbs = {"": "535 5.7.8 token expired"}
    [result] = probe(server.port, user=FROM, token_file=token)
    assert result.delivery == "temporary"
    assert "535 5.7.8 token expired" in result.text


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_a_refused_login_is_temporary_and_keeps_the_secret(probe, smtp, secret, mechanism):
    server = smtp(logins={FROM: "another"}, mechanisms=[mechanism])
    [result] = probe(server.port, user=FROM, password_file=secret)
    assert result.delivery == "temporary"
    assert "535 5.7.8 wrong user name or password" in result.text
    assert FROM in result.text
    assert PASSWORD not in result.text


def test_a_server_that_repeats_the_secret_is_not_quoted(probe, smtp, secret):
    import base64
    sent = base64.b64encode(f"\0{FROM}\0{PASSWORD}".encode()).decode()
    for words in (f"bad password {PASSWORD}", f"bad command AUTH PLAIN {sent}"):
        server = smtp(logins={FROM: "another"}, script={"AUTH": [f"535 {words}"]})
        [result] = probe(server.port, user=FROM, password_file=secret)
        assert result.delivery == "temporary"
        assert PASSWORD not in result.text and sent not in result.text
        assert "535" in result.text


def test_no_way_to_log_in_is_said(probe, smtp, secret):
    server = smtp(logins={FROM: PASSWORD}, mechanisms=["CRAM-MD5"])
    [result] = probe(server.port, user=FROM, password_file=secret)
    assert result.delivery == "temporary"
    assert "PLAIN or LOGIN" in result.text


def test_a_password_file_others_can_read_is_refused(probe, smtp, secret):
    secret.chmod(0o644)
    server = smtp(logins={FROM: PASSWORD})
    [result] = probe(server.port, user=FROM, password_file=secret)
    assert result.delivery == "temporary"
    assert "chmod 600" in result.text
