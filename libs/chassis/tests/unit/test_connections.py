"""Places for connections: no client holds them all, and idle ones make room."""

import pytest

from chassis.http.server.connections import ConnectionLimits, Connections

pytestmark = pytest.mark.unit

PROXY = "10.0.0.1"


class Line:
    """A connection that remembers whether it was closed."""

    def __init__(self) -> None:
        self.closed = False

    def close_idle(self) -> None:
        self.closed = True


def table(total: int = 10, per_client: int = 3) -> Connections:
    return Connections(ConnectionLimits(total, per_client), lambda address: None if address == PROXY else address)


def busy(connections: Connections, address: str, count: int) -> list[Line]:
    lines = [Line() for _ in range(count)]
    for line in lines:
        assert connections.add(line, address) is None
        connections.became_busy(line)
    return lines


def test_client_above_its_share_is_rejected() -> None:
    connections = table()
    busy(connections, "a", 3)

    assert connections.add(Line(), "a") == "client"
    assert connections.add(Line(), "b") is None


def test_longest_idle_connection_of_a_client_is_closed() -> None:
    connections = table()
    first, second, third = busy(connections, "a", 3)
    for line in (second, first):
        connections.became_idle(line)

    assert connections.add(Line(), "a") is None
    assert (first.closed, second.closed, third.closed) == (False, True, False)
    assert len(connections) == 3


def test_full_server_closes_the_longest_idle_connection() -> None:
    connections = table(total=4)
    [old], [young] = busy(connections, "a", 1), busy(connections, "b", 1)
    busy(connections, "c", 2)
    connections.became_idle(old)
    connections.became_idle(young)

    assert connections.add(Line(), "d") is None
    assert (old.closed, young.closed) == (True, False)


def test_server_full_of_requests_rejects_connections() -> None:
    connections = table(total=4, per_client=2)
    first, *_ = [*busy(connections, "a", 2), *busy(connections, "b", 2)]
    refused = Line()

    assert connections.add(refused, "c") == "total"
    connections.remove(refused)
    assert len(connections) == 4, "a connection that was refused holds no place"
    connections.remove(first)
    assert connections.add(Line(), "c") is None


def test_client_holds_at_most_half_of_all_connections() -> None:
    connections = table(total=4, per_client=100)
    busy(connections, "a", 2)

    assert connections.add(Line(), "a") == "client"
    assert ConnectionLimits(1, 5).share == 1


def test_proxy_has_no_share_and_its_idle_connections_are_closed_last() -> None:
    connections = table(total=6, per_client=1)
    proxied = busy(connections, PROXY, 5)
    for line in proxied:
        connections.became_idle(line)
    [other] = busy(connections, "a", 1)
    connections.became_idle(other)

    assert connections.add(Line(), PROXY) is None
    assert other.closed
    assert not any(line.closed for line in proxied)
    assert connections.add(Line(), PROXY) is None
    assert proxied[0].closed


def test_idle_connections_are_closed_sooner_when_nearly_full() -> None:
    connections = table(total=4, per_client=2)
    assert connections.keep_alive == 30
    busy(connections, "a", 2)
    assert connections.keep_alive == 30
    busy(connections, "b", 1)
    assert connections.keep_alive == 2
