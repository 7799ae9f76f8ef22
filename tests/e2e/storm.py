"""Long crash tests, for scripts/storm: random kills of the daemon and of single processes under load of a real Dovecot and Postfix, and a soak.

    storm.py BUILD points [killed|power [PART [MOST]]]   at MOST hits (3) of each fault point that has PART in its name, one at a time
    storm.py BUILD kills N [SEED]           N kills; the orders, the letters, and a table of the steps at which the kills fell
    storm.py BUILD soak MINUTES [SEED]      orders at 20 a second while processes are killed, connections dropped and servers restarted

Whatever is lost or doubled is told, and the exit code is 1 then."""

import argparse
import collections
import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import papers  # noqa: E402
from crash import CrashingShop, story  # noqa: E402
from faults import SOURCE, cut_power, keep_all  # noqa: E402
from servers import HOST, Dovecot, mail_site, parse, scratch_folder, wait_until  # noqa: E402
from shop import ANNA, HANDLED, ORDERS, PEOPLE, REVIEW, SOFA, SOFA_WITHOUT_FABRIC, mail  # noqa: E402
from test_converter import sent as with_file  # noqa: E402

NO_MOVE = """
protocol imap {
  imap_capability = IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ NAMESPACE UIDPLUS CHILDREN
}
"""
BACKLOG = 25  # mails not handled yet, so that a kill always meets work
PDF = papers.pdf([[(50, "SKU"), (150, "Quantity"), (250, "Fabric")], [(50, "SOFA-3"), (170, "2"), (250, "Linen")]])
UNDONE = """SELECT (SELECT count(*) FROM mail WHERE state = 0 OR filing IN (0, 1, 2)) + (SELECT count(*) FROM outbox WHERE state IN (0, 1)
    OR (copy_wanted = 1 AND state = 2))"""
AT_FIRST = ["store:migrate-", "imap:create-"]  # points that only a first start comes to
# Points that are come to when the daemon begins, and then no more; those of a server without MOVE.
AT_START = {"desk:ready", "desk:recover-", "imap:connect-", "imap:logged-in", "imap:select-", "imap:selected", "mailbox:opened", "mailbox:positioned",
            "spool:cleaned", "store:connected", "store:lock-written", "store:locked", "store:migrated", "supervisor:pid-written",
            "supervisor:start-", "supervisor:started"}
STIRRED = "supervisor:signalled"  # comes when a process ends
WITHOUT_MOVE = {"imap:store-", "imap:stored", "imap:expunged"}
IN_DOUBT = "SELECT count(*) FROM mail m JOIN journal j ON j.mail = m.id WHERE m.state = 0 AND j.what = 'decoder-stopped'"


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, flush=True)


@contextlib.contextmanager
def snapshot(build):
    """The sources' samples and the programs as they are now: who works on either meanwhile does not disturb a long run. (source, build)"""
    with scratch_folder() as folder:
        for name in ("conf", "templates"):
            shutil.copytree(SOURCE / name, folder / name)
        for name in ("mailorder", "mailorderd"):
            shutil.copy(build / name, folder)
        yield folder, folder


# --- load ---

def order(number, who=ANNA):
    """Each with a reference of its own; every tenth lacks its fabric, every eleventh is in a PDF."""
    reference = f"REF-{number:06d}"
    body = (SOFA_WITHOUT_FABRIC if number % 10 == 9 else SOFA).replace("Name: Anna Weaver", f"Name: Anna Weaver\nYour reference: {reference}")
    if number % 11 == 5:
        return with_file("po.pdf", PDF, body=body, subject=f"Order {reference}", subtype="pdf", who=who)
    return mail(who, f"Order {reference}", body, name="Anna Weaver")


class Load(threading.Thread):
    """Mails come: so that a few always wait, or `rate` a second."""

    def __init__(self, shop, rate=None, who=lambda number: ANNA):
        super().__init__(daemon=True)
        self.who = who
        self.shop, self.rate, self.fed, self.next, self.ended = shop, rate, 0, None, threading.Event()

    def run(self):
        begun = time.monotonic()
        while not self.ended.wait(0.1):
            with contextlib.suppress(Exception):  # the server is restarted, now and then
                self.feed(int((time.monotonic() - begun) * self.rate) - self.fed if self.rate else BACKLOG - self.waiting())

    def waiting(self):
        return self.fed - count(self.shop, "SELECT count(*) FROM mail WHERE state <> 0")

    def feed(self, wanted):
        with self.shop.site.mailbox(ORDERS) as client:
            for _ in range(min(wanted, 100)):
                self.next = self.next or order(self.fed, self.who(self.fed))  # an APPEND whose answer was lost is said again, with the same Message-ID
                client.append(self.next)
                self.next, self.fed = None, self.fed + 1

    def stop(self):
        self.ended.set()
        self.join()
        return self.fed


def count(shop, query):
    return sum(number for number, in shop.rows(query))


# --- what came of it ---

class Outcome:
    """What is in the store and in the mailboxes when all is quiet."""

    def __init__(self, shop, fed, letters):
        self.fed = fed
        references = collections.Counter(text for text, in shop.rows("SELECT canonical FROM value WHERE field = 'reference'"))
        wanted = {f"REF-{number:06d}" for number in range(fed)}
        self.made = sum(references.values())
        self.lost = sorted(wanted - set(references))
        self.doubled = sorted(name for name, times in references.items() if times > 1)
        self.to_people = shop.rows("""SELECT m.id, m.reason, (SELECT group_concat(what || ' ' || times, ', ') FROM (SELECT what, count(*) AS times
            FROM journal WHERE mail = m.id GROUP BY what)) FROM mail m WHERE m.state IN (2, 3)""")
        rows = shop.rows("SELECT message_id, recipient, unknown, state FROM outbox")
        self.letters = sum(times for times in letters.values())
        self.unsent = [row for row in rows if row[3] != 2]
        known = {(recipient, name.strip("<>")) for name, recipient, _, state in rows if state == 2}  # the others are in `unsent`
        ours = {(recipient, name.strip("<>")) for name, recipient, _, _ in rows}
        doubtful = {(recipient, name.strip("<>")) for name, recipient, unknown, _ in rows if unknown}
        self.missing = sorted(known - set(letters))
        self.strange = sorted(set(letters) - ours)
        self.repeated = sum(times - 1 for times in letters.values())
        self.undoubted = sorted(letter for letter, times in letters.items() if times > 1 and letter not in doubtful)
        self.cuts = count(shop, "SELECT count(*) FROM journal WHERE what = 'decoding-cut'")
        self.stops = count(shop, "SELECT count(*) FROM journal WHERE what = 'decoder-stopped'")

    def good(self):
        return not (self.lost or self.doubled or self.to_people or self.unsent or self.missing or self.strange or self.undoubted)

    def tell(self):
        say(f"orders in: {self.fed}; orders made: {self.made}; lost: {len(self.lost)} {self.lost[:5]}; doubled: {len(self.doubled)} {self.doubled[:5]}; "
            f"left to a person: {len(self.to_people)} {self.to_people[:5]}")
        say(f"letters that came: {self.letters}, of these repeated with the same Message-ID: {self.repeated}; repeated without a doubt: "
            f"{len(self.undoubted)} {self.undoubted[:3]}; missing: {len(self.missing)} {self.missing[:3]}; not ours: {len(self.strange)}; "
            f"not sent: {len(self.unsent)} {self.unsent[:3]}")
        say(f"mails that were being read when all of it was killed: {self.cuts}; whose decoder alone was killed, or that had to be read alone: {self.stops}")


def delivered(site):
    """{(recipient, Message-ID): how often it lies in their mailbox}."""
    found = collections.Counter()
    for user in site.dovecot.users:
        if user == ORDERS:
            continue
        for path in (site.dovecot.maildirs / user / "Maildir").glob("*/*"):
            if path.parent.name in ("new", "cur"):
                head = path.read_bytes().partition(b"\n\n")[0].decode("utf-8", "replace")
                name = re.search(r"^Message-ID:\s*<([^>]+)>", head, re.M | re.I)
                found[user, name[1] if name else "?"] += 1
    return found


# --- kills ---

class Storm:
    def __init__(self, site, shop, seed):
        self.site, self.shop, self.rng = site, shop, random.Random(seed)
        self.steps = {"all": collections.Counter(), "one": collections.Counter(), "aimed": collections.Counter()}
        self.kills, self.cuts, self.missed = collections.Counter(), 0, collections.Counter()
        self.cut, self.hidden, self.foreign = True, False, 0  # the power, too; MOVE; kills that are not ours

    def start(self):
        self.shop.start()
        wait_until(lambda: self.shop.faults.steps() or self.shop.daemon.poll() is not None, 60, "the daemon")

    def restart(self):
        """After all of it was killed: half of the time the power was cut, too."""
        if self.cut and self.rng.random() < 0.5:
            self.cuts += 1
            cut_power(self.shop, self.rng.randrange(10**6))
        else:
            keep_all(self.shop.state)
        self.start()

    def kill_all(self):
        """All processes stop, so that it is known at which step each of them is; then they are dead."""
        os.killpg(self.shop.daemon.pid, signal.SIGSTOP)
        self.steps["all"].update(self.shop.faults.steps().values())
        self.shop.kill()
        self.kills["all"] += 1
        self.restart()

    def children(self):
        listed = subprocess.run(["ps", "--ppid", str(self.shop.daemon.pid), "-o", "pid=,comm="], capture_output=True, text=True).stdout
        return {int(line.split()[0]): line.split(None, 1)[1] for line in listed.splitlines() if "guard" not in line}

    def decoder_may_die(self):
        """A mail whose decoder dies twice goes to a person, as it should: that is not tried here."""
        return count(self.shop, IN_DOUBT) == 0

    def kill_one(self):
        victims = {pid: name for pid, name in self.children().items() if self.decoder_may_die() or name not in ("mo-decoder", "exe")}
        if not victims:
            return
        pid = self.rng.choice(sorted(victims))
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            self.steps["one"][self.shop.faults.steps().get(pid, "begins")] += 1
            os.kill(pid, signal.SIGKILL)
            self.kills[victims[pid].split()[0]] += 1

    def kill_first(self, name):
        for pid in [pid for pid, comm in self.children().items() if comm.strip() == name][:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def aim(self, point):
        """Stops it at that point; a point of the start, or that is not come to soon, is met at the next start. FALSE: not in half a minute."""
        alone = self.rng.random() < 0.3 and not point.startswith(("supervisor", "store", "vfs", "desk")) and self.decoder_may_die()
        faults = self.shop.faults
        before = faults.hits().get(point, 0)
        for attempt in range(int(point in AT_START), 2):
            if attempt == 0:
                faults.arm(point, 1 if point == STIRRED else self.rng.randrange(1, 3), alone)
                if point == STIRRED:
                    self.kill_first("mo-sender")
                with contextlib.suppress(TimeoutError):
                    wait_until(lambda: self.shop.daemon.poll() is not None or (alone and faults.armed_out()), 5, point)
                    break
            os.killpg(self.shop.daemon.pid, signal.SIGKILL)
            self.shop.daemon.wait()
            keep_all(self.shop.state)
            self.shop.start(point)
            alone = False
            with contextlib.suppress(TimeoutError):
                wait_until(lambda: self.shop.daemon.poll() is not None, 20, point)
        if self.shop.daemon.poll() is not None and not faults.fell():
            self.ended_unasked()
            return False
        fell = self.shop.daemon.poll() is not None and faults.fell() == point or alone and faults.hits().get(point, 0) > before
        self.steps["aimed"][point] += int(fell)
        self.kills["aimed"] += int(fell)
        self.missed[point] += int(not fell)
        if alone and fell:
            faults.arm("")
            return True
        if self.shop.daemon.poll() is None:
            os.killpg(self.shop.daemon.pid, signal.SIGKILL)
        self.shop.daemon.wait()
        self.shop.fallen()
        self.restart()
        return fell

    def ended_unasked(self):
        """The supervisor is dead, and the storm did not do it. By its own fault it ends in any way but SIGKILL, and that is what is looked for here;
        SIGKILL comes from outside (on a machine that others use, too): it is told, and not counted among the kills."""
        status = self.shop.daemon.returncode
        if status != -signal.SIGKILL:
            keep_left(self.shop, SOURCE / "build-storm")
            raise RuntimeError(f"the daemon ended by itself with {status}: " + self.shop.said()[-2000:])
        self.foreign += 1
        say("somebody else killed the supervisor")
        self.shop.fallen()
        self.restart()

    def fall_first(self, point):
        """At the first start, before there is anything; what another process made before it was stopped is taken away."""
        with self.site.mailbox(ORDERS) as client:
            for folder in (HANDLED, REVIEW, "Sent"):
                client.imap.delete(folder)
        self.shop.start(point)
        wait_until(lambda: self.shop.daemon.poll() is not None, 60, point)
        self.steps["aimed"][point] += 1
        self.kills["aimed"] += 1
        self.shop.fallen()
        cut_power(self.shop, self.kills["aimed"])

    def rarest(self):
        """The points at which the fewest kills fell, of those that are met at all."""
        total = collections.Counter({name: 0 for name in self.shop.faults.names})
        for steps in self.steps.values():
            total.update(steps)
        rare = [name for name in self.shop.faults.names if self.missed[name] < 3 and name not in AT_FIRST
                and (self.hidden or name not in WITHOUT_MOVE)]
        least = min(total[name] for name in rare)
        return self.rng.choice([name for name in rare if total[name] == least])

    def blow(self, wanted):
        """Kills, until there are so many: at random, and every fifth at the step where the fewest fell."""
        begun = told = time.monotonic()
        while (done := sum(self.kills.values())) < wanted:
            if self.shop.daemon.poll() is not None:
                self.ended_unasked()
            if not self.hidden and done >= wanted // 2:
                self.hidden = True
                hide_move(self.site)
            time.sleep(self.rng.uniform(0, 0.9))
            kind = self.rng.random()
            if kind < 0.45:
                self.kill_all()
            elif kind < 0.78:
                self.kill_one()
            else:
                self.aim(self.rarest())
            if time.monotonic() - told > 60:
                told = time.monotonic()
                say(f"{done} kills in {told - begun:.0f} s; {count(self.shop, 'SELECT count(*) FROM orders')} orders")

    def tell(self):
        say(f"kills: {sum(self.kills.values())}: {dict(self.kills)}; with the power cut: {self.cuts}; "
            f"kills of somebody else's, not counted: {self.foreign}")
        print(f"{'step':32} {'all':>6} {'one':>6} {'aimed':>6}")
        names = sorted(set(self.shop.faults.names).union(*self.steps.values()))
        for name in names:
            print(f"{name:32} {self.steps['all'][name]:6} {self.steps['one'][name]:6} {self.steps['aimed'][name]:6}")
        empty = [name for name in names if not any(steps[name] for steps in self.steps.values())]
        say(f"steps at which no kill fell: {len(empty)} of {len(names)} {empty}")
        return not empty


def hide_move(site):
    """The second half, the server has no MOVE: filing takes COPY, STORE and EXPUNGE."""
    site.close()
    site.dovecot.stop()
    site.dovecot.extra += NO_MOVE
    (site.dovecot.folder / "dovecot.conf").write_text(site.dovecot._configuration())
    site.dovecot.start()


def quiet(shop, fed):
    """All that came is handled and filed, and all letters are sent and copied; what the store says must be said, not left out."""
    return count(shop, "SELECT count(*) FROM mail") >= fed and shop.rows(UNDONE) == [(0,)]


def rest(shop, fed, seconds=900):
    """Waits until it is quiet, and is so still a moment later. FALSE: it was not in so long."""
    begun = time.monotonic()
    try:
        wait_until(lambda: quiet(shop, fed), seconds, "all orders handled, sent and filed")
        time.sleep(2)
        wait_until(lambda: quiet(shop, fed), seconds, "the same, still")
    except TimeoutError as problem:
        say(f"NOT AT REST: {problem}; undone: {shop.rows(UNDONE)}; {dict(shop.rows('SELECT state, count(*) FROM outbox GROUP BY state'))}")
        return False
    say(f"at rest after {time.monotonic() - begun:.0f} s; errors that readers of the store met: {dict(shop.unreadable)}")
    return True


def keep_left(shop, build):
    """What a bad run left, for whoever looks for the reason."""
    left = Path(build) / "left"
    shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(shop.state, left, ignore=lambda *_: ["wake"])
    shutil.copy(shop.log, left)
    say(f"what it left is kept in {left}")


def kills(build, wanted, seed):
    with mail_site(PEOPLE) as site, scratch_folder() as folder, snapshot(build) as (source, programs):
        shop = CrashingShop(folder, site, source, programs, keeps_unsynced=True, limits="decoders = 2;", smtp="connections = 3;")
        storm, load = Storm(site, shop, seed), Load(shop)
        for point in AT_FIRST:
            storm.fall_first(point)
        storm.start()
        wait_until(lambda: count(shop, "SELECT count(*) FROM mailbox"), 60, "the mailbox adopted")
        load.start()
        try:
            storm.blow(wanted)
        except BaseException:
            shop.stop()
            raise
        finally:
            fed = load.stop()
        say(f"{sum(storm.kills.values())} kills; waiting for rest")
        if storm.shop.daemon.poll() is not None:
            storm.start()
        rested = rest(shop, fed)
        expected = count(shop, "SELECT count(*) FROM outbox WHERE state = 2")
        with contextlib.suppress(TimeoutError):
            wait_until(lambda: len(delivered(site)) >= expected, 120, "the letters in their mailboxes")
        outcome = Outcome(shop, fed, delivered(site))
        shop.stop()
        full = storm.tell()
        outcome.tell()
        if not (rested and outcome.good()):
            keep_left(shop, build)
        with site.mailbox(ORDERS) as client:
            say(f"in the inbox: {client.count()}, handled: {client.count(HANDLED)}, for a person: {client.count(REVIEW)}")
        return rested and outcome.good() and (full or wanted < 500)


# --- points ---

def chosen(hits, most):
    """Each hit up to `most`; else the first ones and the last."""
    return list(range(1, hits + 1)) if hits <= most else [*range(1, most), hits]


class Points:
    """A story stopped at one hit of one point, and again for the next."""

    def __init__(self, site, folder, source, build, power, part, most):
        self.site, self.folder, self.source, self.build = site, folder, source, build
        self.power, self.part, self.most = power, part, most
        self.runs, self.results = 0, collections.Counter()

    def tell(self, twice_filed):
        self.runs += 1
        return story(self.site, self.folder / f"run{self.runs}", self.source, self.build, keeps_unsynced=True, twice_filed=twice_filed)

    def run(self, among=None):
        """Of all points, or those `among` them, on the server as it is."""
        with self.tell(among is not None) as told:
            told.finish()
            expected, hits = told.finish(), told.shop.faults.hits()
        tries = [(point, nth) for point in hits if self.part in point and (among is None or point in among) for nth in chosen(hits[point], self.most)]
        say(f"{len(hits)} points, {sum(hits.values())} hits; {len(tries)} runs")
        for number, (point, nth) in enumerate(tries, 1):
            with self.tell(among is not None) as told:
                self.stop(told, point, nth, expected)
            if number % 20 == 0:
                say(f"{number} of {len(tries)}; {dict(self.results)}")

    def stop(self, told, point, nth, expected):
        try:
            self.results["at rest before that hit"] += not told.stop_at(point, nth, self.runs if self.power else None)
            self.results["letters repeated"] += told.check(expected)
            self.results["ended as the undisturbed one"] += 1
        except AssertionError as problem:
            self.results["ended otherwise"] += 1
            say(f"BAD {point} hit {nth}: {problem}\n{told.shop.said()[-1500:]}")


def points(build, how="killed", part="", most="3"):
    with mail_site(PEOPLE) as site, scratch_folder() as folder, snapshot(build) as (source, programs):
        runs = Points(site, folder, source, programs, how == "power", part, int(most))
        runs.run()
        hide_move(site)
        runs.run(among=WITHOUT_MOVE | {"imap:move-", "imap:move-sent", "imap:moved"})
    say(f"points, {how}: {dict(runs.results)}")
    return not runs.results["ended otherwise"]


def told_to_end(*_):
    """What was started is stopped, and nobody takes the run for a whole one."""
    say("told to end by SIGTERM: this run proves nothing")
    sys.exit(1)


def main():
    signal.signal(signal.SIGTERM, told_to_end)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("what", choices=["points", "kills", "soak"])
    parser.add_argument("arguments", nargs="*")
    given = parser.parse_args()
    rest_of = given.arguments
    if given.what == "points":
        good = points(given.build, *rest_of)
    elif given.what == "kills":
        good = kills(given.build, int(rest_of[0]) if rest_of else 1000, int(rest_of[1]) if len(rest_of) > 1 else 1)
    else:
        from soak import soak
        good = soak(given.build, float(rest_of[0]) if rest_of else 60, int(rest_of[1]) if len(rest_of) > 1 else 1)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
