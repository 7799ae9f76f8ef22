"""Floods and loops: what bounds automatic mail, who is told of it, and that nothing is lost by it."""

import re
import sqlite3

import pytest

from servers import parse, wait_until
from shop import ADMIN, ANNA, DESK, MEHMET, ORDERS, REVIEW, SOFA, Shop, mail, text_of

HOUR = 1 / 24 + 0.001  # in days


@pytest.fixture
def flooded(site, scratch, source, build, smtp):
    """flooded("limits…"): a shop with these bounds, and the SMTP server that takes whatever it sends, to whomever."""
    shops = []

    def make(limits):
        server = smtp()
        shops.append(Shop(scratch, site, source, build, smtp=f"port = {server.port};", limits=limits))
        return shops[-1], server

    yield make
    for shop in shops:
        shop.stop()


def orders_from(senders):
    """An order of each, no two alike."""
    return [mail(sender, f"Order {number}", SOFA.replace("Quantity: 2", f"Quantity: {number % 50 + 1}"))
            for number, sender in enumerate(senders)]


def letters_to(server, who, subject=""):
    """What the server took for this address, as soon as there is something."""
    def found():
        mails = [parse(message.octets) for message in server.messages if message.recipients == [who]]
        return [one for one in mails if subject in one["Subject"]]
    return wait_until(found, 30, f"a mail to {who}")


def answered(server):
    """Which customers got an automatic answer, one entry a mail."""
    return [message.recipients[0] for message in server.messages if b"auto-replied" in message.octets]


def receive_all(shop, mails, already=0):
    for one in mails:
        shop.receive(one)
    shop.settled(already + len(mails))


def breakers(shop):
    with sqlite3.connect(f"file:{shop.state}/mailorder.db?mode=ro", uri=True) as store:
        return store.execute("SELECT scope, object, held, told > 0, done FROM breaker ORDER BY id").fetchall()


def test_adv_11_a_flood_from_one_sender_is_capped_and_told_once(flooded):
    shop, server = flooded("answers_per_sender_day = 2;")
    with shop.running():
        receive_all(shop, orders_from([ANNA] * 14))
        (told,) = letters_to(server, ADMIN, "held back")
        assert f"- {ANNA} got 2 automatic mails within a day\n  (limits.answers_per_sender_day)." in text_of(told)
        assert breakers(shop) == [("sender", ANNA, 12, 1, 0)]
        log = shop.said()
        assert "is not answered: its sender got 2 automatic mails (limits.answers_per_sender_day)" in log and ANNA not in log
    assert answered(server) == [ANNA] * 2 and len(shop.mails(ORDERS, REVIEW)) == 12
    with shop.running(clock=HOUR):  # over a restart: not told again, still held, and all of it in one letter
        (summary,) = letters_to(server, DESK, "mails need your eyes")
        assert summary["Subject"] == "12 more mails need your eyes" and "And 11 more from there." in text_of(summary)
        receive_all(shop, orders_from([ANNA, MEHMET])[:1], 14)
        assert len(letters_to(server, ADMIN)) == 1 and answered(server) == [ANNA] * 2
    with shop.running(clock=1.01):  # the day is over
        receive_all(shop, [mail(ANNA, "Sofa", SOFA.replace("Quantity: 2", "Quantity: 49"))], 15)
        wait_until(lambda: len(answered(server)) == 3, 20, "an answer on the next day")
        wait_until(lambda: breakers(shop) == [], 20, "nothing held any more")


def test_made_up_local_parts_are_capped_by_their_domain_and_customers_there_are_not(flooded):
    shop, server = flooded('answers_per_domain_hour = 3; shared_domains = [ "Provider.example" ];')
    with shop.running():
        receive_all(shop, orders_from([ANNA]))
        receive_all(shop, orders_from([f"person{number}@customer.example" for number in range(6)]), 1)
        (told,) = letters_to(server, ADMIN, "held back")
        assert "- strangers of customer.example got 3 automatic mails within an hour\n" in text_of(told)
        assert [answered(server).count(f"person{number}@customer.example") for number in range(6)] == [1, 1, 0, 0, 0, 0]
        receive_all(shop, [mail(ANNA, "One more", SOFA.replace("Quantity: 2", "Quantity: 9"))], 7)  # an order of hers was accepted
        receive_all(shop, orders_from([f"person{number}@provider.example" for number in range(4)]), 8)
        wait_until(lambda: len(answered(server)) == 8, 20, "answers to those whom no bound concerns")
    assert answered(server).count(ANNA) == 2
    with shop.running(clock=HOUR):
        (summary,) = letters_to(server, DESK, "mails need your eyes")
        assert summary["Subject"].startswith("4 more") and "And 3 more from there." in text_of(summary)
        receive_all(shop, orders_from(["person9@customer.example"]), 12)
        wait_until(lambda: "person9@customer.example" in answered(server), 20, "an answer in the next hour")


def test_the_breaker_stops_all_answers_and_lets_them_go_again_by_itself(flooded):
    shop, server = flooded('answers_per_hour = 3; breaker_time = "30 min";')
    senders = [f"person{number}@shop{number}.example" for number in range(6)]
    with shop.running():
        receive_all(shop, orders_from(senders))
        (told,) = letters_to(server, ADMIN, "held back")
        assert "- 3 automatic mails went out within an hour (limits.answers_per_hour).\n  None goes out until " in text_of(told)
        assert "automatic answers are stopped for 1800 s: 3 went out within an hour" in shop.said()
        assert breakers(shop) == [("all", "", 3, 1, 0)]
    with shop.running():  # it holds over a restart
        receive_all(shop, orders_from(["late@elsewhere.example"]), 6)
        assert len(answered(server)) == 3 and len(letters_to(server, ADMIN)) == 1
    with shop.running(clock=HOUR / 2):
        wait_until(lambda: "automatic answers go out again; 4 mails lie in review" in shop.said(), 20, "the end of it")
        receive_all(shop, orders_from([f"again{number}@shop{number}.example" for number in range(4)]), 7)
        assert len(letters_to(server, ADMIN, "held back")) >= 1
        wait_until(lambda: len(letters_to(server, ADMIN, "held back")) == 2, 20, "the letter of the next time")
        assert len(answered(server)) == 6
    with shop.running(clock=2 * HOUR):
        summaries = letters_to(server, DESK, "mails need your eyes")
        assert [one["Subject"] for one in summaries] == ["5 more mails need your eyes"]
        shown = re.findall(r"mailorder show mail (\d+)", text_of(summaries[0]))
        assert len(shown) == 5 and "none goes out for a while" in shop.json("show", "mail", shown[0])["reason"]
    assert len(shop.mails(ORDERS, REVIEW)) == 5


def test_a_bound_that_is_raised_counts_at_once(flooded, source):
    shop, server = flooded("answers_per_hour = 1;")
    with shop.running():
        receive_all(shop, orders_from(["a@one.example", "b@two.example"]))
        letters_to(server, ADMIN, "held back")
        shop.config.write_text(shop.config.read_text().replace("answers_per_hour = 1;", "answers_per_hour = 100;"))
        shop.reload()
        receive_all(shop, orders_from(["c@three.example"]), 2)
        wait_until(lambda: "c@three.example" in answered(server), 20, "an answer")
