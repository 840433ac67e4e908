"""HTTP servers on this machine, and messages for them."""

import ipaddress
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

from chassis.core.outgoing.public_addresses import AddressRules
from notifications.application.deliveries.channels import Content, OutgoingMessage

DELIVERY = UUID(int=0xD1)


@dataclass(frozen=True, slots=True)
class Received:
    """A request that a server received."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Server:
    """A server that responds what the test sets, and keeps what it receives."""

    port: int
    received: list[Received] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    held: threading.Event | None = None
    """Holds responses back until it is set."""
    breaks: bool = False
    """Whether connections end without a response."""

    @property
    def rules(self) -> AddressRules:
        """Return rules that permit this server."""
        return AddressRules(networks=(ipaddress.ip_network("127.0.0.0/8"),), ports={self.port}, plain_http=True)


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            size = int(self.headers.get("content-length", 0))
            server.received.append(
                Received(
                    self.command,
                    self.path,
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(size),
                )
            )
            if server.held is not None:
                server.held.wait(10)
            if server.breaks:
                self.close_connection = True
                return
            self.send_response(server.status)
            for name, value in {**server.headers, "content-length": str(len(server.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(server.body)

        do_GET = do_POST = do_PUT = respond  # noqa: N815 - the names are the library's

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        server = Server(listener.server_address[1])
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            if server.held is not None:
                server.held.set()
            listener.shutdown()


def message(
    address: str, *, kind: str = "new_episode", urgent: bool = False, text: str = "S02E05 is out"
) -> OutgoingMessage:
    """Return a message to an address."""
    content = Content(title="Severance", text="The whole text.", short=text, url="https://marquee.example/severance")
    return OutgoingMessage(DELIVERY, UUID(int=0xA1), kind, address, content, urgent)
