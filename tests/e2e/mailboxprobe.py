"""Runs mailbox-probe and reads what it prints. Tests import the fixtures `probe` and `scripted` from here."""

import re
import subprocess
import time

import pytest

from imapserver import ScriptedImap
from servers import PASSWORD

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


def uids_of(answer):
    assert not answer.error, answer.lines
    return [int(line.split()[1]) for line in answer.having("mail")]


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
