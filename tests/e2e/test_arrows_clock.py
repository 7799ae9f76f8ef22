"""Arrows of the clock: each timer fires once, when it is due, in the business's time; through restarts, jumps and changes of the clock."""

import pytest
from arrows import BEGIN, Life, PLACED, SOFA_AND_TABLE, instant, seconds
from shop import ANNA, DESK, RECEIVABLES, SOFA, WAREHOUSE
from test_arrows_before import ASKED, CHEAP, HALF, HELD, STAFF, comes_back, refuses_staff, speaks_up

LATE = {ANNA: ["order-late"], DESK: ["service-alert"]}
NUDGED = {WAREHOUSE: ["department-nudge"]}


def begun(shop, text=SOFA, letters=PLACED, changes=(), said="in work"):
    """An order of the first day, in work (so that no sign of life is asked for any more)."""
    life = Life(shop, changes)
    with life.running():
        life.order(text, letters)
        for who in (WAREHOUSE, RECEIVABLES) if letters is PLACED and said else ():
            life.says(said, who)
            life.expect_done(who=who)
    return life


def nothing(life, *instants):
    for instant in instants:
        with life.started(instant, {}):
            pass


# --- while it is in work ---


def test_waiting_timed_acknowledge(shop):
    life = begun(shop, said=None)
    with life.running("2021-01-11T06:40:00"):
        life.says("got it", RECEIVABLES)
        life.expect_done(who=RECEIVABLES)
    with life.due("2021-01-11T14:30:00", {WAREHOUSE: ["department-acknowledge"]}):  # eight working hours, and who has spoken is not asked
        life.says("we are on it", letter="department-acknowledge")
        life.expect_done()
        assert life.items() == ["in-work"]
    nothing(life, "2021-01-12T14:32:00")


def test_in_work_timed_nudges_and_late(shop):
    life = begun(shop)
    with life.due("2021-01-29T06:00:00", NUDGED):  # Friday, the working day before
        assert "due soon" in life.read(WAREHOUSE, "department-nudge")["Subject"]
    with life.due("2021-02-01T06:00:00", NUDGED):
        assert "due today" in life.read(WAREHOUSE, "department-nudge")["Subject"]
    nothing(life, "2021-02-01T06:01:00")
    with life.due("2021-02-02T06:00:00", LATE):
        told = life.words(ANNA, "order-late")
        assert "1 February 2021" in told and "has not been shipped yet, and it should have been" in told
        life.write(DESK, "service-alert", "delayed to 10 February, fabric late")
        life.expect_done({ANNA: ["order-delayed"], WAREHOUSE: ["department-news"], RECEIVABLES: ["department-news"]}, DESK)
    with life.due("2021-02-09T06:00:00", NUDGED):  # a new date sets them anew
        pass
    with life.due("2021-02-10T06:00:00", NUDGED):
        pass
    with life.due("2021-02-11T06:00:00", LATE):
        assert "10 February 2021" in life.words(ANNA, "order-late")
    nothing(life, "2021-02-12T06:00:00")


def test_delayed_timed_counts_from_the_new_date(shop):
    life = begun(shop)
    with life.running("2021-01-12T06:30:00"):
        life.says("delayed to 10 February")
        life.expect_done({ANNA: ["order-delayed"], RECEIVABLES: ["department-news"]})
    nothing(life, "2021-02-02T06:00:05")
    with life.due("2021-02-09T06:00:00", NUDGED):
        pass


def test_part_shipped_timed_speaks_of_the_rest(shop):
    life = begun(shop, SOFA_AND_TABLE)
    with life.running("2021-01-12T06:30:00"):
        life.says("item 2 shipped")
        life.expect_done({ANNA: ["order-shipped"], RECEIVABLES: ["department-news"]})
    nothing(life, "2021-01-26T06:00:05")  # the table's days
    with life.due("2021-01-29T06:00:00", NUDGED):
        pass
    with life.started("2021-02-02T06:01:00", LATE):  # the day itself was missed
        told = life.words(ANNA, "order-late")
        assert "Sofa" in told and "Dining table" not in told and "nudge-skipped" in life.journal()


# --- before acceptance ---


def test_incomplete_timed_remind_and_expire(shop):
    life = begun(shop, HALF, ASKED)
    with life.due("2021-01-14T06:00:00", {ANNA: ["order-reminder"]}):
        assert "* Fabric:" in life.words(ANNA, "order-reminder")
    nothing(life, "2021-01-14T06:01:00")
    with life.due("2021-01-25T06:00:00", {ANNA: ["order-expired"]}):
        assert life.state() == "expired"
    nothing(life, "2021-06-01T06:01:00")


def expired(shop):
    life = begun(shop, HALF.replace("Quantity: 2\n", ""), ASKED)
    with life.started("2021-01-14T06:00:05", {ANNA: ["order-reminder"]}):
        pass
    with life.started("2021-01-25T06:00:05", {ANNA: ["order-expired"]}):
        pass
    return life


def test_expired_answered_revives(shop):
    life = expired(shop)
    with life.running("2021-02-01T06:30:00"):
        life.write(ANNA, "order-reminder", "Fabric: linen")
        life.expect(ASKED)  # alive, and still not complete
        assert life.state() == "incomplete"
    with life.started("2021-02-04T06:00:05", {ANNA: ["order-reminder"]}):  # its days are counted anew
        life.write(ANNA, "complete-order", "Quantity: 2")
        life.expect(PLACED)
        assert life.state() == "waiting" and life.dates() == ["2021-02-25"]  # from then on


def test_expired_speaks_and_refuses(shop):
    life = expired(shop)
    with life.running("2021-02-01T06:30:00"):
        number = life.shop.json("list")[0]["number"]
        refuses_staff(life, number, "decided already")
        for verb in ("accept", "decline"):
            assert "decided already" in life.command(verb, number)
        assert "nothing that could be taken back" in life.command("undo", number)
        life.expect({})
        speaks_up(life, "order-expired", number)
        comes_back(life, "order-expired")
        assert life.state() == "expired"
        life.delivered()


@pytest.mark.parametrize("text, changes, state", [(CHEAP, (), "held"), (SOFA, STAFF, "received")])
def test_held_and_received_timed_nothing_for_the_customer(shop, text, changes, state):
    life = begun(shop, text, HELD, changes)
    for at in ("2021-01-12T06:30:00", "2021-01-13T06:30:00"):
        with life.running(at):
            assert "there is no order" in life.command("ack", "EH-9")
            assert {row["recipient"] for row in life.went()} == {DESK}  # who must decide is reminded
            assert life.state() == state


def test_declined_timed_nothing(shop):
    life = begun(shop, HALF, ASKED)
    with life.running("2021-01-12T06:30:00"):
        life.command("decline", "EH-1001")
        life.expect({ANNA: ["order-declined"]})
    nothing(life, "2021-01-14T06:00:05", "2021-06-01T06:00:05")


# --- a clock that jumps ---


def test_a_month_off_sends_nothing_that_has_lost_its_sense(shop):
    life = begun(shop)
    with life.started("2021-03-31T06:30:00", {DESK: ["service-alert"]}):  # two months late: the customer need not be told by a machine
        assert "the customer was told" not in life.read(DESK, "service-alert")["Subject"]
        assert life.journal().count("nudge-skipped") == 2 and life.state() == "in-work"


def test_a_month_off_after_delivery_asks_nothing(shop):
    life = begun(shop)
    with life.running("2021-01-12T06:30:00"):
        life.says("delivered")
        life.expect_done({ANNA: ["order-delivered"]})
    with life.started("2021-03-31T06:30:00", {}):
        reasons = [row["detail"] for row in life.show()["journal"] if row["what"] in ("follow-up-skipped", "survey-skipped")]
        assert reasons == ["it would come too late"] * 2


def test_a_month_off_reminds_before_it_expires(shop):
    life = begun(shop, HALF, ASKED)
    with life.started("2021-03-01T06:30:00", {ANNA: ["order-reminder"]}):
        assert life.state() == "incomplete"
    with life.started("2021-03-12T06:30:00", {ANNA: ["order-expired"]}):
        assert life.state() == "expired"


def test_adv_63_a_jump_back_repeats_nothing(shop):
    life = begun(shop)
    with life.started("2021-01-29T06:00:05", NUDGED):
        pass
    nothing(life, BEGIN, "2020-01-29T06:00:05", "2021-01-29T06:00:05")  # a year back, too
    with life.started("2021-02-02T06:00:05", LATE):
        pass
    nothing(life, "2021-02-01T06:00:05", "2021-02-02T06:00:05")


def test_adv_63_a_year_forward_and_back_tells_each_thing_once(shop):
    life = begun(shop)
    with life.started("2022-01-12T06:30:00", {DESK: ["service-alert"]}):  # far too late for anything else
        pass
    nothing(life, BEGIN, "2021-01-29T06:00:05", "2022-01-12T06:30:00")


# --- a clock that changes ---

# Where; the day; when work begins; that instant as UTC; the same wall clock again, or one that was skipped.
CHANGES = {
    "Berlin's gap": ("Europe/Berlin", "28 March 2021", "2:30", "2021-03-28T01:00:00", "2021-03-28T01:30:00"),
    "Berlin's overlap": ("Europe/Berlin", "31 October 2021", "2:30", "2021-10-31T00:30:00", "2021-10-31T01:30:00"),
    "New York's gap": ("America/New_York", "14 March 2021", "2:30", "2021-03-14T07:00:00", "2021-03-14T07:30:00"),
    "New York's overlap": ("America/New_York", "7 November 2021", "1:30", "2021-11-07T05:30:00", "2021-11-07T06:30:00"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_adv_63_timed_through_a_change_of_the_clock(shop, name):
    zone, day, begins, due, again = CHANGES[name]
    changes = [('"Europe/Istanbul"', f'"{zone}"'), ('mon-fri = "9:00-18:00";', f'mon-sun = "{begins}-18:00";'), ("grace_days        = 1", "grace_days        = 30")]
    life = begun(shop, changes=changes)
    with life.running("2021-01-12T06:30:00"):
        life.says(f"delayed to {day}")
        life.expect_done({ANNA: ["order-delayed"], RECEIVABLES: ["department-news"]})
    with life.started(instant(seconds(due) - 43200), NUDGED):  # the day before
        assert "due soon" in life.read(WAREHOUSE, "department-nudge")["Subject"]
    with life.due(due, NUDGED):
        assert "due today" in life.read(WAREHOUSE, "department-nudge")["Subject"]
    nothing(life, instant(seconds(again) - 1), instant(seconds(again) + 43200))
