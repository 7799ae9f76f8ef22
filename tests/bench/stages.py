"""What each stage of an order's way costs: microseconds of the processor and of the clock, from one run of tests/bench/stages; instructions, from two
runs under callgrind with more orders and with fewer, so that what is done once does not count.

    python3 tests/bench/stages.py BUILD-FOLDER [N [COUNTED]]      N: orders that are timed, 1000; COUNTED: whose instructions are counted, 64; 0: none
"""

import re
import subprocess
import sys
from pathlib import Path

from common import BenchShop, empty_mailbox, fill_mailbox, imap_site, noting_sink, program, table
from servers import scratch_folder
from shop import ORDERS

WARM_UP = 32  # a batch of the program's

# Of each stage: the functions whose instructions, with all that they call, it is, less those that lie in them and are a stage of their own.
FUNCTIONS = {
    "fetch": (["stage_fetch"], []),
    "take-in": (["stage_take_in", "stage_claim"], []),
    "decode": (["stage_decode"], []),
    "carry": (["stage_carry"], []),
    "understand": (["__wrap_understand"], []),
    "step": (["__wrap_order_step"], []),
    "render": (["__wrap_letter_render"], []),
    "compose": (["__wrap_envelope_post"], ["__wrap_letter_render"]),
    "rows": (["stage_document"], ["__wrap_understand", "__wrap_order_step", "__wrap_envelope_post"]),
    "commit": (["__wrap_store_commit"], []),
    "hand-out": (["stage_hand_out", "stage_note_sent"], []),
    "send": (["stage_hand", "stage_send"], []),
    "file": (["stage_file"], []),
}


def run(site, build, count, warm_up, before=()):
    """What the program printed, of `count` orders in a new mailbox and a new store."""
    with scratch_folder() as folder, noting_sink(folder, build) as (port, _):
        empty_mailbox(site)
        fill_mailbox(site, count)
        shop = BenchShop(folder, site, build, imap=f'port = {site.dovecot.port}; tls = "none"; timeout = "10 min";', smtp=f"port = {port};")
        done = subprocess.run([*before, build / "tests" / "bench" / "stages", shop.config, str(warm_up)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr[-2000:])
        return dict((line.split(" ", 1)[0], list(map(int, line.split()[1:]))) for line in done.stdout.splitlines())


def inclusive(file):
    """{function: instructions with all that it calls}, from what callgrind wrote; "main" is the program."""
    told = subprocess.run([program("callgrind_annotate"), "--inclusive=yes", "--threshold=100", "--show-percs=no", file], capture_output=True,
                          text=True, check=True).stdout
    found = {}
    for number, name in re.findall(r"^\s*([\d,]+)\s+\S*?:(\w+)(?:'\d+)? ", told, re.M):
        found[name] = max(found.get(name, 0), int(number.replace(",", "")))
    return found


def instructions(site, build, counted):
    """{stage: instructions an order}"""
    found = []
    for count in (WARM_UP, WARM_UP + counted):
        with scratch_folder() as folder:
            tool = [program("valgrind"), "--tool=callgrind", "-q", f"--callgrind-out-file={folder}/out"]
            run(site, build, count, 0, tool)
            found.append(inclusive(folder / "out"))
    spent = {name: (found[1][name] - found[0].get(name, 0)) / counted for name in found[1]}
    missing = {name for those, without in FUNCTIONS.values() for name in those + without} - set(spent)
    if missing:
        raise RuntimeError(f"callgrind has not seen {', '.join(sorted(missing))}: tests/bench/stages.c has other names, or the linker wraps nothing")
    ran = {stage: sum(spent[name] for name in those) - sum(spent[name] for name in without) for stage, (those, without) in FUNCTIONS.items()}
    return ran | {"rest": spent["main"] - sum(ran.values())}


def main():
    words = list(map(int, sys.argv[2:]))
    build, (count, counted) = Path(sys.argv[1]).resolve(), (words + [1000, 64][len(words):])
    with imap_site([ORDERS]) as site:
        spent = run(site, build, count + WARM_UP, WARM_UP)
        ran = instructions(site, build, counted) if counted else {}
    orders = spent.pop("orders")[0]
    rows = [[stage, f"{cpu / orders / 1000:.0f}", f"{wall / orders / 1000:.0f}", f"{ran[stage] / 1000:.0f}" if ran else ""]
            for stage, (cpu, wall) in spent.items()]
    if ran:
        rows.append(["the program's own", "", "", f"{ran['rest'] / 1000:.0f}"])
    rows.append(["all", f"{sum(cpu for cpu, _ in spent.values()) / orders / 1000:.0f}",
                 f"{sum(wall for _, wall in spent.values()) / orders / 1000:.0f}", f"{sum(ran.values()) / 1000:.0f}" if ran else ""])
    print(f"{orders} orders in one process; each:\n")
    table(["stage", "CPU us", "us", "thousand instructions"], rows)


if __name__ == "__main__":
    main()
