"""The admin's command, as its user meets it: what it says, and its exit codes."""

import json
import os
import subprocess
import sys

import pytest

from shop import ANNA, SOFA, SOFA_WITHOUT_FABRIC, mail


def test_check_says_every_mistake_with_file_and_line(shop):
    text = shop.config.read_text()
    shop.config.write_text(text.replace('time_zone = "Europe/Istanbul"', 'time_zone = "Europe/Istambul"')
                           .replace("contact_phone", "contact_fone"))
    form = shop.folder / "forms" / "table.conf"
    form.write_text(form.read_text().replace("lead_days", "lead_day").replace('"warehouse"', '"werehouse"'))
    done = shop.command("check", check=False)
    assert done.returncode == 78
    said = done.stderr
    line = 1 + text[:text.index("contact_phone")].count("\n")
    assert f"mailorder.conf:{line}: unknown key 'contact_fone' (did you mean 'contact_phone'?)" in said
    for words in ("Europe/Istambul", "table.conf", "lead_day", "'lead_days'", "werehouse", "warehouse"):
        assert words in said, said


def test_check_finds_a_mistake_in_a_template_of_the_admins(shop):
    own = shop.folder / "templates" / "en"
    own.mkdir(parents=True)
    (own / "order-confirmed.txt").write_text("Hello\n{{order.numbr}}\n")
    shop.config.write_text(shop.config.read_text().replace("paths = {", 'paths = { templates = "templates";'))
    done = shop.command("check", check=False)
    assert done.returncode == 78
    assert "order-confirmed.txt:2:" in done.stderr and "order.number" in done.stderr


def test_check_is_quiet_when_well(shop):
    done = shop.command("check", check=False)
    assert done.returncode == 0 and done.stderr == ""


def test_a_password_file_that_others_can_read_is_refused(shop):
    (shop.folder / "orders.password").chmod(0o644)
    done = shop.command("check", check=False)
    assert done.returncode == 78
    assert "chmod 600" in done.stderr
    assert "correct horse" not in done.stderr


def write(shop, name, message):
    path = shop.folder / name
    path.write_bytes(message.as_bytes())
    return path


def test_try_shows_what_would_happen_and_leaves_no_trace(shop):
    said = shop.command("try", write(shop, "whole.eml", mail(ANNA, "Sofa", SOFA, name="Anna")))
    assert "order-confirmed to anna@customer.example" in said
    assert "department-work to warehouse@shop.example" in said
    assert "Linen" in said
    said = shop.command("try", write(shop, "half.eml", mail(ANNA, "Sofa", SOFA_WITHOUT_FABRIC, name="Anna")))
    assert "complete-order to anna@customer.example" in said and "* Fabric:" in said
    said = shop.command("try", write(shop, "spam.eml", mail("a@b.example", "Buy", "Buy now\n")))
    assert "No mail would go out." in said
    assert not shop.state.exists()


def test_try_survives_what_is_no_mail(shop):
    (shop.folder / "empty.eml").write_bytes(b"")
    (shop.folder / "noise.eml").write_bytes(bytes(range(256)) * 100)
    assert shop.command("try", shop.folder / "empty.eml", shop.folder / "noise.eml", check=False).returncode == 0
    assert shop.command("try", shop.folder / "missing.eml", check=False).returncode == 66


def test_wrong_usage_is_told(shop):
    for words in (["report", "--format", "pdf"], ["report", "--from", "2026-02-30"], ["report", "--from", "1.2.2026"],
                  ["report", "--from", "2026-02-02", "--to", "2026-02-01"], ["report", "words"], ["explain-date"],
                  ["frobnicate"], ["show"], ["list", "--nonsense"], ["adopt", "--since", "yesterday"], ["try"], []):
        done = shop.command(*words, check=False)
        assert done.returncode == 64, words
        assert done.stderr


def test_orders_and_queue_are_listed_as_json_too(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA, name="Anna"))
        shop.inbox(ANNA)
        shop.settled(1)
    (row,) = json.loads(shop.command("list", "--json"))
    assert row["number"] == "EH-1001" and row["created"] > 1700000000
    assert json.loads(shop.command("list", "--state", "incomplete", "--json")) == []
    assert json.loads(shop.command("list", "--customer", ANNA, "--json"))
    shown = json.loads(shop.command("show", "EH-1001", "--json"))
    assert shown["items"][0]["sku"] == "SOFA-3"
    assert json.loads(shop.command("queue", "--json")) == []
    assert {out["state"] for out in json.loads(shop.command("queue", "--all", "--json"))} == {"sent"}
    assert "EH-1001" in shop.command("list")
    assert "Fabric: linen" in shop.command("show", "EH-1001")
    assert shop.command("show", "EH-9999", check=False).returncode == 65
    reported(shop)
    date_explained(shop, row["expected"])


def reported(shop):
    period = ["--from", "2020-01-01", "--to", "2100-01-01"]
    sums = json.loads(shop.command("report", *period, "--format", "json"))
    assert (sums["orders"], sums["complete_at_first"], sums["states"]) == (1, 1, [{"state": "waiting", "count": 1}])
    assert "Orders by state" in shop.command("report", *period)
    page = shop.folder / "report.html"
    assert shop.command("report", *period, "--format", "html", "--output", page) == ""
    assert "<svg" in page.read_text()
    assert '"summary","orders","","1"' in shop.command("report", *period, "--format", "csv")
    assert json.loads(shop.command("report", "--from", "2020-01-01", "--to", "2020-01-31", "--format", "json"))["orders"] == 0
    assert shop.command("report", "--output", shop.folder / "none" / "r.txt", check=False).returncode == 73


def date_explained(shop, expected):
    said = shop.command("explain-date", "EH-1001")
    assert "work begins (day 0)" in said and f"= {expected}\n" in said and "changed" not in said
    assert "What it waits for" in said and "acknowledge" in said and "late" in said
    shop.command("delay", "EH-1001", "to", "2099-01-02,", "no", "wood")
    moved = shop.command("explain-date", "EH-1001")
    assert f"= {expected}\n" in moved and "Moved since to 2099-01-02; the customer was told 2099-01-02" in moved and "no wood" in moved
    shop.command("ship", "EH-1001", "with", "UPS", "1Z999AA10123456784,", "arrives", "2099-01-05")
    shipped = shop.command("explain-date", "EH-1001")
    assert "Shipment 1 (1Z999AA10123456784)" in shipped and "Expected delivery: 2099-01-05, as they said" in shipped
    assert shop.command("explain-date", "EH-9999", check=False).returncode == 65


def test_a_command_works_with_no_daemon_running(shop):
    with shop.running():
        shop.receive(mail(ANNA, "Sofa", SOFA.replace("linen", "linen\nPrice: 1.00 EUR"), name="Anna"))
        shop.settled(1)
    assert shop.json("list")[0]["state"] == "held"
    assert "confirmed" in shop.command("accept", "EH-1001")
    done = shop.command("accept", "EH-1001", check=False)
    assert done.returncode == 65 and "already" in done.stdout
    assert shop.json("list")[0]["state"] == "waiting"
    with shop.running():
        shop.inbox(ANNA, 2)


def test_try_survives_the_corpus_and_what_mutation_makes_of_it(shop, sanitized, source, scratch):
    """With the sanitizers on. `tests/fuzz/mutate.py` makes as many more as one likes."""
    corpus = sorted((source / "tests" / "corpus").glob("*.eml"))
    mutated = scratch / "mutated"
    subprocess.run([sys.executable, source / "tests" / "fuzz" / "mutate.py", "11", "300", mutated, *corpus], check=True)
    mails = [*corpus, *sorted(path for path in mutated.iterdir() if path.is_file())]
    assert len(mails) > 350
    done = subprocess.run([sanitized / "mailorder", "--config", shop.config, "try", "--quiet", *mails], capture_output=True, text=True,
                          timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]


def test_what_a_command_does_not_take_is_told_and_not_passed_over(shop, scratch):
    pipe = scratch / "pipe"
    os.mkfifo(pipe)
    for words, code, said in [
            (("list", "EH-1001"), 64, "list takes options only"), (("check", "forms"), 64, "check takes options only"),
            (("list", "--state", "Shipped"), 64, "the states are incomplete, held, received, declined, expired, waiting, in-work"),
            (("restore", scratch), 66, "is no file"), (("restore", ""), 66, "the file without a name cannot be read"),
            (("try", scratch), 66, "is no file"), (("try", pipe), 66, "is no file"),
            (("ship", "EH-1001", "with UPS"), 69, "there is no database yet; start the daemon once")]:
        done = shop.command(*words, check=False)
        assert done.returncode == code and said in done.stderr and done.stdout == "", (words, done)
        assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_check_reads_as_the_user_that_the_daemon_becomes(shop):
    shop.config.write_text(shop.config.read_text().replace("paths = {", 'paths = { run_as = "no-such-user";'))
    done = shop.command("check", check=False)
    assert done.returncode == 67 and 'there is no user "no-such-user"' in done.stderr
    shop.config.write_text(shop.config.read_text().replace("no-such-user", "nobody"))
    shop.folder.chmod(0o755)
    done = shop.command("check", check=False)
    assert done.returncode == 78 and "orders.password" in done.stderr and "Permission denied" in done.stderr, done
