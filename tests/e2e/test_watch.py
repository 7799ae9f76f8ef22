"""Who watches the daemon: status for a monitor, alerts by a second way, systemd's watchdog, and a log that tells what it is about and nothing
of anybody."""

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import threading
import time
import unicodedata

import pytest

from servers import HOST, PASSWORD, free_ports, wait_until
from shop import ANNA, SOFA, WAREHOUSE, Shop, mail
from test_process import roles, wait_for_roles
from test_staff import answer

QUICK = 'watch = { fetch_stalled = "3 s"; send_stalled = "3 s"; mail_stalled = "60 s"; disk_free = "1 MB"; };\n'
TOLD = "watchman@private.example"


class Tap:
    """Between the daemon and a server: passes everything on, until it is shut; then it accepts, and is silent."""

    def __init__(self, port):
        self.target, self.open = port, threading.Event()
        self.open.set()
        self.listener = socket.create_server((HOST, 0))
        self.port = self.listener.getsockname()[1]
        self.ends = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection((HOST, self.target))
                self.ends += [client, server]
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=self.pass_on, args=pair, daemon=True).start()

    def pass_on(self, source, sink):
        with contextlib.suppress(OSError):
            while octets := source.recv(65536):
                self.open.wait()
                sink.sendall(octets)
        for end in (source, sink):  # else the server counts connections that nobody has any more
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.open.set()
        for end in [self.listener, *self.ends]:
            end.close()


def with_alerts(shop, port, watch=QUICK):
    """Adds a second way out, with a password of its own."""
    secret = shop.folder / "second.password"
    secret.write_text(PASSWORD + "\n")
    secret.chmod(0o600)
    shop.config.write_text(shop.config.read_text() + watch + f'alerts = {{ to = "{TOLD}"; way = {{ host = "localhost"; port = {port};'
                           ' tls = "none"; timeout = "5 s"; }; };\n')


def subjects(server):
    return [re.search(rb"^Subject: (.*)$", message.octets, re.M)[1].decode() for message in server.messages]


def told(server, words, seconds=40):
    wait_until(lambda: any(words in subject for subject in subjects(server)), seconds, f"'{words}' by the second way")


def status(shop):
    done = shop.command("status", "--json", check=False)
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def second(smtp):
    return smtp()


def test_alerts_by_the_second_way_when_fetching_and_sending_stall(site, scratch, source, build, second, smtp):
    """Both stall; each is told once, by a server that has nothing to do with them, and once when it is well again."""
    tap = Tap(site.dovecot.tls_port)
    dead = free_ports(1)[0]
    shop = Shop(scratch, site, source, build, imap=f'host = "localhost"; port = {tap.port}; timeout = "2 s";', smtp=f'host = "localhost"; port = {dead}; tls = "none"; timeout = "2 s";')
    with_alerts(shop, second.port)
    try:
        with shop.running():
            wait_until(lambda: status(shop)[0] == 0, 30, "a status that is well")
            code, said = status(shop)
            assert said["daemon"] in roles(shop)["mo-desk"] and said["mailboxes"][0]["name"] == "orders" and said["verdict"] == "well", said
            shop.receive(mail(ANNA, "Order", SOFA))
            shop.settled(1)
            told(second, "mails cannot be sent")
            tap.open.clear()
            told(second, "no mail is fetched from orders")
            wait_until(lambda: "was looked into" in status(shop)[1]["why"], 20, "a status that says it")
            code, said = status(shop)
            assert code == 2 and said["verdict"] == "critical" and said["mailboxes"][0]["trouble"], said
            smtp(port=dead)
            told(second, "Well again: mails are sent")
            tap.open.set()
            told(second, "Well again: mail is fetched from orders")
            wait_until(lambda: status(shop)[0] == 0, 30, "a status that is well again")
            assert len(second.messages) == 4, subjects(second)
            alert = second.messages[0]
            assert alert.recipients == [TOLD] and b"Auto-Submitted: auto-generated" in alert.octets and ANNA.encode() not in alert.octets
        code, said = status(shop)
        assert code == 2 and "no daemon is running" in said["why"] and said["mailboxes"][0]["looked_seconds_ago"] >= 0
    finally:
        shop.stop()
        tap.close()


def test_damage_that_the_start_does_not_see_is_found_soon_after(shop, second):
    with_alerts(shop, second.port)
    with shop.running():
        pass
    store = shop.state / "mailorder.db"
    with contextlib.closing(sqlite3.connect(store)) as db:
        db.execute("INSERT INTO journal (at, actor, what, detail) WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
                   " SELECT i, 'mailorder', 'noted', hex(randomblob(500)) FROM n")
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages, size = db.execute("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size").fetchone()
    assert pages * size > 17 << 20
    with open(store, "r+b") as file:
        file.seek((pages - 10) * size)
        file.write(b"Z" * 200)
    shop.start(ready=False)
    assert shop.daemon.wait(60) == os.EX_DATAERR
    assert re.search(r"desk: ready.*checker: error: .*mailorder\.db: the database is damaged: .*; nothing is done until it is whole: mailorder restore BACKUP"
                     r".*stopped", shop.said(), re.S)
    assert [subject for subject in subjects(second) if "the store is damaged" in subject] and len(second.messages) == 1


def test_a_damaged_store_is_told_once_and_what_to_do_is_said(shop, second):
    with_alerts(shop, second.port)
    kept = shop.folder / "kept.backup"
    with shop.running():
        wait_for_roles(shop)
        shop.command("backup", kept)
        assert "whole" in shop.command("check", "--store")
    store = shop.state / "mailorder.db"
    with contextlib.closing(sqlite3.connect(store)) as db:
        page, size = db.execute("SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema WHERE name = 'outbox_body'").fetchone()
    with open(store, "r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"Z" * 200)
    for _ in range(2):
        shop.start(ready=False)
        assert shop.daemon.wait(40) == os.EX_DATAERR
    assert re.search(r"error: .*mailorder\.db: the database is damaged: .*; nothing is done until it is whole: mailorder restore BACKUP", shop.said())
    assert len(second.messages) == 1 and "the store is damaged" in subjects(second)[0]
    done = shop.command("check", "--store", check=False)
    assert done.returncode == os.EX_DATAERR and "damaged" in done.stderr and done.stderr.count("\n") == 1
    assert "nothing was changed" in shop.command("restore", store, check=False).stderr
    assert "is kept:" in shop.command("restore", kept)
    with shop.running():
        told(second, "Well again: the store is whole")
        refused = shop.command("restore", kept, check=False)
        assert refused.returncode == os.EX_UNAVAILABLE and "stop it first" in refused.stderr and refused.stderr.count("\n") == 1
    assert len(second.messages) == 2


def test_commands_say_in_one_line_what_is_wrong(shop):
    for arguments, code, words in ((("backup",), os.EX_USAGE, "usage: mailorder backup"), (("restore",), os.EX_USAGE, "usage: mailorder restore"),
                                   (("restore", "nowhere"), os.EX_NOINPUT, "cannot be read"),
                                   (("backup", "kept"), os.EX_UNAVAILABLE, "no database yet"), (("status", "x"), 3, "usage: mailorder status")):
        done = shop.command(*arguments, check=False)
        assert done.returncode == code and words in done.stderr and done.stderr.count("\n") == 1, (arguments, done)
    done = shop.command("status", check=False)
    assert done.returncode == 2 and done.stdout.startswith("critical: no daemon is running")


def test_the_watchdog_is_answered_only_while_the_desk_works(shop):
    path = shop.folder / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(path))
        listener.settimeout(30)

        def until(words):
            while words not in listener.recv(4096).decode():
                pass

        def silent():
            """Whether there was none for two seconds; what systemd would wait for is far shorter here."""
            listener.settimeout(2)
            end = time.monotonic() + 2
            with contextlib.suppress(TimeoutError):
                while time.monotonic() < end:
                    if "WATCHDOG=1" in listener.recv(4096).decode():
                        return False
            return True

        shop.start(ready=False, more={"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "400000"})
        until("READY=1")
        until("WATCHDOG=1")
        desk = roles(shop)["mo-desk"][0]
        os.kill(desk, signal.SIGSTOP)
        wait_until(silent, 40, "a watchdog that is not answered while the desk hangs")
        os.kill(desk, signal.SIGCONT)
        listener.settimeout(30)
        until("WATCHDOG=1")


# --- the log ---

ABOUT = re.compile(r"^mailorderd\[\d+\] [a-z]+[^:]*: (?:(?:error|warning|debug): )?((?:mail|order|mailbox|out|queue-id)=\S+ )+")


def test_the_log_of_an_orders_life_names_it_and_nobody(shop):
    """Ordered, confirmed, worked on, shipped; each line about a mail or the order says which, and none has anything of the people."""
    with shop.running():
        shop.receive(mail(ANNA, "Order for my daughter's room", SOFA, name="Anna Weaver"))
        work = shop.inbox(WAREHOUSE)[0]
        confirmed = shop.inbox(ANNA)[0]
        shop.receive(answer(work, WAREHOUSE, "shipped with UPS 1Z999AA10123456784"))
        shop.inbox(ANNA, 2)
        shop.receive(mail("mallory@evil.example", "Who are you?", "It is a nice day."))
        shop.settled(3)
        wait_until(lambda: shop.said().count("queue-id=") >= 4, 30, "the queue ids of what was sent")
    said = shop.said()
    number = confirmed["Subject"] and re.search(r"EH-\d+", confirmed["Subject"])[0]
    lines = [line for line in said.splitlines() if ABOUT.match(line)]
    for words in (f"mail=1 order={number} confirmed", "mail=1 mailbox=orders taken in", "mail=1 mailbox=orders handled", f"order={number} out=",
                  f"mail=2 order={number} shipped"):
        assert any(words in line for line in lines), (words, said)
    with contextlib.closing(sqlite3.connect(shop.state / "mailorder.db")) as store:
        tokens = [row[0] for row in store.execute("SELECT token FROM token UNION SELECT substr(message_id, 1, 26) FROM outbox")]
    secrets = [*tokens, PASSWORD, "@", "Weaver", "Anna", "daughter", "Mill Lane", "Oxford", "7946", "nice day", "Who are you", "1Z999AA10123456784"]
    assert len(tokens) > 5
    for secret in secrets:
        assert secret.lower() not in said.lower(), [line for line in said.splitlines() if secret.lower() in line.lower()]


HOSTILE = "\u202eevil\u2066\u200f \u2028forged \u001b[2J\u0007 \u0085next \u200bhid\u061cden\ufeff"


def hostile_left(text):
    """Characters that could move the cursor, start a line, hide text or turn its direction; line ends of our own are none."""
    return sorted({f"U+{ord(c):04X}" for c in text if c not in "\n\u200c\u200d" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")})


def test_adv_44_bidi_and_control_characters_reach_neither_log_nor_terminal(shop):
    """In the name, the subject, values, a product's name, and in staff's words; with a log that tells all it can."""
    text = SOFA.replace("Anna Weaver", "Anna " + HOSTILE).replace("12 Mill Lane", "12 " + HOSTILE + " Lane")
    shop.start(options=["--log-level=debug"])
    raw = mail(ANNA, "placeholder", text, name="placeholder").as_bytes()
    encoded = "=?utf-8?Q?" + "".join(f"={octet:02X}" for octet in ("A " + HOSTILE + "\nZ=1 order=EH-1 mail=9").encode()) + "?="
    raw = raw.replace(b"placeholder <", encoded.encode() + b" <").replace(b"Subject: placeholder", b"Subject: " + encoded.encode())
    shop.receive(raw)
    shop.receive(raw.replace(b"Sofa", b"Sofka \xe2\x80\xae", 1).replace(b"Message-ID: <", b"Message-ID: <other"))
    work = shop.inbox(WAREHOUSE)[0]
    shop.receive(answer(work, WAREHOUSE, f"Note to customer: your sofa {HOSTILE} is here"))
    shop.settled(3)
    orders = shop.json("list")
    outputs = {"log": shop.said(), "list": shop.command("list"), "queue": shop.command("queue", "--all")}
    for row in orders:
        outputs[f"show {row['number']}"] = shop.command("show", row["number"])
        outputs[f"explain {row['number']}"] = shop.command("explain-date", row["number"])
    for number in (1, 2, 3):
        outputs[f"show mail {number}"] = shop.command("show", "mail", number)
    for name, output in outputs.items():
        assert hostile_left(output) == [], (name, output)
    assert all(line.startswith("mailorderd[") for line in shop.said().splitlines())
    assert orders and "evil" in outputs["show mail 1"]
