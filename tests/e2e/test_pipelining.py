"""Several mails in a row over SMTP, with PIPELINING (RFC 2920) and without: each has the result that is its own, whatever the server refuses,
forgets or dislikes, and no more than one is ever in doubt."""

import pytest

from senderprobe import FROM, MAIL, OTHER, TO, outcomes, probe, secret  # noqa: F401 (two are fixtures)
from servers import PASSWORD
from smtpserver import DROP, STALL, Delay, DropWithin, Peek, Raw

PIPED, PLAIN = ("SIZE 60000000", "PIPELINING"), ("SIZE 60000000",)
both = pytest.mark.parametrize("extensions", [PIPED, PLAIN], ids=["piped", "plain"])
NAMES = ["Sofa", "Table", "Lamp", "Chair", "Bed"]


def mails(count):
    return [MAIL.replace(b"Sofa", name.encode()) for name in NAMES[:count]]


def names(messages):
    return [message.octets.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for message in messages]


def verbs(session):
    return [line.split(" ")[0] for line in session.lines]


def at(position, *acts):
    """The script of a step: these happen at that mail, counted from 0."""
    return [None] * position + list(acts)


# --- what is said ----------------------------------------------------------------------------------------------------


def test_mails_in_a_row_need_no_reset_between(probe, smtp):
    server = smtp(extensions=PIPED)
    assert outcomes(probe(server.port, mails=mails(5))) == ["accepted"] * 5
    assert names(server.messages) == NAMES
    assert [verbs(session) for session in server.sessions] == [["EHLO"] + ["MAIL", "RCPT", "DATA"] * 5 + ["QUIT"]]


def test_the_first_mail_is_one_group_and_the_next_follows_the_final_dot(probe, smtp):
    begun, dot = Peek(), Peek()
    server = smtp(extensions=PIPED, script={"MAIL": [begun], "BODY": [dot]})
    assert outcomes(probe(server.port, mails=mails(2), to=[TO, OTHER])) == ["accepted"] * 4
    recipients = b"".join(b"RCPT TO:<%s>\r\n" % who.encode() for who in (TO, OTHER))
    assert begun.seen == recipients + b"DATA\r\n"
    assert dot.seen == b"MAIL FROM:<%s> SIZE=%d\r\n" % (FROM.encode(), len(mails(2)[1])) + recipients + b"DATA\r\n"


def test_without_an_offer_each_command_waits_for_its_reply(probe, smtp):
    server = smtp(extensions=PLAIN)
    assert outcomes(probe(server.port, mails=mails(3))) == ["accepted"] * 3
    assert verbs(server.sessions[0]) == ["EHLO", "MAIL", "RCPT", "DATA"] + ["RSET", "MAIL", "RCPT", "DATA"] * 2 + ["QUIT"]


def test_postfix_takes_many_in_a_row_and_refuses_one_among_them(probe, site):
    results = probe(site.mta.port, mails=mails(5), to=[TO, "nobody@customer.example"])
    assert outcomes(results) == ["accepted", "permanent"] * 5
    with site.mailbox(TO) as anna:
        assert sorted(mail["Subject"] for mail in anna.wait(5)) == sorted(NAMES)  # Postfix may deliver two of its queue at once


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_under_tls_with_a_login(probe, smtp, authority, secret, tls):
    server = smtp(extensions=PIPED, context=authority.good.server_context(), implicit=tls == "implicit", logins={FROM: PASSWORD})
    results = probe(server.port, mails=mails(4), tls=tls, ca_file=authority.ca, user=FROM, password_file=secret)
    assert outcomes(results) == ["accepted"] * 4
    assert names(server.messages) == NAMES[:4] and len(server.sessions) == 1


@both
def test_large_and_dotted_messages_arrive_as_they_were(probe, smtp, extensions):
    large = MAIL + b"".join(b".%075d\r\n" % number for number in range(30000))
    sent = [large, b"Subject: x\r\n\r\n.\r\n..", large, b".\r\n", b"Subject: y\r\n\r\nno end"]
    server = smtp(extensions=extensions)
    assert outcomes(probe(server.port, mails=sent)) == ["accepted"] * 5
    assert [message.octets for message in server.messages] == [mail if mail.endswith(b"\r\n") else mail + b"\r\n" for mail in sent]


@both
def test_a_server_that_speaks_octet_by_octet(probe, smtp, extensions):
    server = smtp(extensions=extensions)
    server.listener.octets_at_once = 1
    assert outcomes(probe(server.port, mails=mails(4))) == ["accepted"] * 4
    assert names(server.messages) == NAMES[:4]


@both
def test_a_server_that_takes_its_time(probe, smtp, extensions):
    server = smtp(extensions=extensions, script={step: [Delay(0.1)] * 3 for step in ("MAIL", "RCPT", "DATA", "BODY")})
    assert outcomes(probe(server.port, mails=mails(3), timeout=1)) == ["accepted"] * 3


# --- refusals --------------------------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("step, reply, delivery", [
    ("MAIL", "550 not from you", "permanent"), ("RCPT", "450 greylisted", "temporary"), ("RCPT", "550 no such user", "permanent"),
    ("DATA", "451 later", "temporary"), ("DATA", "550 no", "permanent"), ("BODY", "451 later", "temporary"),
    ("BODY", "554 spam", "permanent")])
def test_a_refusal_is_of_that_mail_alone(probe, smtp, extensions, step, reply, delivery, position):
    server = smtp(extensions=extensions, script={step: at(position, reply)})
    results = probe(server.port, mails=mails(3))
    expected = ["accepted"] * 3
    expected[position] = delivery
    assert outcomes(results) == expected
    assert (results[position].code, reply[4:] in results[position].text) == (reply[:3], True)
    assert names(server.messages) == [name for index, name in enumerate(NAMES[:3]) if index != position]
    assert len(server.sessions) == 1


@both
def test_of_a_fresh_connection_a_temporary_refusal_counts(probe, smtp, extensions):
    server = smtp(extensions=extensions, script={"MAIL": ["451 later"]})
    assert outcomes(probe(server.port, mails=mails(2))) == ["temporary", "accepted"]
    assert len(server.sessions) == 1


@both
@pytest.mark.parametrize("position", [1, 2])
@pytest.mark.parametrize("step, act", [
    (step, act) for step in ("MAIL", "RCPT", "DATA", "BODY") for act in ("421 too many mails", "452 too many mails in this session")]
    + [("MAIL", "451 tired"), ("MAIL", DROP), ("RCPT", DROP), ("DATA", DROP)])
def test_a_session_the_server_is_tired_of_costs_no_mail(probe, smtp, extensions, step, act, position):
    server = smtp(extensions=extensions, script={step: at(position, act)})
    assert outcomes(probe(server.port, mails=mails(4))) == ["accepted"] * 4
    assert names(server.messages) == NAMES[:4]
    assert len(server.sessions) == 2


@both
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "BODY"])
def test_a_server_that_is_tired_of_each_session_loses_and_doubles_nothing(probe, smtp, extensions, step):
    server = smtp(extensions=extensions, script={step: [None, "421 tired"] * 4})
    assert outcomes(probe(server.port, mails=mails(5))) == ["accepted"] * 5
    assert names(server.messages) == NAMES


@both
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "BODY"])
def test_a_server_that_is_tired_at_once_refuses_that_mail(probe, smtp, extensions, step):
    server = smtp(extensions=extensions, script={step: ["421 go away"]})
    assert outcomes(probe(server.port, mails=mails(3))) == ["temporary", "accepted", "accepted"]
    assert names(server.messages) == NAMES[1:3]


def test_recipients_are_judged_each_for_itself(probe, smtp):
    server = smtp(extensions=PIPED, script={"RCPT": [None, "550 no", None, "450 later"]})
    assert outcomes(probe(server.port, mails=mails(3), to=[TO, OTHER])) == ["accepted", "permanent", "accepted", "temporary", "accepted", "accepted"]
    assert [message.recipients for message in server.messages] == [[TO], [TO], [TO, OTHER]]


@pytest.mark.parametrize("step, reply, delivery", [("RCPT", "550 no", "permanent"), ("MAIL", "550 no", "permanent")])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_message_that_is_for_nobody_is_an_empty_one(probe, smtp, position, step, reply, delivery):
    """RFC 2920 section 3.1: the server said 354 although it had refused what came before."""
    server = smtp(extensions=PIPED, script={step: at(position, reply)})
    server.listener.careless = True
    expected = ["accepted"] * 3
    expected[position] = delivery
    assert outcomes(probe(server.port, mails=mails(3))) == expected
    assert [message.octets for message in server.messages] == [b"" if index == position else mail for index, mail in enumerate(mails(3))]
    assert [message.recipients for message in server.messages][position] == [] and len(server.sessions) == 1


def test_what_cannot_be_sent_at_all_is_not_announced(probe, smtp):
    wrong = "Subject: ş\r\n\r\nx\r\n".encode()
    server = smtp(extensions=["SIZE 200", "PIPELINING"])
    results = probe(server.port, mails=[MAIL, wrong, MAIL, MAIL + b"x" * 300 + b"\r\n", MAIL])
    assert outcomes(results) == ["accepted", "permanent", "accepted", "permanent", "accepted"]
    assert len(server.messages) == 3 and len(server.sessions) == 1
    assert verbs(server.sessions[0]).count("MAIL") == 3


# --- connections that end --------------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_connection_cut_after_a_dot_leaves_that_mail_in_doubt_and_no_other(probe, smtp, extensions, position):
    server = smtp(extensions=extensions, script={"BODY": at(position, DROP)})
    expected = ["accepted"] * 4
    expected[position] = "unknown"
    assert outcomes(probe(server.port, mails=mails(4))) == expected
    assert names(server.bodies) == NAMES[:4]  # each came whole, and once


@both
def test_a_connection_cut_within_a_message(probe, smtp, extensions):
    large = MAIL + b"x\r\n" * 2_000_000
    server = smtp(extensions=extensions, script={"DATA": at(1, DropWithin(10))})
    assert outcomes(probe(server.port, mails=[MAIL, large, MAIL])) == ["accepted", "temporary", "accepted"]
    assert len(server.bodies) == 2


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_silent_server_is_left_and_the_mail_goes_on_a_new_connection(probe, smtp, step):
    server = smtp(extensions=PIPED, script={step: at(1, STALL)})
    assert outcomes(probe(server.port, mails=mails(3), timeout=1)) == ["accepted"] * 3
    assert names(server.messages) == NAMES[:3]


# --- a server that offers it and does not like it ---------------------------------------------------------------------


@pytest.mark.parametrize("step, reply", [(step, reply) for step in ("MAIL", "RCPT", "DATA") for reply in ("503 one at a time", "502 what")]
                         + [("MAIL", "554 SMTP synchronization error"), ("DATA", "554 SMTP synchronization error")])
@pytest.mark.parametrize("position", [0, 1])
def test_a_server_that_dislikes_groups_gets_no_more_of_them(probe, smtp, step, reply, position):
    server = smtp(extensions=PIPED, script={step: at(position, reply)})
    assert outcomes(probe(server.port, mails=mails(3))) == ["accepted"] * 3
    assert names(server.messages) == NAMES[:3]
    alone = 3 - position
    assert verbs(server.sessions[1]) == (["EHLO", "MAIL", "RCPT", "DATA"] + ["RSET", "MAIL", "RCPT", "DATA"] * alone)[:4 * alone] + ["QUIT"]


def test_a_refusal_that_is_meant_so_stands_and_groups_go_on(probe, smtp):
    server = smtp(extensions=PIPED, script={"MAIL": at(1, "554 not you", "554 not you")})
    assert outcomes(probe(server.port, mails=mails(4))) == ["accepted", "permanent", "accepted", "accepted"]
    assert names(server.messages) == ["Sofa", "Lamp", "Chair"]
    assert verbs(server.sessions[1]) == ["EHLO", "MAIL", "RSET"] + ["MAIL", "RCPT", "DATA"] * 2 + ["QUIT"]


@pytest.mark.parametrize("extra", [b"250 and more\r\n", b"354 and more\r\n", b"550 and more\r\n"])
def test_a_reply_too_many_decides_nothing(probe, smtp, extra):
    server = smtp(extensions=PIPED, script={"BODY": [Raw(b"250 ok\r\n" + extra)]})
    assert outcomes(probe(server.port, mails=mails(3))) == ["accepted"] * 3
    assert names(server.bodies) == NAMES[:3]  # the first was not noted as accepted, the others were
    assert names(server.messages) == NAMES[1:3]


# --- limits ----------------------------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("most, sessions", [(1, [1] * 5), (2, [2, 2, 1]), (5, [5])])
def test_no_more_mails_on_a_connection_than_allowed(probe, smtp, extensions, most, sessions):
    server = smtp(extensions=extensions)
    assert outcomes(probe(server.port, mails=mails(5), per_connection=most)) == ["accepted"] * 5
    assert [verbs(session).count("DATA") for session in server.sessions] == sessions
    assert all(verbs(session)[-1] == "QUIT" for session in server.sessions)
