"""The demo comes to its end, whatever the hour, and shows the life of an order."""

import re
import subprocess
import sys


def test_the_demo_comes_to_its_end(source, build):
    done = subprocess.run([sys.executable, source / "scripts" / "demo.py", source, build], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert int(re.search(r"^(\d+) mails shown", done.stdout, re.M)[1]) >= 30
    for words in ("everything all right", "bad mark", "2 because the legs are scratched"):
        assert words in done.stdout, words
