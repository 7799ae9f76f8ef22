"""The process that is started when it is first needed: the converter of files."""

import os
import signal

import pytest

from servers import wait_until
from shop import ANNA, Shop, mail
from test_converter import sent, table
from test_process import all_run, children, roles, said, taken_over, wait_for_roles

ORDER = "Product: Sofa\nSKU: SOFA-3\nQuantity: 2\nFabric: Linen\nPhone: +44 20 7946 0123\nDelivery address: 1 Mill Lane, York\n"


@pytest.fixture
def small(site, source, sanitized, scratch):
    """The shop, in the build whose every step is watched."""
    business = Shop(scratch, site, source, sanitized)
    yield business
    business.stop()


def converter(shop):
    return children(shop.daemon.pid).get("mo-converter")


def test_it_does_not_run_before_it_is_needed(shop):
    with shop.running():
        wait_for_roles(shop)
        shop.receive(mail(ANNA, "Sofa order", ORDER, name="Anna"))
        assert "confirmed" in shop.inbox(ANNA)[0]["Subject"]
        assert not converter(shop)
        shop.receive(sent("po.pdf", table(), subtype="pdf"))
        shop.inbox(ANNA, 2)
        assert converter(shop)


def test_a_converter_killed_at_rest_is_started_again(shop):
    with shop.running():
        shop.receive(sent("po.pdf", table(), subtype="pdf"))
        shop.inbox(ANNA)
        (first,) = converter(shop)
        os.kill(first, signal.SIGKILL)
        shop.receive(sent("po-2.pdf", table([[(50, "SOFA-3"), (170, "4"), (250, "Linen")]]), subtype="pdf", subject="Second order"))
        shop.inbox(ANNA, 2)
        assert converter(shop) not in (None, [first])


def test_a_desk_that_is_started_again_has_no_converter_until_it_needs_one(shop):
    with shop.running():
        shop.receive(sent("po.pdf", table(), subtype="pdf"))
        shop.inbox(ANNA)
        (desk,) = roles(shop)["mo-desk"]
        os.kill(desk, signal.SIGKILL)
        wait_until(lambda: all_run(shop) and roles(shop).get("mo-desk") not in (None, [desk]), 30, "the next desk")
        assert not converter(shop)
        shop.receive(sent("po-2.pdf", table([[(50, "SOFA-3"), (170, "4"), (250, "Linen")]]), subtype="pdf", subject="Second order"))
        shop.inbox(ANNA, 2)
        assert converter(shop)


@pytest.mark.parametrize("mode", ["noise", "kinds"])
def test_a_converter_that_talks_nonsense_is_killed_and_the_desk_lives_on(small, sanitized, mode):
    with taken_over(small, sanitized, "converter", mode) as desk:
        wait_until(lambda: all_run(small), 30, "all roles")
        small.receive(sent("po.pdf", table(), body=ORDER, subtype="pdf"))
        said(small, "converter .*talks nonsense: it is killed")
        small.settled(1, seconds=60)
        assert roles(small).get("mo-desk") == [desk]
