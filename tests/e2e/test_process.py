"""The processes on real servers: started, stopped, reloaded, killed one after the other; whatever dies, the work goes on and no
mail is lost or answered twice."""

import contextlib
import email.policy
import imaplib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

import imapserver
from servers import wait_until
from shop import ANNA, DESK, HANDLED, ORDERS, REVIEW, SOFA, Shop, mail
from smtpserver import Delay, StallWithin

ROLES = ("mo-mailbox", "mo-decoder", "mo-sender", "mo-desk")  # the converter is started on demand: test_on_demand.py
SMALL = 'max_mail = "10 kB";'


def children(pid):
    """{name: [pid, …]} of the processes that `pid` started and that live."""
    found = {}
    for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with contextlib.suppress(OSError):
            state = Path(f"/proc/{text}/stat").read_text().rsplit(")", 1)[1].split()[0]
            if state != "Z":
                found.setdefault(Path(f"/proc/{text}/comm").read_text().strip(), []).append(int(text))
    return found


def roles(shop):
    """Those that work all the time: the checker reads the store after a start, and ends."""
    return {name: pids for name, pids in children(shop.daemon.pid).items() if name != "mo-checker"}


def all_run(shop):
    """None is still to put on its walls: until then a decoder is called after the program that it starts anew."""
    running = roles(shop)
    return all(role in running for role in ROLES) and "exe" not in running and running


def wait_for_roles(shop, seconds=30):
    return wait_until(lambda: all_run(shop), seconds, "all roles")


def letter(number, words="It is a nice day."):
    """A mail that no rule answers: it is handled in silence."""
    return mail(ANNA, f"Hello {number}", words)


def too_large(number):
    """A mail that is larger than the mailbox allows: the reviewing person is told of it, so that there is something to send."""
    return mail(ANNA, f"Large {number}", "A long line of words.\n" * 1000)


def attempts(shop):
    """How often each mail was given to a decoder."""
    with contextlib.closing(sqlite3.connect(f"file:{shop.state}/mailorder.db?mode=ro", uri=True)) as store:
        return [row[0] for row in store.execute("SELECT attempts FROM mail ORDER BY id")]


def subjects(shop, folder):
    return sorted(got["Subject"] for got in shop.mails(ORDERS, folder))


def said(shop, pattern, seconds=30):
    try:
        wait_until(lambda: re.search(pattern, shop.said()), seconds, f"'{pattern}' in the log")
    except TimeoutError as late:
        raise TimeoutError(f"{late}, which says:\n{shop.said()[-4000:]}") from None


@pytest.fixture
def small(site, scratch, source, build):
    """The shop, with a bound on mails that a test can pass."""
    business = Shop(scratch, site, source, build, imap=SMALL)
    yield business
    business.stop()


@pytest.fixture
def fragile(site, scratch, source, sanitized):
    """The shop, with a decoder that obeys MAILORDER_TEST_CRASH and MAILORDER_TEST_HANG."""
    if "define MO_TEST_HOOKS 1" not in (sanitized / "config.h").read_text():
        pytest.skip("built without --enable-test-hooks or --enable-sanitizers")
    business = Shop(scratch, site, source, sanitized, limits='decode_time = "2 s";')
    yield business
    business.stop()


# --- order ---


def test_what_came_first_is_handled_first_though_two_decoders_read(shop):
    """A large mail takes its decoder longer than the small one behind it takes the other."""
    long, short = SOFA + "\n\n-- \n" + "A line that says nothing.\n" * 4000, SOFA
    names = [f"person{number}@customer.example" for number in range(8)]
    with shop.running():
        wait_for_roles(shop)  # a decoder that is still starting is not waited for
        with shop.site.mailbox(ORDERS) as client:
            for number, name in enumerate(names):
                client.append(mail(name, "Sofa order", [long, short][number % 2], name="A Customer"))
        shop.settled(len(names), seconds=60)
    made = sorted(shop.json("list", "--limit", 100), key=lambda row: row["number"])
    assert [row["customer"] for row in made] == names


def test_a_decoder_that_the_machine_gives_no_time_is_waited_for(shop):
    """What counts is the processor time that a mail has taken, not how long a busy machine takes to give it."""
    names = [f"person{number}@customer.example" for number in range(2)]
    with shop.running():
        decoders = wait_for_roles(shop)["mo-decoder"]
        with contextlib.ExitStack() as stopped:
            for decoder in decoders:
                os.kill(decoder, signal.SIGSTOP)
                stopped.callback(os.kill, decoder, signal.SIGCONT)
            for name in names:
                shop.receive(mail(name, "Sofa order", SOFA, name="A Customer"))
            wait_until(lambda: attempts(shop) == [1, 1], 20, "both mails in the decoders")
            time.sleep(0.2)
            os.kill(decoders[1], signal.SIGCONT)
            time.sleep(1.5)
            assert not shop.json("list"), "the second mail is read, and waits for the first"
        shop.settled(len(names), seconds=60)
    made = sorted(shop.json("list"), key=lambda row: row["number"])
    assert [row["customer"] for row in made] == names


# --- start and stop ---


def test_an_idle_daemon_stops_at_once_and_leaves_nothing_behind(shop):
    shop.start()
    pids = [pid for group in wait_for_roles(shop).values() for pid in group]
    assert shop.stop() < 10
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    assert "stopped" in shop.said()


def test_state_and_spool_are_for_their_owner_alone(shop):
    shop.start()
    wait_for_roles(shop)
    shop.receive(letter(1))
    shop.settled(1)
    for path in (shop.state, *shop.state.rglob("*")):
        assert path.lstat().st_mode & 0o077 == 0, path


def test_a_busy_daemon_stops_within_ten_seconds_and_goes_on_at_the_next_start(shop):
    with shop.running():
        wait_for_roles(shop)
        for number in range(60):
            shop.receive(letter(number))
        assert shop.stop() < 10
    with shop.running():
        shop.settled(60, seconds=120)
    assert len(shop.mails(ORDERS, HANDLED)) + len(shop.mails(ORDERS, REVIEW)) == 60
    assert "quarantine" not in shop.said()


def test_a_wrong_configuration_is_refused_with_every_line(shop):
    text = shop.config.read_text()
    shop.config.write_text(text.replace("languages ", "langauges ", 1) + 'nonsense = "x";\n')
    done = subprocess.run([shop.build / "mailorderd", "--config", shop.config], capture_output=True, text=True, timeout=30)
    assert done.returncode == 78
    for mistake in ("langauges", "nonsense"):
        assert re.search(rf"^mailorderd: .*/mailorder\.conf:\d+: .*{mistake}", done.stderr, re.M), done.stderr
    assert not shop.state.exists()


def test_check_says_the_same_and_makes_nothing(shop):
    good = subprocess.run([shop.build / "mailorderd", "--check", "--config", shop.config], capture_output=True, text=True, timeout=30)
    assert (good.returncode, shop.state.exists()) == (0, False), good.stderr
    shop.config.write_text(shop.config.read_text() + 'nonsense = "x";\n')
    bad = subprocess.run([shop.build / "mailorderd", "--check", "--config", shop.config], capture_output=True, text=True, timeout=30)
    assert bad.returncode == 78 and "nonsense" in bad.stderr


@pytest.mark.parametrize("arguments", [["--log", "paper"], ["--log-level", "loud"], ["--unknown"], ["surplus"]])
def test_wrong_arguments_are_refused(shop, arguments):
    done = subprocess.run([shop.build / "mailorderd", *arguments], capture_output=True, text=True, timeout=30)
    assert done.returncode == 64 and done.stderr.startswith("mailorderd: ")


def test_adv_19_a_second_daemon_on_the_same_store_is_refused_and_names_the_first(shop):
    with shop.running():
        desk = wait_for_roles(shop)["mo-desk"][0]
        done = subprocess.run([shop.build / "mailorderd", "--config", shop.config], capture_output=True, text=True, timeout=30)
        assert done.returncode == 69
        assert str(desk) in done.stderr or str(shop.daemon.pid) in done.stderr, done.stderr
        shop.receive(letter(1))
        shop.settled(1)


def test_in_the_background_the_caller_gets_the_outcome(shop):
    pid_file = shop.folder / "pid"
    command = [shop.build / "mailorderd", "--background", "--log", "stderr", "--config", shop.config, "--pid-file", pid_file]
    with open(shop.log, "ab") as log:
        started = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=30)
        assert started.returncode == 0
        pid = int(pid_file.read_text())
        try:
            again = subprocess.run(command[:-2], stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=30)
            assert again.returncode == 69
            shop.receive(letter(1))
            shop.settled(1)
        finally:
            os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not Path(f"/proc/{pid}").exists() or "State:\tZ" in Path(f"/proc/{pid}/status").read_text(), 10, "the end")
    assert not pid_file.exists()


def test_when_the_supervisor_is_killed_nobody_stays(shop):
    shop.start()
    pids = [pid for group in wait_for_roles(shop).values() for pid in group]
    os.kill(shop.daemon.pid, signal.SIGKILL)
    shop.daemon.wait()
    shop.daemon = None

    def gone(pid):
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
        return True
    wait_until(lambda: all(gone(pid) for pid in pids), 10, "the roles' end")


def test_systemd_is_told(shop):
    path = shop.folder / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(path))
        listener.settimeout(20)
        told = ""
        environment = {**os.environ, "NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "400000"}
        with open(shop.log, "ab") as log:
            shop.daemon = subprocess.Popen([shop.build / "mailorderd", "--config", shop.config], stdout=log, stderr=log,
                                           stdin=subprocess.DEVNULL, start_new_session=True, env=environment)
        if "systemd" not in subprocess.run(["ldd", shop.build / "mailorderd"], capture_output=True, text=True).stdout:
            pytest.skip("built without libsystemd")

        def until(words):
            nonlocal told
            while words not in told:
                told += listener.recv(4096).decode() + "\n"
        until("READY=1")
        until("WATCHDOG=1")
        until("STATUS=working")
        told = ""
        shop.daemon.send_signal(signal.SIGHUP)
        until("RELOADING=1")
        until("READY=1")
        shop.daemon.send_signal(signal.SIGTERM)
        until("STOPPING=1")


# --- reload ---


def test_a_reload_starts_all_roles_anew(shop):
    with shop.running():
        before = wait_for_roles(shop)
        shop.config.write_text(shop.config.read_text().replace('"Example Home"', '"Example House"', 1))
        shop.daemon.send_signal(signal.SIGHUP)
        said(shop, "the new configuration is loaded")
        wait_until(lambda: all_run(shop) and roles(shop)["mo-desk"] != before["mo-desk"], 20, "new roles")
        after = wait_for_roles(shop)
        assert not {pid for group in before.values() for pid in group} & {pid for group in after.values() for pid in group}
        shop.receive(letter(1))
        shop.settled(1)


def test_adv_67_a_reload_with_a_mistake_changes_nothing_and_says_which(shop):
    with shop.running():
        before = wait_for_roles(shop)
        good = shop.config.read_text()
        shop.config.write_text(good + 'nonsense = "x";\n')
        shop.daemon.send_signal(signal.SIGHUP)
        said(shop, "the old configuration stays")
        assert re.search(r"mailorder\.conf:\d+: .*nonsense", shop.said())
        shop.receive(letter(1))
        shop.settled(1)
        assert roles(shop) == before
        shop.config.write_text(good)
        shop.daemon.send_signal(signal.SIGHUP)
        said(shop, "the new configuration is loaded")
        shop.receive(letter(2))
        shop.settled(2)


def test_reloads_in_a_row_end_well(shop):
    with shop.running():
        wait_for_roles(shop)
        for number in range(8):
            shop.receive(letter(number))
            shop.daemon.send_signal(signal.SIGHUP)
        shop.settled(8)
        assert shop.stop() < 10


# --- death ---


@pytest.mark.parametrize("role", ROLES)
def test_a_killed_role_is_started_again_and_work_goes_on(small, role):
    with small.running():
        pid = wait_for_roles(small)[role][0]
        small.receive(letter(1))
        small.settled(1)
        os.kill(pid, signal.SIGKILL)
        small.receive(letter(2))
        small.receive(too_large(3))
        small.settled(3)
        assert pid not in [other for group in wait_for_roles(small).values() for other in group]
        (told,) = small.inbox(DESK)
    assert small.said().count("was ended by signal 9") == 1
    assert len(small.mails(ORDERS)) == 0


def test_roles_killed_again_and_again_lose_and_double_nothing(small):
    """Every role, in turn, under load; each mail makes one letter to the desk, and each letter comes once."""
    count = 40
    with small.running():
        wait_for_roles(small)
        for number in range(count):
            small.receive(too_large(number))
            if number % 5 == 4:
                running = roles(small)
                victim = ROLES[number // 5 % len(ROLES)]
                for pid in running.get(victim, [])[:1]:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
        small.settled(count, seconds=180)
        wait_until(lambda: len({got["Message-ID"] for got in small.mails(DESK)}) >= count, 180, "all letters")
        time.sleep(1)
    # A sender killed between the server's reply and ours may repeat one, with the same Message-ID.
    assert len({got["Message-ID"] for got in small.mails(DESK)}) == count
    assert len(small.mails(ORDERS, REVIEW)) == count


def test_a_daemon_killed_whole_goes_on_where_it_was(small):
    count = 30
    small.start()
    wait_for_roles(small)
    for number in range(count):
        small.receive(too_large(number))
        if number % 10 == 9:
            small.kill()
            small.start()
    small.settled(count, seconds=120)
    wait_until(lambda: len({got["Message-ID"] for got in small.mails(DESK)}) >= count, 120, "all letters")
    time.sleep(1)
    assert len({got["Message-ID"] for got in small.mails(DESK)}) == count
    assert len(small.mails(ORDERS, REVIEW)) == count


# --- the decoder ---


def test_adv_69_a_mail_that_crashes_the_decoder_is_tried_twice_then_quarantined(fragile, monkeypatch):
    monkeypatch.setenv("MAILORDER_TEST_CRASH", "crash-the-decoder")
    with fragile.running():
        wait_for_roles(fragile)
        fragile.receive(letter("before"))
        bad = letter("bad", "crash-the-decoder")
        fragile.receive(bad)
        fragile.receive(letter("after"))
        fragile.settled(3)
        (told,) = fragile.inbox(DESK)
    words = told.get_body(("plain",)).get_content()
    assert "The decoder crashed on it twice." in words and "Subject:" not in words  # nobody knows who wrote what
    with fragile.site.mailbox(ORDERS) as client:
        assert bad.as_bytes(policy=email.policy.SMTP) in client.raw_mails(REVIEW)
    log = fragile.said()
    assert log.count("mail=2 the decoder ended while it decoded it") == 2
    assert log.count("the decoder ended") == 2
    assert "Hello bad" in subjects(fragile, REVIEW)
    shown = fragile.json("show", "mail", "2") if (fragile.build / "mailorder").exists() else {"state": "quarantined"}
    assert shown["state"] == "quarantined"


def test_adv_69_a_mail_that_hangs_the_decoder_is_killed_tried_again_and_quarantined(fragile, monkeypatch):
    monkeypatch.setenv("MAILORDER_TEST_HANG", "hang-the-decoder")
    with fragile.running():
        wait_for_roles(fragile)
        fragile.receive(letter("bad", "hang-the-decoder"))
        fragile.receive(letter("after"))
        fragile.settled(2)
    assert fragile.said().count("hangs in mail 1") == 2
    assert "Hello bad" in subjects(fragile, REVIEW)


def test_a_mail_that_hangs_again_holds_up_no_other_where_a_second_decoder_is_free(fragile, monkeypatch):
    """Its second time begins when no other is being read, and then others go on beside it."""
    monkeypatch.setenv("MAILORDER_TEST_HANG", "hang-the-decoder")
    fragile.config.write_text(fragile.config.read_text().replace('decode_time = "2 s";', 'decode_time = "9 s"; decoders = 2;'))
    with fragile.running():
        fragile.receive(letter("bad", "hang-the-decoder"))
        said(fragile, "hangs in mail 1", 40)
        wait_until(lambda: attempts(fragile) == [2], 20, "the second time")
        fragile.receive(letter("after"))
        fragile.receive(letter("and after"))
        fragile.settled(2)
        assert fragile.said().count("hangs in mail 1") == 1, "it is still in the decoder"


def test_many_mails_that_crash_the_decoder_do_not_stop_the_queue(fragile, monkeypatch):
    monkeypatch.setenv("MAILORDER_TEST_CRASH", "crash-the-decoder")
    with fragile.running():
        wait_for_roles(fragile)
        for number in range(6):
            fragile.receive(letter(f"bad {number}", "crash-the-decoder"))
        fragile.receive(letter("good"))
        fragile.settled(7, seconds=120)
    # On a busy machine a process that aborts may take longer than a mail has.
    assert fragile.said().count("the decoder ended while") + fragile.said().count("its time in the decoder is over") == 12


# --- a role that was taken over ---


@contextlib.contextmanager
def taken_over(shop, build, role, mode):
    """The shop's daemon, with one role that lies."""
    with open(shop.log, "ab") as log:
        shop.daemon = subprocess.Popen([build / "tests/e2e/hostile-role", shop.config, role, mode], stdout=log, stderr=log,
                                       stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        (desk,) = wait_until(lambda: roles(shop).get("mo-desk"), 30, "the desk")
        wait_until(shop.store_is_there, 30, "the store")
        yield desk
        assert shop.daemon.poll() is None
    finally:
        took = shop.stop()
    assert took < 10
    assert "AddressSanitizer" not in shop.said() and "runtime error" not in shop.said()


@pytest.mark.parametrize("role", ["mailbox", "decoder", "sender"])
@pytest.mark.parametrize("mode", ["noise", "kinds"])
def test_a_role_that_talks_nonsense_is_killed_and_the_desk_lives_on(small, sanitized, role, mode):
    with taken_over(small, sanitized, role, mode) as desk:
        said(small, f"{role} .*talks nonsense: it is killed")
        time.sleep(2)
        assert roles(small).get("mo-desk") == [desk]


def test_a_mailbox_that_floods_is_killed(small, sanitized):
    with taken_over(small, sanitized, "mailbox", "flood") as desk:
        said(small, "mailbox orders talks nonsense")
        assert roles(small).get("mo-desk") == [desk]


def test_a_decoder_that_forges_is_killed_and_costs_one_mail(small, sanitized):
    for number in range(4):
        small.receive(letter(number), when=time.time() + 5)
    with taken_over(small, sanitized, "decoder", "forge") as desk:
        small.settled(4, seconds=120)
        assert roles(small).get("mo-desk") == [desk]
    assert "talks nonsense" in small.said()
    assert len(small.mails(ORDERS, REVIEW)) == 4


def test_a_decoder_that_is_deaf_is_killed_in_time(site, scratch, source, build, sanitized):
    business = Shop(scratch, site, source, build, limits='decode_time = "1 s";')
    business.receive(letter(1), when=time.time() + 5)
    with taken_over(business, sanitized, "decoder", "deaf"):
        business.settled(1)
    assert business.said().count("hangs in mail 1") == 2


# --- servers that are away ---


def test_a_mailbox_that_is_away_is_told_once_and_waited_for(small):
    small.site.dovecot.stop()
    try:
        small.start()
        said(small, "mailbox orders: error: .*trying again until it works")
        time.sleep(4)
        assert small.said().count("trying again until it works") == 1
    finally:
        small.site.dovecot.start()
    small.receive(letter(1))
    small.settled(1)
    said(small, "mailbox orders: mailbox=orders well again")
    assert small.stop() < 10


def test_a_mail_that_the_server_cannot_give_does_not_stop_the_others(site, scratch, source, sanitized, monkeypatch):
    monkeypatch.setenv("MAILORDER_TEST_HASTE", "10")  # it is tried six times, with longer and longer waits
    monkeypatch.setattr(imapserver, "DATE", imaplib.Time2Internaldate(time.time() + 60))
    raw = [letter(number).as_bytes(policy=email.policy.SMTP) for number in range(5)]

    def broken(session, tag, rest):
        uids, _, items = rest.partition(" ")
        if "BODY" in items and any(entry[1][0] == 3 for entry in session.by_uid(uids)):
            session.send("* 1 FETCH (UID 3 BODY[] {500}\r\nFrom: ")
            raise imapserver.Closed
        session.do_uid_fetch(tag, rest)

    with imapserver.ScriptedImap({"UID FETCH": broken}, mails=[(at + 1, text) for at, text in enumerate(raw)]) as server:
        business = Shop(scratch, site, source, sanitized, imap=f'port = {server.port}; tls = "none"; user = "user";')
        with business.running():
            wait_until(lambda: not server.mails, 120, "all mails filed")
        assert "mail with uid 3 cannot be fetched" in business.said()
    filed = [text for folder in ("mailorder/handled", "mailorder/review") for text in server.folders.get(folder) or []]
    assert sorted(filed) == sorted(raw)


def test_a_way_out_that_is_away_is_told_once_and_waited_for(small):
    small.site.mta.stop()
    try:
        small.start()
        for number in range(3):
            small.receive(too_large(number))
        small.settled(3)
        said(small, "sender 1: error: mail cannot be sent")
    finally:
        small.site.mta.start()
    small.inbox(DESK, 3)
    assert small.said().count("mail cannot be sent") == 1
    said(small, "mail can be sent again")


def test_a_stop_inside_data_takes_no_ten_seconds_and_the_mail_is_sent_later(site, scratch, source, build, smtp):
    server = smtp(script={"DATA": [StallWithin()]})
    business = Shop(scratch, site, source, build, imap=SMALL, smtp=f"port = {server.port};")
    business.start()
    business.receive(too_large(1))
    wait_until(lambda: any(line.startswith("DATA") for session in server.sessions for line in session.lines), 30, "DATA")
    took = business.stop()
    assert 5 < took < 10
    with business.running():
        wait_until(lambda: len(server.messages) == 1, 60, "the mail")
    assert len(server.messages) == 1


def test_a_stop_waits_for_a_reply_that_comes_in_time(site, scratch, source, build, smtp):
    server = smtp(script={"BODY": [Delay(3)]})
    business = Shop(scratch, site, source, build, imap=SMALL, smtp=f"port = {server.port};")
    business.start()
    business.receive(too_large(1))
    wait_until(lambda: any(line.startswith("DATA") for session in server.sessions for line in session.lines), 30, "DATA")
    assert business.stop() < 10
    business.start()
    time.sleep(4)
    business.stop()
    assert len(server.messages) == 1
