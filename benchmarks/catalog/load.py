"""A load generator of its own process: keep-alive connections, one request at a time on each.

    python benchmarks/catalog/load.py <port> <connections> <seconds> <a header or nothing> < targets

Prints the number of responses and the 50th and 99th percentile of their milliseconds, and exits with 1 at the first one
that is not 200.
"""

import itertools
import re
import selectors
import socket
import sys
import time
from collections.abc import Iterator

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self._received = bytearray()

    def send(self) -> None:
        """Send the next request."""
        self._received.clear()
        self.socket.sendall(next(self._requests))

    def receive(self) -> bool:
        """Read what has arrived, and return whether the response is complete."""
        self._received += self.socket.recv(262_144)
        head = self._received.find(HEAD_END)
        if head < 0:
            return False
        if not self._received.startswith(b"HTTP/1.1 200"):
            raise SystemExit(bytes(self._received[:head]).decode())
        length = LENGTH.search(self._received, 0, head)
        assert length is not None
        return len(self._received) >= head + len(HEAD_END) + int(length[1])


def run(port: int, connections: int, seconds: float, targets: list[str], header: str) -> list[float]:
    """Send requests for `seconds`, and return how long each response took."""
    lines = "\r\n".join(["Host: 127.0.0.1", "Accept: */*", *([header] if header else [])])
    requests = itertools.cycle([f"GET {target} HTTP/1.1\r\n{lines}\r\n\r\n".encode() for target in targets])
    waits: list[float] = []
    sent: dict[Connection, float] = {}
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = Connection(port, requests)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            sent[connection] = time.perf_counter()
            connection.send()
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            for key, _ in selector.select(0.1):
                if key.data.receive():
                    now = time.perf_counter()
                    waits.append(now - sent[key.data])
                    sent[key.data] = now
                    key.data.send()
    return waits


if __name__ == "__main__":
    _, port, connections, seconds, header = sys.argv
    waits = sorted(run(int(port), int(connections), float(seconds), sys.stdin.read().split(), header))
    print(len(waits), *(waits[len(waits) * percent // 100] * 1000 for percent in (50, 99)))
