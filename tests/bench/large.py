"""The memory of all processes while a mail of 25 MB, an order with attachments, is taken in and passed on to three departments that want the attachments.

    python3 tests/bench/large.py BUILD-FOLDER [MEGABYTES]
"""

import base64
import contextlib
import random
import sys
import time
from pathlib import Path

from common import MAILS_AN_ORDER, BenchShop, deliver, empty_mailbox, imap_site, members, noting_sink, pss, sink_notes, table
from servers import scratch_folder
from shop import ORDERS
from workload import Order, encoded, headers

FILES = 3
PATIENCE = 180  # seconds


def large_mail(octets):
    """The workload's first order, and files that do not compress."""
    order, chance, mark = Order(0), random.Random(0), "=-large"
    parts = [encoded(order.text(), "plain", 0)]
    for number in range(FILES):
        lines = base64.encodebytes(chance.randbytes(octets // FILES * 3 // 4 * 76 // 77))
        parts.append(f'Content-Type: image/jpeg\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="room{number}.jpg"\n\n'
                     .encode() + lines)
    begin = f"\n--{mark}\n".encode()
    return headers(order) + f'Content-Type: multipart/mixed; boundary="{mark}"\n'.encode() + b"".join(begin + part for part in parts) + f"\n--{mark}--\n".encode()


def main():
    build, megabytes = Path(sys.argv[1]).resolve(), float(sys.argv[2]) if len(sys.argv) > 2 else 25
    with contextlib.ExitStack() as stack:
        folder, site = stack.enter_context(scratch_folder()), stack.enter_context(imap_site([ORDERS]))
        port, notes = stack.enter_context(noting_sink(folder, build))
        empty_mailbox(site)
        shop = BenchShop(folder, site, build, imap=f'port = {site.dovecot.port}; tls = "none";', smtp=f"port = {port}; connections = 4;")
        stack.callback(shop.stop)
        shop.start()
        time.sleep(3)
        quiet, peak, peaks = pss(shop.daemon.pid), 0, {}
        deliver(site, ORDERS, large_mail(int(megabytes * 1e6)))
        begun = time.monotonic()
        while len(sink_notes(notes)) < MAILS_AN_ORDER or not shop.idle_since_start(1):
            if time.monotonic() - begun > PATIENCE:
                raise RuntimeError(shop.said()[-2000:])
            now = {name: pss(shop.daemon.pid, name) for name in {name for _, name in members(shop.daemon.pid)}}
            peak = max(peak, sum(now.values()))
            peaks = {name: max(value, peaks.get(name, 0)) for name, value in now.items()}
        out = sorted(octets for _, octets, _ in sink_notes(notes))
        print(f"{megabytes:g} MB in; out: {', '.join(f'{octets / 1e6:.1f} MB' for octets in out)}; {time.monotonic() - begun:.1f} s\n")
        table(["process", "peak PSS MiB"], [[name, f"{value / 2**20:.1f}"] for name, value in sorted(peaks.items())])
        print(f"\nall together: {peak / 2**20:.1f} MiB at most, {quiet / 2**20:.1f} MiB before")


if __name__ == "__main__":
    main()
