"""Runs tests/bench/linear, and counts instructions where its times grow by more than they should: a cache that has become too small makes
them grow as well, and is no fault of the parser. Exit code 1: a shape takes more than RATIO_MOST times the instructions for twice the size."""

import re
import shutil
import subprocess
import sys

RATIO_MOST = 2.6
STEPS = (1, 2, 3)  # an eighth, a quarter and half of the bound: all of it would take minutes


def instructions(program, parser, shape, step):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, parser, shape, str(step)],
                          capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])


def main(program, *wanted):
    suspects = []
    with subprocess.Popen([program, *wanted], stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout:
            print(line, end="", flush=True)
            if line.rstrip().endswith("more than linear"):
                suspects.append((line[:10].strip(), line[11:37].strip()))
    if not suspects or not shutil.which("valgrind"):
        return running.returncode
    print("\ninstructions of those, in millions (times the one before)")
    odd = 0
    for parser, shape in suspects:
        counts = [instructions(program, parser, shape, step) for step in STEPS]
        ratios = [later / before for before, later in zip(counts, counts[1:])]
        odd += max(ratios) > RATIO_MOST
        told = "".join(f"  {count / 1e6:.0f} ({ratio:.2f})" for count, ratio in zip(counts[1:], ratios))
        print(f"{parser:10} {shape:26} {counts[0] / 1e6:.0f}{told}{'  <-- more than linear' if max(ratios) > RATIO_MOST else ''}", flush=True)
    return odd > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
