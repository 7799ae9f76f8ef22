"""Real servers for the tests and the demo: a Dovecot, a Postfix and a certificate authority of our own, in a temporary
folder, on free ports of 127.0.0.1, stopped by who started them.

    with mail_site(["orders@shop.example", "anna@customer.example"]) as site:
        with site.mailbox("anna@customer.example") as anna: ...

Each class is a context manager; nothing here needs pytest. Dovecot runs as root or as an ordinary user. Postfix runs
only as root: start_mta gives an ordinary user a small SMTP server with the same ports instead.
"""

import contextlib
import email
import email.policy
import grp
import imaplib
import itertools
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

from smtpserver import DeliveringSmtp

HOST = "127.0.0.1"
PASSWORD = "correct horse battery"
START_SECONDS = 30
WAIT_SECONDS = 30


def free_ports(count):
    """Ports nobody listens on; all are held until all are known, so that they differ."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for held in sockets:
            held.bind((HOST, 0))
        return [held.getsockname()[1] for held in sockets]


def wait_until(condition, seconds=WAIT_SECONDS, what="the condition"):
    """Calls `condition` until it gives something true, and returns that."""
    deadline, pause = time.monotonic() + seconds, 0.05
    while True:
        begun = time.monotonic()
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come true in {seconds} seconds")
        time.sleep(min(max(pause, 3 * (time.monotonic() - begun)), 1))
        pause = min(pause * 1.2, 0.4)  # who asks too often slows down what is waited for


@contextlib.contextmanager
def scratch_folder():
    """A short path (sockets allow 107 bytes) that the servers' own users may enter."""
    path = Path(tempfile.mkdtemp(prefix="mailorder-", dir=os.environ.get("MAILORDER_TMP") or "/tmp"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def program(name, *folders):
    """Debian keeps servers where an ordinary user's PATH does not look."""
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin", *folders]))
    if not found:
        raise FileNotFoundError(f"{name} is not installed: run scripts/deps")
    return found


def run(*command, cwd=None):
    done = subprocess.run([str(word) for word in command], cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed with {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


class Server:
    """One foreground process that listens. It gets SIGTERM from the kernel when we die without stopping it."""

    def __init__(self, name, command, ports, log, environment=None):
        self.name, self.log, self.ports = name, Path(log), ports
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                [program("setpriv"), "--pdeathsig", "TERM", *map(str, command)], stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True, env=environment)
        try:
            for port in ports:
                wait_until(lambda port=port: self.answers(port), START_SECONDS, f"{name} on port {port}")
        except BaseException:
            self.stop()
            raise

    def answers(self, port):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} stopped at once: {self.log.read_text(errors='replace')[-4000:]}")
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
            return True
        return False

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Certificate:
    """Paths of one certificate (with its chain) and its key."""

    def __init__(self, cert, key):
        self.cert, self.key = cert, key

    def server_context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert, self.key)
        return context


class Authority:
    """A certificate authority that signs for the tests: `good` for localhost and 127.0.0.1, `wrong_name`, `expired`,
    and `stranger`, which has the right name and another issuer. Trust `ca`."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ca = self._root("ca")
        self._root("other-ca")
        ours = "DNS:localhost,IP:127.0.0.1"
        self.good = self._sign("good", "ca", ours)
        self.wrong_name = self._sign("wrong-name", "ca", "DNS:mail.elsewhere.example")
        self.expired = self._sign("expired", "ca", ours, begins="20200101000000Z", ends="20210101000000Z")
        self.stranger = self._sign("stranger", "other-ca", ours)

    def _openssl(self, *arguments):
        run(program("openssl"), *arguments, cwd=self.folder)

    def _new_key(self):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    def _root(self, name):
        self._openssl("req", "-x509", *self._new_key(), "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "30",
                      "-subj", f"/CN=mailorder tests {name}")
        (self.folder / f"{name}.index").touch()
        (self.folder / f"{name}.conf").write_text(
            f"[ca]\ndefault_ca=own\n[own]\ndatabase={name}.index\nrand_serial=yes\nnew_certs_dir=.\n"
            f"certificate={name}.pem\nprivate_key={name}.key\ndefault_md=sha256\npolicy=any\n"
            "unique_subject=no\n[any]\ncommonName=supplied\n")
        return self.folder / f"{name}.pem"

    def _sign(self, name, issuer, names, begins=None, ends=None):
        self._openssl("req", "-new", *self._new_key(), "-keyout", f"{name}.key", "-out", f"{name}.csr",
                      "-subj", f"/CN={name}")
        (self.folder / f"{name}.ext").write_text(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
        dates = ["-startdate", begins, "-enddate", ends] if begins else ["-days", "20"]
        self._openssl("ca", "-batch", "-notext", "-config", f"{issuer}.conf", "-in", f"{name}.csr",
                      "-out", f"{name}.pem", "-extfile", f"{name}.ext", *dates)
        (self.folder / f"{name}.key").chmod(0o600)
        return Certificate(self.folder / f"{name}.pem", self.folder / f"{name}.key")


class Dovecot:
    """IMAP for `users` (addresses), all with PASSWORD. `port` speaks plain and STARTTLS, `tls_port` TLS at once. Each
    user's mails are in maildirs/ADDRESS/Maildir. Postfix asks `auth_socket` for logins."""

    def __init__(self, folder, users, certificate, extra=""):
        self.folder = Path(folder)
        self.users, self.certificate, self.extra = list(users), certificate, extra
        self.maildirs = self.folder / "mail"
        self.auth_socket = self.folder / "run" / "auth-smtp"
        self.port, self.tls_port = free_ports(2)
        self.server = None

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.uid, self.gid = mail_owner()
        for path in (self.maildirs, *(self.maildirs / user for user in self.users)):
            path.mkdir(mode=0o755, exist_ok=True)
            os.chown(path, self.uid, self.gid)
        (self.folder / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in self.users))
        (self.folder / "dovecot.conf").write_text(self._configuration())
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        command = [program("dovecot"), "-F", "-c", self.folder / "dovecot.conf"]
        self.server = Server("dovecot", command, [self.port, self.tls_port], self.folder / "dovecot.log")

    def stop(self):
        if self.server:
            self.server.stop()
        self.server = None

    def _configuration(self):
        root = os.geteuid() == 0
        me, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
        users = "" if root else (f"default_internal_user = {me}\ndefault_internal_group = {group}\n"
                                 f"default_login_user = {me}\n")
        chroot = "" if root else "chroot =\n"
        return f"""
{users}base_dir = {self.folder}/run
state_dir = {self.folder}/run
log_path = {self.folder}/dovecot.log
protocols = imap
listen = {HOST}
ssl = yes
ssl_cert = <{self.certificate.cert}
ssl_key = <{self.certificate.key}
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{self.maildirs}/%u/Maildir
mail_fsync = never
mail_max_userip_connections = 200
first_valid_uid = 1
first_valid_gid = 1
service imap-login {{
  service_count = 0
{chroot}  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
    ssl = yes
  }}
}}
service imap {{
  service_count = 200
}}
service anvil {{
{chroot}}}
service stats {{
{chroot}}}
service auth {{
  unix_listener auth-smtp {{
    mode = 0666
  }}
}}
passdb {{
  driver = passwd-file
  args = {self.folder}/users
}}
userdb {{
  driver = static
  args = uid={self.uid} gid={self.gid} home={self.maildirs}/%u
}}
{self.extra}
"""


def mail_owner():
    """Who owns the mails: Dovecot serves none of root's."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    owner = pwd.getpwnam("mail")
    return owner.pw_uid, owner.pw_gid


class Postfix:
    """SMTP that takes mail for Dovecot's users and puts it into their Maildirs, and refuses any other recipient.
    `port`: no TLS, no login. `submission_port`: STARTTLS offered, login needed (with TLS or without). `tls_port`: TLS
    at once, login needed. `main` are further lines for main.cf. Needs root."""

    def __init__(self, folder, dovecot, certificate, main=""):
        self.folder, self.dovecot, self.certificate, self.main = Path(folder), dovecot, certificate, main
        self.port, self.submission_port, self.tls_port = free_ports(3)
        self.server = None

    def __enter__(self):
        for name in ("etc", "queue", "data"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        shutil.chown(self.folder / "data", "postfix")
        users = self.dovecot.users
        domains = sorted({user.split("@")[1] for user in users})
        (self.folder / "etc" / "mailboxes").write_text("".join(f"{user} {user}/Maildir/\n" for user in users))
        (self.folder / "etc" / "domains").write_text("".join(f"{domain} ok\n" for domain in domains))
        (self.folder / "etc" / "main.cf").write_text(self._main())
        (self.folder / "etc" / "master.cf").write_text(self._master())
        # The queue folder of a machine where postfix was just installed has never been made; this makes ours.
        run(program("postfix"), "-c", self.folder / "etc", "check")
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        master = program("master", "/usr/lib/postfix/sbin", "/usr/libexec/postfix")
        self.server = Server("postfix", [master, "-d", "-c", self.folder / "etc"],
                             [self.port, self.submission_port, self.tls_port], self.folder / "postfix.log")

    def stop(self):
        if self.server:
            self.server.stop()
        self.server = None

    def _main(self):
        return f"""
compatibility_level = 3.6
queue_directory = {self.folder}/queue
data_directory = {self.folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.mailorder.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = {HOST}
inet_protocols = ipv4
default_transport = error:no mail leaves this machine
relay_transport = error:no mail leaves this machine
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter = +
virtual_mailbox_base = {self.dovecot.maildirs}
virtual_mailbox_domains = texthash:{self.folder}/etc/domains
virtual_mailbox_maps = texthash:{self.folder}/etc/mailboxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{self.dovecot.uid}
virtual_gid_maps = static:{self.dovecot.gid}
virtual_mailbox_limit = 0
message_size_limit = 60000000
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = reject_unlisted_recipient
smtpd_client_connection_count_limit = 0
smtpd_sasl_type = dovecot
smtpd_sasl_path = {self.dovecot.auth_socket}
smtpd_sasl_security_options = noanonymous
smtpd_tls_cert_file = {self.certificate.cert}
smtpd_tls_key_file = {self.certificate.key}
smtpd_tls_session_cache_database =
smtputf8_enable = no
maillog_file = {self.folder}/postfix.log
maillog_file_prefixes = {self.folder}
{self.main}
"""

    def _master(self):
        login = "-o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=permit_sasl_authenticated,reject"
        rows = [
            f"{HOST}:{self.port} inet n - n - 50 smtpd -o smtpd_tls_security_level=none",
            f"{HOST}:{self.submission_port} inet n - n - 50 smtpd -o smtpd_tls_security_level=may {login}"
            " -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject",
            f"{HOST}:{self.tls_port} inet n - n - 50 smtpd -o smtpd_tls_wrappermode=yes {login}"
            " -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject",
            "pickup unix n - n 60 1 pickup",
            "cleanup unix n - n - 0 cleanup",
            "qmgr unix n - n 300 1 qmgr",
            "tlsmgr unix - - n 1000? 1 tlsmgr",
            "rewrite unix - - n - - trivial-rewrite",
            *(f"{name} unix - - n - 0 bounce" for name in ("bounce", "defer", "trace")),
            "verify unix - - n - 1 verify",
            "flush unix n - n 1000? 0 flush",
            "proxymap unix - - n - - proxymap",
            "error unix - - n - - error",
            "retry unix - - n - - error",
            "virtual unix - n n - - virtual",
            "anvil unix - - n - 1 anvil",
            "postlog unix-dgram n - n - 1 postlogd",
        ]
        return "\n".join(rows) + "\n"


def start_mta(folder, dovecot, certificate):
    """The Postfix, or what stands in for it where we are not root or another MTA is installed: the same three ports."""
    if os.geteuid() == 0 and shutil.which("postfix", path="/usr/sbin"):
        return Postfix(folder, dovecot, certificate)
    return DeliveringSmtp(dovecot.maildirs, dovecot.users, PASSWORD, certificate.server_context())


class MailClient:
    """A person's mail client: one user's mailbox over IMAP."""

    def __init__(self, dovecot, user):
        self.imap = imaplib.IMAP4(HOST, dovecot.port)
        self.imap.login(user, PASSWORD)

    def close(self):
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self.imap.logout()

    def rest(self):
        """No folder is selected any more: STATUS of a selected one would tell what the session has seen of it."""
        if self.imap.state == "SELECTED":
            self.imap.unselect()

    def alive(self):
        try:
            return self.imap.noop()[0] == "OK"
        except (OSError, imaplib.IMAP4.error):
            return False

    def append(self, mail, folder="INBOX", flags=None, when=None):
        """Puts `mail` (bytes or an EmailMessage) into the folder; `when` is its INTERNALDATE, seconds since 1970. Its (UIDVALIDITY, UID)."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=email.policy.SMTP)
        date = imaplib.Time2Internaldate(when) if when is not None else None
        status, answer = self.imap.append(quoted(folder), flags, date, raw)
        if status != "OK":
            raise RuntimeError(f"APPEND: {answer}")
        return tuple(map(int, re.search(rb"APPENDUID (\d+) (\d+)", answer[0]).groups()))

    def raw_mails(self, folder="INBOX", beyond=0):
        """The mails' octets, oldest first, without the first `beyond`; none where there is no such folder. Leaves \\Seen alone."""
        status, _ = self.imap.select(quoted(folder), readonly=True)
        if status != "OK":
            return []
        _, (uids,) = self.imap.uid("SEARCH", "ALL")
        if len(uids.split()) <= beyond:
            return []
        _, answer = self.imap.uid("FETCH", b",".join(uids.split()[beyond:]).decode(), "(BODY.PEEK[])")
        return [part[1] for part in answer if isinstance(part, tuple)]

    def mails(self, folder="INBOX"):
        return [parse(raw) for raw in self.raw_mails(folder)]

    def count(self, folder="INBOX"):
        """How many mails lie there; none where there is no such folder."""
        status, answer = self.imap.status(quoted(folder), "(MESSAGES)")
        return int(re.search(rb"MESSAGES (\d+)", answer[0])[1]) if status == "OK" else 0

    def wait(self, count=1, folder="INBOX", seconds=WAIT_SECONDS, having=lambda mail: True):
        """The mails for which `having` is true, as soon as there are `count`."""
        def enough():
            found = [mail for mail in self.mails(folder) if having(mail)]
            return found if len(found) >= count else None
        return wait_until(enough, seconds, f"{count} mails in {folder}")

    def folders(self):
        _, rows = self.imap.list()
        return [row.decode().rsplit(' "', 1)[-1].rstrip('"').split(" ")[-1] for row in rows if row]

    def clear(self):
        for folder in self.folders():
            if self.count(folder) and self.imap.select(quoted(folder))[0] == "OK":
                self.imap.uid("STORE", "1:*", "+FLAGS.SILENT", "(\\Deleted)")
                self.imap.expunge()


def quoted(folder):
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parse(raw):
    """The mail as an EmailMessage, its texts with LF alone."""
    return email.message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=email.policy.default)


class Site:
    """All of it: `authority`, `dovecot`, `mta`."""

    def __init__(self, folder, authority, dovecot, mta):
        self.folder, self.authority, self.dovecot, self.mta = folder, authority, dovecot, mta
        self.idle = {}

    @contextlib.contextmanager
    def mailbox(self, user):
        """A MailClient of that user; it stays logged in for whoever asks next, since a login takes a server long."""
        idle = self.idle.setdefault(user, [])
        client = idle.pop() if idle else None
        if not client or not client.alive():
            client = MailClient(self.dovecot, user)
        try:
            yield client
            client.rest()
        except BaseException:
            client.close()
            raise
        idle.append(client)

    def close(self):
        for client in itertools.chain(*self.idle.values()):
            client.close()
        self.idle.clear()

    def clear(self):
        for user in self.dovecot.users:
            with self.mailbox(user) as client:
                client.clear()


@contextlib.contextmanager
def mail_site(users, folder=None, extra=""):
    """A Dovecot for the users, with `extra` at the end of its configuration, and an MTA that delivers to them; in `folder`, which is kept, or a
    temporary one."""
    with contextlib.ExitStack() as stack:
        root = Path(folder) if folder else stack.enter_context(scratch_folder())
        authority = Authority(root / "tls")
        dovecot = stack.enter_context(Dovecot(root / "dovecot", users, authority.good, extra))
        mta = stack.enter_context(start_mta(root / "mta", dovecot, authority.good))
        yield stack.enter_context(contextlib.closing(Site(root, authority, dovecot, mta)))
