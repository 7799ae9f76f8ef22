"""What a daemon costs that has nothing to do: memory and CPU time of its processes, with many mailboxes on IDLE, over a minute.

    python3 tests/bench/idle.py BUILD-FOLDER [MAILBOXES [SECONDS]]      100 and 60
"""

import contextlib
import sys
import time
from pathlib import Path

from common import BenchShop, cpu_by_name, empty_mailbox, imap_site, members, pss, smtp_sink, table, wait_until
from servers import scratch_folder

SETTLE = 15  # seconds until what a start costs is over


def sessions(shop):
    """How many mailboxes have been opened."""
    return shop.query("SELECT count(*) FROM mailbox WHERE uidvalidity <> 0") if shop.store_is_there() else 0


def main():
    words = list(map(int, sys.argv[2:]))
    build, (boxes, seconds) = Path(sys.argv[1]).resolve(), (words + [100, 60][len(words):])
    with contextlib.ExitStack() as stack:
        users = [f"box{number}@shop.example" for number in range(boxes)]
        folder, site = stack.enter_context(scratch_folder()), stack.enter_context(imap_site(users))
        for user in users:
            empty_mailbox(site, user)
        places = {f"box{number}": (user, site.dovecot.port) for number, user in enumerate(users)}
        shop = BenchShop(folder, site, build, imap='tls = "none"; poll = "1 min";', smtp=f"port = {stack.enter_context(smtp_sink(folder))};",
                         boxes=places)
        stack.callback(shop.stop)
        shop.start()
        wait_until(lambda: sessions(shop) == boxes, 120, "every mailbox's session")
        time.sleep(SETTLE)
        before = cpu_by_name(shop.daemon.pid)
        time.sleep(seconds)
        after, names = cpu_by_name(shop.daemon.pid), [name for _, name in members(shop.daemon.pid)]
        rows = [[name, names.count(name), f"{1000 * (after[name] - before.get(name, 0)) * 60 / seconds:.1f}",
                 f"{pss(shop.daemon.pid, name) / 2**20:.1f}"] for name in sorted(after)]
        rows.append(["all", len(names), f"{1000 * sum(after[name] - before.get(name, 0) for name in after) * 60 / seconds:.1f}",
                     f"{pss(shop.daemon.pid) / 2**20:.1f}"])
        table([f"{boxes} mailboxes", "processes", "CPU ms a minute", "PSS MiB"], rows)


if __name__ == "__main__":
    main()
