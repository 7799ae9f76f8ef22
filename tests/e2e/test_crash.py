"""The daemon is stopped at every step that it has a fault point for, with the power cut in some of these, and goes on from what is left: the
final state is that of a run which nothing stopped. `scripts/storm points` does it for each hit by itself; here a story is stopped many times."""

import pytest

from crash import Story, story
from faults import all_points

CHAINS = 4
# Not of this story: without MOVE, a single process dies, or the power is kept.
ELSEWHERE = {"imap:store-", "imap:stored", "imap:expunged", "supervisor:signalled"}


@pytest.fixture(scope="module")
def world(whole_site, source, sanitized, tmp_path_factory):
    """world(**keywords): a story, in a folder of its own."""
    def tell(**keywords):
        return story(whole_site, tmp_path_factory.mktemp("crash"), source, sanitized, **keywords)
    if "MO_FAULT_POINTS" not in (sanitized / "Makefile").read_text():
        pytest.exit(f"{sanitized} was built without --enable-fault-points", 1)
    return tell


@pytest.fixture(scope="module")
def undisturbed(world):
    """The final state of a run that nothing stopped, and the points it came to in their order."""
    with world(keeps_unsynced=True) as told:
        told.finish()
        state = told.finish()
        return state, set(told.shop.faults.hits())


def test_adv_16_the_story_comes_to_every_fault_point(undisturbed):
    """A point that nothing comes to proves nothing."""
    _, reached = undisturbed
    assert set(all_points()) - reached == ELSEWHERE


@pytest.mark.parametrize("power", [False, True], ids=["killed", "power-cut"])
@pytest.mark.parametrize("chain", range(CHAINS))
def test_adv_16_stopped_at_every_step_the_end_is_the_same(world, undisturbed, chain, power):
    expected, reached = undisturbed
    points = sorted(reached)[chain::CHAINS]
    with world(keeps_unsynced=True) as told:
        for number, point in enumerate(points):
            told.stop_at(point, power=number if power else None)
        told.check(expected)
