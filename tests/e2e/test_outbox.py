"""The way out, by a server that refuses, forgets and breaks: each mail arrives, once where that can be known, and what happened is
told to who must know."""

import os
import re
import signal
import struct

import pytest

from servers import wait_until
from shop import ADMIN, ANNA, KANEPE, MEHMET, SOFA, WAREHOUSE, Shop, mail
from smtpserver import DROP, STALL, DropWithin, Gate
from test_process import roles

PIPED = ("SIZE 60000000", "PIPELINING")
LETTERS = 3  # of one order: the customer, the warehouse, receivables


@pytest.fixture
def served(site, scratch, source, build, smtp):
    """served(script={…}): the shop, and the scripted server as its way out."""
    shops = []

    def make(**arguments):
        server = smtp(**arguments)
        shops.append(Shop(scratch, site, source, build, smtp=f"port = {server.port};"))
        return shops[-1], server

    yield make
    for shop in shops:
        shop.stop()


def ordered(shop):
    shop.receive(mail(ANNA, "Sofa order", SOFA, name="Anna Weaver"))


def all_sent(shop, letters=LETTERS):
    """The outbox once nothing waits in it."""
    def done():
        outs = shop.json("queue", "--all")
        return outs if len(outs) >= letters and all(out["state"] in ("sent", "failed") for out in outs) else None
    return wait_until(done, 60, "an outbox in which nothing waits")


def id_of(message):
    return re.search(rb"^Message-ID:\s*(\S+)", message.octets, re.M | re.I).group(1)


def noted(shop):
    """How many accepted letters the senders have written down in this life of the desk."""
    page = (shop.state / "accepted").read_bytes()
    _, life = struct.unpack_from("QQ", page)
    return sum(1 for of, *_ in struct.iter_unpack("QqQQ", page[32:]) if of == life != 0)


def once_each(server, letters=LETTERS):
    """Each letter was accepted exactly once."""
    ids = [id_of(message) for message in server.messages]
    assert len(ids) == len(set(ids)) == letters, ids


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA", "BODY"])
def test_adv_65_a_temporary_refusal_is_tried_again_and_the_mail_comes_once(served, step):
    shop, server = served(script={step: ["451 4.3.0 come back later", "421 4.3.2 not now"]})
    with shop.running():
        ordered(shop)
        outs = all_sent(shop)
    once_each(server)
    assert {out["state"] for out in outs} == {"sent"}
    assert not any(out["outcome_unknown"] for out in outs)
    assert max(out["tries"] for out in outs) > 1
    assert [line["what"] for line in shop.json("show", "EH-1001")["journal"]].count("mail-failed") == 0


@pytest.mark.parametrize("step, reply", [("MAIL", "550 5.7.1 we do not like you"), ("BODY", "554 5.6.0 not with these words")])
def test_adv_65_a_refusal_for_good_is_told_to_the_admin_and_journaled(served, step, reply):
    shop, server = served(script={step: [reply]})
    with shop.running():
        ordered(shop)
        outs = all_sent(shop, LETTERS + 1)
    (failed,) = [out for out in outs if out["state"] == "failed"]
    assert reply[4:] in failed["reply"] and failed["tries"] == 1
    (told,) = [message for message in server.messages if message.recipients == [ADMIN]]
    assert failed["recipient"].encode() in told.octets and reply[10:].encode() in told.octets
    assert 1 == len([line for line in shop.json("show", "EH-1001")["journal"] if line["what"] == "mail-failed"])
    once_each(server)  # two of the three letters, and the one to the admin


def test_adv_17_a_lost_reply_to_the_final_dot_is_repeated_octet_for_octet(served):
    shop, server = served(script={"BODY": [DROP]})
    with shop.running():
        ordered(shop)
        outs = all_sent(shop)
    once_each(server)
    assert [out["outcome_unknown"] for out in outs].count(True) == 1
    first = server.bodies[0]
    again = [body for body in server.bodies[1:] if id_of(body) == id_of(first)]
    assert [(body.sender, body.recipients, body.octets) for body in again] == [(first.sender, first.recipients, first.octets)]


@pytest.mark.parametrize("step, act", [("CONNECT", DROP), ("EHLO", DROP), ("MAIL", DROP), ("RCPT", DROP), ("DATA", DROP),
                                       ("DATA", DropWithin(500))])
def test_adv_65_a_connection_that_drops_costs_no_mail(served, step, act):
    shop, server = served(script={step: [act, act]})
    with shop.running():
        ordered(shop)
        outs = all_sent(shop)
    once_each(server)
    assert {out["state"] for out in outs} == {"sent"}


def test_adv_68_a_letter_that_cannot_be_made_is_held_and_the_queue_goes_on(site, scratch, source, build):
    """A partial that stands in itself, in a section that may come to an end: no mistake until it is rendered."""
    english = scratch / "templates" / "en"
    (english / "partials").mkdir(parents=True)
    (english / "partials" / "loop.txt").write_text("again {{#order.items}}{{> loop}}{{/order.items}}\n")
    (english / "order-confirmed.txt").write_text("{{> loop}}\n")
    shop = Shop(scratch, site, source, build)
    shop.config.write_text(shop.config.read_text().replace("paths = { state", f'paths = {{ templates = "{scratch}/templates"; state'))
    with shop.running():
        ordered(shop)
        (told,) = shop.inbox(ADMIN)
        assert "order-confirmed" in told.as_string() or ANNA in told.as_string()
        shop.inbox(WAREHOUSE)  # of the same order, by another template
        shop.receive(mail(MEHMET, "Sipariş", KANEPE, name="Mehmet Yılmaz"))
        shop.inbox(MEHMET)
        (held,) = [out for out in shop.json("queue") if out["state"] == "held"]
        assert held["recipient"] == ANNA and not shop.mails(ANNA)
        assert shop.said().count("is held") == 1
        (english / "order-confirmed.txt").unlink()
        begun = shop.said().count("desk: ready")
        shop.reload()
        wait_until(lambda: shop.said().count("desk: ready") > begun, 30, "the desk that has the new templates")  # the one before might take the command
        wait_until(lambda: shop.command("queue", "retry", held["id"], check=False).returncode == 0, 30, "the command")
        shop.inbox(ANNA)
    assert len(shop.mails(ANNA)) == 1 and len(shop.mails(MEHMET)) == 1


def test_a_waiting_mail_outlives_a_restart(served):
    shop, server = served(script={"RCPT": ["450 4.2.0 mailbox busy"] * 4 * LETTERS})
    with shop.running():
        ordered(shop)
        wait_until(lambda: len([line for line in server.lines() if line.startswith("RCPT")]) >= LETTERS, 30, "each refused")
    assert len(shop.json("queue")) == LETTERS
    with shop.running():
        all_sent(shop)
    once_each(server)


# --- several in a sender's hand ---


def stuck(served):
    """The server has the second letter whole and does not answer; the third is announced to it."""
    shop, server = served(extensions=PIPED, script={"BODY": [None, STALL]})
    return shop, server, lambda: sorted(out["state"] for out in shop.json("queue", "--all")) == ["sending", "sending", "sent"] and len(server.bodies) == 2


def check_one_in_doubt(server, outs):
    """The second was repeated, octet for octet; the third was not, and its way to the dead sender was no try."""
    once_each(server)
    second = server.bodies[1]
    assert [(out["outcome_unknown"], out["tries"]) for out in outs].count((False, 1)) == LETTERS - 1
    assert [(out["outcome_unknown"], out["tries"]) for out in outs].count((True, 2)) == 1
    assert len(server.bodies) == LETTERS + 1
    assert [body.octets for body in server.bodies if id_of(body) == id_of(second)] == [second.octets] * 2


def test_of_several_in_the_hand_of_a_killed_sender_the_first_is_in_doubt(served):
    shop, server, is_stuck = stuck(served)
    with shop.running():
        ordered(shop)
        wait_until(is_stuck, 30, "a server that does not answer")
        os.kill(roles(shop)["mo-sender"][0], signal.SIGKILL)
        outs = all_sent(shop)
    check_one_in_doubt(server, outs)


def test_of_several_in_hand_at_a_stop_the_first_is_in_doubt(served):
    shop, server, is_stuck = stuck(served)
    with shop.running():
        ordered(shop)
        wait_until(is_stuck, 30, "a server that does not answer")
        assert shop.stop() < 10
    waiting = shop.json("queue")
    assert sorted((out["state"], out["outcome_unknown"], out["tries"]) for out in waiting) == [("queued", False, 0), ("queued", True, 1)]
    with shop.running():
        outs = all_sent(shop)
    check_one_in_doubt(server, outs)


def test_at_a_stop_the_mail_that_is_being_sent_is_finished_and_no_other_begun(served):
    gate = Gate()
    shop, server = served(extensions=PIPED, script={"BODY": [gate]})
    with shop.running():
        ordered(shop)
        wait_until(lambda: server.bodies and [out["state"] for out in shop.json("queue")].count("sending") == LETTERS, 30, "all letters in hand")
        shop.daemon.send_signal(signal.SIGTERM)
        wait_until(lambda: "mo-mailbox" not in roles(shop), 30, "a desk that stops")  # it lets go of mailboxes after it has asked senders
        gate.open()
        shop.stop()
    assert sorted((out["state"], out["outcome_unknown"], out["tries"]) for out in shop.json("queue", "--all")) == [
        ("queued", False, 0), ("queued", False, 0), ("sent", False, 1)]
    assert len(server.bodies) == 1
    with shop.running():
        all_sent(shop)
    once_each(server)


def test_what_a_killed_sender_said_is_heard_by_a_desk_that_was_busy(served):
    """The first letter was sent, and the desk does not know yet; the second is in doubt."""
    gate = Gate()
    shop, server = served(extensions=PIPED, script={"BODY": [gate, STALL]})
    with shop.running():
        ordered(shop)
        shop.receive(mail(MEHMET, "Sipariş", KANEPE, name="Mehmet Yılmaz"))
        wait_until(lambda: [out["state"] for out in shop.json("queue")].count("sending") == 2 * LETTERS, 30, "all letters in hand")
        desk, sender = roles(shop)["mo-desk"][0], roles(shop)["mo-sender"][0]
        os.kill(desk, signal.SIGSTOP)
        gate.open()
        wait_until(lambda: len(server.bodies) == 2, 30, "the second letter")
        os.kill(sender, signal.SIGKILL)
        wait_until(lambda: roles(shop).get("mo-sender") != [sender], 30, "the end of the sender")
        os.kill(desk, signal.SIGCONT)
        outs = all_sent(shop, 2 * LETTERS)
    once_each(server, 2 * LETTERS)
    assert len(server.bodies) == 2 * LETTERS + 1
    assert [(out["outcome_unknown"], out["tries"]) for out in outs].count((True, 2)) == 1


def frozen_until_accepted(shop, gate, server, letters):
    """The desk does not hear of what its letters in hand came to, and dies with all others."""
    wait_until(lambda: [out["state"] for out in shop.json("queue")].count("sending") == letters, 30, "all letters in hand")
    os.kill(roles(shop)["mo-desk"][0], signal.SIGSTOP)
    gate.open()
    wait_until(lambda: len(server.messages) == letters and noted(shop) == letters, 30, "all letters accepted, and noted")
    shop.kill()


@pytest.mark.parametrize("forgotten", [False, True])
def test_what_was_accepted_before_all_were_killed_is_not_sent_again(served, forgotten):
    """The next desk finds the sender's slips. Without them each letter is in doubt, and sent again."""
    gate = Gate()
    shop, server = served(extensions=PIPED, script={"BODY": [gate]})
    with shop.running():
        ordered(shop)
        shop.receive(mail(MEHMET, "Sipariş", KANEPE, name="Mehmet Yılmaz"))
        frozen_until_accepted(shop, gate, server, 2 * LETTERS)
        if forgotten:
            (shop.state / "accepted").unlink()
        shop.start()
        outs = all_sent(shop, 2 * LETTERS)
    if forgotten:
        assert {(out["outcome_unknown"], out["tries"]) for out in outs} == {(True, 2)}
        assert len(server.messages) == 4 * LETTERS
    else:
        once_each(server, 2 * LETTERS)
        assert {(out["outcome_unknown"], out["tries"]) for out in outs} == {(False, 1)}


def test_slips_lie_in_the_state_folder_of_the_last_reload(served, scratch):
    gate = Gate()
    shop, server = served(extensions=PIPED, script={"BODY": [gate]})
    with shop.running():
        moved = scratch / "moved"
        shop.config.write_text(shop.config.read_text().replace(str(shop.state), str(moved)))
        shop.state = moved
        shop.reload()
        wait_until(lambda: shop.store_is_there() and roles(shop).get("mo-sender"), 30, "the store at its new place")
        ordered(shop)
        frozen_until_accepted(shop, gate, server, LETTERS)
        shop.start()
        all_sent(shop)
    once_each(server)


def test_slips_that_cannot_be_read_cost_nothing(served):
    """Somebody has emptied the file while the daemon runs, and made nonsense of it before the next start."""
    shop, server = served(extensions=PIPED)
    with shop.running():
        wait_until(lambda: roles(shop).get("mo-sender"), 30, "a sender")
        (shop.state / "accepted").write_bytes(b"")
        ordered(shop)
        all_sent(shop)
        shop.kill()
        (shop.state / "accepted").write_bytes(b"\xff" * 5000)
        shop.start()
        shop.receive(mail(MEHMET, "Sipariş", KANEPE, name="Mehmet Yılmaz"))
        all_sent(shop, 2 * LETTERS)
    once_each(server, 2 * LETTERS)


def test_letters_that_wait_for_their_server_hold_up_no_order(served):
    """The sender's hand is as full as it will be, and stays so."""
    gate = Gate()
    shop, server = served(extensions=PIPED, script={"BODY": [gate]})
    with shop.running():
        ordered(shop)
        shop.receive(mail(MEHMET, "Sipariş", KANEPE, name="Mehmet Yılmaz"))
        wait_until(lambda: [out["state"] for out in shop.json("queue")].count("sending") == 2 * LETTERS, 30, "all letters in hand")
        shop.receive(mail(ANNA, "One more", SOFA.replace("linen", "leather"), name="Anna Weaver"))
        wait_until(lambda: len(shop.json("list")) == 3, 10, "an order in the store")
        gate.open()
        all_sent(shop, 3 * LETTERS)
    once_each(server, 3 * LETTERS)


def test_a_sender_whose_desk_died_lets_go_of_what_it_announced(site, scratch, source, sanitized, smtp):
    gate = Gate()
    server = smtp(extensions=PIPED, script={"BODY": [None, gate]})
    shop = Shop(scratch, site, source, sanitized, smtp=f"port = {server.port};")
    with shop.running():
        ordered(shop)
        wait_until(lambda: len(server.bodies) == 2, 60, "the second letter, with which the third is announced")
        os.kill(shop.daemon.pid, signal.SIGSTOP)  # else it kills the sender at once
        os.kill(roles(shop)["mo-desk"][0], signal.SIGKILL)
        wait_until(lambda: "mo-desk" not in roles(shop), 30, "the end of the desk")
        gate.open()
        wait_until(lambda: "mo-sender" not in roles(shop), 30, "the end of the sender")
        os.kill(shop.daemon.pid, signal.SIGCONT)
        all_sent(shop)
    assert "Sanitizer" not in shop.said()


def test_a_server_that_is_not_reached_is_one_try_of_one_mail(served):
    shop, server = served(extensions=PIPED, script={"CONNECT": [DROP]})
    with shop.running():
        ordered(shop)
        outs = all_sent(shop)
    once_each(server)
    assert sorted(out["tries"] for out in outs) == [1] * (LETTERS - 1) + [2]


def test_a_connection_cut_among_several_costs_no_mail(served):
    shop, server = served(extensions=PIPED, script={"MAIL": [None, DROP], "RCPT": [None, None, "421 4.3.2 too many"]})
    with shop.running():
        ordered(shop)
        outs = all_sent(shop)
    once_each(server)
    assert {(out["state"], out["outcome_unknown"], out["tries"]) for out in outs} == {("sent", False, 1)}
    assert len(server.sessions) == 3


def test_no_more_go_out_in_a_minute_than_allowed(site, scratch, source, build, smtp):
    server = smtp(extensions=PIPED)
    shop = Shop(scratch, site, source, build, smtp=f"port = {server.port}; messages_per_minute = 2; connections = 2;")
    with shop.running():
        ordered(shop)
        wait_until(lambda: sorted(out["state"] for out in shop.json("queue", "--all")) == ["queued", "sent", "sent"], 30, "two letters sent")
        shop.receive(mail(MEHMET, "Sipariş", KANEPE, name="Mehmet Yılmaz"))
        wait_until(lambda: len(shop.json("queue")) == 4, 30, "the next order's letters")
        assert {(out["state"], out["tries"]) for out in shop.json("queue")} == {("queued", 0)}
    assert len(server.messages) == 2


def test_no_more_go_over_a_connection_than_allowed(site, scratch, source, build, smtp):
    server = smtp(extensions=PIPED)
    shop = Shop(scratch, site, source, build, smtp=f"port = {server.port}; messages_per_connection = 2;")
    with shop.running():
        ordered(shop)
        all_sent(shop)
    once_each(server)
    assert [len([line for line in session.lines if line == "DATA"]) for session in server.sessions] == [2, 1]
