"""The IMAP driver against servers that lie, stall or die: an error in words, in bounded time and memory, never a crash."""

import time

import pytest

from imapserver import CAPABILITIES
from mailboxprobe import SIMPLE, assert_refused, probe, scripted, uids_of  # noqa: F401


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
def test_adv_64_a_bye_anywhere_is_told(probe, scripted, scratch, where, text):
    server = scripted({where: lambda session, tag, rest: session.send(text)}, mails=SIMPLE)
    answer = probe(server.port, "list", 0, 10, "fetch", scratch, 3, "file", "handled", 3, "wait", 500)
    assert_refused(answer, "network", "overloaded")


@pytest.mark.parametrize("where", ["greeting", "CAPABILITY", "AUTHENTICATE", "NAMESPACE", "LIST", "CREATE", "SELECT", "NOOP",
                                   "FETCH", "UID FETCH", "UID MOVE", "APPEND", "IDLE"])
def test_adv_64_a_lost_connection_anywhere_is_told(probe, scripted, scratch, where):
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


def test_adv_64_a_connection_dropped_at_every_byte_of_a_fetch_gives_no_part_for_a_mail(probe, scripted, scratch):
    raw = b"Subject: s\r\n\r\nhello\r\n"
    answer = b"* 1 FETCH (UID 3 BODY[] {%d}\r\n%s)\r\n" % (len(raw), raw)
    count, told = 0, []
    server = scripted({"UID FETCH": lambda session, tag, rest: (session.send(answer[:count]), session.close())}, mails=SIMPLE)
    for count in range(len(answer) + 1):
        folder = scratch / str(count)
        folder.mkdir()
        got = probe(server.port, "fetch", folder, 3)
        assert_refused(got, "network", "the server closed the connection")
        told.append(got.having("fetched"))
    assert [] in told and ["fetched 3 partial"] in told
    assert all(line in ([], ["fetched 3 partial"]) for line in told), told


@pytest.mark.parametrize("octets", [0, 1, 100, 70000])
def test_adv_64_the_end_inside_a_literal_is_an_error(probe, scripted, scratch, octets):
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
    "two bodies in one": b"* 1 FETCH (UID 3 BODY[] {5}\r\nxxxxx BODY[] {5}\r\nyyyyy)\r\nTAG OK done\r\n",
    "another kind of body": b"* 1 FETCH (UID 3 RFC822 {5}\r\nxxxxx BODY[] {5}\r\nyyyyy)\r\nTAG OK done\r\n",
    "nested structure": b"* 1 FETCH (UID 3 BODYSTRUCTURE " + b"(" * 100000 + b"\r\n",
    "nested structure after a trick": b'* 1 FETCH (UID 3 BODY[] "{9}\r\n' + b"(" * 100000 + b"\r\n",
    "another tag": b"* 1 FETCH (UID 3 BODY[] {5}\r\nxxxxx)\r\nzzz OK done\r\n",
    "garbage": b"\x00\xff\xfe garbage\r\n" * 10,
    "an endless line": b"* OK " + b"x" * 4000000,
    "endless lines": b"* 1 FETCH (FLAGS ())\r\n" * 400000,
    "blank lines": b"\r\n" * 4000000,
}


@pytest.mark.parametrize("lie", LIES)
def test_adv_64_a_lie_in_a_fetch_is_an_error(probe, scripted, scratch, lie):
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
    answer = probe(scripted(mails=big).port, "fetch", scratch, 3, options=["--max-mail", 1000000], timeout=20)  # to put it together takes a busy machine its time
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


@pytest.mark.parametrize("told", ["* 1 FETCH (UID 3 BODY[] NIL)\r\n", "* 1 FETCH (UID 3)\r\n", ""])
@pytest.mark.parametrize("gone", [False, True])
def test_a_mail_that_does_not_come_has_gone_only_when_the_server_does_not_tell_of_it(probe, scripted, scratch, told, gone):
    def fetch(session, tag, rest):
        session.send((told if "BODY" in rest else "" if gone else "* 1 FETCH (UID 3)\r\n") + f"{tag} OK done\r\n")
    answer = probe(scripted({"UID FETCH": fetch}).port, "fetch", scratch, 3)
    assert not answer.having("fetched")
    if gone:
        assert answer.status == 0
    else:
        assert_refused(answer, "server", "the server has a mail with UID 3 and does not send it")


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
    assert_refused(answer, "disk", "No space left")
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


def test_places_that_hold_nothing_wanted_have_an_end(probe, scripted):
    def select(session, tag, rest):
        session.send("* 4294967295 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n")
        session.ok(tag, "[READ-WRITE]")

    def fetch(session, tag, rest):
        first, _, is_range = rest.split(" ")[0].partition(":")
        uid = 3 if is_range else 9
        session.send(f'* {first} FETCH (UID {uid} INTERNALDATE "17-Jul-2026 02:44:25 +0200" RFC822.SIZE 5)\r\n')
        session.ok(tag)
    answer = probe(scripted({"SELECT": select, "FETCH": fetch}).port, "list", 3, 100000)
    assert_refused(answer, "protocol", "does not list them")


def test_a_mail_told_unasked_hides_no_others(probe, scripted):
    def fetch(session, tag, rest):
        session.send('* 3 FETCH (UID 9 INTERNALDATE "17-Jul-2026 02:44:25 +0200" RFC822.SIZE 5)\r\n')
        session.do_fetch(tag, rest)
    answer = probe(scripted({"FETCH": fetch}, mails=SIMPLE).port, "list", 0, 1, "list", 3, 9)
    assert uids_of(answer) == [3, 5, 9]


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


def commands_of(server, after):
    """What was said behind this line, without tags; IDLE's end as it is."""
    lines = server.received[server.received.index(after) + 1:]
    return [line if line == "DONE" else line.partition(" ")[2] for line in lines]


def told_while_idling(session, tag, rest):
    session.send("+ idling\r\n")
    session.server.mails.append((12, b"Subject: twelve\r\n\r\n12\r\n", set()))
    session.send(f"* {len(session.server.mails)} EXISTS\r\n")
    session.line()
    session.ok(tag)


def test_what_was_told_of_a_small_folder_is_listed_by_one_command(probe, scripted):
    server = scripted({"IDLE": told_while_idling}, mails=SIMPLE)
    answer = probe(server.port, "list", 0, 10, "wait", 15000, "list", 9, 10)
    assert uids_of(answer) == [3, 5, 9, 12]
    asked = commands_of(server, "DONE")
    assert asked[0] == "UID FETCH 10:* (UID INTERNALDATE RFC822.SIZE)" and not any(line.startswith(("NOOP", "FETCH")) for line in asked)


def test_a_small_folder_with_nothing_above_lists_nothing_and_a_gone_one_is_no_trouble(probe, scripted):
    server = scripted(mails=SIMPLE)
    answer = probe(server.port, "list", 9, 10, "list", 4294967295, 10, "list", 5, 10, "list", 3, 1)
    assert uids_of(answer) == [9, 5] and answer.having("listed") == ["listed 0", "listed 0", "listed 1", "listed 1"]


@pytest.mark.parametrize("answer", ["NO no such message", "BAD invalid message set"])
def test_a_server_that_dislikes_an_empty_range_is_asked_by_places(probe, scripted, answer):
    def uid_fetch(session, tag, rest):
        if rest.startswith("10:*"):
            session.send(f"{tag} {answer}\r\n")
        else:
            session.do_uid_fetch(tag, rest)
    server = scripted({"UID FETCH": uid_fetch}, mails=SIMPLE)
    found = probe(server.port, "list", 9, 10, "list", 9, 10, "list", 3, 10)
    assert uids_of(found) == [5, 9] and found.having("listed") == ["listed 0", "listed 0", "listed 2"]
    assert sum("UID FETCH 10:*" in line for line in server.received) == 1


def test_mails_expunged_while_a_small_folder_is_listed_hide_no_others(probe, scripted):
    def uid_fetch(session, tag, rest):
        session.expunge([(1, session.server.mails[0])])
        session.do_uid_fetch(tag, rest)
    answer = probe(scripted({"UID FETCH": uid_fetch}, mails=SIMPLE).port, "list", 3, 10)
    assert uids_of(answer) == [5, 9]


def test_idle_goes_on_while_something_else_is_heard_and_ends_before_the_next_command(probe, scripted, scratch):
    def idle(session, tag, rest):
        session.send("+ idling\r\n")
        session.line()
        session.ok(tag)
    ready = scratch / "ready"
    ready.write_text("readable")
    server = scripted({"IDLE": idle}, mails=SIMPLE)
    with ready.open() as stdin:
        answer = probe(server.port, "list", 0, 10, "wait", 15000, "wait", 15000, "wait", 15000, "list", 9, 10, options=["--watch-stdin"], stdin=stdin)
    assert [line.split()[1] for line in answer.having("woken")] == ["other"] * 3, answer.lines
    idling = [line for line in server.received if line.endswith(" IDLE")]
    assert len(idling) == 1 and commands_of(server, idling[0])[:2] == ["DONE", "NOOP"]


def test_a_server_that_ends_idle_by_itself_is_asked_and_stays_of_use(probe, scripted):
    def idle(session, tag, rest):
        session.send("+ idling\r\n* OK still here\r\n")
        session.server.mails.append((12, b"Subject: twelve\r\n\r\n12\r\n", set()))
        session.ok(tag, "IDLE terminated")
    server = scripted({"IDLE": idle}, mails=SIMPLE)
    answer = probe(server.port, "list", 0, 10, "wait", 15000, "list", 9, 10)
    assert answer.having("woken")[0].startswith("woken mail") and answer.seconds < 5, answer.lines
    assert "DONE" not in server.received and answer.status == 0


def test_a_session_that_ends_while_it_idles_says_done_and_goodbye(probe, scripted, scratch):
    def idle(session, tag, rest):
        session.send("+ idling\r\n")
        session.line()
        session.ok(tag)
    (scratch / "ready").write_text("readable")
    server = scripted({"IDLE": idle}, mails=SIMPLE)
    with (scratch / "ready").open() as stdin:
        answer = probe(server.port, "list", 0, 10, "wait", 15000, options=["--watch-stdin"], stdin=stdin)
    assert answer.status == 0 and answer.seconds < 5, answer.lines
    assert commands_of(server, "DONE") == ["LOGOUT"]


def test_idle_refused_is_no_hang(probe, scripted):
    server = scripted({"IDLE": lambda session, tag, rest: session.send(f"{tag} NO not now\r\n")})
    answer = probe(server.port, "list", 0, 1, "wait", 5000)
    assert answer.status == 0 and answer.having("woken")[0].startswith("woken mail") and answer.seconds < 5, answer.lines


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


def append_three(probe, server, scratch):
    raws = [b"Subject: %d\r\n\r\n" % number + b"x" * (10 ** number) + b"\r\n" for number in (5, 1, 3)]
    for number, raw in enumerate(raws):
        (scratch / str(number)).write_bytes(raw)
    answer = probe(server.port, "append", ",".join(str(scratch / str(number)) for number in range(3)), options=["--sent", "Sent"])
    return answer, [("Sent", "\\Seen", raw) for raw in raws], sum(" APPEND " in line for line in server.received)


@pytest.mark.parametrize("word, commands", [("", 3), (" MULTIAPPEND", 1)])
def test_copies_go_in_one_command_where_the_server_takes_several(probe, scripted, scratch, word, commands):
    server = scripted(capabilities=CAPABILITIES + word)
    answer, copies, seen = append_three(probe, server, scratch)
    assert answer.lines[-4:] == ["appended"] * 3 + ["closed"]
    assert (server.appended, seen) == (copies, commands)


@pytest.mark.parametrize("word, kept", [("", 1), (" MULTIAPPEND", 0)])
def test_of_a_refused_group_it_is_known_what_is_there(probe, scripted, scratch, word, kept):
    server = scripted(capabilities=CAPABILITIES + word)
    server.refuses_copies = lambda group, size: 0 < size < 100
    answer, copies, _ = append_three(probe, server, scratch)
    assert_refused(answer, "server", "[LIMIT] not this one")
    assert answer.lines.count("appended") == kept and server.appended == copies[:kept]


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
