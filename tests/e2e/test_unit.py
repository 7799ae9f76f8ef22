"""systemd's unit, as it is installed: systemd has nothing against it, and under its bounds the daemon does all of its work. Where there is no
systemd-analyze, neither can be tried."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from shop import ANNA, SOFA, Shop, mail
from test_converter import sent, table
from test_walls import landlock

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
UNDER = Path(__file__).with_name("under-unit.py")


@pytest.fixture
def unit(build, scratch):
    """The unit, with the programs that were built in it."""
    path = scratch / "mailorder.service"
    text = (build / "conf" / "mailorder.service").read_text()
    lines = [f"ExecStart={build}/mailorderd --foreground" if line.startswith("ExecStart=") else line for line in text.splitlines()]
    assert f"ExecStart={build}/mailorderd --foreground" in lines
    path.write_text("\n".join(lines) + "\n")
    return path


def test_systemd_understands_every_line(unit):
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_daemon_works_under_the_units_bounds(site, scratch, source, build, unit):
    """An order as text and one as PDF (which starts pdftotext) are confirmed, and no wall of the daemon's own is missing."""
    programs = scratch / "programs"
    programs.mkdir()
    (programs / "mailorder").symlink_to(build / "mailorder")
    (programs / "mailorderd").write_text(f'#!/bin/sh\nexec {sys.executable} {UNDER} {unit} {build}/mailorderd "$@"\n')
    (programs / "mailorderd").chmod(0o755)
    shop = Shop(scratch / "shop", site, source, programs)
    shop.start(options=["--log-level=debug"])
    try:
        shop.receive(mail(ANNA, "Order", SOFA))
        shop.receive(sent("order.pdf", table(), subtype="pdf"))
        assert all("confirmed" in letter["Subject"] for letter in shop.inbox(ANNA, 2))
    finally:
        shop.stop()
    wrong = [line for line in shop.said().splitlines() if "error:" in line or "warning:" in line or "is started again" in line]
    assert not wrong, shop.said()
    assert landlock() == 0 or "andlock" not in shop.said()
    assert "not permitted" not in shop.said()
