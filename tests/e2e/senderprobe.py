"""The senders, driven by sender-probe: what the tests of them share."""

import subprocess
from collections import namedtuple

import pytest

from servers import PASSWORD

FROM, TO, OTHER = "orders@shop.example", "anna@customer.example", "mehmet@customer.example"
MAIL = b"From: orders@shop.example\r\nTo: anna@customer.example\r\nSubject: Sofa\r\n\r\nYour sofa is on its way.\r\n"
PIECE = 65536  # octets of a message that the sender has in memory at once

Result = namedtuple("Result", "delivery code address text")


@pytest.fixture
def probe(sanitized, scratch, smtp):
    """Runs the probe; gives the results, and other lines as they are."""
    def run(port=None, mails=(MAIL,), to=(TO,), sender=FROM, options=(), **named):
        files = []
        for index, mail in enumerate(mails):
            path = scratch / f"{index}.eml"
            if isinstance(mail, bytes):
                path.write_bytes(mail)
            files.append(path if isinstance(mail, bytes) else mail)
        named.setdefault("timeout", 5)
        server = ["--host", "localhost", "--port", str(port)] if port else []
        words = [f"--{name.replace('_', '-')}={value}" for name, value in named.items()]
        command = [sanitized / "tests/e2e/sender-probe", *server, *words, *options, f"--from={sender}",
                   *(f"--to={address}" for address in to), "--", *files]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        for server in smtp.started:
            server.settle()
        lines = done.stdout.splitlines()
        return [line if line.startswith("idle ") else Result(*line.split(" ", 3)) for line in lines]
    return run


@pytest.fixture
def secret(scratch):
    path = scratch / "password"
    path.write_text(PASSWORD + "\n")
    path.chmod(0o600)
    return path


def outcomes(results):
    return [result.delivery for result in results]
