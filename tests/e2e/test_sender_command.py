"""The senders that give mail to a sendmail command, through sender-probe."""

import os
import signal
import textwrap
from pathlib import Path

import pytest

from senderprobe import FROM, MAIL, OTHER, PIECE, TO, outcomes, probe  # noqa: F401 (a fixture)


@pytest.fixture
def sendmail(scratch):
    """A sendmail made of these lines of shell; what it was given is in `seen`."""
    def make(script):
        path = scratch / "sendmail"
        path.write_text("#!/bin/sh\n" + textwrap.dedent(script))
        path.chmod(0o755)
        return path
    return make


def test_the_command_gets_arguments_message_and_little_else(probe, sendmail, scratch):
    path = sendmail(f"""
        printf '%s\\n' "$@" >{scratch}/arguments
        env >{scratch}/environment
        cat >{scratch}/message
        pwd >{scratch}/folder
    """)
    results = probe(command=f"{path} -i 'two words'", to=[TO, OTHER])
    assert outcomes(results) == ["accepted"] * 2
    assert (scratch / "arguments").read_text().split("\n")[:-1] == ["-i", "two words", "-f", FROM, "--", TO, OTHER]
    assert (scratch / "message").read_bytes() == MAIL.replace(b"\r\n", b"\n")
    assert (scratch / "folder").read_text() == "/\n"
    names = {line.split("=")[0] for line in (scratch / "environment").read_text().splitlines()}
    assert names <= {"PATH", "LANG", "HOME", "PWD", "OLDPWD", "SHLVL", "_", "LSAN_OPTIONS", "ASAN_OPTIONS"}


def test_postfixs_own_sendmail_delivers(probe, site):
    if not hasattr(site.mta, "folder"):
        pytest.skip("no Postfix here")
    [result] = probe(command=f"/usr/sbin/sendmail -C {site.mta.folder}/etc -i", mails=[MAIL + b".\r\n..\r\nend\r\n"])
    assert result.delivery == "accepted"
    with site.mailbox(TO) as anna:
        [mail] = anna.wait(1)
    assert mail["Return-Path"] == f"<{FROM}>"
    assert mail.get_content() == "Your sofa is on its way.\n.\n..\nend\n"


def test_the_command_gets_a_large_message_whole(probe, sendmail, scratch):
    path = sendmail(f"cat >{scratch}/message")
    message = b"x" * (PIECE - 1) + b"\r\n" + b"line\r\n" * PIECE
    assert outcomes(probe(command=path, mails=[message])) == ["accepted"]
    assert (scratch / "message").read_bytes() == message.replace(b"\r\n", b"\n")


def test_the_command_never_ends_with_half_a_message(probe, sendmail, scratch):
    path = sendmail(f"truncate -s {PIECE} {scratch}/0.eml; cat >/dev/null; echo whole >{scratch}/ended")
    [result] = probe(command=path, mails=[b"line\r\n" * PIECE])
    assert result.delivery == "temporary" and "cannot be read" in result.text
    assert not (scratch / "ended").exists()


def test_the_command_line_is_split_and_no_shell_runs(probe, sendmail, scratch):
    path = sendmail(f"printf '%s\\n' \"$@\" >{scratch}/arguments; cat >/dev/null")
    probe(command=f"{path} '$(touch {scratch}/ran)' ';' '`id`'")
    assert (scratch / "arguments").read_text().split("\n")[:3] == [f"$(touch {scratch}/ran)", ";", "`id`"]
    assert not (scratch / "ran").exists()


@pytest.mark.parametrize("code, delivery", [(0, "accepted"), (75, "temporary"), (67, "permanent"), (69, "permanent"),
                                            (64, "permanent"), (65, "permanent"), (68, "temporary"), (71, "temporary"),
                                            (77, "temporary"), (78, "temporary"), (1, "temporary"), (127, "temporary")])
def test_each_exit_code_has_its_meaning(probe, sendmail, code, delivery):
    path = sendmail(f"cat >/dev/null; echo 'because of this' >&2; exit {code}")
    [result] = probe(command=path)
    assert (result.delivery, result.code) == (delivery, "0")
    assert "because of this" in result.text


def test_a_killed_command_is_temporary(probe, sendmail):
    [result] = probe(command=sendmail("kill -9 $$"))
    assert result.delivery == "temporary"
    assert "signal 9" in result.text


@pytest.mark.parametrize("options", [[], ["--default-signals"]])
def test_a_command_that_does_not_read_is_judged_by_its_exit(probe, sendmail, options):
    large = MAIL + b"x\r\n" * 1_000_000
    for script, delivery in (("exec <&-; sleep 0.3; exit 75", "temporary"), ("exit 67", "permanent")):
        assert outcomes(probe(command=sendmail(script), mails=[large], options=options)) == [delivery]


def test_a_large_message_is_piped_whole(probe, sendmail, scratch):
    large = MAIL + b"".join(b"%075d\r\n" % number for number in range(66000))
    assert outcomes(probe(command=sendmail(f"sleep 0.2; cat >{scratch}/message"), mails=[large])) == ["accepted"]
    assert (scratch / "message").read_bytes() == large.replace(b"\r\n", b"\n")


def test_a_command_that_hangs_is_ended_with_what_it_started(probe, sendmail, scratch):
    [result] = probe(command=sendmail(f"sleep 1000 & echo $! >{scratch}/child; wait"), timeout=1)
    assert result.delivery == "temporary"
    assert "stopped" in result.text
    status = Path("/proc", (scratch / "child").read_text().strip(), "status")
    assert not status.exists() or "State:\tZ" in status.read_text()


def test_a_command_whose_child_keeps_its_pipes_is_not_waited_for(probe, sendmail, scratch):
    path = sendmail(f"sleep 1000 & echo $! >{scratch}/child; exit 0")
    try:
        [result] = probe(command=path, timeout=20)
        assert result.delivery == "accepted"
    finally:
        os.kill(int((scratch / "child").read_text()), signal.SIGKILL)


def test_a_missing_command_is_temporary_and_named(probe):
    [result] = probe(command="/nonexistent/sendmail -i")
    assert result.delivery == "temporary"
    assert "/nonexistent/sendmail" in result.text


def test_much_on_standard_error_is_cut(probe, sendmail):
    [result] = probe(command=sendmail("cat >/dev/null; yes 'no no no' | head -c 1000000 >&2; exit 69"))
    assert result.delivery == "permanent"
    assert len(result.text) < 500


def test_the_command_is_not_run_for_addresses_that_cannot_be_sent(probe, sendmail, scratch):
    path = sendmail(f"printf '%s\\n' \"$@\" >{scratch}/arguments; cat >/dev/null")
    results = probe(command=path, to=["a@b.example,x@evil.example", TO, "-oQ/tmp"])
    assert outcomes(results) == ["permanent", "accepted", "permanent"]
    assert (scratch / "arguments").read_text().split() == ["-f", FROM, "--", TO]


def test_the_null_return_path_is_given_in_the_customary_way(probe, sendmail, scratch):
    probe(command=sendmail(f"printf '%s\\n' \"$@\" >{scratch}/arguments; cat >/dev/null"), sender="")
    assert (scratch / "arguments").read_text().split() == ["-f", "<>", "--", TO]
