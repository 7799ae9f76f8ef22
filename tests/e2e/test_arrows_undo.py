"""Arrows back: within the hold each command of staff is taken back, and the customer never hears of it."""

import pytest
from arrows import PLACED, SOFA_AND_TABLE, living
from shop import ANNA, DESK, RECEIVABLES, WAREHOUSE
from test_staff import UPS

LATER = "2021-01-11T06:45:00"  # a quarter of an hour on: the hold is over

# What is said, after which words, and what waits for the customer.
# A correction of what has not gone out yet takes its place.
COMMANDS = {
    "acknowledged": ("in work", [], []),
    "delayed": ("delayed to 10 February", [], ["order-delayed"]),
    "shipped": (f"shipped with UPS {UPS}", [], ["order-shipped"]),
    "part shipped": ("item 2 shipped", [], ["order-shipped"]),
    "delivered": ("delivered", ["shipped"], ["order-delivered"]),
    "corrected": (f"correction: tracking is UPS {UPS}", ["shipped with Aras, tracking 1234567890123"], []),
    "delivery corrected": ("correction: arrives 20 January", ["shipped"], []),
    "cancelled": ("item 1 cancelled", [], ["order-cancelled"]),
    "noted": ("Note to customer: the legs come in a second box", [], ["order-note"]),
    "two at once": ("item 1 shipped\nitem 2 cancelled", [], ["order-shipped", "order-cancelled"]),
}


def facts(life):
    order = life.show()
    return [order[key] for key in ("state", "items", "parcels", "expected")]


def waiting(life):
    return [row["letter"] for row in life.rows() if row["state"] == "queued" and row["recipient"] == ANNA]


@pytest.mark.parametrize("name", COMMANDS)
def test_undone(shop, name):
    said, before, letters = COMMANDS[name]
    with living(shop, hold="10 min") as life:
        life.order(SOFA_AND_TABLE, PLACED)
        for words in before:
            life.says(words)
        held = waiting(life)
        was = facts(life)
        life.went()
        life.says(said)
        life.went()
        assert sorted(waiting(life)) == sorted(held + letters)
        assert facts(life) != was or name == "noted"
        life.write(WAREHOUSE, "transcript", "undo")
        life.expect_done(verdict="taken back")
        assert facts(life) == was and waiting(life) == held  # what was said before is not taken back with it
        life.write(WAREHOUSE, "transcript", "undo")
        life.expect_refused("nothing that could be taken back")
        assert len(shop.mails(ANNA)) == 1


def test_a_request_agreed_to_and_undone(shop):
    with living(shop, hold="10 min") as life:
        life.order(expect=PLACED)
        life.write(ANNA, "order-confirmed", "Please cancel my order")
        life.expect({ANNA: ["request-received"], WAREHOUSE: ["department-question"], RECEIVABLES: ["department-question"]})
        life.write(WAREHOUSE, "department-question", "agreed")
        assert "undo" not in life.expect_done().replace("department", "")  # nothing waits
        life.write(RECEIVABLES, "department-question", "agreed")
        life.expect_done({ANNA: ["order-cancelled"], WAREHOUSE: ["department-news"]}, RECEIVABLES)
        assert life.state() == "cancelled"
        life.write(RECEIVABLES, "transcript", "undo")
        life.expect_done(who=RECEIVABLES, verdict="taken back")
        assert life.state() == "waiting" and life.show()["request"]["aim"] == "cancel" and waiting(life) == []
        life.write(RECEIVABLES, "department-question", "refused: it is paid for")
        life.expect_done({ANNA: ["request-refused"]}, RECEIVABLES)
        life.write(RECEIVABLES, "transcript", "undo")
        life.expect_done(who=RECEIVABLES, verdict="taken back")
        assert life.show()["request"]["aim"] == "cancel" and waiting(life) == []


def test_a_change_agreed_to_and_undone(shop):
    with living(shop, hold="10 min") as life:
        number = life.order(expect=PLACED)
        life.write(ANNA, "order-confirmed", "Fabric: leather")
        life.expect({ANNA: ["request-received"], WAREHOUSE: ["department-question"], RECEIVABLES: ["department-question"]})
        was = facts(life)
        life.command("agree", number)
        life.expect(PLACED)
        assert life.show()["items"][0]["fields"] != was[1][0]["fields"]
        assert "taken back" in life.command("undo", number)
        assert facts(life) == was and waiting(life) == [] and life.show()["request"]["aim"] == "change"
        assert len(shop.mails(WAREHOUSE)) == 2 and len(shop.mails(ANNA)) == 2


def test_what_something_else_has_followed_is_not_undone(shop):
    with living(shop, hold="10 min") as life:
        number = life.order(expect=PLACED)
        life.says("shipped")
        life.expect_done({ANNA: ["order-shipped"], RECEIVABLES: ["department-news"]})
        life.write(ANNA, "order-confirmed", "Where is my order?")
        life.expect({ANNA: ["order-status"]})
        life.write(WAREHOUSE, "transcript", "undo")
        life.expect_refused("omething else has happened since")
        assert life.state(number) == "shipped" and waiting(life) == ["order-shipped"]


def test_another_department_cannot_undo_and_customer_service_can(shop):
    with living(shop, hold="10 min") as life:
        number = life.order(expect=PLACED)
        life.says("cancelled")
        life.expect_done({ANNA: ["order-cancelled"], RECEIVABLES: ["department-news"]})
        life.says("undo", RECEIVABLES)
        life.expect_refused("nothing that could be taken back", RECEIVABLES)
        assert life.state() == "cancelled"
        assert "taken back" in life.command("undo", number)
        assert life.state() == "waiting" and waiting(life) == []


def test_the_last_of_two_commands_alone_is_undone(shop):
    with living(shop, hold="10 min") as life:
        number = life.order(expect=PLACED)
        life.command("note", number, "The legs come in a second box.")
        life.expect({ANNA: ["order-note"]})
        at = life.now()
        while int(life.now()) == int(at):  # the clock of the store has seconds
            life.rows()
        life.command("ship", number, "with UPS", UPS)
        life.expect({ANNA: ["order-shipped"], RECEIVABLES: ["department-news"]})
        assert "taken back" in life.command("undo", number)
        assert waiting(life) == ["order-note"] and life.state() == "waiting"


def test_after_the_hold_it_is_told_and_not_undone(shop):
    with living(shop, hold="10 min") as life:
        life.order(expect=PLACED)
        life.says(f"shipped with UPS {UPS}")
        life.expect_done({ANNA: ["order-shipped"], RECEIVABLES: ["department-news"]})
        assert len(shop.mails(ANNA)) == 1 and len(shop.mails(RECEIVABLES)) == 1
    with life.running(LATER):
        assert UPS in life.words(ANNA, "order-shipped")
        life.write(WAREHOUSE, "transcript", "undo")
        life.expect_refused("the customer has been told")
        assert life.state() == "shipped" and DESK not in [row["recipient"] for row in life.rows()]
        life.delivered()
