"""The sample business of conf/, on real servers: its configuration with our ports in it, its daemon, its command, and the
people who write to it."""

import contextlib
import datetime
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

from servers import HOST, PASSWORD, wait_until

ORDERS = "orders@shop.example"
WAREHOUSE = "warehouse@shop.example"
RECEIVABLES = "receivables@shop.example"
LOOM = "orders@loommakers.example"
DESK = "desk@shop.example"
ADMIN = "postmaster@shop.example"
ANNA = "anna@customer.example"
MEHMET = "mehmet@customer.example"
PEOPLE = [ORDERS, WAREHOUSE, RECEIVABLES, LOOM, DESK, ADMIN, ANNA, MEHMET, "help@shop.example", "form@shop.example", "sales@shop.example",
          "rep@shop.example"]

HANDLED = "mailorder.handled"
REVIEW = "mailorder.review"


def without_section(text, name):
    """The configuration without its group `name = { … };`, which ends at the first `};` in the first column."""
    return re.sub(rf"^{name}\s*=\s*{{.*?^}};\n", "", text, flags=re.S | re.M)


class Shop:
    """One business in `folder`: its files, and the daemon while `running()`."""

    def __init__(self, folder, site, source, build, imap="", smtp="", business="", limits="", hold="0 min"):
        self.folder, self.site, self.build = Path(folder), site, Path(build)
        self.state = self.folder / "state"
        self.log = self.folder / "daemon.log"
        self.config = self.folder / "mailorder.conf"
        self.daemon, self.environment = None, {}  # further variables of the daemon's
        shutil.copytree(source / "conf" / "forms", self.folder / "forms", dirs_exist_ok=True)
        shutil.copy(source / "conf" / "carriers.conf", self.folder)
        password = self.folder / "orders.password"
        password.write_text(PASSWORD + "\n")
        password.chmod(0o600)
        self.write(source, imap, smtp, business, limits, hold)

    def write(self, source, imap="", smtp="", business="", limits="", hold="0 min"):
        """Writes the main file; the arguments are further lines of its sections, which win over ours."""
        text = (source / "conf" / "mailorder.conf").read_text()
        for name in ("mailboxes", "sending", "limits", "paths"):
            text = without_section(text, name)
        text = re.sub(r'hold( *)= "10 min"', f'hold = "{hold}"', text)
        if business:
            text = text.replace("business = {\n", "business = {\n" + business + "\n", 1)
        ca = self.site.authority.ca
        imap_keys = {} if "maildir" in imap else {
            "host": '"localhost"', "port": self.site.dovecot.tls_port, "ca_file": f'"{ca}"', "user": f'"{ORDERS}"',
            "password_file": '"orders.password"', "timeout": '"20 s"'}
        imap_keys |= {"handled_folder": '"mailorder/handled"', "review_folder": '"mailorder/review"', "sent_folder": '"Sent"',
                      "poll": '"1 s"'}
        smtp_keys = {} if "command" in smtp else {
            "host": '"localhost"', "port": self.site.mta.port, "tls": '"none"', "timeout": '"20 s"'}
        smtp_keys |= {"retry_first": '"1 s"', "retry_most": '"2 s"'}
        limit_keys = {"answers_per_sender_day": 100000, "answers_per_domain_hour": 1000000, "answers_per_hour": 1000000,
                      "review_letters_per_hour": 1000}
        servers = f"""
mailboxes = {{ orders = {{ {self.keys(imap, imap_keys)} {imap} }}; }};
sending = {{ {self.keys(smtp, smtp_keys)} {smtp} }};
limits = {{ {self.keys(limits, limit_keys)} {limits} }};
paths = {{ state = "{self.state}"; stock_templates = "{source / 'templates'}"; }};
"""
        self.config.write_text(text + servers)

    @staticmethod
    def keys(given, ours):
        """`name = value;` for each of ours that the caller's own lines do not have."""
        return " ".join(f"{name} = {value};" for name, value in ours.items() if not re.search(rf"\b{name}\s*=", given))

    # --- programs ---

    def command(self, *arguments, check=True, text=True):
        """Runs `mailorder …` on this business; what it printed."""
        done = subprocess.run([self.build / "mailorder", "--config", self.config, *map(str, arguments)], capture_output=True,
                              text=text, timeout=120)
        if check and done.returncode != 0:
            raise AssertionError(f"mailorder {arguments} exited {done.returncode}: {done.stdout}{done.stderr}")
        return done if not check else done.stdout

    def json(self, *arguments):
        return json.loads(self.command(*arguments, "--json"))

    def start(self, ready=True, clock=None, options=(), more=None):
        """`clock`: days from now at which the daemon believes to be; `options` and `more` (environment) are further ones."""
        late = [f"--clock={time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(time.time() + clock * 86400))}"] if clock else []
        environment = {key: value for key, value in os.environ.items() if key != "NOTIFY_SOCKET"} | self.environment | (more or {})
        with open(self.log, "ab") as output:
            self.daemon = subprocess.Popen([self.build / "mailorderd", "--config", self.config, "--foreground", *late, *options], stdout=output,
                                           stderr=output, stdin=subprocess.DEVNULL, start_new_session=True, env=environment)
        if ready:
            wait_until(lambda: self.store_is_there() or self.daemon.poll() is not None, 30, "the store")
            if self.daemon.poll() is not None:
                raise RuntimeError(f"the daemon stopped at once: {self.said()}")

    def store_is_there(self):
        """The file exists a moment before its tables do, and these before the mailboxes are adopted; what comes earlier is left alone."""
        if not (self.state / "mailorder.db").exists():
            return False
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.state / 'mailorder.db'}?mode=ro", uri=True, timeout=1)) as store:
                return store.execute("SELECT count(*) FROM mailbox").fetchone()[0] > 0
        except sqlite3.Error:
            return False

    def stop(self):
        """SIGTERM; the daemon has ten seconds to stop cleanly."""
        if not self.daemon:
            return 0.0
        begun = time.monotonic()
        if self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGTERM)
            try:
                self.daemon.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        self.daemon = None
        return time.monotonic() - begun

    def kill(self):
        """SIGKILL to the daemon and all it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.daemon.pid, signal.SIGKILL)
        self.daemon.wait()
        self.daemon = None

    def reload(self):
        """SIGHUP, and what it leads to."""
        before = self.said().count("the new configuration is loaded")
        self.daemon.send_signal(signal.SIGHUP)
        wait_until(lambda: self.said().count("the new configuration is loaded") > before, 20, "the new configuration")

    @contextlib.contextmanager
    def running(self, clock=None):
        self.start(clock=clock)
        try:
            yield self
        finally:
            self.stop()

    def said(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    # --- people ---

    def receive(self, mail, when=None):
        """A mail arrives in the orders mailbox."""
        with self.site.mailbox(ORDERS) as client:
            client.append(mail, when=when)

    def inbox(self, who, count=1, having=lambda mail: True, seconds=30):
        """The mails that `who` has got, as soon as there are `count`."""
        with self.site.mailbox(who) as client:
            return client.wait(count, having=having, seconds=seconds)

    def mails(self, who, folder="INBOX"):
        with self.site.mailbox(who) as client:
            return client.mails(folder)

    def settled(self, count, seconds=30):
        """Waits until `count` mails of the inbox have been filed."""
        with self.site.mailbox(ORDERS) as client:
            wait_until(lambda: client.count(HANDLED) + client.count(REVIEW) >= count, seconds, f"{count} mails filed")


def working(days):
    """The first day from then on that is no weekend, in days from now."""
    while (datetime.date.today() + datetime.timedelta(days)).weekday() >= 5:
        days += 1
    return days


def noon(day):
    """Noon (UTC) of that day, in days from now."""
    at = datetime.datetime.combine(day, datetime.time(12), datetime.timezone.utc)
    return (at - datetime.datetime.now(datetime.timezone.utc)).total_seconds() / 86400


def on(days):
    """Noon of the first working day from then on: what was due on a day off, or this morning, has been done by then."""
    return noon(datetime.date.today() + datetime.timedelta(working(days)))


def mail(sender, subject, body=None, to=ORDERS, html=None, name="", answers=None, **headers):
    """An order mail as a client would send it; `answers` is the mail it replies to."""
    message = EmailMessage()
    message["From"] = f"{name} <{sender}>" if name else sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=sender.split("@")[1])
    if answers is not None:
        message["In-Reply-To"] = answers["Message-ID"]
        message["References"] = answers["Message-ID"]
    for key, value in headers.items():
        message[key.replace("_", "-")] = value
    if body is not None:
        message.set_content(body)
    if html is not None and body is None:
        message.set_content(html, subtype="html")
    elif html is not None:
        message.add_alternative(html, subtype="html")
    return message


def text_of(message):
    """The text/plain body, CRLF folded."""
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_of(message):
    part = message.get_body(("html",))
    return part.get_content() if part else ""


def reply(original, sender, changes, name="", quoted=True):
    """The customer's answer: our text quoted, with `changes` {line: what is put after it} written into the quote."""
    lines = []
    for line in text_of(original).splitlines():
        for label, value in changes.items():
            if line.startswith(f"* {label}:") or line.startswith(f"{label}:"):
                line = f"{line.split(':')[0]}: {value}"
        lines.append(f"> {line}".rstrip() if quoted else line)
    body = f"On {original['Date']}, {original['From']} wrote:\n" + "\n".join(lines) + "\n"
    subject = original["Subject"] if original["Subject"].startswith("Re:") else "Re: " + original["Subject"]
    return mail(sender, subject, body, name=name, answers=original)


SOFA = """Hello,

Product: Sofa
Model: 3 seats
Quantity: 2
Fabric: linen

Name: Anna Weaver
Phone: +44 20 7946 0123
Delivery address: 12 Mill Lane
  Oxford OX1 2AB

Best regards
Anna
"""

SOFA_WITHOUT_FABRIC = SOFA.replace("Fabric: linen\n", "")

KANEPE = """Merhaba,

Ürün: Kanepe
Model: 2 kişilik
Adet: 1
Kumaş: Kadife
Ayaklar: Ceviz

Ad soyad: Mehmet Yılmaz
Telefon: 0532 123 45 67
Teslimat adresi: Atatürk Caddesi No: 5
  34710 Kadıköy / İstanbul

Saygılarımla
"""
