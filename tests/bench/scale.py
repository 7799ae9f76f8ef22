"""What grows with the orders in the store and the mails in the mailbox, and what must not: cost of an order, memory, start, the commands, the timer
sweep, a poll. Shops with 10^3 to 10^6 orders run side by side and take turns. Prints tables, and draws them.

    python3 tests/bench/scale.py BUILD-FOLDER [FROM [TO]]      1000 and 1000000; the picture is BUILD-FOLDER/scale.svg

MAILORDER_SCALE names a folder in which the stores made are kept for the next time; without it they are removed.
"""

import contextlib
import json
import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import cpu_by_name, deliver, empty_mailbox, imap_site, pss, smtp_sink, table, wait_until
from poll import Side, measure
from scale_store import CLOSED, DAYS_AGO, OPEN, Seed, check, multiply, scale_shop
from scale_svg import draw
from servers import scratch_folder
from shop import ORDERS
from workload import mail_of

STARTS, ROUNDS, BURST, WARM_UP = 5, 5, 200, 100
IDLE_SECONDS, POLL_SECONDS = 20, 30
PATIENCE = 900  # seconds for the checker of the largest store, on a machine that does other work
MAILS_MOST = 100_000  # in a mailbox: a million files are gigabytes, and minutes for the server
CHECKED = 100_000  # a larger store is not read once more to see that it was made well: that is what a smaller one is for


class Place:
    """A shop with so many orders, and its servers."""

    def __init__(self, stack, build, orders, store):
        self.orders, self.site = orders, stack.enter_context(imap_site([ORDERS]))
        folder = stack.enter_context(scratch_folder())
        port = stack.enter_context(smtp_sink(folder))
        empty_mailbox(self.site)
        self.shop = scale_shop(folder, self.site, build, port)
        self.shop.state.mkdir(mode=0o700, exist_ok=True)
        self.database = self.shop.state / "mailorder.db"
        (shutil.copyfile if os.environ.get("MAILORDER_SCALE") else shutil.move)(store, self.database)
        stack.callback(self.shop.stop)
        self.size, self.peak, self.checked, self.read_before = self.database.stat().st_size, 0, 0.0, 0
        self.starts, self.cost, self.parts, self.commands = [], [], [], {}

    def start(self):
        """(milliseconds, milliseconds of the processor) until the daemon says that it is ready."""
        path = str(self.shop.folder / "notify")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listener:
            listener.bind(path)
            listener.settimeout(600)
            begun = time.monotonic()
            self.shop.start(ready=False, more={"NOTIFY_SOCKET": path})
            while b"READY=1" not in listener.recv(4096):
                pass
            wall = time.monotonic() - begun
        return 1000 * wall, 1000 * sum(cpu_by_name(self.shop.daemon.pid).values())

    def work(self):
        """CPU seconds so far of the processes that are the work."""
        return {name: spent for name, spent in cpu_by_name(self.shop.daemon.pid).items() if name != "mo-checker"}

    def wait_for_checker(self):
        """Until the store has been read in the background, which begins a second after the start; how long that took the processor."""
        begun, said = time.monotonic(), "the database is whole"
        while self.shop.said().count(said) <= self.read_before:
            self.checked = cpu_by_name(self.shop.daemon.pid).get("mo-checker", self.checked)
            if time.monotonic() - begun > PATIENCE:
                self.checked = float("nan")
                return
            time.sleep(0.02)

    def settled(self):
        return (not self.shop.query("SELECT EXISTS (SELECT 1 FROM outbox WHERE state NOT IN (2, 5))")
                and not self.shop.query("SELECT EXISTS (SELECT 1 FROM mail WHERE filing IN (1, 2))")
                and not self.shop.query("SELECT EXISTS (SELECT 1 FROM mail WHERE state = 0)"))

    def burst(self, count, first):
        """So many orders; (CPU milliseconds, {process: its part}) of each."""
        before, out, begun = self.work(), self.shop.query("SELECT max(id) FROM outbox"), time.monotonic()
        for number in range(first, first + count):
            deliver(self.site, ORDERS, mail_of(number))
        while self.shop.query("SELECT max(id) FROM outbox") < out + 4 * count or not self.settled():
            if time.monotonic() - begun > 600:
                raise RuntimeError(f"{self.orders}: the orders are not done: {self.shop.said()[-2000:]}")
            self.peak = max(self.peak, pss(self.shop.daemon.pid))
            time.sleep(0.1)
        parts = {name: 1000 * (now - before.get(name, 0)) / count for name, now in self.work().items()}
        return sum(parts.values()), parts

    def run(self, *words):
        """(milliseconds, milliseconds of the processor) of a `mailorder` command."""
        begun = time.monotonic()
        running = subprocess.Popen([self.shop.build / "mailorder", "--config", self.shop.config, *map(str, words)], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode not in (0, 1, 2) or (running.returncode and words[0] != "status"):
            raise RuntimeError(f"mailorder {words} exited {running.returncode}")
        return 1000 * (time.monotonic() - begun), 1000 * (usage.ru_utime + usage.ru_stime)

    def fire(self):
        """The timers of the seed's open orders are due: how many, and CPU milliseconds of the desk for each, letters and commits included."""
        before = self.work()["mo-desk"]
        with contextlib.closing(sqlite3.connect(self.database, timeout=30)) as store:
            due = store.execute("UPDATE timer SET due = ? WHERE order_id > ? AND order_id <= ? AND kind IN ('acknowledge', 'remind')",
                                (int(time.time()) - 1, CLOSED, CLOSED + OPEN)).rowcount
            store.commit()
        wait_until(lambda: not self.shop.query(f"SELECT EXISTS (SELECT 1 FROM timer WHERE due <= {int(time.time())})") and self.settled(), 120,
                   "the timers")
        return due, 1000 * (self.work()["mo-desk"] - before) / due


# --- the stores ---

def stores(build, sizes, folder):
    """{orders: database}, made where they are not kept from the last time."""
    files = {orders: folder / f"orders-{orders}.db" for orders in sizes}
    if all(file.exists() for file in files.values()):
        return files
    seed, ends = folder / "seed.db", folder / "seed.json"
    if not ends.exists():
        with contextlib.ExitStack() as stack:
            ends.write_text(json.dumps(Seed(stack, build).make(seed)))
    for orders, file in files.items():
        if file.exists():
            continue
        begun = time.monotonic()
        part = file.with_suffix(".part")
        multiply(seed, json.loads(ends.read_text()), part, orders)
        print(f"a store with {orders} orders: {part.stat().st_size / 2**20:.0f} MiB, made in {time.monotonic() - begun:.0f} s", flush=True)
        if orders <= CHECKED:
            check(part, orders)
        part.rename(file)
    return files


# --- the turns ---

def starts(places):
    """Each is started some times; the last time it is left running."""
    for turn in range(STARTS + 1):
        for place in places:
            place.shop.stop()
            place.read_before = place.shop.said().count("the database is whole")
            wall, spent = place.start()
            if turn > 0:  # the first made what a new store needs, and read it from the disk
                place.starts.append((wall, spent))
            if turn == STARTS:
                place.wait_for_checker()


def commands(places):
    """What an admin types: the newest orders, one of them, the figures of a day that has as many orders in each store, how all is."""
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - DAYS_AGO * 86400))
    typed = {"list": lambda place: ["list"], "show": lambda place: ["show", f"EH-{1000 + place.orders // 2}"],
             "report of one day": lambda place: ["report", "--from", day, "--to", day], "status": lambda place: ["status"]}
    for _ in range(STARTS):
        for name, words in typed.items():
            for place in places:
                place.commands.setdefault(name, []).append(place.run(*words(place)))


def sweeps(places):
    """Of the desk: CPU microseconds a second in which nothing is due, and milliseconds for each of a hundred timers that are due at once."""
    found = []
    before = [place.work()["mo-desk"] for place in places]
    time.sleep(IDLE_SECONDS)
    idle = [1e6 * (place.work()["mo-desk"] - was) / IDLE_SECONDS for place, was in zip(places, before)]
    for place, still in zip(places, idle):
        found.append((still, *place.fire()))
    return found


def orders_more(places):
    first = 0
    for turn in range(ROUNDS + 1):
        count = BURST if turn > 0 else WARM_UP
        for place in places:
            spent, parts = place.burst(count, first)
            if turn > 0:
                place.cost.append(spent)
                place.parts.append(parts)
        first += count


def polls(build, counts):
    """{mails: (CPU microseconds of the mailbox process, of the server) a poll}"""
    with contextlib.ExitStack() as stack:
        sides = [Side(stack, build, count) for count in counts]
        time.sleep(3)
        return {row[0]: (row[2], row[3]) for row in measure(sides, POLL_SECONDS, False)}


# --- what is told ---

def median(values):
    return statistics.median(values)


def tell_orders(places, swept):
    """Prints the tables; returns the curves to draw: (title, unit, {name: {size: value}})."""
    rows = []
    for place, (idle, due, fired) in zip(places, swept):
        ratio = median([mine / least for mine, least in zip(place.cost, places[0].cost)])
        rows.append([place.orders, f"{place.size / 2**20:.0f}", f"{median(place.cost):.2f}", f"{ratio:.2f}",
                     f"{median([parts['mo-desk'] for parts in place.parts]):.2f}", f"{place.peak / 2**20:.1f}", f"{place.peak / places[0].peak:.2f}",
                     f"{median([wall for wall, _ in place.starts]):.0f}", f"{median([spent for _, spent in place.starts]):.0f}",
                     f"{place.checked:.1f}"])
    print("\nAn order more (CPU ms, all processes; to the smallest store, in the same round), memory (peak PSS of all), start (until ready):\n")
    table(["orders", "store MiB", "an order ms", "ratio", "desk's part", "PSS MiB", "ratio", "start ms", "its CPU ms", "checker CPU s"], rows)
    print("\nCommands, ms (CPU ms); the timer sweep, CPU of the desk:\n")
    names = list(places[0].commands)
    table(["orders", *names, "nothing due us/s", "timers due", "ms each"],
          [[place.orders, *(f"{median([wall for wall, _ in place.commands[name]]):.0f} ({median([spent for _, spent in place.commands[name]]):.0f})"
                            for name in names), f"{idle:.0f}", due, f"{fired:.2f}"] for place, (idle, due, fired) in zip(places, swept)])
    curve = {place.orders: place for place in places}
    return [
        ("An order more, CPU", "ms", {"all processes": {n: median(p.cost) for n, p in curve.items()},
                                      "the desk": {n: median([parts["mo-desk"] for parts in p.parts]) for n, p in curve.items()}}),
        ("Memory, all processes", "MiB", {"peak of PSS": {n: p.peak / 2**20 for n, p in curve.items()}}),
        ("Start until ready", "ms", {"by the clock": {n: median([wall for wall, _ in p.starts]) for n, p in curve.items()},
                                     "CPU": {n: median([spent for _, spent in p.starts]) for n, p in curve.items()}}),
        ("Commands, CPU", "ms", {name: {n: median([spent for _, spent in p.commands[name]]) for n, p in curve.items()} for name in names}),
        ("Timer sweep, CPU of the desk", "ms", {"each of 100 due": {p.orders: row[2] for p, row in zip(places, swept)},
                                                "nothing due, a second": {p.orders: row[0] / 1000 for p, row in zip(places, swept)}}),
    ]


def tell_polls(polled):
    print("\nA poll of a mailbox with old mails, CPU us:\n")
    table(["mails", "mailbox process", "server"], [[mails, f"{mine:.0f}", f"{servers:.0f}"] for mails, (mine, servers) in polled.items()])
    return [("A poll, CPU", "us", {"mailbox process": {n: mine for n, (mine, _) in polled.items()},
                                   "server": {n: servers for n, (_, servers) in polled.items()}})]


def main():
    words = list(map(int, sys.argv[2:]))
    build, (least, most) = Path(sys.argv[1]).resolve(), (words + [1000, 1000000][len(words):])
    sizes = [10**power for power in range(3, 8) if least <= 10**power <= most]
    with contextlib.ExitStack() as stack:
        kept = os.environ.get("MAILORDER_SCALE")
        folder = Path(kept or stack.enter_context(tempfile.TemporaryDirectory(prefix="mailorder-scale-", dir=os.environ.get("MAILORDER_TMP"))))
        folder.mkdir(exist_ok=True)
        files = stores(build, sizes, folder)
        places = [Place(stack, build, orders, files[orders]) for orders in sizes]
        starts(places)
        commands(places)
        swept = sweeps(places)
        orders_more(places)
        for place in places:
            place.shop.stop()
        curves = tell_orders(places, swept)
        curves += tell_polls(polls(build, [count for count in sizes if count <= MAILS_MOST]))
        draw(build / "scale.svg", curves)
    print(f"\nthe picture: {build / 'scale.svg'}")


if __name__ == "__main__":
    main()
