"""Arrows before acceptance: taken, asked back, held, received, accepted, declined."""

from arrows import PLACED, living
from shop import ANNA, DESK, MEHMET, SOFA, WAREHOUSE, mail
from test_bounces import report
from test_staff import answer

HALF = SOFA.replace("Fabric: linen\n", "")
CHEAP = SOFA.replace("Fabric: linen", "Fabric: linen\nPrice: 1.00 EUR")
STAFF = [('accept        = "auto"', 'accept        = "staff"')]
ASKED = {ANNA: ["complete-order"]}
HELD = {ANNA: ["order-received"], DESK: ["order-held"]}
COMMANDS = ("ship", "delay", "deliver", "cancel", "correct", "note", "ack")
ANSWERS = ("agree", "refuse")


def refuses_staff(life, number, why, answers=ANSWERS):
    """Every command of staff but a note, typed by customer service, is refused; nobody hears of it. `answers`: those that are none."""
    words = {"delay": "3 March 2021", "correct": "3 March 2021"}
    before = life.show(number)
    for verb in (*(verb for verb in COMMANDS if verb != "note"), *answers):
        said = life.command(verb, number, words.get(verb, ""))
        assert said.startswith("refused") and (verb == "refuse" or why in said), (verb, said)
    life.expect({})
    assert life.show(number) == before


def speaks_up(life, letter, number):
    """What a customer may say in every phase: how does it stand, and anything else."""
    life.write(ANNA, letter, "Where is my order?")
    life.expect({ANNA: ["order-status"]})
    assert number in life.words(ANNA, "order-status")
    life.write(ANNA, letter, "My neighbour has a dog that barks at every van, mind it.")
    life.expect({ANNA: ["passed-on"], DESK: ["review"]})
    assert "mind it" in life.words(DESK, "review")
    life.write(ANNA, letter, "And the cat is no better, she scratches whoever comes near.")
    life.expect({DESK: ["review"]})  # told once that a person reads it
    life.write(ANNA, letter, "unsubscribe")
    life.expect({DESK: ["review"]})  # there is no survey to be spared
    assert life.journal(number).count("passed-on") == 4  # three mails, one letter


def comes_back(life, letter):
    """A mail to the customer came back for good."""
    life.receive(report(life.read(ANNA, letter), ANNA))
    life.expect({DESK: ["service-alert"]})
    assert "comes back" in life.read(DESK, "service-alert")["Subject"]
    life.receive(report(life.read(ANNA, letter), ANNA, status="5.2.1"))
    life.expect({})  # told once


# --- taken ---


def test_new_ordered_complete_is_accepted(shop):
    with living(shop) as life:
        number = life.order()
        assert life.items() == ["waiting"] and life.dates() == ["2021-02-01"]
        assert "1 February 2021" in life.words(ANNA, "order-confirmed") and "1 February 2021" in life.words(WAREHOUSE, "department-work")
        life.receive(mail(ANNA, "Re: Order", SOFA, answers=life.read(ANNA, "order-confirmed")))
        assert life.state(number) == "waiting" and len(shop.json("list")) == 1  # ANSWERED in ACCEPTED: what is ordered already
        life.expect({ANNA: ["passed-on"], DESK: ["review"]})
        for verb in ("accept", "decline"):
            assert "decided already" in life.command(verb, number)
        life.expect({})


def test_incomplete_answered(shop):
    with living(shop) as life:
        number = life.order(HALF.replace("Quantity: 2\n", ""), ASKED)
        assert life.state() == "incomplete" and life.items() == ["open"]
        life.write(ANNA, "complete-order", "Quantity: 2")
        life.expect(ASKED)
        assert life.state() == "incomplete" and life.show()["asked"] == 2
        life.write(ANNA, "complete-order", "Fabric: leather")
        life.expect(PLACED)
        assert life.state() == "waiting" and life.journal(number).count("confirmed") == 1
        assert "Leather" in life.words(WAREHOUSE, "department-work")


def test_incomplete_is_never_accepted(shop):
    with living(shop) as life:
        number = life.order(HALF, ASKED)
        assert "never accepted" in life.command("accept", number)
        refuses_staff(life, number, "not complete yet")
        assert "nothing that could be taken back" in life.command("undo", number)
        life.expect({})
        assert life.state() == "incomplete"


def test_incomplete_noted_by_customer_service(shop):
    with living(shop) as life:
        number = life.order(HALF + "\n\nDo you deliver on Saturdays?", {**ASKED, DESK: ["service-alert"]})
        life.write(DESK, "service-alert", "Note to customer: we do, until noon")
        life.expect_done({ANNA: ["order-note"]}, DESK)
        assert "we do, until noon" in life.words(ANNA, "order-note") and life.state() == "incomplete"
        life.write(ANNA, "complete-order", "Fabric: linen")
        life.expect(PLACED)
        assert life.state(number) == "waiting"


def test_incomplete_speaks_and_bounces(shop):
    with living(shop) as life:
        number = life.order(HALF, ASKED)
        speaks_up(life, "complete-order", number)
        life.write(ANNA, "complete-order", "Please cancel my order")
        life.expect({DESK: ["review"]})
        assert life.state() == "incomplete"
        comes_back(life, "complete-order")


def test_incomplete_declined_is_over(shop):
    with living(shop) as life:
        number = life.order(HALF, ASKED)
        assert "declined" in life.command("decline", number, "We have stopped making sofas.")
        life.expect({ANNA: ["order-declined"]})
        assert "We have stopped making sofas." in life.words(ANNA, "order-declined") and life.state() == "declined"
        life.write(ANNA, "complete-order", "Fabric: linen")
        life.expect({ANNA: ["passed-on"], DESK: ["review"]})
        assert life.state() == "declined" and "decided already" in life.words(DESK, "review")


def test_declined_refuses_and_speaks(shop):
    with living(shop) as life:
        number = life.order(CHEAP, HELD)
        life.command("decline", number)
        life.expect({ANNA: ["order-declined"]})
        refuses_staff(life, number, "decided already")
        for verb in ("accept", "decline"):
            assert "decided already" in life.command(verb, number)
        assert "is over" in life.command("undo", number)
        life.expect({})
        speaks_up(life, "order-declined", number)
        comes_back(life, "order-declined")
        assert life.state() == "declined"


# --- held ---


def test_held_for_its_price_accepted(shop):
    with living(shop) as life:
        number = life.order(CHEAP, HELD)
        assert life.state() == "held" and "list price" in life.show()["hold_reason"]
        life.write(DESK, "order-held", "accept")
        life.expect_done(PLACED, DESK)
        assert life.state(number) == "waiting" and life.dates() == ["2021-02-01"]
        life.write(DESK, "order-held", "accept")
        life.expect_refused("customer has asked for nothing", DESK)
        assert life.items() == ["waiting"]


def test_held_for_its_price_declined(shop):
    with living(shop) as life:
        life.order(CHEAP, HELD)
        life.write(DESK, "order-held", "decline: not at that price")
        life.expect_done({ANNA: ["order-declined"]}, DESK)
        assert life.state() == "declined" and "not at that price" in life.words(ANNA, "order-declined")


def test_held_for_its_price_answered(shop):
    with living(shop) as life:
        number = life.order(CHEAP, HELD)
        life.write(ANNA, "order-received", "Price: 1.00 EUR")
        life.expect({})  # what both know
        assert life.state() == "held" and "unchanged" in life.journal(number)
        life.write(ANNA, "order-received", "Price: 2.00 EUR")
        life.expect(HELD)
        life.write(ANNA, "order-received", "Price: 1600.00 EUR")
        life.expect(PLACED)
        assert life.state() == "waiting" and life.show()["hold_reason"] is None


def test_held_for_words_beside_it(shop):
    with living(shop) as life:
        life.order(SOFA.replace("Best regards", "And the second one in velvet, please.\n\nBest regards"), HELD)
        assert "second one in velvet" in life.words(DESK, "order-held")
        life.write(ANNA, "order-received", "Quantity: 3")
        life.expect(HELD)  # what she wrote before still waits for a person
        life.write(DESK, "order-held", "accept")
        life.expect_done(PLACED, DESK)
        assert life.state() == "waiting"


def test_words_beside_an_order_that_is_asked_back_do_not_hold_it(shop):
    with living(shop) as life:
        life.order(HALF + "\nWe saw it in velvet at your shop.\n", ASKED)
        life.write(ANNA, "complete-order", "Fabric: linen")
        life.expect(PLACED)
        assert life.state() == "waiting"


def test_held_as_alike_accepted_and_declined(shop):
    with living(shop) as life:
        first = life.order()
        number = life.order(expect=HELD)
        assert first in life.show(number)["hold_reason"] and first in life.words(DESK, "order-held")
        life.write(DESK, "order-held", "accept")
        life.expect_done(PLACED, DESK)
        third = life.order(expect=HELD)
        life.write(DESK, "order-held", "decline: you sent it twice")
        life.expect_done({ANNA: ["order-declined"]}, DESK)
        assert [life.state(one) for one in (first, number, third)] == ["waiting", "waiting", "declined"]


def test_held_as_alike_answered(shop):
    with living(shop) as life:
        life.order()
        number = life.order(expect=HELD)
        life.write(ANNA, "order-received", "Quantity: 3")
        life.expect(PLACED)
        assert life.state(number) == "waiting"


def test_held_noted_by_customer_service(shop):
    with living(shop) as life:
        life.order(CHEAP, HELD)
        life.write(DESK, "order-held", "Note to customer: we are asking for that price")
        life.expect_done({ANNA: ["order-note"]}, DESK)
        assert "asking for that price" in life.words(ANNA, "order-note") and life.state() == "held"
        life.write(DESK, "order-held", "accept")
        life.expect_done(PLACED, DESK)


def test_held_refuses_speaks_and_bounces(shop):
    with living(shop) as life:
        number = life.order(CHEAP, HELD)
        refuses_staff(life, number, "not accepted yet", answers=())
        assert "nothing that could be taken back" in life.command("undo", number)
        life.expect({})
        speaks_up(life, "order-received", number)
        comes_back(life, "order-received")
        assert life.state() == "held"


def test_a_stranger_may_not_decide(shop):
    with living(shop) as life:
        life.order(CHEAP, HELD)
        life.receive(answer(life.read(DESK, "order-held"), MEHMET, "accept"))
        life.expect({DESK: ["staff-refused"]})
        life.receive(answer(life.read(DESK, "order-held"), WAREHOUSE, "accept"))
        life.expect({})  # at most once an hour
        assert life.state() == "held"


# --- received ---


def test_received_accepted(shop):
    with living(shop, STAFF) as life:
        life.order(expect=HELD)
        assert life.state() == "received" and "accepted by a person" in life.words(DESK, "order-held")
        life.write(DESK, "order-held", "accept")
        life.expect_done(PLACED, DESK)
        assert life.state() == "waiting"


def test_received_declined_by_the_command(shop):
    with living(shop, STAFF) as life:
        number = life.order(expect=HELD)
        assert "declined" in life.command("decline", number, "We are closed in February.")
        life.expect({ANNA: ["order-declined"]})
        assert "We are closed in February." in life.words(ANNA, "order-declined")


def test_received_answered(shop):
    with living(shop, STAFF) as life:
        number = life.order(expect=HELD)
        life.write(ANNA, "order-received", "Quantity: 2")  # as it stands: a person sees it, the order stays
        life.expect({ANNA: ["passed-on"], DESK: ["review"]})
        life.write(ANNA, "order-received", "Quantity: 3")
        life.expect(HELD)
        assert life.state(number) == "received" and "3" in life.words(DESK, "order-held")
        life.write(ANNA, "order-received", "Quantity: none")
        life.expect(ASKED)
        assert life.state() == "incomplete"
        life.write(ANNA, "complete-order", "Quantity: 4")
        life.expect(HELD)
        assert life.state() == "received"


def test_received_noted_by_the_command(shop):
    with living(shop, STAFF) as life:
        number = life.order(expect=HELD)
        assert "is told" in life.command("note", number, "We answer you tomorrow.")
        life.expect({ANNA: ["order-note"]})
        assert "We answer you tomorrow." in life.words(ANNA, "order-note") and life.state() == "received"


def test_received_refuses_speaks_and_bounces(shop):
    with living(shop, STAFF) as life:
        number = life.order(expect=HELD)
        refuses_staff(life, number, "not accepted yet", answers=())
        assert "nothing that could be taken back" in life.command("undo", number)
        life.expect({})
        speaks_up(life, "order-received", number)
        comes_back(life, "order-received")
        assert life.state() == "received"


# --- a person's decision within its hold ---


def test_accepted_undone(shop):
    with living(shop, STAFF, hold="10 min") as life:
        number = life.order(expect=HELD)
        life.write(DESK, "order-held", "accept")
        assert "undo" in life.expect_done(PLACED, DESK)
        assert life.state() == "waiting"
        life.write(DESK, "transcript", "undo")
        life.expect_done(who=DESK, verdict="taken back")
        assert life.state(number) == "received"
        assert [row["recipient"] for row in life.rows() if row["state"] == "sent"] == [ANNA, DESK, DESK, DESK]


def test_declined_undone(shop):
    with living(shop, hold="10 min") as life:
        number = life.order(CHEAP, HELD)
        life.write(DESK, "order-held", "decline: not at that price")
        life.expect_done({ANNA: ["order-declined"]}, DESK)
        assert life.state() == "declined"
        assert "taken back" in life.command("undo", number)
        life.expect({})
        assert life.state() == "held" and "list price" in life.show()["hold_reason"]
        assert len(shop.mails(ANNA)) == 1
