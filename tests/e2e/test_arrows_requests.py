"""Arrows of the customer's requests: to change or cancel, agreed to or refused, by all or by customer service, or overtaken."""

from arrows import PLACED, SOFA_AND_TABLE, living
from shop import ANNA, DESK, RECEIVABLES, WAREHOUSE
from test_staff import UPS

ASKED = {ANNA: ["request-received"], WAREHOUSE: ["department-question"], RECEIVABLES: ["department-question"]}
PASSED_ON = {ANNA: ["passed-on"], DESK: ["review"]}
CANCEL = "Please cancel my order"


def asked(life, words, text=None):
    """An order of which the customer asks something; its number."""
    number = life.order(text) if text else life.order()
    life.write(ANNA, "order-confirmed", words)
    life.expect(ASKED)
    return number


def open_request(life):
    return life.show().get("request")


def test_cancellation_agreed_by_all(shop):
    with living(shop) as life:
        asked(life, CANCEL)
        assert open_request(life)["aim"] == "cancel" and CANCEL in life.words(WAREHOUSE, "department-question")
        assert "wants to cancel" in life.read(RECEIVABLES, "department-question")["Subject"]
        life.write(WAREHOUSE, "department-question", "agreed")
        life.expect_done()
        assert life.state() == "waiting"
        life.write(WAREHOUSE, "department-question", "agreed")
        life.expect_refused("was not asked, or has answered already")
        life.write(RECEIVABLES, "department-question", "kabul")
        life.expect_done({ANNA: ["order-cancelled"], WAREHOUSE: ["department-news"]}, RECEIVABLES)
        assert life.items() == ["cancelled"] and open_request(life) is None


def test_cancellation_agreed_by_customer_service(shop):
    with living(shop) as life:
        number = asked(life, CANCEL)
        assert "it is cancelled" in life.command("agree", number)
        life.expect({ANNA: ["order-cancelled"], WAREHOUSE: ["department-news"], RECEIVABLES: ["department-news"]})
        assert life.items() == ["cancelled"]
        life.write(WAREHOUSE, "department-question", "agreed")
        life.expect_refused("customer has asked for nothing")


def test_request_refused_by_one(shop):
    with living(shop) as life:
        asked(life, CANCEL)
        life.write(WAREHOUSE, "department-question", "agreed")
        life.expect_done()
        life.write(RECEIVABLES, "department-question", "refused: the fabric is cut")
        life.expect_done({ANNA: ["request-refused"]}, RECEIVABLES)
        life.write(WAREHOUSE, "department-question", "ok")
        life.expect_refused("customer has asked for nothing")  # too late, and not taken for work begun
        assert life.items() == ["waiting"] and open_request(life) is None and "the fabric is cut" in life.words(ANNA, "request-refused")


def test_request_refused_by_customer_service(shop):
    with living(shop) as life:
        number = asked(life, "Fabric: leather")
        life.command("refuse", number, "no leather left")
        life.expect({ANNA: ["request-refused"]})
        assert "no leather left" in life.words(ANNA, "request-refused") and "linen" in str(life.show()["items"])
        assert "refused" in life.command("refuse", number)
        assert "has asked for nothing" in life.command("agree", number)
        life.expect({})


def test_change_agreed_by_all(shop):
    with living(shop) as life:
        asked(life, "Fabric: leather")
        assert "Linen → Leather" in life.words(WAREHOUSE, "department-question")
        life.write(RECEIVABLES, "department-question", "olur")
        life.expect_done(who=RECEIVABLES)
        assert "linen" in str(life.show()["items"])
        life.write(WAREHOUSE, "department-question", "yes, fine")
        life.expect_done(PLACED)  # confirmed and handed out anew
        assert "leather" in str(life.show()["items"]) and life.dates() == ["2021-02-01"]
        assert "has been changed" in life.read(ANNA, "order-confirmed")["Subject"] and "Leather" in life.words(ANNA, "order-confirmed")
        assert life.read(WAREHOUSE, "department-work")["Subject"].startswith("Changed")


def test_change_agreed_by_customer_service(shop):
    with living(shop) as life:
        number = asked(life, "Delivery address: 3 Well Street, Oxford OX2 6HT")
        life.command("agree", number)
        life.expect(PLACED)
        changed, ordered = life.words(WAREHOUSE, "department-work").split("WHAT IS ORDERED")
        assert "12 Mill Lane" in changed and "→ 3 Well Street" in changed
        assert "3 Well Street" in ordered and "Mill Lane" not in ordered


def test_a_request_is_overtaken_by_shipment(shop):
    with living(shop) as life:
        asked(life, CANCEL)
        life.says(f"shipped with UPS {UPS}")
        life.expect_done({ANNA: ["order-shipped", "request-refused"], RECEIVABLES: ["department-news"]})
        assert open_request(life) is None and life.items() == ["shipped"]
        life.write(RECEIVABLES, "department-question", "agreed")
        life.expect_refused("customer has asked for nothing", RECEIVABLES)


def test_a_request_is_overtaken_by_delivery_and_by_cancellation(shop):
    with living(shop) as life:
        asked(life, CANCEL)
        life.says("delivered")
        life.expect_done({ANNA: ["order-delivered", "request-refused"]})
        asked(life, "Fabric: leather", SOFA_AND_TABLE)
        life.says("cancelled")
        life.expect_done({ANNA: ["order-cancelled"], RECEIVABLES: ["department-news"]})
        assert open_request(life) is None


def test_part_is_shipped_and_the_rest_cancelled_as_asked(shop):
    with living(shop) as life:
        number = asked(life, CANCEL, SOFA_AND_TABLE)
        life.says("item 1 shipped")
        life.expect_done({ANNA: ["order-shipped"], RECEIVABLES: ["department-news"]})
        assert open_request(life)["aim"] == "cancel"
        life.command("agree", number)
        life.expect({ANNA: ["order-cancelled"], WAREHOUSE: ["department-news"], RECEIVABLES: ["department-news"]})
        assert life.items() == ["shipped", "cancelled"]
        told = life.words(ANNA, "order-cancelled")
        assert "Dining table" in told and "Sofa" not in told


def test_a_change_that_was_overtaken_is_refused(shop):
    with living(shop) as life:
        number = asked(life, "Fabric: leather", SOFA_AND_TABLE)
        life.says("item 1 shipped")
        life.expect_done({ANNA: ["order-shipped"], RECEIVABLES: ["department-news"]})
        life.command("agree", number)
        life.expect({ANNA: ["request-refused"]})
        assert "linen" in str(life.show()["items"]) and "way already" in life.words(ANNA, "request-refused")


def test_what_cannot_be_asked_of_departments_goes_to_a_person(shop):
    with living(shop) as life:
        asked(life, CANCEL)
        life.write(ANNA, "order-confirmed", "Fabric: leather")
        life.expect(PASSED_ON)
        assert "earlier request waits" in life.words(DESK, "review")
        life.write(WAREHOUSE, "department-work", "shipped")
        life.expect_done({ANNA: ["order-shipped", "request-refused"], RECEIVABLES: ["department-news"]})
        for words in (CANCEL, "Fabric: leather"):
            life.write(ANNA, "order-confirmed", words)
            life.expect({DESK: ["review"]})
        assert life.items() == ["shipped"] and open_request(life) is None


def test_what_is_ordered_already_is_no_change(shop):
    with living(shop) as life:
        life.order()
        life.write(ANNA, "order-confirmed", "Fabric: linen")
        life.expect(PASSED_ON)
        assert open_request(life) is None and life.items() == ["waiting"]


def test_accepted_speaks(shop):
    with living(shop) as life:
        number = life.order()
        life.write(ANNA, "order-confirmed", "Where is my order?")
        life.expect({ANNA: ["order-status"]})
        assert "1 February 2021" in life.words(ANNA, "order-status")
        life.write(ANNA, "order-confirmed", "The colour in the picture, is it real?")
        life.expect(PASSED_ON)
        assert "is it real?" in life.words(DESK, "review")
        life.write(ANNA, "order-confirmed", "And my uncle wants to know who made it, and out of what.")
        life.expect({DESK: ["review"]})
        life.write(ANNA, "order-confirmed", "Thank you!")
        life.expect({})
        assert life.journal(number).count("passed-on") == 3


def test_nothing_was_asked_and_nothing_is_agreed_to(shop):
    with living(shop) as life:
        number = life.order()
        for verb in ("agree", "refuse"):
            assert "refused" in life.command(verb, number)
        life.expect({})
        assert life.items() == ["waiting"]


def test_where_no_department_can_answer_customer_service_decides(shop):
    may = [('may     = [ "acknowledge", "delay", "ship", "deliver", "correct", "cancel", "note", "status" ];', "may     = [ ];"),
           ('may          = [ "acknowledge", "note" ];', "may          = [ ];")]
    with living(shop, may) as life:
        life.order()
        life.write(ANNA, "order-confirmed", CANCEL)
        life.expect({ANNA: ["request-received"], DESK: ["service-alert"]})
        assert "you must decide" in life.read(DESK, "service-alert")["Subject"]
        life.write(DESK, "service-alert", "agreed")
        life.expect_done({ANNA: ["order-cancelled"], WAREHOUSE: ["department-news"], RECEIVABLES: ["department-news"]}, DESK)
        assert life.items() == ["cancelled"]
