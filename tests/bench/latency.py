"""From the moment the server tells the daemon of a mail (EXISTS) until the SMTP server accepts the confirmation, in milliseconds: with an order every
second, and at half of the rate that a full mailbox is worked off with.

    python3 tests/bench/latency.py BUILD-FOLDER [RATE [MAILBOXES [SECONDS]]]
        RATE: orders a second in the second part; half of what a full mailbox gives unless told otherwise
        MAILBOXES: over which they are spread, 20; a server that tells of mail every half second tells of RATE / 2 / MAILBOXES at once
        SECONDS: of each part, 60
"""

import contextlib
import statistics
import sys
import time
from pathlib import Path

from chain import place
from common import BenchShop, deliver, empty_mailbox, imap_site, noting_sink, percentile, sink_notes, table, wait_until
from relay import Relays
from servers import scratch_folder
from workload import customer_of, mail_of

TRIAL = 1000  # orders that tell the full rate
WARM = 3  # seconds that are not measured: the first mail of a mailbox makes its folders


def full_rate(build):
    with place(build, "chain", False) as where, scratch_folder() as folder:
        return where.mailorder(folder, TRIAL).rate


class Shops:
    """`boxes` mailboxes of one daemon, a relay before them, and the sink that notes when it accepted what."""

    def __init__(self, stack, build, boxes):
        self.users = [f"box{number}@shop.example" for number in range(boxes)]
        folder, self.site = stack.enter_context(scratch_folder()), stack.enter_context(imap_site(self.users))
        self.relays = stack.enter_context(Relays(build, folder, self.site.dovecot.port, boxes))
        port, self.notes = stack.enter_context(noting_sink(folder, build))
        places = {f"box{number}": place for number, place in enumerate(zip(self.users, self.relays.ports))}
        self.shop = BenchShop(folder, self.site, build, imap='tls = "none";', smtp=f"port = {port}; connections = 4;", boxes=places)
        for user in self.users:
            empty_mailbox(self.site, user)
        stack.callback(self.shop.stop)
        self.shop.start()
        wait_until(lambda: all(self.relays.look().commands), 60, "every mailbox's session")
        time.sleep(2)  # until all of them idle
        self.came = [0] * boxes

    def deliver(self, number, raw):
        """As a local delivery does it; which mail of which mailbox it is."""
        box = number % len(self.users)
        deliver(self.site, self.users[box], raw)
        self.came[box] += 1
        return box, self.came[box] - 1

    def accepted(self):
        """{recipient: when the first mail to it was accepted}"""
        found = {}
        for moment, _, recipient in sink_notes(self.notes):
            found.setdefault(recipient, moment)
        return found


def measure(build, boxes, rate, seconds):
    """Milliseconds of each order after the first WARM seconds, and the orders that were never told of or never confirmed."""
    with contextlib.ExitStack() as stack:
        mails = [mail_of(number) for number in range(int(rate * (WARM + seconds)))]
        shops, where, begun = Shops(stack, build, boxes), {}, time.monotonic()
        for number, raw in enumerate(mails):
            time.sleep(max(0, begun + number / rate - time.monotonic()))
            where[number] = shops.deliver(number, raw)
        with contextlib.suppress(TimeoutError):
            wait_until(lambda: {customer_of(number) for number in where} <= set(shops.accepted()), 60, "all confirmations")
        accepted, told, took, lost = shops.accepted(), shops.relays.look().told, [], 0
        for number, (box, place_in_box) in where.items():
            if customer_of(number) not in accepted or place_in_box >= len(told[box]):
                lost += 1
            elif number >= rate * WARM:
                took.append(1000 * (accepted[customer_of(number)] - told[box][place_in_box]))
        return took, lost


def row(name, took, lost):
    if not took:
        return [name, 0, "", "", "", lost]
    return [name, len(took), f"{statistics.median(took):.1f}", f"{percentile(took, 0.99):.1f}", f"{max(took):.1f}", lost]


def main():
    words = sys.argv[2:]
    build = Path(sys.argv[1]).resolve()
    rate = float(words[0]) if words else full_rate(build) / 2
    boxes, seconds = int(words[1]) if len(words) > 1 else 20, float(words[2]) if len(words) > 2 else 60
    rows = [row("1 a second, 1 mailbox", *measure(build, 1, 1, seconds)),
            row(f"{rate:.0f} a second, {boxes} mailboxes", *measure(build, boxes, rate, seconds))]
    print("from EXISTS to the confirmation's acceptance\n")
    table(["load", "orders", "median ms", "99th percentile ms", "longest ms", "missing"], rows)
    return 1 if any(line[-1] for line in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
