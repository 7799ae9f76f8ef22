"""What the benchmarks share: the shop whose three departments want every order, servers, mailboxes full of orders, what processes cost, tables."""

import atexit
import contextlib
import functools
import itertools
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import types
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "e2e"))

from servers import (HOST, PASSWORD, Authority, Dovecot, MailClient, Postfix, Server, Site, free_ports, program,  # noqa: E402
                     scratch_folder, wait_until)
from shop import ORDERS, Shop  # noqa: E402
from workload import mail_of, reference_of  # noqa: E402

MAILS_AN_ORDER = 4
DELIVERIES = itertools.count()
TICKS = os.sysconf("SC_CLK_TCK")


# --- the shop ---

class BenchShop(Shop):
    """The sample shop with what the workload pins: three departments get a mail for each order, with a CSV and nothing else attached; no copies
    are kept in a Sent folder. `boxes`: {name: (user, IMAP port)} of its mailboxes; the one of the sample unless told otherwise."""

    def __init__(self, folder, site, build, smtp, imap="", boxes=None, **more):
        self.reader = None
        super().__init__(folder, site, SOURCE, build, imap=imap, smtp=smtp, **more)
        text = self.config.read_text()
        text = self.with_boxes(text, boxes) if boxes else text
        for name in ("csv", "json", "ics"):
            text = "".join(line for line in text.splitlines(keepends=True) if not line.strip().startswith((f"{name} ", f"{name}=")))
        head, rest = text.split("departments = {", 1)
        departments, tail = rest.split("\n};", 1)
        departments = departments.replace(" = {\n        names", " = {\n        csv = true;\n        names")
        self.config.write_text(head.replace('sent_folder="Sent";', "") + "departments = {" + departments + "\n};" +
                               tail.replace('sent_folder = "Sent";', ""))
        for form in (self.folder / "forms").glob("*.conf"):
            form.write_text(form.read_text().replace('[ "warehouse", "receivables" ]', '[ "warehouse", "receivables", "loommakers" ]'))

    @staticmethod
    def with_boxes(text, boxes):
        """The one mailbox's lines once for each of `boxes`."""
        lines = re.search(r"^mailboxes = \{ orders = \{ (.*) \}; \};$", text, re.M)
        groups = []
        for name, (user, port) in boxes.items():
            here = re.sub(r"\bport = \d+;", f"port = {port};", lines[1].replace(f'"{ORDERS}"', f'"{user}"'))
            groups.append(f"{name} = {{ {here} }};")
        return text.replace(lines[0], "mailboxes = {\n" + "\n".join(groups) + "\n};")

    def query(self, sql):
        """The first column of the first row, read from the store without disturbing its writer. The connection is kept until the daemon is stopped:
        opening one reads the whole schema, and asked fifty times a second that took a tenth of a processor from what is measured."""
        if self.reader is None:
            self.reader = sqlite3.connect(f"file:{self.state / 'mailorder.db'}?mode=ro", uri=True, timeout=10)
        with contextlib.closing(self.reader.execute(sql)) as found:
            return found.fetchone()[0]

    def stop(self):
        if self.reader is not None:
            self.reader.close()
            self.reader = None
        return super().stop()

    def idle_since_start(self, count):
        """All of `count` orders are sent and their mails filed. Asks for no more than a row, whatever lies in the store."""
        return (self.query("SELECT ifnull(max(id), 0) FROM outbox") >= MAILS_AN_ORDER * count
                and not self.query("SELECT EXISTS (SELECT 1 FROM outbox WHERE state NOT IN (2, 5))")
                and not self.query("SELECT EXISTS (SELECT 1 FROM mail WHERE filing IN (1, 2))"))

    def verdict(self, count, first=0):
        """(lost, doubled, not confirmed or not sent) of the workload's orders."""
        with contextlib.closing(sqlite3.connect(f"file:{self.state / 'mailorder.db'}?mode=ro", uri=True)) as store:
            found = [text for (text,) in store.execute("SELECT text FROM value WHERE field = 'reference'")]
            sent = store.execute("SELECT count(*) FROM outbox WHERE state = 2 AND letter <> 'order-confirmed'").fetchone()[0]
            confirmed = store.execute("SELECT count(DISTINCT recipient) FROM outbox WHERE state = 2 AND letter = 'order-confirmed'").fetchone()[0]
        wanted = {reference_of(number) for number in range(first, first + count)}
        missing = count - confirmed + max(0, (MAILS_AN_ORDER - 1) * count - sent)
        return len(wanted - set(found)), len(found) - len(set(found)), missing


# --- servers ---

@contextlib.contextmanager
def smtp_sink(folder):
    """smtp-sink, which accepts all and keeps nothing; its port."""
    (port,) = free_ports(1)
    sink = Server("smtp-sink", [program("smtp-sink"), "-u", "nobody", f"{HOST}:{port}", "1000"], [port], folder / "sink.log")
    try:
        yield port
    finally:
        sink.stop()


@contextlib.contextmanager
def noting_sink(folder, build):
    """The sink that notes when it accepted what; its port, and the file of its notes."""
    (port,) = free_ports(1)
    notes = folder / "sink.log"
    sink = Server("sink", [build / "tests" / "bench" / "sink", port], [port], notes)
    try:
        yield port, notes
    finally:
        sink.stop()


def sink_notes(path):
    """(moment as time.monotonic has it, octets, recipient) of each mail that the sink has accepted, in that order."""
    rows = [line.split(" ") for line in path.read_text().split("\n")[:-1]]
    return [(int(row[0]) / 1e9, int(row[1]), row[2]) for row in rows if len(row) == 3]


@contextlib.contextmanager
def tls_before(folder, certificate, port):
    """stunnel, which takes TLS off what it passes on to `port`; its own port."""
    (outside,) = free_ports(1)
    (folder / "stunnel.conf").write_text(f"foreground = yes\npid =\nsyslog = no\noutput = {folder}/stunnel.log\n[sink]\naccept = {HOST}:{outside}\n"
                                         f"connect = {HOST}:{port}\ncert = {certificate.cert}\nkey = {certificate.key}\n")
    tunnel = Server("stunnel", [program("stunnel4"), folder / "stunnel.conf"], [outside], folder / "stunnel.out")
    try:
        yield outside
    finally:
        tunnel.stop()


class Discarding(Postfix):
    """The Postfix of the end-to-end tests, which takes mail for anybody, queues it durably as always, and then throws it away."""

    def _main(self):
        ours = {"virtual_mailbox_domains": "", "virtual_mailbox_maps": "", "default_transport": "discard:", "relay_transport": "discard:"}
        # In the place of theirs: each process warns of a name that is set twice, and when its own log is full of that, Postfix's logger waits for itself.
        kept = [line for line in super()._main().splitlines() if line.split("=")[0].strip() not in ours]
        return "\n".join(kept + [f"{name} = {value}" for name, value in ours.items()]) + "\n"

    def _master(self):
        return super()._master() + "discard unix - - n - - discard\n"

    def drained(self):
        """Nothing waits in its queue."""
        queue = self.folder / "queue"
        return not any(files for name in ("incoming", "active", "deferred", "maildrop") for _, _, files in os.walk(queue / name))


@contextlib.contextmanager
def imap_site(users, extra=""):
    """A Dovecot for the users, with `extra` lines in its configuration, and no MTA."""
    with scratch_folder() as root:
        authority = Authority(root / "tls")
        with Dovecot(root / "dovecot", users, authority.good, extra) as dovecot:
            yield Site(root, authority, dovecot, types.SimpleNamespace(port=0))


# --- mailboxes ---

@functools.cache
def prepared(count, first=0):
    """The workload's files, made once and copied into each mailbox: their folder, until the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="mailorder-mails-", dir=os.environ.get("MAILORDER_TMP") or "/tmp"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for number in range(first, first + count):
        raw = mail_of(number)
        name = f"{1767225600 + number}.M{number}.bench,S={len(raw)},W={len(raw) + raw.count(bytes([10]))}"
        (folder / name).write_bytes(raw)
    return folder


def own(site, path):
    subprocess.run(["chown", "-R", f"{site.dovecot.uid}:{site.dovecot.gid}", path], check=True)


def empty_mailbox(site, user=ORDERS):
    """A mailbox that has never been."""
    folder = site.dovecot.maildirs / user / "Maildir"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    own(site, folder)
    with contextlib.closing(MailClient(site.dovecot, user)) as client:
        client.imap.select("INBOX", readonly=True)


def fill_mailbox(site, count, user=ORDERS, first=0):
    """The workload lies in the mailbox, and the server knows it: names carry the sizes, as those of its own deliveries do."""
    folder = site.dovecot.maildirs / user / "Maildir" / "cur"
    for entry in sorted(prepared(count, first).iterdir()):
        shutil.copyfile(entry, folder / f"{entry.name}:2,")
    own(site, folder)
    with contextlib.closing(MailClient(site.dovecot, user)) as client:
        _, (found,) = client.imap.select("INBOX", readonly=True)
    if int(found) != count:
        raise RuntimeError(f"the server sees {int(found)} mails of {count}")


def deliver(site, user, raw):
    """One mail, as a local delivery brings it."""
    folder, name = site.dovecot.maildirs / user / "Maildir", f"{time.time():.6f}.M{next(DELIVERIES)}.bench"
    (folder / "tmp" / name).write_bytes(raw)
    os.chown(folder / "tmp" / name, site.dovecot.uid, site.dovecot.gid)
    (folder / "tmp" / name).rename(folder / "new" / name)


# --- what processes cost ---

def members(group):
    """(pid, name) of the processes of a group."""
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and os.getpgid(int(entry.name)) == group:
                yield int(entry.name), (entry / "comm").read_text().strip()


def pss(group, name=None):
    """The sum over the group's processes (of that name), octets."""
    total = 0
    for pid, called in members(group):
        if name not in (None, called):
            continue
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


def cpu_of(pid):
    """User and system time so far, seconds: of a process with one thread, as all of the daemon's are. In ticks where the kernel does not tell better."""
    exact = Path(f"/proc/{pid}/schedstat")
    if exact.exists():
        return int(exact.read_text().split()[0]) / 1e9
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cpu_by_name(group):
    """{process name: seconds so far}, of the group's processes that live."""
    found = {}
    for pid, name in members(group):
        with contextlib.suppress(OSError):
            found[name] = found.get(name, 0) + cpu_of(pid)
    return found


def machine_cpu():
    """Seconds that the whole machine has worked so far."""
    fields = list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]))
    return sum(fields[index] for index in (0, 1, 2, 5, 6)) / TICKS


# --- runs ---

class Run:
    """What one run was: orders, seconds, CPU seconds by process, the machine's CPU seconds, peak PSS, and what went wrong."""

    def __init__(self, orders, seconds, cpu, machine, peak=0, wrong=(0, 0, 0)):
        self.orders, self.seconds, self.cpu, self.machine, self.peak, self.wrong = orders, seconds, cpu, machine, peak, wrong

    rate = property(lambda self: self.orders / self.seconds)


def run_shop(shop, count, patience=900):
    """From the start of the daemon, whose mailbox is full, until everything is sent and filed."""
    machine, begun, peak, looked = machine_cpu(), time.monotonic(), 0, 0.0
    shop.start(ready=False)
    try:
        wait_until(shop.store_is_there, 30, "the store")
        while not shop.idle_since_start(count):
            if shop.daemon.poll() is not None or time.monotonic() - begun > patience:
                raise RuntimeError(f"{shop.query('SELECT count(*) FROM orders')} of {count} orders; the daemon said: {shop.said()[-2000:]}")
            if time.monotonic() - looked > 1:
                peak, looked = max(peak, pss(shop.daemon.pid)), time.monotonic()
            time.sleep(0.02)
        seconds = time.monotonic() - begun
        return Run(count, seconds, cpu_by_name(shop.daemon.pid), machine_cpu() - machine, max(peak, pss(shop.daemon.pid)), shop.verdict(count))
    finally:
        shop.stop()


def run_program(name, count, says, command):
    """A program that ends when its work is done; `says`: the number that it must print, None: nothing."""
    machine, begun, peaks = machine_cpu(), time.monotonic(), [0]
    running = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True)
    over = threading.Event()
    watching = threading.Thread(target=lambda: [peaks.append(pss(running.pid)) for _ in iter(lambda: over.wait(0.3), True)])
    watching.start()
    said = running.stdout.read()
    running.stdout.close()
    _, status, usage = os.wait4(running.pid, 0)
    seconds, machine = time.monotonic() - begun, machine_cpu() - machine
    over.set()
    watching.join()
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode != 0 or (says is not None and int(said) != says):
        raise RuntimeError(f"{name} ended with {running.returncode} and said '{said.strip()}'")
    return Run(count, seconds, {name: usage.ru_utime + usage.ru_stime}, machine, max(peaks))


# --- tables ---

def spread(values, digits=0):
    """The median, and the least and the most beside it."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}..{max(values):.{digits}f})"


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def table(head, rows):
    """Columns as wide as they must be; the first is text, the others stand to the right."""
    rows = [list(map(str, row)) for row in [head, *rows]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for number, row in enumerate(rows):
        print("  ".join(word.ljust(width) if column == 0 else word.rjust(width) for column, (word, width) in enumerate(zip(row, widths))).rstrip(),
              flush=True)
        if number == 0:
            print("  ".join("-" * width for width in widths), flush=True)
