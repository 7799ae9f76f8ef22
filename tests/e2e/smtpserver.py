"""SMTP servers in Python, on loopback, one thread a connection: one that does what a test's script says at each
command, and one that delivers into Maildirs, for where no Postfix can run.

    server = ScriptedSmtp(script={"RCPT": ["250 ok", "550 no such user"], "BODY": [DROP]})

The script's key is a step: CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, BODY (after the final dot), RSET, NOOP,
QUIT. Its value is a list of what happens the first, second, … time that the step comes up, over all connections: a
reply ("550 no", more lines with \\n), one of the classes below, or None: the server behaves, as after the last entry.
"""

import base64
import contextlib
import mailbox
import os
import socket
import socketserver
import ssl
import threading


class Act:
    """What a step may do besides answering."""

    def perform(self, session):
        raise NotImplementedError


class Drop(Act):
    """Closes the connection without a word."""

    def perform(self, session):
        raise ConnectionAbortedError


class Stall(Act):
    """Says nothing more until the client has gone, or the server is stopped."""

    def perform(self, session):
        session.stall()


class Raw(Act):
    """Sends these octets as they are; drops the connection afterwards when asked."""

    def __init__(self, octets, drop=False):
        self.octets, self.drop = octets, drop

    def perform(self, session):
        session.write(self.octets)
        if self.drop:
            raise ConnectionAbortedError


class Drip(Act):
    """Sends one octet every `seconds`, without end."""

    def __init__(self, octet=b"2", seconds=0.2):
        self.octet, self.seconds = octet, seconds

    def perform(self, session):
        while not session.server.stopping.wait(self.seconds):
            session.write(self.octet)


class Delay(Act):
    """Answers as usual, so many seconds later."""

    def __init__(self, seconds):
        self.seconds = seconds

    def perform(self, session):
        session.server.stopping.wait(self.seconds)


class Peek(Delay):
    """Answers as usual; what the client said meanwhile, without waiting for the answer, is in `seen`."""

    def __init__(self):
        self.seen = None

    def perform(self, session):
        session.request.settimeout(5)
        self.seen = session.file.peek()
        session.request.settimeout(60)


class Gate(Delay):
    """Answers as usual, when it was opened."""

    def __init__(self):
        self.opened = threading.Event()

    def perform(self, session):
        self.opened.wait(60)

    def open(self):
        self.opened.set()


class DropWithin(Act):
    """For DATA: go ahead, and the connection is cut (with a reset) after so many octets of the message."""

    def __init__(self, count):
        self.count = count

    def perform(self, session):
        session.write(b"354 go ahead\r\n")
        session.file.read(self.count)
        raise ConnectionAbortedError


class StallWithin(Act):
    """For DATA: go ahead, and then nothing is read any more."""

    def perform(self, session):
        session.write(b"354 go ahead\r\n")
        session.server.stopping.wait()
        raise ConnectionAbortedError


DROP, STALL = Drop(), Stall()


class Message:
    """One mail that was accepted: its envelope and octets, dots unstuffed, as sent (CRLF)."""

    def __init__(self, sender, recipients, octets, tls, user):
        self.sender, self.recipients, self.octets, self.tls, self.user = sender, recipients, octets, tls, user


class Session(socketserver.BaseRequestHandler):
    """One connection. `lines` are all the command lines that came, login secrets included."""

    def setup(self):
        self.lines, self.tls, self.user, self.file = [], False, None, None
        self.envelope_from, self.recipients = None, []
        self.ended = threading.Event()
        self.request.settimeout(60)
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server.note_session(self)

    def handle(self):
        try:
            if self.server.context and self.server.implicit:
                self.begin_tls()
            self.file = self.file or self.request.makefile("rb")
            self.step("CONNECT", "220 mail.test ESMTP ready")
            while self.command():
                pass
        except (OSError, ssl.SSLError):
            pass
        finally:
            self.close()

    def close(self):
        for closing in (self.file, self.request):
            try:
                if closing:
                    closing.close()
            except OSError:
                pass
        self.ended.set()

    def begin_tls(self):
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.file = self.request.makefile("rb")
        self.tls = True

    def write(self, octets):
        step = self.server.octets_at_once or len(octets)
        for start in range(0, len(octets), step):
            self.request.sendall(octets[start:start + step])

    def stall(self):
        while self.request.recv(65536):
            pass
        raise ConnectionAbortedError

    def reply(self, text):
        lines = text.split("\n")
        code = lines[0][:3]
        out = [line if line[:3].isdigit() else f"{code} {line}" for line in lines]
        out = [line[:3] + ("-" if index < len(out) - 1 else " ") + line[4:] for index, line in enumerate(out)]
        self.write("".join(line + "\r\n" for line in out).encode())

    def step(self, name, otherwise, first=lambda: None):
        """What the script says, else `otherwise`. Gives the reply's text, "" where there was none of one line. `first` is done before a
        reply that says yes."""
        act = self.server.next_act(name)
        if isinstance(act, Act):
            act.perform(self)
            if not isinstance(act, Delay):
                return ""
            act = None
        answer = act or otherwise
        if answer.startswith("2"):
            first()
        self.reply(answer)
        return answer

    def command(self):
        line = self.file.readline(8192)
        if not line:
            return False
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        self.lines.append(text)
        verb = text.split(" ")[0].upper()
        handler = getattr(self, "do_" + verb.lower(), None)
        if handler is None:
            self.reply(self.server.extra_verbs.get(verb, "500 what is that"))
            return True
        return handler(text) is not False

    def do_ehlo(self, text):
        server = self.server
        extensions = list(server.extensions)
        if server.context and server.offers_starttls and not self.tls:
            extensions.append("STARTTLS")
        if server.logins and (self.tls or not server.login_needs_tls):
            extensions.append("AUTH " + " ".join(server.mechanisms))
        self.envelope_from, self.recipients = None, []
        self.step("EHLO", "\n".join(["250 mail.test"] + ["250 " + extension for extension in extensions]))

    def do_helo(self, text):
        self.step("HELO", "250 mail.test")

    def do_starttls(self, text):
        if self.step("STARTTLS", "220 go ahead").startswith("220"):
            self.begin_tls()

    def do_auth(self, text):
        words = text.split(" ")
        mechanism = words[1].upper()
        if mechanism not in [name.upper() for name in self.server.mechanisms]:
            self.reply("504 unknown mechanism")
            return
        exchange = {"PLAIN": self.auth_plain, "LOGIN": self.auth_login, "XOAUTH2": self.auth_xoauth2}[mechanism]
        user, password = exchange(words[2] if len(words) > 2 else None)
        right = self.server.logins.get(user) == password
        said = self.step("AUTH", "235 welcome" if right else "535 5.7.8 wrong user name or password")
        if said.startswith("235"):
            self.user = user

    def ask(self, prompt):
        self.write(b"334 " + base64.b64encode(prompt) + b"\r\n")
        line = self.file.readline(8192).decode("ascii", "replace").strip()
        self.lines.append(line)
        return line

    def auth_plain(self, initial):
        _, user, password = base64.b64decode(initial or self.ask(b"")).decode().split("\0")
        return user, password

    def auth_login(self, initial):
        user = base64.b64decode(initial or self.ask(b"Username:")).decode()
        return user, base64.b64decode(self.ask(b"Password:")).decode()

    def auth_xoauth2(self, initial):
        fields = base64.b64decode(initial or self.ask(b"")).decode().split("\x01")
        return fields[0].removeprefix("user="), fields[1].removeprefix("auth=Bearer ")

    def do_mail(self, text):
        if self.step("MAIL", "250 2.1.0 ok").startswith("250"):
            self.envelope_from, self.recipients = address_of(text), []

    def do_rcpt(self, text):
        address = address_of(text)
        needed = self.server.logins and self.server.login_required and not self.user
        judgement = "554 5.7.1 relay access denied" if needed else self.server.judge_recipient(address)
        if self.envelope_from is None:
            judgement = "503 5.5.1 MAIL first"
        if self.step("RCPT", judgement).startswith("25"):
            self.recipients.append(address)

    def do_data(self, text):
        if not self.recipients and not self.server.careless:
            self.reply("554 5.5.1 no valid recipients")
            return
        if not self.step("DATA", "354 go ahead").startswith("354"):
            return
        octets = self.read_body()
        if octets is None:
            return False
        message = Message(self.envelope_from, self.recipients, octets, self.tls, self.user)
        self.envelope_from, self.recipients = None, []
        self.server.received(message)
        self.step("BODY", "250 2.0.0 queued", lambda: self.server.accept(message))

    def read_body(self):
        """None when the connection ended before the dot."""
        lines = []
        while (line := self.file.readline()) != b".\r\n":
            if not line:
                return None
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def do_rset(self, text):
        if self.step("RSET", "250 ok").startswith("250"):
            self.envelope_from, self.recipients = None, []

    def do_noop(self, text):
        self.step("NOOP", "250 ok")

    def do_quit(self, text):
        self.step("QUIT", "221 bye")
        return False


def address_of(text):
    return text[text.index("<") + 1:text.index(">")]


def protocol_of(message):
    """RFC 3848."""
    return "ESMTP" + ("S" if message.tls else "") + ("A" if message.user else "")


class SmtpListener(socketserver.ThreadingTCPServer):
    """One port. `owner` is told of each mail."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner, script=None, extensions=("SIZE 60000000", "8BITMIME"), context=None, implicit=False,
                 offers_starttls=True, logins=None, mechanisms=("PLAIN", "LOGIN"), login_required=True,
                 login_needs_tls=False, port=0):
        self.owner, self.extensions = owner, extensions
        self.script = {key: list(acts) for key, acts in (script or {}).items()}
        self.context, self.implicit, self.offers_starttls = context, implicit, offers_starttls
        self.logins, self.mechanisms = logins or {}, mechanisms
        self.login_required, self.login_needs_tls = login_required, login_needs_tls
        self.sessions, self.bodies, self.messages = [], [], []
        self.extra_verbs = {}
        self.octets_at_once = 0  # of what it says, in a packet; 0: all
        self.careless = False  # takes a message for nobody
        self.stopping, self.lock = threading.Event(), threading.Lock()
        super().__init__(("127.0.0.1", port), Session)
        self.port = self.server_address[1]
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def next_act(self, step):
        with self.lock:
            acts = self.script.get(step)
            return acts.pop(0) if acts else None

    def note_session(self, session):
        with self.lock:
            self.sessions.append(session)

    def received(self, message):
        """All of it came, whatever is answered now."""
        with self.lock:
            self.bodies.append(message)

    def accept(self, message):
        with self.lock:
            self.messages.append(message)
        self.owner.accept(message)

    def judge_recipient(self, address):
        return self.owner.judge_recipient(address)

    def handle_error(self, request, client_address):
        pass

    def start(self):
        self.thread.start()

    def stop(self):
        self.stopping.set()
        self.shutdown()
        self.server_close()
        for session in self.sessions:
            try:
                session.request.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class ScriptedSmtp:
    """The server of a test: takes SmtpListener's arguments. `messages` were accepted; `bodies` came whole, accepted or
    not; `sessions` are the connections so far, with the `lines` the client said."""

    def __init__(self, **arguments):
        self.listener = SmtpListener(self, **arguments)
        self.port = self.listener.port

    def __enter__(self):
        self.listener.start()
        return self

    def __exit__(self, *_):
        self.listener.stop()

    messages = property(lambda self: self.listener.messages)
    bodies = property(lambda self: self.listener.bodies)
    sessions = property(lambda self: self.listener.sessions)

    def hang_up(self):
        """Closes what is open: the client has to connect again."""
        for session in list(self.sessions):
            with contextlib.suppress(OSError):
                session.request.shutdown(socket.SHUT_RDWR)

    def settle(self):
        """The client has gone: what it said last is read."""
        for session in list(self.sessions):
            session.ended.wait(3)

    def lines(self):
        """Everything the client said, over all connections."""
        return [line for session in self.sessions for line in session.lines]

    def judge_recipient(self, address):
        return "250 2.1.5 ok"

    def accept(self, message):
        pass


class DeliveringSmtp:
    """Three ports as Postfix's (`port`, `submission_port`, `tls_port`), delivering into maildirs/ADDRESS/Maildir."""

    def __init__(self, maildirs, users, password, context):
        self.maildirs, self.users, self.lock = maildirs, set(users), threading.Lock()
        logins = {user: password for user in users}
        self.listeners = [SmtpListener(self), SmtpListener(self, context=context, logins=logins),
                          SmtpListener(self, context=context, implicit=True, logins=logins)]
        self.port, self.submission_port, self.tls_port = [listener.port for listener in self.listeners]

    def __enter__(self):
        for listener in self.listeners:
            listener.start()
        return self

    def __exit__(self, *_):
        for listener in self.listeners:
            listener.stop()

    def user_of(self, address):
        """The mailbox of the address, which may have a +detail; None if there is none."""
        local, _, domain = address.partition("@")
        return next((user for user in (address, f"{local.partition('+')[0]}@{domain}") if user in self.users), None)

    def judge_recipient(self, address):
        return "250 2.1.5 ok" if self.user_of(address) else "550 5.1.1 no such user here"

    def accept(self, message):
        trace = f"Return-Path: <{message.sender}>\nReceived: by mail.test with {protocol_of(message)}\n".encode()
        octets = trace + message.octets.replace(b"\r\n", b"\n")
        with self.lock:
            for user in {self.user_of(address) for address in message.recipients}:
                mailbox.Maildir(os.path.join(self.maildirs, user, "Maildir"), create=True).add(octets)
