"""The daemon is stopped at its fault points, the power is cut in some of these moments, and it goes on from what is left: the final state, and
the set of letters, are those of a run that nothing stopped. Here each story is stopped several times; `scripts/storm points` stops one at each
hit of each point by itself."""

import random

import pytest

from crash import Story, story
from faults import RECORD, all_points, cut_store

# Not in this story: the server has MOVE. A process ends only when the checker has, which may take longer.
ELSEWHERE = {"imap:store-", "imap:stored", "imap:expunged", "imap:fetch-nothing"}
MAYBE = {"supervisor:signalled"}
# What a restart costs under the sanitizers allows for some of the points: around each commit, file and command that changes something. They
# stand in an order in which each is still ahead after the ones before it: a mail that was cut is read alone, and the others wait for it.
KILLED = ["supervisor:pid-written", "imap:create-", "spool:renamed", "decoder:decoded", "parts:created", "store:committed", "smtp:dot-sent",
          "imap:move-sent"]
CUT = ["store:migrate-", "vfs:wal-sync-", "spool:folder-synced", "mailbox:reported", "store:commit-", "smtp:dot-answered", "imap:appended",
       "vfs:database-synced"]


@pytest.fixture(scope="module")
def world(whole_site, source, sanitized, tmp_path_factory):
    """world(): a story, in a folder of its own."""
    if "-DMO_FAULT_POINTS" not in (sanitized / "Makefile").read_text():
        pytest.exit(f"{sanitized} was built without --enable-fault-points", 1)
    return lambda: story(whole_site, tmp_path_factory.mktemp("crash"), source, sanitized, keeps_unsynced=True)


@pytest.fixture(scope="module")
def undisturbed(world):
    """The final state of a run that nothing stopped, and the points that it came to in their order."""
    with world() as told:
        state = told.finish()
        return state, list(told.shop.faults.hits())


def test_adv_16_the_story_comes_to_every_fault_point(undisturbed):
    """A point that nothing comes to proves nothing."""
    state, reached = undisturbed
    assert set(all_points()) - set(reached) - MAYBE == ELSEWHERE
    assert len(state["letters"]) == Story.LETTERS and len(state["orders"]) == 2


@pytest.mark.parametrize("points, cut", [(KILLED, False), (CUT, True)], ids=["killed", "power-cut"])
def test_adv_16_stopped_before_and_after_what_it_does_the_end_is_the_same(world, undisturbed, points, cut):
    expected, _ = undisturbed
    with world() as told:
        for number, point in enumerate(points):
            assert told.stop_at(point, power=number if cut else None), f"it came to rest before {point}, stopped at {told.kills}"
        told.check(expected)


def test_a_power_cut_takes_back_what_was_not_synced(tmp_path):
    """The record is that of daemon/store/fault-vfs.h: a write in the middle, one that appends, and an end that is cut off; and one that the
    process did not finish to write down."""
    store, record = tmp_path / "mailorder.db", tmp_path / "mailorder.db.unsynced"
    written = [(4, b"EF", 10, b"ef"), (8, b"IJKL", 10, b"ij"), (2, None, 12, b"cdEFghIJKL"), (2, b"", 2, b"")]
    whole = b"".join(RECORD.pack(offset, -1 if data is None else len(data), size, len(removed)) + removed + (data or b"") for offset, data, size, removed in written)
    for keep, expected in ((0, b"abcdefghij"), (1, b"ab")):
        store.write_bytes(b"ab")
        record.write_bytes(whole + RECORD.pack(0, 100, 2, 2) + b"ab")
        cut_store(tmp_path, random.Random(1), keep, 0)
        assert store.read_bytes() == expected and not record.exists()


def test_a_normal_build_has_no_fault_point(build, sanitized):
    """Not a name of one is in the program that is installed."""
    names = [name.encode() for name in all_points()]
    assert not [name for name in names if name in (build / "mailorderd").read_bytes()]
    program = (sanitized / "mailorderd").read_bytes()
    assert all(name in program for name in names)
