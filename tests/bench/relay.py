"""What was said between the daemon and an IMAP server, by `tests/bench/relay`, which stands between them: the session of somebody else learns of a mail
at another moment."""

import collections

from servers import Server, free_ports


class Relays:
    """A way to the server at `port` for each of `boxes`, `ports` in their order; a context. `told[box][k]`: when (time.monotonic) the k-th mail
    that ever came into INBOX, counted from 0, was told; `commands[box]` are counted by name; `octets[box]` came from the server. As of the last `look`."""

    def __init__(self, build, folder, port, boxes):
        self.ports = free_ports(boxes)
        self.notes, self.read, self.rest = folder / "relay.log", 0, ""
        self.told, self.commands, self.octets = [[] for _ in range(boxes)], [collections.Counter() for _ in range(boxes)], [0] * boxes
        self.server = Server("relay", [build / "tests" / "bench" / "relay", port, *self.ports], self.ports[:1], self.notes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()

    def look(self):
        with open(self.notes, encoding="ascii") as notes:
            notes.seek(self.read)
            text = self.rest + notes.read()
            self.read = notes.tell()
        *lines, self.rest = text.split("\n")
        for line in lines:
            kind, box, value = line.split(" ", 2)
            if kind == "told":
                self.told[int(box)].append(int(value) / 1e9)
            elif kind == "asked":
                self.commands[int(box)][value] += 1
            else:
                self.octets[int(box)] += int(value)
        return self
