"""Connection limits: a total and a share per client. Idle connections are closed before a new one is rejected."""

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

NEARLY_FULL: Final = 0.75
"""The share of the total above which idle connections are closed sooner."""

Refusal = Literal["client", "total"]


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """The largest number of connections of a server, and the seconds for which an idle one stays open."""

    total: int
    per_client: int
    keep_alive: int = 30
    keep_alive_nearly_full: int = 2

    @property
    def share(self) -> int:
        """The most connections of one client: never more than half of the total."""
        return min(self.per_client, max(1, self.total // 2))


class Connection(Protocol):
    """A connection that can be closed when idle."""

    def close_idle(self) -> None:
        """Close the connection, which has no request in progress."""
        ...


class Connections:
    """The open connections of one server.

    `client_of` maps the address of a peer to its client, or to null for a trusted proxy, which carries the requests of
    many clients and has no share.
    """

    def __init__(self, limits: ConnectionLimits, client_of: Callable[[str], str | None]) -> None:
        self._limits = limits
        self._client_of = client_of
        self._clients: dict[Connection, str | None] = {}
        self._held: Counter[str] = Counter()
        self._idle: OrderedDict[Connection, None] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of counted connections."""
        return len(self._clients)

    @property
    def keep_alive(self) -> int:
        """Return the seconds for which an idle connection stays open at the present load."""
        nearly_full = len(self._clients) >= NEARLY_FULL * self._limits.total
        return self._limits.keep_alive_nearly_full if nearly_full else self._limits.keep_alive

    def add(self, connection: Connection, address: str) -> Refusal | None:
        """Count a new connection, or return why it is rejected. Idle connections are closed to make room."""
        client = self._client_of(address)
        if client is not None and self._held[client] >= self._limits.share and not self._close_idle_of(client):
            return "client"
        if len(self._clients) >= self._limits.total and not self._close_longest_idle():
            return "total"
        self._clients[connection] = client
        if client is not None:
            self._held[client] += 1
        self._idle[connection] = None
        return None

    def remove(self, connection: Connection) -> None:
        """Stop counting a connection; one that is not counted is ignored."""
        if connection not in self._clients:
            return
        client = self._clients.pop(connection)
        self._idle.pop(connection, None)
        if client is not None:
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]

    def became_busy(self, connection: Connection) -> None:
        """Record that a request began to arrive."""
        self._idle.pop(connection, None)

    def became_idle(self, connection: Connection) -> None:
        """Record that a response is complete and no request follows yet."""
        if connection in self._clients:
            self._idle[connection] = None
            self._idle.move_to_end(connection)

    def _close_idle_of(self, client: str) -> bool:
        return self._close(next((connection for connection in self._idle if self._clients[connection] == client), None))

    def _close_longest_idle(self) -> bool:
        # An idle connection of a proxy will soon carry a request, so it is closed last.
        of_client = next((connection for connection in self._idle if self._clients[connection] is not None), None)
        return self._close(of_client or next(iter(self._idle), None))

    def _close(self, connection: Connection | None) -> bool:
        if connection is None:
            return False
        self.remove(connection)
        connection.close_idle()
        return True
