"""How the daemon takes a mailbox in which N order mails wait: orders a second, memory of all its processes together (sum of PSS,
sampled), and whether any was lost or doubled. Mails go to smtp-sink.

    python3 tests/bench/waiting.py BUILD-FOLDER [N]
"""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "e2e"))

from servers import HOST, Server, free_ports, mail_site, program, scratch_folder  # noqa: E402
from shop import KANEPE, ORDERS, PEOPLE, SOFA, SOFA_WITHOUT_FABRIC, Shop, mail  # noqa: E402


def deliver(site, count):
    """Straight into the Maildir, as a local delivery would."""
    new = site.dovecot.maildirs / ORDERS / "Maildir" / "new"
    for folder in (new, new.parent / "cur", new.parent / "tmp"):
        folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        body = [SOFA, KANEPE, SOFA, SOFA_WITHOUT_FABRIC][number % 4]
        line = "Sipariş numaranız" if body == KANEPE else "Your reference"
        message = mail(f"customer{number}@customer.example", f"Order {number}", f"{line}: REF-{number}\n\n{body}", name="A Customer")
        (new / f"{int(time.time())}.{number:06d}.bench").write_bytes(message.as_bytes())
    subprocess.run(["chown", "-R", f"{site.dovecot.uid}:{site.dovecot.gid}", new.parent], check=True)


def pss(group):
    """The sum over the group's processes, bytes."""
    total = 0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getpgid(int(entry.name)) == group:
                for line in (entry / "smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1]) * 1024
        except (OSError, ProcessLookupError):
            continue
    return total


def main():
    build, count = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    with contextlib.ExitStack() as stack:
        folder, site = stack.enter_context(scratch_folder()), stack.enter_context(mail_site(PEOPLE))
        (port,) = free_ports(1)
        sink = Server("smtp-sink", [program("smtp-sink"), "-u", "nobody", f"{HOST}:{port}", "1000"], [port], folder / "sink.log")
        stack.callback(sink.stop)
        shop = Shop(folder, site, SOURCE, build, smtp=f"port = {port}; connections = 2;")
        shop.start()
        shop.stop()
        shop.command("adopt", "--since", time.strftime("%Y-%m-%d", time.localtime(time.time() - 86400)))
        deliver(site, count)
        begun, peak, done = time.monotonic(), 0, 0
        stack.callback(shop.stop)
        shop.start()
        while done < count or shop.json("queue"):
            peak = max(peak, pss(shop.daemon.pid))
            time.sleep(0.5)
            done = len(shop.json("list", "--limit", count + 10))
            if time.monotonic() - begun > 900:
                break
        seconds = time.monotonic() - begun
        while shop.mails(ORDERS) and time.monotonic() - begun < seconds + 60:
            peak = max(peak, pss(shop.daemon.pid))
            time.sleep(0.3)
        rows = shop.json("list", "--limit", 10 * count)
        sent = len([out for out in shop.json("queue", "--all") if out["state"] == "sent"])
        customers = {row["customer"] for row in rows}
        print(f"{count} mails: {seconds:.1f} s, {count / seconds:.0f} orders a second; peak PSS of all processes {peak / 2**20:.1f} MiB; "
              f"{len(rows)} orders of {len(customers)} customers (lost {count - len(customers)}, doubled {len(rows) - len(customers)}); "
              f"{len(shop.mails(ORDERS))} left in the inbox; newest {sent} outgoing mails sent")
        print(shop.said()[-1500:])


if __name__ == "__main__":
    main()
