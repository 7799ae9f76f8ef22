"""The soak of scripts/storm: orders at a steady rate while processes are killed, connections are dropped and servers restarted, with the
memory of each process looked at all the time."""

import collections
import contextlib
import os
import random
import signal
import statistics
import subprocess
import time

from crash import CrashingShop, message_id
from servers import mail_site, scratch_folder, wait_until
from shop import PEOPLE
from smtpserver import ScriptedSmtp

RATE = 20  # orders a second
EVERY = 4  # seconds between two faults, on average
SAMPLE = 5  # seconds between two looks at the memory
YOUNG = 30  # seconds after which a process has what it needs
# Mails and copies by the ten thousand: in a Maildir, Dovecot lists the folder anew for each that is moved there, and is what the machine is busy with.
BOXES = "mail_location = sdbox:~/boxes\n"


def memory_of(pid):
    """Kilobytes that only this process has (private, resident); None when it has gone."""
    with contextlib.suppress(OSError):
        with open(f"/proc/{pid}/smaps_rollup") as lines:
            return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))
    return None


class Memory:
    """{process: [(seconds, kilobytes)]}, of those that live for a while."""

    def __init__(self, storm):
        self.storm, self.begun, self.taken, self.seen = storm, time.monotonic(), 0, {}
        self.samples = collections.defaultdict(list)

    def look(self):
        now = time.monotonic()
        if now - self.taken < SAMPLE or self.storm.shop.daemon is None or self.storm.shop.daemon.poll() is not None:
            return
        self.taken = now
        living = self.storm.children() | {self.storm.shop.daemon.pid: "supervisor"}
        self.seen = {pid: self.seen.get(pid, now) for pid in living}
        for pid, name in living.items():
            size = memory_of(pid)
            if size and now - self.seen[pid] >= YOUNG:
                self.samples[name].append((now - self.begun, size))

    def tell(self, say):
        """Of each process, the middle of what it took in the first and in the last third; FALSE when one of them grew by more than half."""
        flat = True
        for name, samples in sorted(self.samples.items()):
            if len(samples) < 6:
                continue
            sizes = [size for _, size in samples]
            third = len(sizes) // 3
            first, last = statistics.median(sizes[:third]), statistics.median(sizes[-third:])
            flat = flat and last <= first * 1.5 + 2048
            say(f"memory of {name}: {len(sizes)} samples, first third {first:.0f} KB, last third {last:.0f} KB, most {max(sizes)} KB")
        return flat


class Faulty:
    """What goes wrong, one thing at a time."""

    def __init__(self, storm, sink, rng):
        self.storm, self.sink, self.rng, self.done = storm, sink, rng, collections.Counter()

    def kill_all(self):
        self.storm.kill_all()

    def kill_one(self):
        self.storm.kill_one()

    def drop_imap(self):
        """The server's processes of our sessions end. By SIGTERM, for one that is killed leaves Dovecot's locks of the Maildir behind, and then nobody
        gets in for a minute or two."""
        found = subprocess.run(["pgrep", "-P", str(self.storm.site.dovecot.server.process.pid), "-x", "imap"], capture_output=True, text=True).stdout
        for pid in found.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGTERM)

    def drop_smtp(self):
        self.sink.drop()

    def restart_imap(self):
        self.storm.site.dovecot.stop()
        self.storm.site.dovecot.start()

    def restart_smtp(self):
        self.sink.restart(self.rng.uniform(0.2, 3))

    def happen(self):
        what = self.rng.choices([self.kill_one, self.drop_imap, self.drop_smtp, self.kill_all, self.restart_imap, self.restart_smtp],
                                [6, 4, 4, 1, 1, 1])[0]
        self.done[what.__name__] += 1
        what()


class Sink(ScriptedSmtp):
    """Takes every letter; only who got what is kept, so that this process stays small too."""

    def __init__(self):
        super().__init__()
        self.got, self.closed = collections.Counter(), False

    def accept(self, message):
        self.got[message.recipients[0], message_id(message).strip("<>")] += 1
        with self.listener.lock:
            self.listener.messages.clear()
            self.listener.bodies.clear()

    def drop(self):
        for session in list(self.listener.sessions):
            with contextlib.suppress(OSError):
                session.request.shutdown(2)
        with self.listener.lock:
            self.listener.sessions[:] = self.listener.sessions[-50:]

    def restart(self, seconds):
        """Nobody is let in for so long."""
        with self.listener.lock:
            self.listener.script["CONNECT"] = ["421 4.3.2 the system is going down"] * 1000
        self.drop()
        time.sleep(seconds)
        with self.listener.lock:
            self.listener.script["CONNECT"] = []


def soak(build, minutes, seed):
    from storm import Load, Outcome, Storm, count, keep_left, rest, say, snapshot
    rng = random.Random(seed)
    with mail_site(PEOPLE, extra=BOXES) as site, scratch_folder() as folder, Sink() as sink, snapshot(build) as (source, programs):
        shop = CrashingShop(folder, site, source, programs, limits="decoders = 2;", smtp=f"port = {sink.port}; connections = 4;")
        storm, load = Storm(site, shop, seed), Load(shop, RATE, lambda number: f"customer{number}@customer.example")
        faulty, memory = Faulty(storm, sink, rng), Memory(storm)
        storm.cut = False
        storm.start()
        wait_until(lambda: count(shop, "SELECT count(*) FROM mailbox"), 60, "the mailbox adopted")
        load.start()
        until, next_fault, told = time.monotonic() + minutes * 60, time.monotonic() + EVERY, time.monotonic()
        while (now := time.monotonic()) < until:
            memory.look()
            if now >= next_fault:
                faulty.happen()
                next_fault = time.monotonic() + rng.expovariate(1 / EVERY)
            if now - told > 60:
                told = now
                say(f"{load.fed} orders in, {count(shop, 'SELECT count(*) FROM orders')} made, {sum(sink.got.values())} letters; {dict(faulty.done)}")
            time.sleep(0.1)
        fed = load.stop()
        say(f"{fed} orders in {minutes} minutes: {fed / minutes / 60:.1f} a second; waiting for rest")
        rested = rest(shop, fed)
        shop.stop()
        outcome = Outcome(shop, fed, collections.Counter(sink.got))
        say(f"faults: {dict(faulty.done)}")
        flat = memory.tell(say)
        outcome.tell()
        if not (rested and outcome.good()):
            keep_left(shop, build)
        return rested and outcome.good() and flat
