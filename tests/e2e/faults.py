"""Where a crash test stops the daemon, and what a power cut leaves of its files: the other side of daemon/base/fault.h and
daemon/store/fault-vfs.h, in builds with --enable-fault-points."""

import collections
import mmap
import os
import random
import re
import shutil
import signal
import sqlite3
import struct
import tempfile
import time
from pathlib import Path

from shop import Shop

SOURCE = Path(__file__).resolve().parents[2]
PROCESSES, NAME = 64, 56
HEAD = struct.Struct("<8s7I")  # magic, points, armed, armed at, fell, keeps unsynced, alone, ranks given
PROCESS = struct.Struct("<2I")  # process id, slot
POINT = struct.Struct(f"<{NAME}s2I")  # name, hits, rank
FIRST = HEAD.size + PROCESSES * PROCESS.size
SECTOR = 512
READ_TRIES = 50  # of a store that a daemon is just recovering


def all_points():
    """The names of all fault points that the sources have."""
    found = set()
    for path in (SOURCE / "daemon").glob("**/*.c"):
        found.update(re.findall(r'FAULT_POINT\("([^"]+)"\)', path.read_text()))
    return sorted(found)


class Faults:
    """The file that the daemon's processes share with a test."""

    def __init__(self, path, keeps_unsynced=False):
        self.path, self.names = Path(path), all_points()
        with open(self.path, "wb") as file:
            file.write(HEAD.pack(b"MOFAULT1", len(self.names), 0, 0, 0, int(keeps_unsynced), 0, 0))
            file.write(bytes(PROCESSES * PROCESS.size))
            for name in self.names:
                file.write(POINT.pack(name.encode(), 0, 0))
        self.file = open(self.path, "r+b")
        self.map = mmap.mmap(self.file.fileno(), 0)

    def close(self):
        self.map.close()
        self.file.close()

    def _word(self, index, value=None):
        if value is not None:
            struct.pack_into("<I", self.map, 8 + 4 * index, value)
        return struct.unpack_from("<I", self.map, 8 + 4 * index)[0]

    def name(self, slot):
        return self.names[slot - 1] if slot else ""

    def arm(self, name, nth=1, alone=False):
        """Who comes to this point for the nth time from now on stops the daemon; `alone`: itself only."""
        self._word(1, 0)
        self._word(2, nth)
        self._word(5, int(alone))
        self._word(1, self.names.index(name) + 1 if name else 0)

    def armed_out(self):
        """Whether somebody came to the armed point for the last time."""
        return self._word(1) != 0 and self._word(2) in (0, 2**32 - 1)

    def fell(self):
        """The point at which the daemon was stopped; "" it was not."""
        return self.name(self._word(3))

    def begin(self):
        """Before each start: nothing is armed, no process is known."""
        self.arm("")
        self._word(3, 0)
        self.map[HEAD.size:FIRST] = bytes(PROCESSES * PROCESS.size)

    def hits(self):
        """{point: how often a process came to it}, in the order in which they were first come to."""
        rows = [POINT.unpack_from(self.map, FIRST + index * POINT.size) for index in range(len(self.names))]
        return {name.rstrip(b"\0").decode(): hits for name, hits, rank in sorted(rows, key=lambda row: row[2]) if hits}

    def steps(self):
        """{process id: the point it came to last}."""
        rows = (PROCESS.unpack_from(self.map, HEAD.size + index * PROCESS.size) for index in range(PROCESSES))
        return {pid: self.name(slot) for pid, slot in rows if pid and slot}


class CrashingShop(Shop):
    """A shop whose daemon can be stopped at each of its fault points."""

    def __init__(self, folder, *arguments, keeps_unsynced=False, **keywords):
        super().__init__(folder, *arguments, **keywords)
        self.faults = Faults(self.folder / "faults", keeps_unsynced)
        self.unreadable = collections.Counter()  # what readers of the store met
        self.environment["MAILORDER_FAULTS"] = str(self.faults.path)

    def start(self, point="", nth=1, **keywords):
        """Starts the daemon, which will be stopped at the nth hit of `point`."""
        self.faults.begin()
        if point:
            self.faults.arm(point, nth)
        super().start(ready=False, **keywords)

    def fallen(self):
        """Whether the daemon was stopped; all its processes are dead then."""
        if not self.daemon or self.daemon.poll() is None:
            return False
        os.killpg(self.daemon.pid, signal.SIGKILL) if self.group_lives() else None
        self.daemon = None
        return True

    def group_lives(self):
        try:
            os.killpg(self.daemon.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def rows(self, query, *values):
        """Of the store, as it is on disk; [] where there is none yet. What cannot be read now (it is being recovered) is read a little later; an
        error that stays is raised: it must not look like a store in which nothing waits."""
        for attempt in range(READ_TRIES):
            if not (self.state / "mailorder.db").exists():
                return []
            store = sqlite3.connect(f"file:{self.state / 'mailorder.db'}?mode=ro", uri=True, timeout=10)
            try:
                return store.execute(query, values).fetchall()
            except sqlite3.DatabaseError as problem:
                if "no such table" in str(problem):
                    return []
                self.unreadable[str(problem)] += 1
                if attempt + 1 == READ_TRIES:
                    raise
            finally:
                store.close()
            time.sleep(0.2)
        return []


# --- a power cut ---

RECORD = struct.Struct("<4q")  # daemon/store/fault-vfs.h
Change = collections.namedtuple("Change", "offset data size removed")  # data None: the file was cut off at the offset


def changes(path):
    """What a record of unsynced changes holds, oldest first. One that is itself cut short is the last: what it speaks of did not happen."""
    data, at = path.read_bytes(), 0
    while at + RECORD.size <= len(data):
        offset, length, size, removed = RECORD.unpack_from(data, at)
        begin = at + RECORD.size
        at = begin + removed + max(length, 0)
        if at <= len(data):
            yield Change(offset, None if length < 0 else data[begin + removed:at], size, data[begin:begin + removed])


def write_some(file, offset, data, rng):
    """A write that the disk did not finish: each of its sectors is there or not."""
    for begin in range(0, len(data), SECTOR):
        if rng.random() < 0.5:
            os.pwrite(file, data[begin:begin + SECTOR], offset + begin)


def cut_store(state, rng, keep, tear):
    """Of what was written to the store and not synced, each change is kept with the probability `keep`, and torn with `tear`."""
    for path in Path(state).glob("mailorder.db*.unsynced"):
        unsynced = list(changes(path))
        file = os.open(path.with_suffix(""), os.O_RDWR)
        for change in reversed(unsynced):
            os.pwrite(file, change.removed, change.offset)
            os.truncate(file, change.size)
        for change in unsynced:
            if rng.random() >= keep:
                continue
            if change.data is None:
                os.truncate(file, change.offset)
            elif rng.random() < tear:
                write_some(file, change.offset, change.data, rng)
            else:
                os.pwrite(file, change.data, change.offset)
        os.close(file)
        path.unlink()


def ledger(state):
    """{file in the spool: the mail's state}, as the store will say when it is recovered: of a copy, since what the daemon has to recover from is not
    ours to touch."""
    with tempfile.TemporaryDirectory() as folder:
        for path in Path(state).glob("mailorder.db*"):
            if not path.name.endswith(("-shm", ".lock")):
                shutil.copy(path, folder)
        store = sqlite3.connect(Path(folder) / "mailorder.db")
        try:
            return dict(store.execute("SELECT spool, state FROM mail WHERE spool IS NOT NULL"))
        except sqlite3.OperationalError as problem:
            if "no such table" in str(problem):
                return {}
            raise
        finally:
            store.close()


def cut_spool(shop, rng):
    """A file that no row of the ledger speaks of need not outlive the cut: its name, or its bytes, were not synced. What was kept of a mail's
    parts counts when the mail is handled."""
    known = ledger(shop.state)
    for path in sorted((shop.state / "spool" / "in").glob("*")):
        parts = path.name.endswith(".parts")
        if path.name in known or (parts and known.get(path.name.removesuffix(".parts"), 0) != 0):
            continue
        if rng.random() < 0.5:
            path.unlink()
        else:
            os.truncate(path, rng.randrange(path.stat().st_size + 1))


def cut_slips(shop, rng):
    """Nobody syncs them: each sector is there, or is what it was before all of it was written."""
    path = shop.state / "accepted"
    if not path.exists():
        return
    page = path.read_bytes()
    sectors = [page[at:at + SECTOR] if rng.random() < 0.5 else bytes(len(page[at:at + SECTOR])) for at in range(0, len(page), SECTOR)]
    path.write_bytes(b"".join(sectors))


def keep_all(state):
    """The processes died, and the machine did not: what they wrote is in the files, and the machine syncs it some time."""
    for path in Path(state).glob("mailorder.db*.unsynced"):
        path.unlink()


def cut_power(shop, seed):
    """What a power cut leaves, in one of several ways: nothing unsynced, some of it, pieces of it."""
    rng = random.Random(seed)
    keep, tear = ((0, 0), (0.5, 0), (0.7, 0.6))[seed % 3]
    cut_store(shop.state, rng, keep, tear)
    cut_spool(shop, rng)
    cut_slips(shop, rng)
