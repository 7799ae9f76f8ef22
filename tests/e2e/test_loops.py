"""Programs that answer programs, on real servers: whatever writes to us by itself, we fall silent soon, and a person is told."""

import re
import stat
import sys
from email.utils import make_msgid

import pytest

from adversarial import Store
from servers import wait_until
from shop import ANNA, DESK, MEHMET, ORDERS, SOFA, SOFA_WITHOUT_FABRIC, WAREHOUSE, Shop, mail, text_of
from test_staff import answer

MARKS = "Auto-Submitted|X-Auto-Response-Suppress|X-Mailorder-[A-Za-z-]*|List-[A-Za-z-]*|Precedence|Content-Language"
THREADS = "|In-Reply-To|References"
RELAY = """#!{python}
import re, smtplib, sys
raw = sys.stdin.buffer.read()
head, _, body = raw.replace(b"\\r\\n", b"\\n").partition(b"\\n\\n")
head = re.sub(rb"^({marks}):.*\\n(?:[ \\t].*\\n)*", b"", head + b"\\n", flags=re.M | re.I)
if {wholly}:
    body = re.sub(rb"\\[ref:[^]]*\\]", b"", body)
words = sys.argv[sys.argv.index("--") + 1:]
with smtplib.SMTP("127.0.0.1", {port}) as server:
    server.sendmail(sys.argv[sys.argv.index("-f") + 1], words, head + b"\\n" + body)
"""


def handled(shop, count):
    """That many mails have come in and been handled, and nothing waits to go out; the mails that went out to customers, oldest first."""
    store = Store(shop)
    wait_until(lambda: store.rows("SELECT count(*) AS count FROM mail")[0]["count"] >= count and not store.unfinished(), 60, f"{count} mails")
    return store.rows("SELECT letter, recipient FROM outbox ORDER BY id")


class Desk(Shop):
    """A second business beside the first, whose orders come to Mehmet's address; `relay` is what its mails go through."""

    def write(self, source, imap="", smtp="", business="", limits="", hold="0 min"):
        super().write(source, f'user = "{MEHMET}"; {imap}', smtp, business, limits, hold)
        self.config.write_text(re.sub(r'(?m)^(    from +=) "[^"]*"', rf'\1 "{MEHMET}"', self.config.read_text()))


def stripping_relay(folder, port, wholly=False):
    """A server on the way that takes off what tells a machine's mail; `wholly`: and what it answers, and its reference line."""
    relay = folder / "relay"
    relay.write_text(RELAY.format(python=sys.executable, marks=MARKS + THREADS * wholly, port=port, wholly=wholly))
    relay.chmod(relay.stat().st_mode | stat.S_IXUSR)
    return f'kind = "command"; command = "{relay} -i";'


@pytest.mark.parametrize("stripped, text", [(False, SOFA), (True, SOFA), (True, SOFA_WITHOUT_FABRIC), (True, "I want to order a sofa.\n"),
                                            ("wholly", SOFA), ("wholly", SOFA_WITHOUT_FABRIC)],
                         ids=["marked", "complete", "incomplete", "a wish", "complete, nothing left", "incomplete, nothing left"])
def test_adv_04_two_desks_facing_each_other_fall_silent(site, scratch, source, build, stripped, text):
    """One is written to in the other's name. Each answers at most once, though neither can tell the other from a person."""
    for name in ("ours", "theirs"):
        (scratch / name).mkdir()
    smtp = stripping_relay(scratch, site.mta.port, stripped == "wholly") if stripped else ""
    ours, theirs = Shop(scratch / "ours", site, source, build, smtp=smtp), Desk(scratch / "theirs", site, source, build, smtp=smtp)
    with ours.running(), theirs.running():
        ours.receive(mail(MEHMET, "Sofa order", text, name="Other Desk"))
        handled(ours, 1)

        def silent():
            """Every letter of the one has come to the other and been handled there."""
            from_ours = Store(ours).rows("SELECT 1 FROM outbox WHERE recipient = ? AND state = 2", MEHMET)
            from_theirs = Store(theirs).rows("SELECT 1 FROM outbox WHERE recipient = ? AND state = 2", ORDERS)
            met = [Store(shop).rows("SELECT count(*) AS count FROM mail")[0]["count"] for shop in (ours, theirs)]
            still = not Store(ours).unfinished() and not Store(theirs).unfinished()
            return still and met == [1 + len(from_theirs), len(from_ours)] and (len(from_ours), len(from_theirs))
        counts = wait_until(silent, 60, "silence")
    assert counts[0] == 1 and counts[1] <= (1 if stripped else 0)


# --- responders ------------------------------------------------------------------------------------------------------------------


class Talk:
    """A shop, and how many mails it has been sent."""

    def __init__(self, shop):
        self.shop, self.sent = shop, 0

    def receive(self, *mails):
        for one in mails:
            self.shop.receive(one)
        self.sent += len(mails)
        return handled(self.shop, self.sent)

    def ends(self, who, first, respond, most=12):
        """How many letters `who` gets of the mail `first`, when each that came is answered at once by `respond`."""
        before = sum(row["recipient"] == who for row in handled(self.shop, self.sent))
        came = sum(row["recipient"] == who for row in self.receive(first)) - before
        answered = 0
        while answered < came <= most:
            answered += 1
            letter = self.shop.inbox(who, before + answered)[before + answered - 1]
            came = sum(row["recipient"] == who for row in self.receive(respond(letter))) - before
        return came


def away(who, subject, text="Tot 14 augustus ben ik er niet.\n"):
    """Nothing tells it from a person, and its subject is in no language that we know."""
    return lambda got: mail(who, subject + got["Subject"], text, answers=got)


def test_adv_09_responders_that_nothing_tells_from_persons_come_to_an_end(shop):
    with shop.running():
        talk = Talk(shop)
        assert talk.ends(ANNA, mail(ANNA, "Sofa order", SOFA_WITHOUT_FABRIC, name="Anna"), away(ANNA, "Ik ben er even niet: ")) <= 3
        assert talk.ends(MEHMET, mail(MEHMET, "Sofa order", SOFA, name="Mehmet"), away(MEHMET, "Ik ben er even niet: ")) <= 3
        assert {order["state"] for order in shop.json("list")} == {"incomplete", "waiting"}


def test_adv_09_a_responder_of_a_department_comes_to_an_end(shop):
    """Its answer finds the order; it says nothing that could be done. A person reads it in the end, once."""
    with shop.running():
        talk = Talk(shop)
        assert talk.ends(WAREHOUSE, mail(ANNA, "Sofa", SOFA, name="Anna"),
                         lambda got: answer(got, WAREHOUSE, "I am on holiday until Monday. Ayse helps you: +90 212 555 01 02.")) == 6
        (review,) = shop.inbox(DESK)
        assert "on holiday until Monday" in text_of(review)


# --- who sends on all it gets ------------------------------------------------------------------------------------------------------


def inline(got, who):
    return mail(who, "Fwd: " + got["Subject"], "---------- Forwarded message ---------\n"
                f"From: Example Home <{ORDERS}>\nDate: Mon, 23 Nov 2026 at 10:12\nSubject: {got['Subject']}\nTo: <{who}>\n\n{text_of(got)}")


def bare(got, who):
    return mail(who, "Fwd: " + got["Subject"], text_of(got))


def bare_with_an_order(got, who):
    return mail(who, "Fwd: " + got["Subject"], text_of(got) + SOFA)


def as_an_answer(got, who):
    return mail(who, "Fw: " + got["Subject"], text_of(got), answers=got)


def without_a_word(got, who):
    return mail(who, got["Subject"], text_of(got), answers=got)


def whole(got, who):
    outer = mail(who, "Fwd: " + got["Subject"], "")
    outer.add_attachment(got)
    return outer


def redirected(got, who):
    return f"Resent-From: {who}\nResent-To: {ORDERS}\nReceived: by mx.shop.example\n".encode() + got.as_bytes()


def redirected_with_a_new_id(got, who):
    return redirected(got, who).replace(got["Message-ID"].encode(), make_msgid(domain="relay.example").encode())


WAYS = [inline, bare, bare_with_an_order, as_an_answer, without_a_word, whole, redirected, redirected_with_a_new_id]


@pytest.mark.parametrize("who", [WAREHOUSE, DESK])
def test_adv_10_who_sends_on_all_it_gets_is_stopped(shop, who):
    """A rule of theirs sends each letter of ours back to us, and what comes of that, and so on."""
    with shop.running():
        talk = Talk(shop)
        for number, way in enumerate(WAYS, 1):
            order = mail(f"anna+{number}@customer.example", "Sofa", SOFA.replace("linen", "linen\nPrice: 1.00 EUR") if who == DESK else SOFA)
            came = talk.ends(who, order, lambda got, way=way: way(got, who))
            print(way.__name__, came)
            assert came <= (6 if way is without_a_word else 2), way.__name__
        assert len(shop.json("list")) == len(shop.mails(ANNA)) == len(WAYS)
