"""A small IMAP server that does what a test says: honest by default, hostile where the script says so.

    with ScriptedImap({"SELECT": lambda session, tag, rest: session.send(b"* BYE gone\\r\\n")}) as server: ...

A script entry is called with the session, the tag and the rest of the line in place of the honest answer; "greeting" (tag
and rest empty) stands for the first line. `capabilities` are told as they are; nothing else depends on them. `mails` is the
inbox, [uid, octets, flags]; `received` has every line that came, so that a test can look for a password.
"""

import base64
import re
import socket
import threading

from servers import HOST, PASSWORD

CAPABILITIES = "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 NAMESPACE UIDPLUS MOVE IDLE"
DATE = '"17-Jul-2026 02:44:25 +0200"'
ARRIVED = 1784249065


class Closed(Exception):
    pass


class ScriptedImap:
    def __init__(self, script=None, capabilities=CAPABILITIES, context=None, implicit=True, mails=(), uidvalidity=7,
                 permanent="\\*", namespace='(("" "/"))', delimiter="/"):
        self.script, self.capabilities, self.context = script or {}, capabilities, context
        self.implicit = implicit and context is not None
        self.mails = [[uid, raw, set()] for uid, raw in mails]
        self.folders = {"INBOX": None}
        self.uidvalidity, self.permanent, self.namespace, self.delimiter = uidvalidity, permanent, namespace, delimiter
        self.received, self.appended = [], []
        self.refuses_copies = lambda group, size: False  # asked before each mail of an APPEND: those that came, and its size; at the end with size 0
        self.listener = socket.create_server((HOST, 0))
        self.port = self.listener.getsockname()[1]
        self.sessions = []

    def __enter__(self):
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.close()
        for session in self.sessions:
            session.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            session = Session(self, connection)
            self.sessions.append(session)
            threading.Thread(target=session.run, daemon=True).start()


class Session:
    def __init__(self, server, connection):
        self.server, self.connection, self.buffer = server, connection, b""

    def run(self):
        try:
            if self.server.implicit:
                self.wrap()
            if "greeting" in self.server.script:
                self.server.script["greeting"](self, "", "")
            else:
                self.send(b"* OK ready\r\n")
            while True:
                tag, _, command = self.line().partition(" ")
                self.answer(tag, command)
        except (Closed, OSError):
            self.close()

    def answer(self, tag, command):
        name, _, rest = command.partition(" ")
        name = name.upper()
        if name == "UID":
            word, _, rest = rest.partition(" ")
            name = f"UID {word.upper()}"
        if name in self.server.script:
            self.server.script[name](self, tag, rest)
        else:
            self.honest(name, tag, rest)

    def honest(self, name, tag, rest):
        method = getattr(self, "do_" + name.lower().replace(" ", "_"), None)
        if method:
            method(tag, rest)
        else:
            self.send(f"{tag} BAD unknown\r\n")

    def wrap(self):
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)

    def send(self, data):
        self.connection.sendall(data if isinstance(data, bytes) else data.encode())

    def ok(self, tag, text="done"):
        self.send(f"{tag} OK {text}\r\n")

    def octets(self, count):
        while len(self.buffer) < count:
            got = self.connection.recv(65536)
            if not got:
                raise Closed
            self.buffer += got
        octets, self.buffer = self.buffer[:count], self.buffer[count:]
        return octets

    def line(self):
        while b"\n" not in self.buffer:
            got = self.connection.recv(65536)
            if not got:
                raise Closed
            self.buffer += got
        line, _, self.buffer = self.buffer.partition(b"\n")
        text = line.rstrip(b"\r").decode("latin-1")
        self.server.received.append(text)
        return text

    def close(self):
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.connection.close()

    # The honest answers.

    def do_capability(self, tag, _):
        self.send(f"* CAPABILITY {self.server.capabilities}\r\n")
        self.ok(tag)

    def do_starttls(self, tag, _):
        self.ok(tag, "begin TLS")
        self.wrap()

    def do_login(self, tag, rest):
        self.ok(tag) if PASSWORD in rest else self.send(f"{tag} NO [AUTHENTICATIONFAILED] wrong password\r\n")

    def do_authenticate(self, tag, rest):
        mechanism, _, message = rest.partition(" ")
        if not message:
            self.send("+ \r\n")
            message = self.line()
        text = base64.b64decode(message).decode()
        expected = {"PLAIN": f"\0user\0{PASSWORD}", "XOAUTH2": "user=user\1auth=Bearer tok.en\1\1"}[mechanism]
        if text == expected:
            return self.ok(tag)
        if mechanism == "XOAUTH2":
            self.send("+ " + base64.b64encode(b'{"status":"400"}').decode() + "\r\n")
            assert self.line() == ""
        self.send(f"{tag} NO [AUTHENTICATIONFAILED] refused\r\n")

    def do_namespace(self, tag, _):
        self.send(f"* NAMESPACE {self.server.namespace} NIL NIL\r\n")
        self.ok(tag)

    def do_list(self, tag, rest):
        name = rest.split(" ", 1)[1].strip('"')
        if not name:
            self.send(f'* LIST (\\Noselect) "{self.server.delimiter}" ""\r\n')
        elif name in self.server.folders:
            self.send(f'* LIST () "{self.server.delimiter}" "{name}"\r\n')
        self.ok(tag)

    def do_create(self, tag, rest):
        self.server.folders[rest.strip('"')] = []
        self.ok(tag)

    def do_subscribe(self, tag, _):
        self.ok(tag)

    def do_select(self, tag, _):
        self.send(f"* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted {self.server.permanent})] ok\r\n"
                  f"* {len(self.server.mails)} EXISTS\r\n* 0 RECENT\r\n"
                  f"* OK [UIDVALIDITY {self.server.uidvalidity}] ok\r\n")
        self.ok(tag, "[READ-WRITE] selected")

    def do_noop(self, tag, _):
        self.ok(tag)

    def numbers(self, text, highest):
        """The set's members; "*" is the highest."""
        found = set()
        for part in text.split(","):
            first, _, last = part.partition(":")
            first, last = (highest if end == "*" else int(end) for end in (first, last or first))
            found.update(range(min(first, last), max(first, last) + 1))
        return found

    def by_uid(self, text):
        uids = self.numbers(text, max((mail[0] for mail in self.server.mails), default=0))
        return [(at + 1, mail) for at, mail in enumerate(self.server.mails) if mail[0] in uids]

    def fetched(self, tag, found, items):
        for number, (uid, raw, _) in found:
            told = [f"UID {uid}".encode()]
            if "INTERNALDATE" in items:
                told.append(f"INTERNALDATE {DATE}".encode())
            if "RFC822.SIZE" in items:
                told.append(f"RFC822.SIZE {len(raw)}".encode())
            if "BODY" in items:
                told.append(f"BODY[] {{{len(raw)}}}\r\n".encode() + raw)
            self.send(f"* {number} FETCH (".encode() + b" ".join(told) + b")\r\n")
        self.ok(tag)

    def do_fetch(self, tag, rest):
        numbers, _, items = rest.partition(" ")
        wanted = self.numbers(numbers, len(self.server.mails))
        self.fetched(tag, [(at + 1, mail) for at, mail in enumerate(self.server.mails) if at + 1 in wanted], items)

    def do_uid_fetch(self, tag, rest):
        uids, _, items = rest.partition(" ")
        self.fetched(tag, self.by_uid(uids), items)

    def expunge(self, found):
        for number, mail in reversed(found):
            self.server.mails.remove(mail)
            self.send(f"* {number} EXPUNGE\r\n")

    def copy(self, tag, rest):
        """The mails found, copied; None where the folder is missing."""
        uids, _, folder = rest.partition(" ")
        folder = folder.strip('"')
        if self.server.folders.get(folder) is None:
            self.send(f"{tag} NO [TRYCREATE] no such folder\r\n")
            return None
        found = self.by_uid(uids)
        self.server.folders[folder] += [raw for _, (_, raw, _) in found]
        return found

    def do_uid_move(self, tag, rest):
        found = self.copy(tag, rest)
        if found is not None:
            self.expunge(found)
            self.ok(tag)

    def do_uid_copy(self, tag, rest):
        if self.copy(tag, rest) is not None:
            self.ok(tag)

    def do_uid_search(self, tag, rest):
        """By Message-ID (anywhere in the mail: real servers find more than was asked, too), or by size."""
        header = re.fullmatch(r'HEADER Message-ID "(.*)"', rest)
        sizes = re.fullmatch(r"LARGER (\d+) SMALLER (\d+)", rest)
        found = [uid for uid, raw, _ in self.server.mails
                 if (header[1].encode() in raw if header else int(sizes[1]) < len(raw) < int(sizes[2]))]
        self.send("* SEARCH " + " ".join(map(str, found)) + "\r\n")
        self.ok(tag)

    def do_uid_store(self, tag, rest):
        uids, _, flags = rest.split(" ", 2)
        for _, mail in self.by_uid(uids):
            mail[2].update(flags.strip("()").split())
        self.ok(tag)

    def do_uid_expunge(self, tag, rest):
        self.expunge([entry for entry in self.by_uid(rest) if "\\Deleted" in entry[1][2]])
        self.ok(tag)

    def do_append(self, tag, rest):
        folder, flags, size = re.fullmatch(r'"?([^"]*)"? \(([^)]*)\) \{(\d+)\}', rest).groups()
        if self.server.folders.get(folder) is None:
            return self.send(f"{tag} NO [TRYCREATE] no such folder\r\n")
        several = "MULTIAPPEND" in self.server.capabilities.split()
        group = []
        while True:
            if self.server.refuses_copies(group, int(size)):
                return self.send(f"{tag} NO [LIMIT] not this one\r\n")
            self.send("+ go on\r\n")
            group.append((folder, flags, self.octets(int(size))))
            line = self.line()
            if not line:
                break
            if not several:
                return self.send(f"{tag} BAD one mail a command\r\n")
            flags, size = re.fullmatch(r" \(([^)]*)\) \{(\d+)\}", line).groups()
        if self.server.refuses_copies(group, 0):
            return self.send(f"{tag} NO [LIMIT] not all of these\r\n")
        self.server.appended += group
        self.ok(tag)

    def do_idle(self, tag, _):
        self.send("+ idling\r\n")
        if self.line() == "DONE":
            self.ok(tag)

    def do_logout(self, tag, _):
        self.send("* BYE see you\r\n")
        self.ok(tag)
        raise Closed
