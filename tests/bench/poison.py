"""How long the queue stands behind a mail that crashes the decoder, or hangs in it: the poison arrives, and an order every half second behind
it; from each order's arrival until its confirmation is with the mail server. Needs a build that obeys the tests (--enable-test-hooks).

    python3 tests/bench/poison.py BUILD-FOLDER [SECONDS]     SECONDS: limits.decode_time, 6 unless told otherwise
"""

import contextlib
import statistics
import sys
import threading
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "e2e"))

from servers import mail_site, scratch_folder, wait_until  # noqa: E402
from shop import PEOPLE, SOFA, Shop, mail  # noqa: E402
from smtpserver import ScriptedSmtp  # noqa: E402


class Clocked(ScriptedSmtp):
    """Notes when the first mail to each address came."""

    def __init__(self):
        super().__init__()
        self.came = {}

    def accept(self, message):
        for recipient in message.recipients:
            self.came.setdefault(recipient, time.monotonic())
        return super().accept(message)


def waits(site, build, kind, decoders, seconds):
    """Of each order behind the poison, in seconds."""
    with scratch_folder() as folder, Clocked() as server:
        site.clear()
        shop = Shop(folder, site, SOURCE, build, smtp=f"port = {server.port}; connections = 2;",
                    limits=f'decoders = {decoders}; decode_time = "{seconds} s";')
        shop.start(more={"MAILORDER_TEST_CRASH": "crash-the-decoder", "MAILORDER_TEST_HANG": "hang-the-decoder"})
        sent = {}
        try:
            shop.receive(mail("first@customer.example", "Order", SOFA))
            wait_until(lambda: "first@customer.example" in server.came, 60, "the first confirmation")
            with contextlib.suppress(KeyError):
                shop.receive(mail("poison@evil.example", "Hello", {"crash": "crash-the-decoder", "hang": "hang-the-decoder"}[kind]))
            for number in range(4 * seconds + 4):
                who = f"customer{number}@customer.example"
                sent[who] = time.monotonic()
                shop.receive(mail(who, f"Order {number}", SOFA.replace("Quantity: 2", f"Quantity: {number + 1}")))
                threading.Event().wait(max(0, sent[who] + 0.5 - time.monotonic()))
            wait_until(lambda: set(sent) <= set(server.came), 60 + 3 * seconds, "all confirmations")
            assert kind == "none" or "quarantined" in shop.command("show", "mail", 2)
        finally:
            shop.stop()
        return [server.came[who] - sent[who] for who in sent]


def main():
    build, seconds = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 6
    print(f"limits.decode_time = {seconds} s; seconds from an order's arrival to its confirmation")
    with mail_site(PEOPLE) as site:
        for decoders in (1, 2):
            for kind in ("none", "crash", "hang"):
                took = waits(site, build, kind, decoders, seconds)
                print(f"decoders = {decoders}, poison: {kind:5}  first {took[0]:6.2f}  median {statistics.median(took):6.2f}  longest {max(took):6.2f}", flush=True)


main()
