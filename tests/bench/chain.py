"""The whole way of an order, end to end: a mailbox of the workload over Dovecot, four mails an order into an SMTP server, by mailorder, by the bare
chain and by the plain loop, one after the other in each round, so that ratios are taken within minutes.

    python3 tests/bench/chain.py BUILD-FOLDER chain|postfix [--tls] [N [ROUNDS]]
    python3 tests/bench/chain.py BUILD-FOLDER mbsync [N [ROUNDS]]       mbsync downloads the same mailbox
    python3 tests/bench/chain.py BUILD-FOLDER waiting [N]               mailorder alone, once
"""

import contextlib
import statistics
import sys
from pathlib import Path

from common import (HOST, PASSWORD, SOURCE, BenchShop, Discarding, empty_mailbox, fill_mailbox, imap_site, program, run_program,
                    run_shop, smtp_sink, spread, table, tls_before, wait_until)
from servers import scratch_folder
from shop import ORDERS
from workload import COUNT

ROUNDS = 7
LOOP_SHARE, LOOP_LEAST = 20, 100  # the plain loop gets a twentieth of the mails: its rate does not depend on how many there are


class Place:
    """The servers, and how each candidate is run against them."""

    def __init__(self, site, build, folder, smtp_port, tls, settled):
        self.site, self.build, self.folder, self.smtp_port, self.tls, self.settled = site, build, folder, smtp_port, tls, settled

    def mailorder(self, folder, count):
        """The shop has seen its mailbox empty, so that what lies there afterwards is new to it."""
        imap_port = self.site.dovecot.tls_port if self.tls else self.site.dovecot.port
        way = f'tls = "{"tls" if self.tls else "none"}"; ca_file = "{self.site.authority.ca}";'
        shop = BenchShop(folder, self.site, self.build, imap=f"port = {imap_port}; {way}", smtp=f"port = {self.smtp_port}; connections = 4; {way}")
        empty_mailbox(self.site)
        shop.start()
        shop.stop()
        fill_mailbox(self.site, count)
        return run_shop(shop, count)

    def other(self, name, command, folder, count):
        empty_mailbox(self.site)
        fill_mailbox(self.site, count)
        port = self.site.dovecot.tls_port if self.tls else self.site.dovecot.port
        ca = [self.site.authority.ca] if self.tls else []
        return run_program(name, count, count, [*command, port, self.smtp_port, ORDERS, PASSWORD, folder / "orders.db", *ca])

    def bare_chain(self, folder, count):
        return self.other("bare chain", [self.build / "tests" / "bench" / "bare-chain"], folder, count)

    def whole_chain(self, folder, count):
        """The least that leaves behind what mailorder does: mails as large, kept before they go out, and the mailbox's filed."""
        return self.other("bare chain", [self.build / "tests" / "bench" / "bare-chain", "--whole"], folder, count)

    def plain_loop(self, folder, count):
        return self.other("plain loop", [sys.executable, SOURCE / "tests" / "bench" / "plain-loop.py"], folder,
                          min(count, max(LOOP_LEAST, count // LOOP_SHARE)))

    def mbsync(self, folder, count, durable):
        """It knows each mail as a file of a Maildir; `durable`: with fsync."""
        empty_mailbox(self.site)
        fill_mailbox(self.site, count)
        (folder / "copy").mkdir()
        (folder / "mbsyncrc").write_text(
            f"FSync {'yes' if durable else 'no'}\n\nIMAPAccount shop\nHost {HOST}\nPort {self.site.dovecot.port}\nUser {ORDERS}\nPass \"{PASSWORD}\"\n"
            "SSLType None\nAuthMechs LOGIN\n\nIMAPStore far\nAccount shop\n\nMaildirStore near\n"
            f"Path {folder}/copy/\nInbox {folder}/copy/INBOX\nSubFolders Verbatim\n\n"
            f"Channel orders\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nSync Pull\nSyncState *\n")
        run = run_program("mbsync", count, None, [program("mbsync"), "-q", "-c", folder / "mbsyncrc", "-a"])
        found = sum(1 for kind in ("new", "cur") for _ in (folder / "copy" / "INBOX" / kind).iterdir())
        if found != count:
            raise RuntimeError(f"mbsync brought {found} mails of {count}")
        return run


@contextlib.contextmanager
def place(build, what, tls):
    with contextlib.ExitStack() as stack:
        folder, site = stack.enter_context(scratch_folder()), stack.enter_context(imap_site([ORDERS]))
        if what == "postfix":
            mta = stack.enter_context(Discarding(folder / "discarding", site.dovecot, site.authority.good, main="smtpd_tls_security_level = none\n"))
            port, settled = mta.port, mta.drained
        else:
            port, settled = stack.enter_context(smtp_sink(folder)), lambda: True
        if tls:
            port = stack.enter_context(tls_before(folder, site.authority.good, port))
        yield Place(site, build, folder, port, tls, settled)


def rounds(where, candidates, count, times):
    """{name: a Run a round}; every candidate once in each."""
    runs = {name: [] for name in candidates}
    for number in range(times):
        for name, run in candidates.items():
            wait_until(where.settled, 600, "an empty queue")
            with scratch_folder() as folder:
                runs[name].append(run(folder, count))
            print(f"round {number + 1} of {times}: {name} {runs[name][-1].rate:.0f} a second", file=sys.stderr, flush=True)
    return runs


def report(runs, own):
    """Each candidate's row; ratios of `own` to each other one, round by round."""
    rows = []
    for name, ran in runs.items():
        ratio = [mine.rate / theirs.rate for mine, theirs in zip(runs[own], ran)] if own in runs and name != own else None
        rows.append([name, ran[0].orders, spread([run.rate for run in ran]), spread([1e6 * sum(run.cpu.values()) / run.orders for run in ran]),
                     spread([1e6 * run.machine / run.orders for run in ran]), spread([run.peak / 2**20 for run in ran], 1),
                     spread(ratio, 3) if ratio else ""])
    table(["median (least..most)", "mails", "a second", "CPU us each", "machine's CPU us each", "peak MiB", f"{own} to it"], rows)


def report_processes(ran):
    """Of mailorder's own processes: where an order's processor time goes."""
    names = sorted({name for run in ran for name in run.cpu}, key=lambda name: -statistics.median(run.cpu.get(name, 0) for run in ran))
    print()
    table(["process", "CPU us an order"], [[name, spread([1e6 * run.cpu.get(name, 0) / run.orders for run in ran])] for name in names])
    lost, doubled, missing = (sum(run.wrong[kind] for run in ran) for kind in range(3))
    print(f"\norders lost: {lost}, doubled: {doubled}, mails that did not go out: {missing}")
    return lost + doubled + missing


def main():
    words = [word for word in sys.argv[1:] if word != "--tls"]
    build, what, tls = Path(words[0]).resolve(), words[1], "--tls" in sys.argv
    count = int(words[2]) if len(words) > 2 else COUNT
    times = int(words[3]) if len(words) > 3 else 1 if what == "waiting" else ROUNDS
    with place(build, what, tls) as where:
        candidates = {"mailorder": where.mailorder, "bare chain": where.bare_chain, "... the whole work": where.whole_chain,
                      "plain loop": where.plain_loop}
        if what == "waiting":
            candidates = {"mailorder": where.mailorder}
        if what == "mbsync":
            candidates = {"mailorder": where.mailorder, "mbsync": lambda folder, count: where.mbsync(folder, count, True),
                          "mbsync, no fsync": lambda folder, count: where.mbsync(folder, count, False)}
        runs = rounds(where, candidates, count, times)
    print(f"\nDovecot into {'Postfix' if what == 'postfix' else 'smtp-sink'}, TLS {'on' if tls else 'off'}; rounds: {times}\n")
    report(runs, "mailorder")
    return 1 if report_processes(runs["mailorder"]) else 0


if __name__ == "__main__":
    sys.exit(main())
