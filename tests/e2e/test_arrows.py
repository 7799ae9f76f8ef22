"""Which end-to-end test goes along which arrow of the state machine that daemon/orders/step.c draws. What the core allows is read
from its switch statements, and each of it must stand here, with a test that exists."""

import ast
import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
CORE = HERE.parents[1] / "daemon" / "orders"
FILES = ("before", "staff", "undo", "requests", "after", "clock")

# State (before acceptance the order's phase, then that of the item concerned), event, the test's name without its "test_". Behind
# "timed" stands the timer.
ARROWS = [
    ("new", "ordered", "new_ordered_complete_is_accepted"),
    # what the customer is asked for
    ("incomplete", "ordered", "incomplete_answered"),
    ("incomplete", "answered", "incomplete_answered"),
    ("incomplete", "answered", "words_beside_an_order_that_is_asked_back_do_not_hold_it"),
    ("incomplete", "accepted", "incomplete_is_never_accepted"),
    ("incomplete", "declined", "incomplete_declined_is_over"),
    ("incomplete", "noted", "incomplete_noted_by_customer_service"),
    ("incomplete", "undone", "incomplete_is_never_accepted"),
    ("incomplete", "asked-status", "incomplete_speaks_and_bounces"),
    ("incomplete", "wrote", "incomplete_speaks_and_bounces"),
    ("incomplete", "opted-out", "incomplete_speaks_and_bounces"),
    ("incomplete", "bounced", "incomplete_speaks_and_bounces"),
    ("incomplete", "timed remind", "incomplete_timed_remind_and_expire"),
    ("incomplete", "timed remind", "a_month_off_reminds_before_it_expires"),
    ("incomplete", "timed expire", "incomplete_timed_remind_and_expire"),
    ("expired", "answered", "expired_answered_revives"),
    ("expired", "undone", "expired_speaks_and_refuses"),
    ("expired", "asked-status", "expired_speaks_and_refuses"),
    ("expired", "wrote", "expired_speaks_and_refuses"),
    ("expired", "opted-out", "expired_speaks_and_refuses"),
    ("expired", "bounced", "expired_speaks_and_refuses"),
    ("expired", "timed", "incomplete_timed_remind_and_expire"),
    # what a person decides
    ("held", "answered", "held_for_its_price_answered"),
    ("held", "answered", "held_as_alike_answered"),
    ("held", "answered", "held_for_words_beside_it"),
    ("held", "accepted", "held_for_its_price_accepted"),
    ("held", "accepted", "held_as_alike_accepted_and_declined"),
    ("held", "accepted", "a_stranger_may_not_decide"),
    ("held", "declined", "held_for_its_price_declined"),
    ("held", "declined", "held_as_alike_accepted_and_declined"),
    ("held", "noted", "held_noted_by_customer_service"),
    ("held", "undone", "held_refuses_speaks_and_bounces"),
    ("held", "asked-status", "held_refuses_speaks_and_bounces"),
    ("held", "wrote", "held_refuses_speaks_and_bounces"),
    ("held", "opted-out", "held_refuses_speaks_and_bounces"),
    ("held", "bounced", "held_refuses_speaks_and_bounces"),
    ("held", "timed decide", "held_and_received_timed_nothing_for_the_customer"),
    ("received", "answered", "received_answered"),
    ("received", "accepted", "received_accepted"),
    ("received", "declined", "received_declined_by_the_command"),
    ("received", "noted", "received_noted_by_the_command"),
    ("received", "undone", "received_refuses_speaks_and_bounces"),
    ("received", "asked-status", "received_refuses_speaks_and_bounces"),
    ("received", "wrote", "received_refuses_speaks_and_bounces"),
    ("received", "opted-out", "received_refuses_speaks_and_bounces"),
    ("received", "bounced", "received_refuses_speaks_and_bounces"),
    ("received", "timed decide", "held_and_received_timed_nothing_for_the_customer"),
    ("declined", "answered", "incomplete_declined_is_over"),
    ("declined", "undone", "declined_undone"),
    ("declined", "undone", "declined_refuses_and_speaks"),
    ("declined", "asked-status", "declined_refuses_and_speaks"),
    ("declined", "wrote", "declined_refuses_and_speaks"),
    ("declined", "opted-out", "declined_refuses_and_speaks"),
    ("declined", "bounced", "declined_refuses_and_speaks"),
    ("declined", "timed", "declined_timed_nothing"),
    # items in work
    ("waiting", "answered", "new_ordered_complete_is_accepted"),
    ("waiting", "undone", "accepted_undone"),
    ("waiting", "acknowledged", "waiting_acknowledged"),
    ("waiting", "delayed", "waiting_delayed"),
    ("waiting", "delayed", "a_date_that_is_past_or_none_is_not_told"),
    ("waiting", "delayed", "another_departments_item_is_not_touched"),
    ("waiting", "shipped", "waiting_shipped"),
    ("waiting", "shipped", "part_is_shipped_then_the_rest"),
    ("waiting", "shipped", "one_item_in_several_packages"),
    ("waiting", "shipped", "two_items_each_in_its_own_package"),
    ("waiting", "shipped", "of_two_commands_one_refused_none_is_done"),
    ("waiting", "shipped", "without_the_right_nothing_is_done"),
    ("waiting", "shipped", "a_stranger_is_turned_away"),
    ("waiting", "delivered", "waiting_delivered"),
    ("waiting", "delayed", "waiting_delayed_to_an_earlier_day"),
    ("waiting", "corrected", "what_was_not_sent_is_not_corrected"),
    ("waiting", "corrected", "waiting_the_date_corrected"),
    ("waiting", "cancelled", "waiting_cancelled"),
    ("waiting", "cancelled", "customer_service_may_all_by_command"),
    ("waiting", "noted", "waiting_noted"),
    ("waiting", "timed acknowledge", "waiting_timed_acknowledge"),
    ("in-work", "acknowledged", "waiting_acknowledged"),
    ("in-work", "delayed", "in_work_delayed_and_shipped"),
    ("in-work", "shipped", "in_work_delayed_and_shipped"),
    ("in-work", "delivered", "in_work_delivered"),
    ("in-work", "corrected", "what_was_not_sent_is_not_corrected"),
    ("in-work", "cancelled", "in_work_cancelled"),
    ("in-work", "cancelled", "in_work_part_cancelled_and_the_rest_delivered"),
    ("in-work", "timed nudge-before", "in_work_timed_nudges_and_late"),
    ("in-work", "timed nudge-due", "in_work_timed_nudges_and_late"),
    ("in-work", "timed nudge-due", "part_shipped_timed_speaks_of_the_rest"),
    ("in-work", "timed nudge-due", "timed_through_a_change_of_the_clock"),
    ("in-work", "timed nudge-due", "a_jump_back_repeats_nothing"),
    ("in-work", "timed nudge-due", "a_year_forward_and_back_tells_each_thing_once"),
    ("in-work", "timed late", "in_work_timed_nudges_and_late"),
    ("in-work", "timed late", "a_month_off_sends_nothing_that_has_lost_its_sense"),
    ("delayed", "acknowledged", "delayed_is_told_once_and_not_for_little"),
    ("delayed", "delayed", "delayed_is_told_once_and_not_for_little"),
    ("delayed", "delayed", "in_work_delayed_and_shipped"),
    ("delayed", "shipped", "delayed_shipped"),
    ("delayed", "delivered", "delayed_delivered_and_cancelled"),
    ("delayed", "corrected", "what_was_not_sent_is_not_corrected"),
    ("delayed", "cancelled", "delayed_delivered_and_cancelled"),
    ("delayed", "timed nudge-before", "delayed_timed_counts_from_the_new_date"),
    # items that are done with
    ("shipped", "acknowledged", "shipped_refuses"),
    ("shipped", "delayed", "shipped_refuses"),
    ("shipped", "shipped", "shipped_refuses"),
    ("shipped", "delivered", "shipped_delivered"),
    ("shipped", "corrected", "shipped_corrected"),
    ("shipped", "cancelled", "shipped_refuses"),
    ("delivered", "acknowledged", "delivered_refuses"),
    ("delivered", "delayed", "delivered_refuses"),
    ("delivered", "shipped", "delivered_refuses"),
    ("delivered", "delivered", "delivered_refuses"),
    ("delivered", "corrected", "delivered_refuses"),
    ("delivered", "cancelled", "delivered_refuses"),
    ("cancelled", "acknowledged", "cancelled_refuses"),
    ("cancelled", "delayed", "cancelled_refuses"),
    ("cancelled", "shipped", "cancelled_refuses"),
    ("cancelled", "delivered", "cancelled_refuses"),
    ("cancelled", "corrected", "what_was_not_sent_is_not_corrected"),
    ("cancelled", "cancelled", "cancelled_refuses"),
    ("cancelled", "noted", "cancelled_refuses"),
    ("cancelled", "wrote", "cancelled_speaks_and_is_never_asked"),
    ("cancelled", "timed", "cancelled_speaks_and_is_never_asked"),
    # taken back
    ("waiting", "undone", "undone"),
    ("waiting", "undone", "the_last_of_two_commands_alone_is_undone"),
    ("shipped", "undone", "after_the_hold_it_is_told_and_not_undone"),
    ("shipped", "undone", "what_something_else_has_followed_is_not_undone"),
    ("cancelled", "undone", "another_department_cannot_undo_and_customer_service_can"),
    ("cancelled", "undone", "a_request_agreed_to_and_undone"),
    ("waiting", "undone", "a_change_agreed_to_and_undone"),
    # what the customer asks for
    ("waiting", "requested", "cancellation_agreed_by_all"),
    ("waiting", "requested", "what_is_ordered_already_is_no_change"),
    ("waiting", "requested", "where_no_department_can_answer_customer_service_decides"),
    ("shipped", "requested", "what_cannot_be_asked_of_departments_goes_to_a_person"),
    ("waiting", "agreed", "cancellation_agreed_by_all"),
    ("waiting", "agreed", "cancellation_agreed_by_customer_service"),
    ("waiting", "agreed", "change_agreed_by_all"),
    ("waiting", "agreed", "change_agreed_by_customer_service"),
    ("waiting", "agreed", "nothing_was_asked_and_nothing_is_agreed_to"),
    ("shipped", "agreed", "a_request_is_overtaken_by_shipment"),
    ("shipped", "agreed", "part_is_shipped_and_the_rest_cancelled_as_asked"),
    ("shipped", "agreed", "a_change_that_was_overtaken_is_refused"),
    ("waiting", "refused", "request_refused_by_one"),
    ("waiting", "refused", "request_refused_by_customer_service"),
    ("waiting", "delivered", "a_request_is_overtaken_by_delivery_and_by_cancellation"),
    ("waiting", "asked-status", "accepted_speaks"),
    ("waiting", "wrote", "accepted_speaks"),
    # after it was sent
    ("shipped", "arrived", "shipped_timed_by_the_expected_day_and_arrived"),
    ("shipped", "arrived", "shipped_not_arrived_goes_to_customer_service_once"),
    ("shipped", "timed follow-up", "shipped_timed_by_the_expected_day_and_arrived"),
    ("delivered", "timed follow-up", "delivered_timed_follow_up_survey_and_reminder"),
    ("delivered", "timed survey", "delivered_timed_follow_up_survey_and_reminder"),
    ("delivered", "timed survey", "a_second_survey_within_the_period_is_skipped"),
    ("delivered", "timed survey", "a_month_off_after_delivery_asks_nothing"),
    ("delivered", "timed survey-reminder", "delivered_timed_follow_up_survey_and_reminder"),
    ("delivered", "rated", "delivered_timed_follow_up_survey_and_reminder"),
    ("delivered", "rated", "a_mark_that_turns_bad_is_told_once"),
    ("delivered", "rated", "a_mark_that_cannot_be_read_is_asked_for_once"),
    ("delivered", "opted-out", "opted_out_of_surveys"),
    ("waiting", "bounced", "accepted_bounced_is_not_written_to_until_somebody_says_so"),
]


# --- what the core allows ---


def source(name):
    """The file without what is planted into it for the property test."""
    text = (CORE / name).read_text()
    return re.sub(r"\n +if \([^;{]*?PLANTED\([^;]*;", "", text)


def names(text, prefix):
    """{constant: name} from a table of names."""
    return {constant: name.replace("_", "-") for constant, name in re.findall(rf"\[({prefix}_\w+)\] = \"([\w-]+)\"", text)}


def body(text, function):
    return re.search(rf"^static gboolean {function}\([^;]*?^{{(.*?)^}}", text, flags=re.S | re.M)[1]


def cases(code):
    """{constant: what is done} of a switch; labels that stand together share what follows."""
    found = {}
    for labels, done in re.findall(r"((?:\s+case \w+:)+)\s*(.*?)(?=\n    (?:case|}))", code, flags=re.S):
        found |= {label: done for label in re.findall(r"case (\w+):", labels)}
    return found


def is_done(code):
    """More than a refusal."""
    return bool(re.search(r"return (?!step_refuse\b)", code))


def allowed():
    """{(phase, event)} for which the core does anything."""
    text = source("step.c")
    events, phases = names(text, "EVENT"), names(source("order.c"), "PHASE")
    anywhere = {event for event, code in cases(body(text, "step_anywhere")).items() if is_done(code)}
    pairs = set()
    for phase, code in cases(body(text, "step_dispatch")).items():
        within = re.search(r"(step_in_\w+)\(step\)", code)[1]
        also = re.findall(r"kind == (EVENT_\w+) \? step_take", code)
        own = {event for event, done in cases(body(text, within)).items() if is_done(done)}
        pairs |= {(phases[phase], events[event]) for event in own | anywhere | set(also)}
    return set(phases.values()), set(events.values()), pairs


PHASES, EVENTS, ALLOWED = allowed()
TIMERS = set(names(re.search(r"timer_names\[.*?};", source("step-clock.c"), flags=re.S)[0], "TIMER").values())
ITEMS = set(names(source("order.c"), "ITEM").values()) - {"open"}
ABOUT_ITEMS = ("acknowledged", "delayed", "shipped", "delivered", "corrected", "cancelled")


def phase_of(state):
    return "incomplete" if state == "new" else "accepted" if state in ITEMS else state


def written():
    found = {}
    for name in FILES:
        for node in ast.parse((HERE / f"test_arrows_{name}.py").read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found[re.sub(r"^test_(adv_[0-9_]*)?", "", node.name)] = name  # without the numbers of the cases that it proves
    return found


# --- the tests of the tests ---


def test_the_core_is_read_as_it_is_written():
    assert len(PHASES) == 6 and len(EVENTS) == 22 and len(TIMERS) == 10 and len(ITEMS) == 6
    assert {phase for phase, _ in ALLOWED} == PHASES and {event for _, event in ALLOWED} == EVENTS
    assert ("expired", "answered") in ALLOWED and ("held", "accepted") in ALLOWED and ("accepted", "rated") in ALLOWED
    assert ("incomplete", "accepted") not in ALLOWED and ("declined", "answered") not in ALLOWED and ("held", "shipped") not in ALLOWED
    assert not {event for _, event in ALLOWED} - EVENTS


def test_every_pair_of_state_and_event_that_the_core_allows_has_a_test():
    covered = {(phase_of(state), event.split()[0]) for state, event, _ in ARROWS}
    assert sorted(ALLOWED - covered) == []


def test_every_command_about_an_item_has_a_test_in_each_of_its_states():
    covered = {(state, event) for state, event, _ in ARROWS}
    assert [pair for pair in ((state, event) for state in sorted(ITEMS) for event in ABOUT_ITEMS) if pair not in covered] == []


def test_every_timer_has_a_test():
    assert TIMERS - {event.split()[1] for _, event, _ in ARROWS if event.startswith("timed ")} == set()


@pytest.mark.parametrize("kind", ["states", "events"])
def test_the_table_speaks_of_what_there_is(kind):
    if kind == "states":
        assert {state for state, _, _ in ARROWS} <= (PHASES | ITEMS | {"new"}) - {"accepted"}
    else:
        assert {event.split()[0] for _, event, _ in ARROWS} <= EVENTS
        assert {event.split()[1] for _, event, _ in ARROWS if " " in event} <= TIMERS


def test_every_name_in_the_table_is_a_test_and_the_other_way_round():
    assert {name for _, _, name in ARROWS} == set(written())
