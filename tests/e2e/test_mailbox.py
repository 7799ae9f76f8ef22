"""The mailbox drivers, driven by mailbox-probe, against a real Dovecot and in a Maildir."""

import os
import socket
import threading

import pytest

from mailboxprobe import MEGABYTES, assert_refused, launch, probe, uids_of  # noqa: F401
from servers import HOST

ORDERS = "orders@shop.example"


# A real Dovecot.

@pytest.fixture
def dovecot(site, probe):
    """Runs the probe on the orders mailbox, with patience: the machine may be busy, and silence is not what is tried here."""
    def run(*calls, tls="implicit", timeout=20, **arguments):
        port = site.dovecot.tls_port if tls == "implicit" else site.dovecot.port
        return probe(port, *calls, tls=tls, user=ORDERS, ca=site.authority.ca, timeout=timeout, **arguments)
    run.site = site
    return run


def fill(site, count, body=b"x\r\n"):
    with site.mailbox(ORDERS) as orders:
        for number in range(count):
            orders.append(b"Subject: mail %d\r\n\r\n" % number + body, when=1700000000 + number)


@pytest.mark.parametrize("tls", ["implicit", "starttls", "none"])
def test_mails_are_listed_with_their_arrival(dovecot, tls):
    fill(dovecot.site, 3)
    answer = dovecot("list", 0, 10, tls=tls)
    assert answer.status == 0, answer.lines
    mails = [line.split()[2:] for line in answer.having("mail")]
    assert mails == [[str(1700000000 + number), "22"] for number in range(3)]


def test_a_listing_begins_after_any_uid_and_keeps_to_its_limit(dovecot):
    fill(dovecot.site, 20)
    everything = uids_of(dovecot("list", 0, 100))
    assert len(everything) == 20 and everything == sorted(everything)
    gaps = everything[3:9]
    left = [uid for uid in everything if uid not in gaps]
    dovecot("file", "handled", ",".join(map(str, gaps)))
    for after in [0, everything[0] - 1, *everything, 2**32 - 2]:
        for limit in (1, 4, 100):
            assert uids_of(dovecot("list", after, limit)) == [uid for uid in left if uid > after][:limit]


def test_listing_goes_on_as_mails_are_filed_and_come(dovecot):
    fill(dovecot.site, 12)
    uids = uids_of(dovecot("list", 0, 100))
    first = f"{uids[0]}:{uids[3]}"
    answer = dovecot("list", 0, 4, "file", "handled", first, "list", uids[3], 4, "list", uids[7], 10, "list", 0, 2)
    assert uids_of(answer) == uids[:4] + uids[4:8] + uids[8:] + uids[4:6]


def test_a_mail_is_fetched_octet_for_octet_and_stays_unseen(dovecot, scratch):
    raw = b"Subject: bytes\r\n\r\n" + bytes(range(1, 10)) + bytes(range(14, 256)) + b"\r\n.\r\n)\r\n{9}\r\n* BYE\r\n" * 1000
    with dovecot.site.mailbox(ORDERS) as orders:
        orders.append(raw)
    uid = uids_of(dovecot("list", 0, 10))[0]
    answer = dovecot("fetch", scratch, f"{uid},{uid + 7}")
    assert answer.having("fetched") == [f"fetched {uid} complete"]
    assert (scratch / str(uid)).read_bytes() == raw
    with dovecot.site.mailbox(ORDERS) as orders:
        orders.imap.select("INBOX", readonly=True)
        assert orders.imap.search(None, "UNSEEN")[1] != [b""]


def test_a_mail_of_50_megabytes_costs_a_few(dovecot, scratch):
    raw = b"Subject: big\r\n\r\n" + (b"y" * 76 + b"\r\n") * (50 * 1024 * 1024 // 78)
    with dovecot.site.mailbox(ORDERS) as orders:
        orders.append(raw)
    uid = uids_of(dovecot("list", 0, 10))[0]
    answer = dovecot("fetch", scratch, uid, "append", scratch / str(uid), timeout=30, options=["--sent", "Sent"])
    assert answer.having("fetched") == [f"fetched {uid} complete"]
    assert (scratch / str(uid)).read_bytes() == raw
    assert answer.lines[-2:] == ["appended", "closed"]
    assert answer.kilobytes < 16 * MEGABYTES


def test_filing_makes_the_folders_and_tells_what_was_gone(dovecot):
    fill(dovecot.site, 3)
    uids = uids_of(dovecot("list", 0, 10))
    options = ["--handled", "Bestellungen/erledigt & gut", "--review", "İncelenecek/Şüpheli"]
    answer = dovecot("file", "handled", uids[0], "file", "review", f"{uids[0]},{uids[1]},{uids[2] + 9}", options=options)
    assert answer.having("filed") == [f"filed {uids[0]} moved", f"filed {uids[0]} gone", f"filed {uids[1]} moved",
                                      f"filed {uids[2] + 9} gone"]
    with dovecot.site.mailbox(ORDERS) as orders:
        assert len(orders.mails()) == 1
        assert len(orders.mails("Bestellungen.erledigt &- gut")) == 1
        assert len(orders.mails("&ATA-ncelenecek.&AV4A,A-pheli")) == 1


def test_a_folder_deleted_meanwhile_is_made_again(dovecot):
    fill(dovecot.site, 1)
    uid = uids_of(dovecot("list", 0, 10))[0]
    with dovecot.site.mailbox(ORDERS) as orders:
        orders.imap.delete("mailorder.handled")
    assert dovecot("file", "handled", uid).having("filed") == [f"filed {uid} moved"]


def test_several_sent_mails_are_kept_seen(dovecot, scratch):
    raws = [b"Subject: sent\r\n\r\n" + b"a line of the body\r\n" * number for number in (1, 9000, 0)]
    for number, raw in enumerate(raws):
        (scratch / str(number)).write_bytes(raw)
    answer = dovecot("append", ",".join(str(scratch / str(number)) for number in range(3)), options=["--sent", "Sent"])
    assert answer.lines[-4:] == ["appended"] * 3 + ["closed"]
    with dovecot.site.mailbox(ORDERS) as orders:
        assert orders.raw_mails("Sent")[-3:] == raws
        orders.imap.select("Sent", readonly=True)
        assert orders.imap.search(None, "UNSEEN")[1] == [b""]


def test_a_sent_mail_is_kept_seen(dovecot, scratch):
    raw = b"Subject: sent\r\n\r\nbody\r\n"
    (scratch / "sent").write_bytes(raw)
    assert dovecot("append", scratch / "sent", options=["--sent", "Sent"]).lines.count("appended") == 1
    with dovecot.site.mailbox(ORDERS) as orders:
        assert orders.raw_mails("Sent")[-1] == raw
        orders.imap.select("Sent", readonly=True)
        assert orders.imap.search(None, "UNSEEN")[1] == [b""]


def test_waiting_ends_when_mail_comes(dovecot):
    delivery = threading.Timer(1, fill, (dovecot.site, 1))
    delivery.start()
    answer = dovecot("list", 0, 10, "wait", 20000, "list", 0, 10, "wait", 100, timeout=10)
    delivery.join()
    assert answer.having("open")[0].endswith("idles")
    assert [line.split(" after")[0] for line in answer.having("woken")] == ["woken mail", "woken timeout"]
    assert answer.having("listed") == ["listed 0", "listed 1"]
    assert answer.seconds < 15


def test_waiting_ends_when_another_descriptor_speaks(dovecot):
    reader, writer = os.pipe()
    os.write(writer, b"x")
    answer = dovecot("list", 0, 10, "wait", 20000, options=["--watch-stdin"], stdin=reader)
    os.close(reader), os.close(writer)
    assert answer.having("woken")[0].startswith("woken other after")


def test_a_silent_idle_is_left_to_ask_the_server(dovecot):
    answer = dovecot("list", 0, 10, "wait", 20000, "list", 0, 10, options=["--poll", 1])
    assert answer.having("woken")[0].startswith("woken mail after")
    assert answer.seconds < 10


def test_a_wrong_password_is_the_admins_to_mend(dovecot):
    assert_refused(dovecot(password="wrong", timeout=10), "login", "Authentication failed")


def test_no_server_and_no_host(probe):
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
    assert_refused(probe(port), "network", "cannot connect: Connection refused")
    assert_refused(probe(port, host="no-such-host.invalid", timeout=10), "network", "cannot find the host")


def known(number, words=b"x"):
    return b"Message-ID: <%d@customer.example>\r\n\r\n%s\r\n" % (number, words)


def test_erased_mails_are_removed_wherever_they_were_filed(dovecot, scratch):
    at = 1700000000
    (scratch / "sent").write_bytes(known(7))
    with dovecot.site.mailbox(ORDERS) as orders:
        for number, mail in enumerate([known(1), known(2), known(3), b"Subject: no id\r\n\r\nx\r\n", known(11), known(1, b"larger")]):
            orders.append(mail, when=at + number)
    uids = uids_of(dovecot("list", 0, 9))
    answer = dovecot("file", "handled", uids[0], "file", "review", uids[1], "append", scratch / "sent",
                     "remove", "in", "1@customer.example", at, len(known(1)),  # not 11@…, and not another's of the same name
                     "remove", "in", "2@customer.example", at + 1, len(known(2)),
                     "remove", "in", "3@customer.example", at + 2, len(known(3)),
                     "remove", "in", "-", at + 3, len(b"Subject: no id\r\n\r\nx\r\n"),
                     "remove", "in", "unfindable id", at + 9, 22,
                     "remove", "sent", "7@customer.example", 0, 0,
                     "list", 0, 9, options=["--sent", "Sent"])
    assert answer.having("erased") == ["erased removed"] * 4 + ["erased gone", "erased removed"], answer.lines
    assert uids_of(answer) == uids[4:]
    with dovecot.site.mailbox(ORDERS) as orders:
        assert [orders.count(folder) for folder in ("mailorder.handled", "mailorder.review", "Sent")] == [0, 0, 0]


# A Maildir.

def test_a_maildir_is_read_as_a_mailbox(build, scratch):
    for part in ("cur", "new", "tmp"):
        (scratch / part).mkdir()
    (scratch / "new" / "1700000000.a.host").write_bytes(b"Subject: a\n\nbody\n")
    (scratch / "out").mkdir()
    answer = launch([build / "tests/e2e/mailbox-probe", "--maildir", scratch, "--sent", "Sent", "list", 0, 10, "fetch",
                     scratch / "out", 1, "append", scratch / "new" / "1700000000.a.host", "file", "handled", "1,2"])
    assert answer.lines[-3:] == ["filed 1 moved", "filed 2 gone", "closed"]
    assert (scratch / "out" / "1").read_bytes() == b"Subject: a\r\n\r\nbody\r\n"
    assert (scratch / ".mailorder.handled" / "cur" / "1700000000.a.host:2,").exists()


def test_erased_mails_are_removed_from_a_maildir(build, scratch):
    for part in ("cur", "new", "tmp", ".mailorder.handled/cur", ".Sent/cur"):
        (scratch / part).mkdir(parents=True)
    lf = known(1).replace(b"\r\n", b"\n")
    files = {".mailorder.handled/cur/1.a:2,S": lf, "cur/2.b:2,": lf.replace(b"x", b"longer"), "new/3.c": b"Subject: no id\n\nx\n",
             ".Sent/cur/4.d:2,S": b"Subject: s\nMessage-ID:\n <7@shop.example>\n\nx\n", ".Sent/cur/5.e:2,S": b"\n<7@shop.example>\n"}
    for name, octets in files.items():
        (scratch / name).write_bytes(octets)
        os.utime(scratch / name, (1700000000, 1700000000))
    answer = launch([build / "tests/e2e/mailbox-probe", "--maildir", scratch, "--sent", "Sent",
                     "remove", "in", "1@customer.example", 0, len(lf), "remove", "in", "-", 1700000000, len(files["new/3.c"]),
                     "remove", "in", "-", 1700000001, len(files["cur/2.b:2,"]), "remove", "sent", "7@shop.example", 0, 0])
    assert answer.having("erased") == ["erased removed", "erased removed", "erased gone", "erased removed"], answer.lines
    assert [name for name in files if (scratch / name).exists()] == ["cur/2.b:2,", ".Sent/cur/5.e:2,S"]


def test_a_maildir_that_dovecot_serves_at_the_same_time(build, site):
    """Mails are delivered, read and flagged by others while the driver lists and files them: none is lost or doubled."""
    maildir = site.dovecot.maildirs / ORDERS / "Maildir"
    stop = threading.Event()

    def shuffle():
        with site.mailbox(ORDERS) as orders:
            for number in range(60):
                orders.append(b"Subject: %d\r\n\r\nx\r\n" % number)
            stop.set()

    def flag():
        with site.mailbox(ORDERS) as orders:
            while not stop.is_set():
                orders.imap.select("INBOX")
                orders.imap.uid("STORE", "1:*", "+FLAGS", "(\\Flagged)")
                orders.imap.uid("STORE", "1:*", "-FLAGS", "(\\Flagged)")

    threads = [threading.Thread(target=shuffle), threading.Thread(target=flag)]
    for thread in threads:
        thread.start()
    command = [build / "tests/e2e/mailbox-probe", "--maildir", maildir]
    filed = []
    for _ in range(200):
        answer = launch([*command, "list", 0, 7])
        uids = uids_of(answer)
        if uids:
            answer = launch([*command, "file", "handled", ",".join(map(str, uids))])
            filed += [line for line in answer.having("filed") if line.endswith("moved")]
        elif stop.is_set():
            break
    for thread in threads:
        thread.join()
    with site.mailbox(ORDERS) as orders:
        handled = {mail["Subject"] for mail in orders.mails("mailorder.handled")}
        left = {mail["Subject"] for mail in orders.mails()}
    assert handled | left == {str(number) for number in range(60)}
    assert not left
    assert len(filed) == 60
