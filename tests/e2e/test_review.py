"""Mails left to a person: a letter about each, but not more of them in an hour than the configuration allows."""

import re

from shop import DESK, REVIEW, Shop, mail, text_of
from test_staff import ordered, subject_has

SECRET = "-----BEGIN PGP MESSAGE-----\n\nhQEMA0123456789\n-----END PGP MESSAGE-----\n"
SENDERS = [f"person{number}@customer.example" for number in range(1, 6)]


def test_what_exceeds_the_letters_of_an_hour_is_told_in_one_at_its_end(site, scratch, source, build):
    shop = Shop(scratch, site, source, build, limits="review_letters_per_hour = 2;")
    with shop.running():
        for count, sender in enumerate(SENDERS, 1):
            shop.receive(mail(sender, f"Secret {count}", SECRET))
            shop.settled(count)
        assert len(shop.inbox(DESK, 2)) == 2
        assert len(shop.mails("orders@shop.example", REVIEW)) == 5
    with shop.running():  # nothing is forgotten over a restart, nor told too early
        shop.receive(mail("person6@customer.example", "Secret 6", SECRET))
        shop.settled(6)
        assert len(shop.mails(DESK)) == 2
    with shop.running(clock=0.05):
        (summary,) = shop.inbox(DESK, having=lambda message: "4 more mails need your eyes" in message["Subject"])
        text = text_of(summary)
        for number, sender in enumerate([*SENDERS[2:], "person6@customer.example"], 3):
            assert f"From: {sender}" in text and f"Subject: Secret {number}" in text
        assert text.count("encrypted") == 4
        shown = [shop.command("show", "mail", number) for number in re.findall(r"mailorder show mail (\d+)", text)]
        assert ["Secret 3" in shown[0], "Secret 6" in shown[3], len(shown)] == [True, True, 4]
        assert "collected" in shown[0]
        shop.receive(mail("person7@customer.example", "Secret 7", SECRET))
        (single,) = shop.inbox(DESK, having=lambda message: "Secret 7" in message["Subject"])
        assert "a mail needs your eyes" in single["Subject"].lower()
        assert len(shop.mails(DESK)) == 4


def test_an_order_whose_departments_are_gone_after_a_reload_is_told_once(shop):
    with shop.running():
        ordered(shop)
        number = shop.json("list")[0]["number"]
        form = shop.folder / "forms" / "sofa.conf"
        form.write_text(re.sub(r"departments( *)= \[[^]]*\]", 'departments = [ "loommakers" ]', form.read_text()))
        shop.reload()
        (alert,) = shop.inbox(DESK, having=subject_has("no department has it"))
        assert number in alert["Subject"] and "by hand" in text_of(alert)
        shop.reload()
        shop.receive(mail("person1@customer.example", "Secret", SECRET))
        shop.settled(2)
        shop.inbox(DESK, having=subject_has("needs your eyes"))
        assert len(shop.mails(DESK)) == 2


def test_a_product_without_departments_is_a_mistake_with_its_line(shop):
    form = shop.folder / "forms" / "sofa.conf"
    for departments, said in (("[ ]", "no department hears of an order for 'sofa'"), ('[ "nobody" ]', "there is no department 'nobody'")):
        form.write_text(re.sub(r"departments( *)= \[[^]]*\]", f"departments = {departments}", form.read_text()))
        line = next(number for number, text in enumerate(form.read_text().splitlines(), 1) if "departments" in text)
        checked = shop.command("check", check=False)
        assert checked.returncode != 0 and f"sofa.conf:{line}: {said}" in checked.stdout + checked.stderr
