"""What each of the daemon's processes can still do behind its walls: every thing, allowed and refused, by a program that sets exactly
those walls around itself and tries it."""

import ctypes
import os
import pwd
import socket
import subprocess
from pathlib import Path

import pytest
import tracee
from servers import wait_until
from shop import ANNA, PASSWORD, SOFA, mail
from test_converter import sent, table
from test_process import wait_for_roles

ALLOWED, DENIED, KILLED = "done", "EPERM", "killed"
NO_FILE = "EACCES"  # Landlock's word for a file or port out of reach

ROLES = ["desk", "mailbox", "maildir", "decoder", "converter", "sender", "checker", "alerter"]  # the alerter is a sender of its own way
TABLE = {
    #                   desk     mailbox  maildir  decoder  converter sender   checker
    "read_passwd":     [NO_FILE, NO_FILE, NO_FILE, DENIED, NO_FILE, NO_FILE, NO_FILE],
    "read_secret":     [NO_FILE, ALLOWED, NO_FILE, DENIED, NO_FILE, ALLOWED, NO_FILE],
    "read_other_secret": [NO_FILE, NO_FILE, NO_FILE, DENIED, NO_FILE, NO_FILE, NO_FILE],
    "read_database":   [ALLOWED, NO_FILE, NO_FILE, DENIED, NO_FILE, NO_FILE, ALLOWED],
    "write_state":     [ALLOWED, NO_FILE, NO_FILE, DENIED, NO_FILE, NO_FILE, ALLOWED],
    "write_spool":     [ALLOWED, ALLOWED, ALLOWED, DENIED, NO_FILE, NO_FILE, NO_FILE],
    "write_maildir":   [NO_FILE, NO_FILE, ALLOWED, DENIED, NO_FILE, NO_FILE, NO_FILE],
    "write_elsewhere": [NO_FILE, NO_FILE, NO_FILE, DENIED, NO_FILE, NO_FILE, NO_FILE],
    "rename_out":      [NO_FILE, NO_FILE, NO_FILE, DENIED, NO_FILE, NO_FILE, NO_FILE],
    "list_root":       [NO_FILE, NO_FILE, NO_FILE, DENIED, NO_FILE, NO_FILE, NO_FILE],
    "read_names":      [NO_FILE, ALLOWED, NO_FILE, DENIED, NO_FILE, ALLOWED, NO_FILE],
    "read_program":    [NO_FILE, NO_FILE, NO_FILE, DENIED, NO_FILE, NO_FILE, NO_FILE],
    "unix_socket":     [ALLOWED, ALLOWED, ALLOWED, DENIED, DENIED, ALLOWED, ALLOWED],
    "internet_socket": [DENIED, ALLOWED, DENIED, DENIED, DENIED, ALLOWED, DENIED],
    "datagram_socket": [DENIED, ALLOWED, DENIED, DENIED, DENIED, ALLOWED, DENIED],
    "raw_socket":      [DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED],
    "connect_server":  [DENIED, ALLOWED, DENIED, DENIED, DENIED, ALLOWED, DENIED],
    "connect_other":   [DENIED, NO_FILE, DENIED, DENIED, DENIED, NO_FILE, DENIED],
    "listen_there":    [DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED],
    "look_up":         ["EHOSTUNREACH", ALLOWED, "EHOSTUNREACH", "EHOSTUNREACH", "EHOSTUNREACH", ALLOWED, "EHOSTUNREACH"],
    "run_program":     [KILLED, KILLED, KILLED, KILLED, NO_FILE, KILLED, KILLED],
    "fork_child":      [DENIED, DENIED, DENIED, DENIED, ALLOWED, DENIED, DENIED],
    "trace_parent":    [KILLED, KILLED, KILLED, KILLED, KILLED, KILLED, KILLED],
    "signal_parent":   [DENIED, DENIED, DENIED, DENIED, DENIED, DENIED, DENIED],
    "mount_something": [KILLED, KILLED, KILLED, KILLED, KILLED, KILLED, KILLED],
    "become_another":  [KILLED, KILLED, KILLED, KILLED, KILLED, KILLED, KILLED],
    "make_device":     [KILLED, KILLED, KILLED, KILLED, KILLED, KILLED, KILLED],
    "run_memory":      [ALLOWED, ALLOWED, ALLOWED, DENIED, ALLOWED, ALLOWED, ALLOWED],
    "more_files":      [DENIED, DENIED, DENIED, DENIED, ALLOWED, DENIED, DENIED],
    "memory_file":     [ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED],
    "own_descriptor":  [ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED],
}


def landlock():
    """The version of the kernel's Landlock; 0: it has none."""
    return max(ctypes.CDLL(None).syscall(444, None, 0, 1), 0)


def without_landlock(role, thing, word, version):
    """What a kernel cannot refuse by Landlock is done, or fails for want of what it needs."""
    if thing == "connect_other" and word == NO_FILE and version < 4:
        return "ECONNREFUSED"
    if thing == "signal_parent" and role == "converter" and version < 6:
        return ALLOWED
    if thing == "run_program" and word == NO_FILE and version == 0:
        return ""
    return ALLOWED if word == NO_FILE and version == 0 else word


@pytest.fixture
def place(tmp_path):
    for name in ["state", "spool", "Maildir"]:
        (tmp_path / name).mkdir()
    for name in ["secret", "other-secret", "state/mailorder.db", "spool/mail"]:
        (tmp_path / name).write_text("x\n")
    return tmp_path


@pytest.mark.parametrize("role", ROLES)
def test_each_role_can_do_what_the_table_says_and_no_more(role, place, build):
    version = landlock()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for thing, words in TABLE.items():
            run = subprocess.run([build / "tests/e2e/walls-probe", role, place, str(port), thing], input=b"x", capture_output=True, timeout=60)
            found = KILLED if run.returncode == -31 else run.stdout.decode().strip()
            assert found == without_landlock(role, thing, words[ROLES.index("sender" if role == "alerter" else role)], version), (role, thing, run)


def test_the_table_names_everything_that_the_program_tries(build):
    run = subprocess.run([build / "tests/e2e/walls-probe"], capture_output=True, timeout=60)
    assert run.stdout.decode().split() == list(TABLE)


# --- the installed program's own processes --------------------------------------------------------------------------------------------------

CALLS = {
    "read_passwd": ("open", b"/etc/passwd", os.O_RDONLY),
    "list_root": ("open", b"/", os.O_RDONLY | os.O_DIRECTORY),
    "read_program": ("open", b"/usr/bin/env", os.O_RDONLY),
    "internet_socket": ("socket", socket.AF_INET, socket.SOCK_STREAM, 0),
    "datagram_socket": ("socket", socket.AF_INET6, socket.SOCK_DGRAM, 0),
    "unix_socket": ("socket", socket.AF_UNIX, socket.SOCK_DGRAM, 0),
    "raw_socket": ("socket", socket.AF_PACKET, socket.SOCK_RAW, 0),
    "signal_parent": ("kill", 1, 0),
}


@pytest.mark.skipif(not tracee.possible(), reason="no process can be looked into here")
def test_the_processes_of_the_running_daemon_can_do_what_the_table_says(shop):
    """Not a program beside them: each process of the daemon is stopped where it waits and made to call."""
    version = landlock()
    with shop.running():
        shop.receive(sent("po.pdf", table(), subtype="pdf"))  # the converter is started when it is needed
        assert "confirmed" in shop.inbox(ANNA)[0]["Subject"]
        found = {comm: pids[0] for comm, pids in wait_for_roles(shop).items()}
        calls = CALLS | {
            "read_database": ("open", os.fsencode(shop.state / "mailorder.db"), os.O_RDWR),
            "write_elsewhere": ("open", os.fsencode(shop.folder / "new"), os.O_WRONLY | os.O_CREAT, 0o600),
        }
        for role in ["decoder", "converter", "mailbox", "sender", "desk"]:
            process = tracee.Tracee(found[f"mo-{role}"])
            try:
                secret = "read_secret" if role == "mailbox" else "read_other_secret"  # the sender needs none here
                for thing, call in (calls | {secret: ("open", os.fsencode(shop.folder / "orders.password"), os.O_RDONLY)}).items():
                    word = without_landlock(role, thing, TABLE[thing][ROLES.index(role)], version)
                    assert process.call(*call) == word, (role, thing)
                word = without_landlock(role, "run_program", TABLE["run_program"][ROLES.index(role)], version)
                assert word == "" or process.call("execve", b"/usr/bin/env", 0, 0) == word, role
            finally:
                process.end()


# --- the whole daemon behind them -----------------------------------------------------------------------------------------------------------


def order():
    return mail(ANNA, "Sofa order", SOFA, name="Anna Weaver")


def give_to(user, shop):
    """The daemon becomes this user; the password is that user's."""
    shop.config.write_text(shop.config.read_text().replace("paths = {", f'paths = {{ run_as = "{user}";'))
    os.chown(shop.folder / "orders.password", pwd.getpwnam(user).pw_uid, -1)


def family(pid):
    """The process and all that it started."""
    children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    return [pid, *(one for child in children for one in family(child))]


needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")


@needs_root
def test_a_daemon_that_root_starts_becomes_its_own_user(shop):
    give_to("nobody", shop)
    nobody = pwd.getpwnam("nobody").pw_uid
    with shop.running():
        shop.receive(order())
        assert "confirmed" in shop.inbox(ANNA)[0]["Subject"]
        for pid in family(shop.daemon.pid):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            assert next(line for line in lines if line.startswith("Uid:")).split()[1:] == [str(nobody)] * 4
        assert "runs as root" not in shop.said()
        assert len(shop.json("list")) == 1  # root's command becomes that user, too
    assert {path.stat().st_uid for path in shop.state.rglob("*")} == {nobody}
    assert all(path.stat().st_mode & 0o077 == 0 for path in [shop.state, *shop.state.rglob("*")])


@needs_root
def test_a_user_that_cannot_be_is_told_at_the_start(shop):
    give_to("nobody", shop)
    text = shop.config.read_text()
    shop.state.mkdir()
    for name, words in [("nobody", f"chown -R nobody: {shop.state}"), ("no-such-user", "adduser --system"), ("root", "is root again")]:
        shop.config.write_text(text.replace('run_as = "nobody"', f'run_as = "{name}"'))
        run = subprocess.run([shop.build / "mailorderd", "--config", shop.config], capture_output=True, text=True, timeout=60)
        assert run.returncode == 67 and words in run.stderr and len(run.stderr.splitlines()) == 1, run


def test_a_password_that_was_replaced_is_read_at_once(shop):
    password = shop.folder / "orders.password"
    password.write_text("wrong\n")
    with shop.running():
        wait_until(lambda: "trying again until it works" in shop.said(), 30, "the refused login")
        shop.receive(order())
        new = shop.folder / "orders.password.new"
        new.write_text(PASSWORD + "\n")
        new.chmod(0o600)
        new.replace(password)
        assert "confirmed" in shop.inbox(ANNA)[0]["Subject"]
        assert "mailbox orders is started anew: a file that it reads was replaced" in shop.said()
        assert "warning" not in shop.said()
