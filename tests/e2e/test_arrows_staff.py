"""Arrows of staff: acknowledged, delayed, shipped, delivered, corrected, cancelled, a note; in each state of an item, allowed or
refused, and by whom."""

from arrows import SOFA_AND_CUSTOM, SOFA_AND_TABLE, living
from shop import ANNA, DESK, LOOM, MEHMET, RECEIVABLES, WAREHOUSE
from test_staff import UPS, answer

DHL = "00340434161094042557"
SHIPPED = {ANNA: ["order-shipped"], RECEIVABLES: ["department-news"]}
DELAYED = {ANNA: ["order-delayed"], RECEIVABLES: ["department-news"]}
CANCELLED = {ANNA: ["order-cancelled"], RECEIVABLES: ["department-news"]}
CORRECTED = {ANNA: ["order-corrected"]}
DELIVERED = {ANNA: ["order-delivered"]}


def refused(life, words, why):
    """These words change nothing, and nobody but their writer hears of it."""
    before = life.show()
    life.says(words)
    life.expect_refused(why)
    after = life.show()
    assert [after[key] for key in ("state", "items", "parcels")] == [before[key] for key in ("state", "items", "parcels")]


# --- waiting ---


def test_waiting_acknowledged(shop):
    with living(shop) as life:
        life.order()
        life.says("got it", RECEIVABLES)
        life.expect_done(who=RECEIVABLES)
        assert life.items() == ["waiting"]  # who sends the bill does not do the work
        life.says("in work")
        life.expect_done()
        assert life.items() == ["in-work"]
        life.says("acknowledged")
        life.expect_done()
        assert life.items() == ["in-work"]


def test_waiting_delayed(shop):
    with living(shop) as life:
        life.order()
        life.says("delayed to 10 February, fabric late")
        assert "Monday, 1 February 2021 → Wednesday, 10 February 2021" in life.expect_done(DELAYED)
        assert life.items() == ["delayed"] and life.dates() == ["2021-02-10"]
        told = life.words(ANNA, "order-delayed")
        assert "10 February 2021" in told and "1 February 2021" in told and "fabric late" in told
        assert "10 February 2021" in life.words(RECEIVABLES, "department-news")


def test_waiting_shipped(shop):
    with living(shop) as life:
        life.order()
        life.says(f"shipped with UPS {UPS}, arrives 20 January")
        life.expect_done(SHIPPED)
        assert life.items() == ["shipped"]
        (parcel,) = life.show()["parcels"]
        assert (parcel["carrier"], parcel["tracking"], parcel["expected"], parcel["items"]) == ("UPS", UPS, "2021-01-20", [1])
        told = life.words(ANNA, "order-shipped")
        assert UPS in told and "20 January 2021" in told and "ups.com" in told and "Still to come" not in told


def test_waiting_delivered(shop):
    with living(shop) as life:
        life.order()
        life.says("delivered")  # with their own hands
        life.expect_done(DELIVERED)
        assert life.items() == ["delivered"] and life.show()["parcels"] == []


def test_waiting_delayed_to_an_earlier_day(shop):
    with living(shop) as life:
        life.order()
        life.says("new completion date 25 January")
        life.expect_done(DELAYED)
        assert life.dates() == ["2021-01-25"] and life.items() == ["in-work"]
        told = life.words(ANNA, "order-delayed")
        assert "25 January 2021" in told and "earlier than planned" in life.read(ANNA, "order-delayed")["Subject"]


def test_waiting_the_date_corrected(shop):
    with living(shop) as life:
        life.order()
        life.says("correction: new completion date 25 January")
        life.expect_done({ANNA: ["order-corrected"], RECEIVABLES: ["department-news"]})
        assert life.dates() == ["2021-01-25"] and life.items() == ["in-work"]
        assert "25 January 2021" in life.words(ANNA, "order-corrected")


def test_what_was_not_sent_is_not_corrected(shop):
    with living(shop) as life:
        life.order(SOFA_AND_TABLE)
        life.says("item 2 shipped")
        life.expect_done(SHIPPED)
        for words, letters, state in ((None, {}, "waiting"), ("item 1 in work", {}, "in-work"), ("item 1 delayed to 10 February", DELAYED, "delayed"),
                                      ("item 1 cancelled", CANCELLED, "cancelled")):
            if words:
                life.says(words)
                life.expect_done(letters)
            assert life.items() == [state, "shipped"]
            refused(life, "correction: item 1 arrives 20 February", "no shipment under way")


def test_waiting_cancelled(shop):
    with living(shop) as life:
        life.order()
        life.says("cancelled: the mill has burnt down")
        life.expect_done(CANCELLED)
        assert life.items() == ["cancelled"] and life.state() == "cancelled"
        assert "the mill has burnt down" in life.words(ANNA, "order-cancelled")


# --- in work ---


def test_in_work_delayed_and_shipped(shop):
    with living(shop) as life:
        life.order()
        life.says("in work")
        life.expect_done()
        life.says("delayed to 3 February")
        life.expect_done(DELAYED)
        assert life.items() == ["delayed"]
        life.says("delayed to 1 February")
        life.expect_done({RECEIVABLES: ["department-news"], ANNA: ["order-delayed"]})
        assert life.items() == ["in-work"] and "earlier" in life.read(ANNA, "order-delayed")["Subject"]  # as it was promised
        life.says("shipped")
        life.expect_done(SHIPPED)
        assert life.items() == ["shipped"]


def test_in_work_part_cancelled_and_the_rest_delivered(shop):
    with living(shop) as life:
        life.order(SOFA_AND_TABLE)
        life.says("in work")
        life.expect_done()
        assert life.items() == ["in-work", "in-work"]
        life.says("item 1 delayed to 5 February")
        life.expect_done(DELAYED)
        assert life.dates() == ["2021-02-05", "2021-01-25"] and life.items() == ["delayed", "in-work"]
        life.says("table cancelled, no oak left")
        life.expect_done(CANCELLED)
        assert life.items() == ["delayed", "cancelled"] and life.state() == "delayed"
        life.says("delivered")
        life.expect_done(DELIVERED)
        assert life.items() == ["delivered", "cancelled"] and life.state() == "delivered"


def test_in_work_delivered(shop):
    with living(shop) as life:
        life.order()
        life.says("in work")
        life.expect_done()
        life.says("delivered")
        life.expect_done(DELIVERED)
        assert life.items() == ["delivered"]


def test_in_work_cancelled(shop):
    with living(shop) as life:
        life.order()
        life.says("in work")
        life.expect_done()
        life.says("iptal edildi")
        life.expect_done(CANCELLED)
        assert life.state() == "cancelled"


# --- delayed ---


def test_delayed_is_told_once_and_not_for_little(shop):
    with living(shop) as life:
        life.order()
        life.says("delayed to 10 February, fabric late")
        life.expect_done(DELAYED)
        life.says("delayed to 10 February")
        life.expect_done()  # it stands already
        life.says("delayed to 11 February")
        life.expect_done({RECEIVABLES: ["department-news"]})  # one day: too little to tell again
        assert life.dates() == ["2021-02-11"]
        life.says("delayed to 12 February")
        life.expect_done(DELAYED)  # two from what was told
        assert "10 February 2021" in life.words(ANNA, "order-delayed") and "11 February" not in life.words(ANNA, "order-delayed")
        life.says("got it")
        life.expect_done()
        assert life.items() == ["delayed"]


def test_delayed_shipped(shop):
    with living(shop) as life:
        life.order()
        life.says("delayed to 10 February")
        life.expect_done(DELAYED)
        life.says("shipped")
        life.expect_done(SHIPPED)
        assert life.items() == ["shipped"]


def test_delayed_delivered_and_cancelled(shop):
    with living(shop) as life:
        life.order(SOFA_AND_TABLE)
        life.says("delayed to 10 February")
        life.expect_done(DELAYED)
        assert life.items() == ["delayed", "delayed"]
        life.says("item 2 delivered")
        life.expect_done(DELIVERED)
        assert life.items() == ["delayed", "delivered"]
        life.says("sofa cancelled")
        life.expect_done(CANCELLED)
        assert life.items() == ["cancelled", "delivered"] and "partly" in life.read(ANNA, "order-cancelled")["Subject"]


def test_a_date_that_is_past_or_none_is_not_told(shop):
    with living(shop) as life:
        number = life.order()
        life.says("delayed to 5 January 2021")
        life.expect_done(verdict="one question")
        life.says("delayed")
        life.expect_done(verdict="one question")
        life.says("shipped, arrives 5 January 2021")
        life.expect_done(verdict="one question")
        assert life.state(number) == "waiting" and life.dates() == ["2021-02-01"]


# --- shipped ---


def test_shipped_delivered(shop):
    with living(shop) as life:
        life.order()
        life.says(f"shipped with UPS {UPS}")
        life.expect_done(SHIPPED)
        life.says("delivered")
        life.expect_done(DELIVERED)
        assert life.items() == ["delivered"] and life.show()["parcels"][0]["delivered"] > 0


def test_shipped_corrected(shop):
    with living(shop) as life:
        life.order()
        life.says("shipped with Aras, tracking 1234567890123, arrives 20 January")
        life.expect_done(SHIPPED)
        life.says(f"wrong number, correct tracking: UPS {UPS}")
        life.expect_done(CORRECTED)
        (parcel,) = life.show()["parcels"]
        assert (parcel["carrier"], parcel["tracking"], parcel["expected"]) == ("UPS", UPS, "2021-01-20")
        told = life.words(ANNA, "order-corrected")
        assert UPS in told and "1234567890123" not in told and "Aras" not in told
        life.says("correction: arrives 22 January")
        life.expect_done(CORRECTED)
        assert life.show()["parcels"][0]["expected"] == "2021-01-22" and "22 January 2021" in life.words(ANNA, "order-corrected")
        life.says(f"correction: tracking is UPS {UPS}")
        life.expect_done()  # as it is
        assert life.items() == ["shipped"]


def test_shipped_refuses(shop):
    with living(shop) as life:
        life.order()
        life.says(f"shipped with UPS {UPS}")
        life.expect_done(SHIPPED)
        refused(life, "correction: new completion date 10 February", "has been shipped already")
        refused(life, f"shipped with DHL {DHL}", "has been shipped already")
        refused(life, f"shipped with UPS {UPS}", "tracking number was told before")
        refused(life, "delayed to 10 February", "has been shipped already")
        refused(life, "cancelled", "has been shipped already")
        refused(life, "in work", "has been shipped already")
        assert life.items() == ["shipped"] and life.dates() == ["2021-02-01"]


# --- delivered, cancelled ---


def test_delivered_refuses(shop):
    with living(shop) as life:
        life.order()
        life.says(f"shipped with UPS {UPS}")
        life.expect_done(SHIPPED)
        life.says("delivered")
        life.expect_done(DELIVERED)
        refused(life, "shipped", "has been delivered already")
        refused(life, "delivered", "has been delivered already")
        refused(life, "delayed to 10 February", "has been delivered already")
        refused(life, "cancelled", "has been delivered already")
        refused(life, "in work", "has been delivered already")
        refused(life, f"correction: tracking is DHL {DHL}", "no shipment under way")


def test_cancelled_refuses(shop):
    with living(shop) as life:
        life.order()
        life.says("cancelled")
        life.expect_done(CANCELLED)
        for words in ("shipped", "delivered", "delayed to 10 February", "cancelled", "in work"):
            refused(life, words, "item is cancelled")
        life.says("Note to customer: we are sorry for this")
        life.expect_done({ANNA: ["order-note"]})


# --- several items, several packages ---


def test_part_is_shipped_then_the_rest(shop):
    with living(shop) as life:
        life.order(SOFA_AND_TABLE)
        life.says(f"item 2 shipped with UPS {UPS}")
        life.expect_done(SHIPPED)
        assert life.items() == ["waiting", "shipped"] and life.state() == "part-shipped"
        told = life.words(ANNA, "order-shipped")
        assert "part of it" in life.read(ANNA, "order-shipped")["Subject"] and "Still to come: - Sofa" in told and "1 February 2021" in told
        refused(life, "item 2 cancelled", "has been shipped already")
        refused(life, "item 2 shipped", "has been shipped already")
        life.says(f"shipped with DHL {DHL}")
        life.expect_done(SHIPPED)
        assert life.items() == ["shipped", "shipped"] and [parcel["items"] for parcel in life.show()["parcels"]] == [[2], [1]]
        told = life.words(ANNA, "order-shipped")
        assert DHL in told and UPS not in told and "Still to come" not in told
        refused(life, "correction: arrives 20 January", "several shipments")
        life.says("item 2 delivered")
        life.expect_done(DELIVERED)
        assert life.items() == ["shipped", "delivered"]
        life.says("delivered")
        life.expect_done(DELIVERED)
        assert life.state() == "delivered"


def test_one_item_in_several_packages(shop):
    with living(shop) as life:
        life.order()
        life.says(f"Status: shipped\nTracking: {UPS}\nTracking: {DHL}")
        life.expect_done(SHIPPED)
        assert [(one["tracking"], one["items"]) for one in life.show()["parcels"]] == [(UPS, [1]), (DHL, [1])]
        assert UPS in life.words(ANNA, "order-shipped") and DHL in life.words(ANNA, "order-shipped")


def test_two_items_each_in_its_own_package(shop):
    with living(shop) as life:
        life.order(SOFA_AND_TABLE)
        life.says(f"sofa: shipped with UPS {UPS}\ntable: shipped with DHL {DHL}")
        life.expect_done({ANNA: ["order-shipped"] * 2, RECEIVABLES: ["department-news"] * 2})
        assert [(one["tracking"], one["items"]) for one in life.show()["parcels"]] == [(UPS, [1]), (DHL, [2])]


def test_of_two_commands_one_refused_none_is_done(shop):
    with living(shop) as life:
        life.order(SOFA_AND_TABLE)
        life.says("item 1 shipped")
        life.expect_done(SHIPPED)
        refused(life, "item 2 shipped\nitem 1 cancelled", "has been shipped already")
        assert life.items() == ["shipped", "waiting"]


# --- who may what ---


def test_waiting_noted(shop):
    with living(shop) as life:
        life.order()
        life.says("Between us, a tiresome order.\n\nNote to customer: the legs come in a second box", RECEIVABLES)
        life.expect_done({ANNA: ["order-note"]}, RECEIVABLES)
        told = life.words(ANNA, "order-note")
        assert "the legs come in a second box" in told and "tiresome" not in told and life.items() == ["waiting"]


def test_without_the_right_nothing_is_done(shop):
    with living(shop) as life:
        life.order(SOFA_AND_CUSTOM, {ANNA: ["order-confirmed"], **{who: ["department-work"] for who in (WAREHOUSE, RECEIVABLES, LOOM)}})
        for who, words in ((RECEIVABLES, "shipped"), (RECEIVABLES, "delivered"), (RECEIVABLES, "delayed to 10 February"), (RECEIVABLES, "cancelled"),
                           (RECEIVABLES, "correction: new completion date 10 February"), (LOOM, "cancelled"), (LOOM, "delivered"),
                           (LOOM, "Note to customer: hello")):
            life.says(words, who)
            life.expect_refused("configuration does not let it", who)
        assert life.items() == ["waiting", "waiting"] and life.show()["parcels"] == []


def test_another_departments_item_is_not_touched(shop):
    with living(shop) as life:
        life.order(SOFA_AND_CUSTOM, {ANNA: ["order-confirmed"], **{who: ["department-work"] for who in (WAREHOUSE, RECEIVABLES, LOOM)}})
        assert "Dining" not in life.words(LOOM, "department-work") and "Seats" not in life.words(LOOM, "department-work")
        life.says("item 2 shipped")
        life.expect_refused("item is not this department")
        life.says("delayed to 10 February")
        life.expect_done(DELAYED)
        assert life.dates() == ["2021-02-10", "2021-03-08"]  # theirs alone
        life.says(f"shipped with UPS {UPS}", LOOM)
        life.expect_done(SHIPPED, LOOM)
        assert life.items() == ["delayed", "shipped"]
        assert "2600" not in life.words(LOOM, "transcript") and "Sofa" not in life.words(LOOM, "transcript").replace("sofa", "").replace("Made-to-order", "")


def test_a_stranger_is_turned_away(shop):
    with living(shop) as life:
        life.order()
        life.receive(answer(life.read(WAREHOUSE, "department-work"), MEHMET, f"shipped with UPS {UPS}"))
        life.expect({WAREHOUSE: ["staff-refused"]})
        assert MEHMET in life.words(WAREHOUSE, "staff-refused") and life.items() == ["waiting"]


def test_customer_service_may_all_by_command(shop):
    with living(shop) as life:
        number = life.order(SOFA_AND_CUSTOM, {ANNA: ["order-confirmed"], **{who: ["department-work"] for who in (WAREHOUSE, RECEIVABLES, LOOM)}})
        assert "it is in-work" in life.command("ack", number)
        life.expect({})
        life.command("delay", number, "10 March 2021,", "the mill is closed")
        life.expect({ANNA: ["order-delayed"], **{who: ["department-news"] for who in (WAREHOUSE, RECEIVABLES, LOOM)}})
        life.command("ship", number, f"item 2 with UPS {UPS}")
        life.expect(SHIPPED)
        life.command("correct", number, f"tracking is DHL {DHL}")
        life.expect(CORRECTED)
        life.command("cancel", number, "the rest is sold out")
        life.expect({ANNA: ["order-cancelled"], WAREHOUSE: ["department-news"], RECEIVABLES: ["department-news"]})
        life.command("deliver", number)
        life.expect(DELIVERED)
        assert life.items() == ["cancelled", "delivered"] and life.state() == "delivered"
        assert DESK not in [row["recipient"] for row in life.rows()]


