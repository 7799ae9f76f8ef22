"""Floods and loops: what bounds automatic mail, who is told of it, and that nothing is lost by it."""

import contextlib
import os
import re
import sqlite3
import sys
from pathlib import Path

import pytest

from servers import parse, wait_until
from shop import ADMIN, ANNA, DESK, MEHMET, ORDERS, REVIEW, SOFA, SOFA_WITHOUT_FABRIC, WAREHOUSE, Shop, mail, reply, text_of
from smtpserver import Act

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


# --- tokens ------------------------------------------------------------------------------------------------------------------------


class Repeat(Act):
    """Refuses the mail for good, in words that repeat what was sent: its Message-ID and its reference line."""

    def perform(self, session):
        octets = session.server.messages[-1].octets
        known = re.findall(rb"Message-ID:\s*<([^>]+)>|\[ref: (\w{26})\]", octets, re.I)
        session.reply("550 5.7.1 refused: " + " ".join(one.decode() for pair in known for one in pair if one))


def secrets_of(shop):
    """Every token, and the random part of every Message-ID: who knows one may answer for its order."""
    with sqlite3.connect(f"file:{shop.state}/mailorder.db?mode=ro", uri=True) as store:
        tokens = [row[0] for row in store.execute("SELECT token FROM token")]
        ids = [re.split(r"[.@]", row[0])[1] for row in store.execute("SELECT message_id FROM outbox")]
        journal = repr(store.execute("SELECT what, detail FROM journal").fetchall() + store.execute("SELECT reply FROM outbox").fetchall())
    assert tokens and ids and all(len(one) == 26 for one in tokens + ids)
    return tokens + ids, journal


def arguments_of(shop):
    """How the shop's processes were started, as anybody on the machine can see it."""
    session = os.getsid(shop.daemon.pid)
    lines = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.getsid(int(process.name)) == session:
                lines.append((process / "cmdline").read_text(errors="replace"))
    return "\n".join(lines)


def test_tokens_stand_in_no_log_no_error_and_no_arguments(site, scratch, source, build, smtp):
    server = smtp(script={"BODY": [None, Repeat(), Repeat()]})
    shop = Shop(scratch, site, source, build, smtp=f"port = {server.port};")
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA_WITHOUT_FABRIC, name="Anna"))
        (form,) = letters_to(server, ANNA)
        shop.receive(reply(form, ANNA, {"Fabric": "linen"}))
        wait_until(lambda: len([out for out in shop.json("queue", "--all") if out["state"] == "failed"]) == 2, 30, "two refusals")
        (token,) = re.findall(r"\[ref: (\w{26})\]", text_of(form))
        said = [shop.command(*words, check=False) for words in (["show", token], ["show", "mail", token], ["queue", "retry", token], ["say", token, "x"])]
        number = shop.json("list")[0]["number"]
        said += [shop.command(*words, check=False) for words in (["list"], ["show", number], ["show", "mail", "1"], ["queue", "--all"])]
        arguments = arguments_of(shop)
        secrets, journal = secrets_of(shop)
    assert str(shop.config) in arguments and "refused:" in journal
    for secret in secrets:
        assert secret not in shop.said() and secret not in arguments and secret not in journal
        assert not [done.args for done in said if secret in done.stderr]
        assert not [done.args for done in said if secret in done.stdout]


def test_a_command_that_sends_sees_no_token_in_its_arguments(site, scratch, source, build):
    script = scratch / "send.py"
    script.write_text("import os, sys\nopen(sys.argv[1], 'a').write(repr([sys.argv, dict(os.environ)]) + chr(10))\nsys.stdin.buffer.read()\n")
    shop = Shop(scratch, site, source, build, smtp=f'kind = "command"; command = "{sys.executable} {script} {scratch}/seen";')
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA, name="Anna"))
        wait_until(lambda: len([out for out in shop.json("queue", "--all") if out["state"] == "sent"]) >= 3, 30, "three letters")
        secrets, _ = secrets_of(shop)
    seen = (scratch / "seen").read_text()
    assert ANNA in seen and WAREHOUSE in seen and not any(secret in seen for secret in secrets)


# --- who may look ---------------------------------------------------------------------------------------------------------------------


def modes(folder):
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o7777 for path in [folder, *folder.rglob("*")] if not path.is_socket()}


def closed(folder):
    return all(mode & 0o077 == 0 for mode in modes(folder).values())


def test_state_and_spool_are_closed_to_others_and_what_was_open_is_mended(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA, name="Anna"))
        shop.inbox(ANNA)
        names = set(modes(shop.state))
        assert {"mailorder.db", "mailorder.db-wal", "mailorder.db-shm", "mailorder.db.lock", "spool/in"} <= names
        assert any(name.endswith(".eml") for name in names) and closed(shop.state), modes(shop.state)
    for path in [shop.state, *shop.state.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    shop.log.write_text("")
    with shop.running():
        wait_until(lambda: closed(shop.state), 10, "everything closed")
        warnings = [line for line in shop.said().splitlines() if "open to others" in line]
        assert len(warnings) == 3 and "this folder is open to others (mode 0755); it is closed now" in warnings[0]


def test_a_state_folder_that_others_share_is_refused_in_one_line(shop):
    shop.state.mkdir(mode=0o755)
    (shop.state / "somebody-elses").write_text("")
    shop.start(ready=False)
    assert shop.daemon.wait(20) != 0
    (line,) = [line for line in shop.said().splitlines() if "open to others" in line]
    assert line.endswith(f"give mailorder a folder of its own, or close it: chmod 700 {shop.state}")
    assert shop.state.stat().st_mode & 0o777 == 0o755
    shop.state.chmod(0o700)
    with shop.running():
        pass


# --- no amplifier ---------------------------------------------------------------------------------------------------------------------

SMALL = {  # 2 KB each, and as much of an answer asked for as that can hold
    "items": "".join(f"{number % 9 + 1} x Sofa\n" for number in range(200)),
    "forms": "".join(f"Product: Sofa\nQuantity: {number + 1}\n\n" for number in range(70)),
    "orders": "".join(f"ORDER {number}\nProduct: Sofa\nQuantity: {number + 1}\nName: A\n\n" for number in range(18)),
    "labels": "Fabric: ?\n" * 190,
}


def test_a_small_mail_of_a_stranger_gets_no_big_answer(flooded):
    shop, server = flooded("")
    with shop.running():
        for number, (name, body) in enumerate(SMALL.items(), 1):
            shop.receive(mail(f"{name}@stranger.example", "My order", "Hello, I want to order:\n\nProduct: Sofa\n" * (name == "labels") + body[:1900]))
            shop.settled(number)
            wait_until(lambda: all(out["state"] in ("sent", "failed") for out in shop.json("queue", "--all")), 20, "an empty outbox")
        sizes = {name: [len(message.octets) for message in server.messages if message.recipients == [f"{name}@stranger.example"]] for name in SMALL}
    assert all(0 < sum(one) <= 96 * 1024 for one in sizes.values()), sizes
