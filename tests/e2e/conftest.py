"""Fixtures. MAILORDER_BUILD names the folder in which the programs were built; MAILORDER_SANITIZED one with the
sanitizers, for what meets hostile servers."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from servers import Authority, mail_site, scratch_folder  # noqa: E402
from shop import PEOPLE, Shop  # noqa: E402
from smtpserver import ScriptedSmtp  # noqa: E402

SOURCE = Path(__file__).resolve().parents[2]
USERS = PEOPLE


@pytest.fixture(scope="session")
def source():
    return SOURCE


@pytest.fixture(scope="session")
def build():
    path = Path(os.environ.get("MAILORDER_BUILD", SOURCE / "build"))
    if not (path / "config.status").exists():
        pytest.exit(f"nothing is built in {path}: set MAILORDER_BUILD, or run scripts/test", 1)
    return path


@pytest.fixture(scope="session")
def sanitized(build):
    return Path(os.environ.get("MAILORDER_SANITIZED", build))


@pytest.fixture(scope="session")
def authority():
    with scratch_folder() as folder:
        yield Authority(folder / "tls")


@pytest.fixture(scope="session")
def whole_site():
    """One Dovecot and one MTA for the whole run."""
    with mail_site(USERS) as site:
        yield site


@pytest.fixture
def site(whole_site):
    """The same, with every mailbox emptied."""
    whole_site.clear()
    return whole_site


@pytest.fixture
def scratch():
    with scratch_folder() as folder:
        yield folder


@pytest.fixture
def smtp():
    """Starts scripted SMTP servers: smtp(script={...})."""
    started = []

    def start(**arguments):
        server = ScriptedSmtp(**arguments)
        server.__enter__()
        started.append(server)
        return server

    start.started = started
    yield start
    for server in started:
        server.__exit__()


@pytest.fixture
def shop(site, scratch, source, build):
    """The sample business on the site's servers; its daemon is not started, and stopped at the end."""
    business = Shop(scratch, site, source, build)
    yield business
    business.stop()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failing test of a shop shows what its daemon said."""
    yield
    business = getattr(item, "funcargs", {}).get("shop")
    if business and call.when == "call" and call.excinfo:
        print("\nthe daemon said:\n" + business.said()[-6000:])
