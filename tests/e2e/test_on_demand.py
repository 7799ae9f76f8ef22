"""The processes that are started when they are first needed: the converter of files, and the checkpointer, which copies the database's log into
the database."""

import os
import signal

import pytest

from servers import wait_until
from shop import ANNA, WAREHOUSE, Shop, mail
from test_converter import sent, table
from test_process import all_run, children, roles, said, taken_over, wait_for_roles

ORDER = "Product: Sofa\nSKU: SOFA-3\nQuantity: 2\nFabric: Linen\nPhone: +44 20 7946 0123\nDelivery address: 1 Mill Lane, York\n"


@pytest.fixture
def small(site, source, sanitized, scratch):
    """The shop, in the build whose every step is watched."""
    business = Shop(scratch, site, source, sanitized)
    yield business
    business.stop()


def on_demand(shop, name):
    return children(shop.daemon.pid).get(f"mo-{name}")


def with_photo(number):
    """An order whose attachment goes to departments: some megabytes of the database's log."""
    message = mail(f"person{number}@customer.example", "Sofa order", ORDER, name="A Customer")
    message.add_attachment(b"\xff\xd8\xff\xe0" + os.urandom(2_000_000), maintype="image", subtype="jpeg", filename="photo.jpg")
    return message


def megabytes(shop, ending=""):
    path = shop.state / f"mailorder.db{ending}"
    return path.stat().st_size / 1_000_000 if path.exists() else 0


def fill(shop, begin, count):
    """So many orders, each with its photo: until their letters to the warehouse have arrived."""
    for number in range(begin, begin + count):
        shop.receive(with_photo(number))
    shop.inbox(WAREHOUSE, begin + count, seconds=90)


def test_neither_runs_before_it_is_needed(shop):
    with shop.running():
        wait_for_roles(shop)
        shop.receive(mail(ANNA, "Sofa order", ORDER, name="Anna"))
        assert "confirmed" in shop.inbox(ANNA)[0]["Subject"]
        assert not on_demand(shop, "converter") and not on_demand(shop, "checkpointer")
        shop.receive(sent("po.pdf", table(), subtype="pdf"))
        shop.inbox(ANNA, 2)
        assert on_demand(shop, "converter") and not on_demand(shop, "checkpointer")


def test_a_converter_killed_at_rest_is_started_again(shop):
    with shop.running():
        shop.receive(sent("po.pdf", table(), subtype="pdf"))
        shop.inbox(ANNA)
        (converter,) = on_demand(shop, "converter")
        os.kill(converter, signal.SIGKILL)
        shop.receive(sent("po-2.pdf", table([[(50, "SOFA-3"), (170, "4"), (250, "Linen")]]), subtype="pdf", subject="Second order"))
        shop.inbox(ANNA, 2)
        assert on_demand(shop, "converter") not in (None, [converter])


def test_the_log_is_copied_into_the_database_and_none_is_left_at_the_end(shop):
    with shop.running():
        fill(shop, 0, 5)
        (checkpointer,) = wait_until(lambda: on_demand(shop, "checkpointer"), 30, "the checkpointer")
        wait_until(lambda: megabytes(shop) > 10, 30, "the log in the database")
        os.kill(checkpointer, signal.SIGKILL)
        before = megabytes(shop)
        fill(shop, 5, 8)
        wait_until(lambda: megabytes(shop) > before + 10, 60, "the log in the database")
        assert on_demand(shop, "checkpointer") not in (None, [checkpointer])
    assert not (shop.state / "mailorder.db-wal").exists()
    assert len(shop.json("list", "--limit", 100)) == 13


def test_when_the_daemon_is_killed_with_a_long_log_nothing_is_lost(shop):
    shop.start()
    fill(shop, 0, 5)
    wait_until(lambda: on_demand(shop, "checkpointer"), 30, "the checkpointer")
    shop.kill()
    with shop.running():
        wait_for_roles(shop)
        assert not on_demand(shop, "checkpointer")
        fill(shop, 5, 1)
        assert len(shop.json("list", "--limit", 100)) == 6


@pytest.mark.parametrize("mode", ["noise", "kinds"])
def test_a_converter_that_talks_nonsense_is_killed_and_the_desk_lives_on(small, sanitized, mode):
    with taken_over(small, sanitized, "converter", mode) as desk:
        wait_until(lambda: all_run(small), 30, "all roles")
        small.receive(sent("po.pdf", table(), body=ORDER, subtype="pdf"))
        said(small, "converter .*talks nonsense: it is killed")
        small.settled(1, seconds=60)
        assert roles(small).get("mo-desk") == [desk]


@pytest.mark.parametrize("mode", ["noise", "kinds", "deaf"])
def test_a_checkpointer_that_lies_or_is_deaf_keeps_no_order_from_its_way(small, sanitized, mode):
    with taken_over(small, sanitized, "checkpointer", mode) as desk:
        wait_until(lambda: all_run(small), 30, "all roles")
        fill(small, 0, 5)
        if mode != "deaf":
            said(small, "checkpointer .*talks nonsense: it is killed")
        fill(small, 5, 1)
        assert roles(small).get("mo-desk") == [desk]
