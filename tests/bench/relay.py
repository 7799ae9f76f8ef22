"""Stands between the daemon and an IMAP server and passes everything on, and writes down when the server told of each new mail, and what was said:
the session of somebody else learns of a mail at another moment."""

import collections
import re
import socket
import threading
import time

from servers import HOST

COMMANDS = re.compile(rb"^\S+ ((?:UID )?[A-Z]+)|^DONE", re.M | re.I)
SELECTS = re.compile(rb'^\S+ (?:SELECT|EXAMINE) "?([^"\r\n]+)', re.M | re.I)
NEWS = re.compile(rb"^\* (\d+) (EXISTS|EXPUNGE)\r\n", re.M)


class Relay:
    """`told[k]`: when (time.monotonic) the k-th mail that ever came into INBOX, counted from 0, was told. `commands` are counted by name,
    and the `octets` that the server sent."""

    def __init__(self, port):
        self.server, self.told, self.moved, self.commands, self.octets = port, [], 0, collections.Counter(), 0
        self.listener = socket.create_server((HOST, 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server, session = socket.create_connection((HOST, self.server)), {"folder": b""}
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for ends, look in (((client, server), self.asked), ((server, client), self.answered)):
                threading.Thread(target=self.pass_on, args=(*ends, look, session), daemon=True).start()

    def pass_on(self, source, target, look, session):
        rest = b""
        try:
            while octets := source.recv(262144):
                moment = time.monotonic()
                target.sendall(octets)
                lines, newline, rest = (rest + octets).rpartition(b"\r\n")
                look(session, lines + newline, moment)
                self.octets += len(octets) if look == self.answered else 0
        except OSError:
            pass
        finally:
            for end in (source, target):
                end.close()

    def asked(self, session, lines, _):
        self.commands.update((found[1] or b"DONE").decode().upper() for found in COMMANDS.finditer(lines))
        for found in SELECTS.finditer(lines):
            session["folder"] = found[1].upper()

    def answered(self, session, lines, moment):
        if session["folder"] != b"INBOX":
            return
        for number, what in NEWS.findall(lines):
            if what == b"EXPUNGE":
                self.moved += 1
                continue
            self.told += [moment] * (int(number) + self.moved - len(self.told))
