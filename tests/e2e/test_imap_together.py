"""Small mails, of which the IMAP driver asks for several in one command: what each server may answer, and what must come of it. Never is one mail's
text taken for another's, nor a part for a whole."""

import pytest

from mailboxprobe import SIMPLE, assert_refused, probe, scripted  # noqa: F401

TEXTS = {uid: raw for uid, raw in SIMPLE}
ALL = ["fetched 3 complete", "fetched 5 complete", "fetched 9 complete"]


def told(number, uid, raw):
    return b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (number, uid, len(raw), raw)


ANSWERS = [told(number + 1, uid, raw) for number, (uid, raw) in enumerate(SIMPLE)]


def whole(folder):
    """{uid: its file}"""
    return {int(path.name): path.read_bytes() for path in folder.iterdir() if path.name.isdigit()}


def together(answer, asked):
    """A server whose answer to a command for several mails is `answer(session, tag)`; `asked` gets what was asked for, command by command, but for
    whether a mail is there."""
    def fetch(session, tag, rest):
        asked.extend([rest] * ("BODY" in rest))
        if "," in rest.split(" ")[0]:
            answer(session, tag)
        else:
            session.do_uid_fetch(tag, rest)
    return {"UID FETCH": fetch}


def test_small_mails_come_with_one_command(probe, scripted, scratch):
    asked = []
    server = scripted(together(lambda session, tag: session.do_uid_fetch(tag, "3,5,9 (UID BODY.PEEK[])"), asked), mails=SIMPLE)
    answer = probe(server.port, "fetch-sized", scratch, 1000, "3,5,9")
    assert answer.having("fetched") == ALL and whole(scratch) == TEXTS
    assert asked == ["3,5,9 (UID BODY.PEEK[])"]


@pytest.mark.parametrize("size, sets", [(0, ["1:16", "17:20"]), (16384, ["1:16", "17:20"]), (60000, ["1:4", "5:8", "9:12", "13:16", "17:20"]),
                                        (65537, [str(uid) for uid in range(1, 21)])])
def test_a_command_brings_sixteen_mails_and_a_quarter_of_a_megabyte_at_most(probe, scripted, scratch, size, sets):
    mails = [(uid, b"Subject: %d\r\n\r\n" % uid + b"x" * uid) for uid in range(1, 21)]
    asked = []
    answer = probe(scripted({"UID FETCH": lambda session, tag, rest: (asked.append(rest.split()[0]), session.do_uid_fetch(tag, rest))}, mails=mails).port,
                   "fetch-sized", scratch, size, "1:20")
    assert len(answer.having("fetched")) == 20 and whole(scratch) == dict(mails)
    assert asked == sets


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2)])
def test_a_server_may_answer_in_any_order(probe, scripted, scratch, order):
    server = scripted(together(lambda session, tag: session.send(b"".join(ANSWERS[at] for at in order) + f"{tag} OK done\r\n".encode()), []), mails=SIMPLE)
    answer = probe(server.port, "fetch-sized", scratch, 1000, "3,5,9")
    assert answer.having("fetched") == ALL and whole(scratch) == TEXTS


def test_the_uid_may_stand_behind_the_body_and_news_between(probe, scripted, scratch):
    turned = b"".join(b"* OK still here\r\n* %d FETCH (FLAGS () BODY[] {%d}\r\n%s UID %d)\r\n* 3 FETCH (FLAGS (\\Seen))\r\n* 7 EXISTS\r\n" % (n, len(raw), raw, uid)
                      for n, (uid, raw) in enumerate(SIMPLE, 1))
    server = scripted(together(lambda session, tag: session.send(turned + f"{tag} OK done\r\n".encode()), []), mails=SIMPLE)
    answer = probe(server.port, "fetch-sized", scratch, 1000, "3,5,9")
    assert answer.having("fetched") == ALL and whole(scratch) == TEXTS


@pytest.mark.parametrize("end", ["OK done", "NO [EXPUNGEISSUED] one of them has gone", "NO one of them is busy", "BAD what"])
def test_what_is_left_out_is_asked_for_by_itself(probe, scripted, scratch, end):
    asked = []
    server = scripted(together(lambda session, tag: session.send(ANSWERS[0] + f"{tag} {end}\r\n".encode()), asked), mails=[SIMPLE[0], SIMPLE[2]])
    answer = probe(server.port, "fetch-sized", scratch, 1000, "3,5,9")
    assert answer.error is None
    assert answer.having("fetched") == [ALL[0], ALL[2]] and whole(scratch) == {uid: TEXTS[uid] for uid in (3, 9)}
    refused = not end.startswith("OK")  # what came with a command that was refused may be a part, or padded
    assert asked == [f"{uids} (UID BODY.PEEK[])" for uids in ["3,5,9"] + ["3"] * refused + ["5", "9"]]


def test_a_mail_that_the_server_keeps_back_stops_those_behind_it(probe, scripted, scratch):
    """The place in the mailbox must not pass it; what came with it is written down when its turn comes."""
    def fetch(session, tag, rest):
        session.send((b"".join(ANSWERS[::2]) if "," in rest else b"" if "BODY" in rest else b"* 2 FETCH (UID 5)\r\n") + f"{tag} OK done\r\n".encode())
    answer = probe(scripted({"UID FETCH": fetch}, mails=SIMPLE).port, "fetch-sized", scratch, 1000, "3,5,9")
    assert_refused(answer, "server", "the server has a mail with UID 5 and does not send it")
    assert answer.having("fetched") == [ALL[0]] and whole(scratch) == {3: TEXTS[3]}


LIES = {
    "another mail": ANSWERS[0] + told(2, 7, b"xxxxx") + b"TAG OK done\r\n",
    "no UID": ANSWERS[0] + b"* 2 FETCH (BODY[] {5}\r\nxxxxx)\r\nTAG OK done\r\n",
    "two bodies in one": ANSWERS[0] + b"* 2 FETCH (UID 5 BODY[] {5}\r\nxxxxx BODY[] {5}\r\nyyyyy)\r\nTAG OK done\r\n",
    "another kind of body": ANSWERS[0] + b"* 2 FETCH (UID 5 RFC822 {5}\r\nxxxxx BODY[] {5}\r\nyyyyy)\r\nTAG OK done\r\n",
    "one twice": ANSWERS[0] + told(1, 3, b"yyyyy") + b"TAG OK done\r\n",
    "a large one": ANSWERS[0] + told(2, 5, b"x" * 300000) + b"TAG OK done\r\n",
    "longer than announced": ANSWERS[0] + b"* 2 FETCH (UID 5 BODY[] {5}\r\n" + b"x" * 5000 + b")\r\nTAG OK done\r\n",
    "closed too early": ANSWERS[0] + b"* 2 FETCH (UID 5 BODY[] {5}\r\nxxxxx\r\nTAG OK done\r\n",
    "another tag": ANSWERS[0] + b"zzz OK done\r\n",
}


@pytest.mark.parametrize("lie", LIES)
def test_adv_64_a_lie_between_small_mails_is_an_error(probe, scripted, scratch, lie):
    server = scripted(together(lambda session, tag: session.send(LIES[lie].replace(b"TAG", tag.encode())), []), mails=SIMPLE)
    answer = probe(server.port, "fetch-sized", scratch, 1000, "3,5,9", timeout=4)
    assert answer.error and answer.error[0] in ("protocol", "network"), answer.lines
    assert_refused(answer, answer.error[0], "")
    assert answer.having("fetched") == [] and whole(scratch) == {}


def test_adv_64_a_connection_dropped_at_every_byte_gives_none(probe, scripted, scratch):
    octets, count = told(1, 3, b"a\r\n") + told(2, 5, b"b"), 0
    server = scripted(together(lambda session, tag: (session.send(octets[:count]), session.close()), []), mails=SIMPLE)
    for count in range(len(octets) + 1):
        folder = scratch / str(count)
        folder.mkdir()
        answer = probe(server.port, "fetch-sized", folder, 1000, "3,5")
        assert_refused(answer, "network", "the server closed the connection")
        assert answer.having("fetched") == [] and whole(folder) == {}


def test_a_full_disk_is_told_once(probe, scripted):
    answer = probe(scripted(mails=SIMPLE).port, "fetch-sized", "/dev/full", 1000, "3,5,9")
    assert_refused(answer, "disk", "the mail with UID 3 cannot be stored")
    assert answer.having("fetched") == ["fetched 3 partial"]
