"""What a poll costs, where the server cannot tell of new mail by itself, in a mailbox with many old mails and in one with few, side by side in the
same seconds: the mailbox process's CPU time, the server's, commands and octets. Once while nothing comes, once with an order every two seconds.

    python3 tests/bench/poll.py BUILD-FOLDER [MANY [FEW [SECONDS]]]      100000, 1000 and 30
"""

import contextlib
import sys
import time
from pathlib import Path

from common import BenchShop, cpu_by_name, deliver, empty_mailbox, imap_site, own, smtp_sink, table, wait_until
from relay import Relays
from servers import MailClient, scratch_folder
from shop import ORDERS
from workload import mail_of

# Nobody else writes into the Maildir's cur: the server need not read all of its names when a mail comes or goes.
SERVER = "maildir_very_dirty_syncs = yes\nimap_capability = IMAP4rev1 SASL-IR LITERAL+ ID NAMESPACE UIDPLUS MOVE UNSELECT CHILDREN\n"
OLD = b"From: Somebody <somebody@elsewhere.example>\nTo: orders@shop.example\nSubject: Old\nDate: Thu, 1 Jan 2026 00:00:00 +0000\n\nAn old mail.\n"


class Side:
    """One shop, its server, and the relay between them."""

    def __init__(self, stack, build, count):
        self.count, self.site = count, stack.enter_context(imap_site([ORDERS], SERVER))
        empty_mailbox(self.site)
        self.fill()
        folder = stack.enter_context(scratch_folder())
        self.relay = stack.enter_context(Relays(build, folder, self.site.dovecot.port, 1))
        port = stack.enter_context(smtp_sink(folder))
        self.shop = BenchShop(folder, self.site, build, imap=f'port = {self.relay.ports[0]}; tls = "none"; poll = "1 s";',
                              smtp=f"port = {port}; connections = 4;")
        stack.callback(self.shop.stop)
        self.shop.start()
        wait_until(self.has_seen_all, 600, "an end of the first look at the mailbox")

    def fill(self):
        folder = self.site.dovecot.maildirs / ORDERS / "Maildir"
        size = len(OLD)
        for number in range(self.count):
            (folder / "cur" / f"{1767225600 + number}.M{number}.old,S={size},W={size + OLD.count(bytes([10]))}:2,S").write_bytes(OLD)
        own(self.site, folder)
        with contextlib.closing(MailClient(self.site.dovecot, ORDERS)) as client:
            client.imap.select("INBOX", readonly=True)

    def has_seen_all(self):
        """What lay there before the daemon is left alone; its UIDs are 1 and up."""
        return self.shop.query("SELECT max(position) FROM mailbox") >= self.count

    def so_far(self):
        """Microseconds of the mailbox process and of the server, commands, octets, polls."""
        server = sum(cpu_by_name(self.site.dovecot.server.process.pid).values())
        return [1e6 * cpu_by_name(self.shop.daemon.pid)["mo-mailbox"], 1e6 * server, sum(self.commands().values()), self.relay.octets[0],
                self.commands()["NOOP"]]

    def commands(self):
        return self.relay.look().commands[0]


def measure(sides, seconds, coming):
    """A row each: what a poll cost during those seconds; `coming`: with an order every two seconds."""
    before, begun = [(side.so_far(), side.commands().copy()) for side in sides], time.monotonic()
    for number in range(int(seconds / 2)):
        for side in sides if coming else ():
            deliver(side.site, ORDERS, mail_of(number))
        time.sleep(max(0, begun + 2 * (number + 1) - time.monotonic()))
    rows = []
    for side, (was, asked) in zip(sides, before):
        spent = [now - then for now, then in zip(side.so_far(), was)]
        rows.append([side.count, spent[4], *(value / max(1, spent[4]) for value in spent[:4]), side.commands() - asked])
    return rows


def main():
    words = list(map(int, sys.argv[2:]))
    build, (many, few, seconds) = Path(sys.argv[1]).resolve(), (words + [100000, 1000, 30][len(words):])
    with contextlib.ExitStack() as stack:
        sides = [Side(stack, build, count) for count in (few, many)]
        time.sleep(3)  # what a start costs is over
        for coming in (False, True):
            rows = measure(sides, seconds, coming)
            print(f"\n{'an order every two seconds' if coming else 'nothing comes'}; each poll:\n")
            table(["old mails", "polls", "mailbox process us", "server us", "commands", "octets"],
                  [[row[0], row[1], *(f"{value:.1f}" for value in row[2:6])] for row in rows])
            print("")
            for row in rows:
                print(f"{row[0]}: {', '.join(f'{count} {name}' for name, count in row[6].most_common())}")
            print("\nmany to few: " + ", ".join(f"{name} {large / small:.2f}" for name, small, large in
                                              zip(("mailbox process", "server", "commands", "octets"), rows[0][2:6], rows[1][2:6])))


if __name__ == "__main__":
    main()
