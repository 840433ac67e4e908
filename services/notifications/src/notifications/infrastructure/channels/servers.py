"""What channels share that call servers over HTTP: a breaker per server, and the time that `Retry-After` names."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from chassis.core.circuit_breaker import FailureBreaker
from chassis.core.clock import Clock
from chassis.core.outgoing.retry_after import bounded, http_date
from egress.policy import Refusal
from notifications.domain.deliveries.model import Refused
from notifications.infrastructure.channels.breaker import server_breaker

MOST_SERVERS: Final = 10_000
"""Servers whose failures are remembered: users choose them, so their number has to be bounded."""
LONGEST_WAIT: Final = timedelta(days=1)
TOO_MANY_REQUESTS: Final = 429
SERVER_ERROR: Final = 500


class ServerBreakers:
    """A breaker per server, those that were used last."""

    def __init__(self, clock: Clock, *, most: int = MOST_SERVERS) -> None:
        self._clock = clock
        self._most = most
        self._breakers: OrderedDict[str, FailureBreaker] = OrderedDict()

    def of(self, server: str) -> FailureBreaker:
        """Return the breaker of a server."""
        breaker = self._breakers.get(server)
        if breaker is None:
            breaker = self._breakers[server] = server_breaker(self._clock)
        self._breakers.move_to_end(server)
        if len(self._breakers) > self._most:
            self._breakers.popitem(last=False)
        return breaker


def unavailable() -> Refused:
    """Return the outcome while a breaker is open."""
    return Refused("server_unavailable", "the server has failed several times in a row", attempted=False)


def not_admitted(refusal: Refusal) -> Refused:
    """Return the outcome of a connection that the guard did not open; while its path does not hold, it waits."""
    if refusal.waits:
        return waiting(refusal.code, refusal.retry_at)
    return Refused("address_not_permitted", "the rules for outgoing connections do not permit the server")


def waiting(code: str, until: datetime | None) -> Refused:
    """Return the outcome while the path of outgoing connections does not hold, which uses up no attempt."""
    return Refused(code, "the path of outgoing connections does not hold", retry_at=until, attempted=False)


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when the server wants the next attempt, at most a day from now; null when it does not say so."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return bounded(now + timedelta(seconds=int(value)), now, LONGEST_WAIT)
    at = http_date(value)
    return None if at is None else bounded(at, now, LONGEST_WAIT)


def temporary(status: int, headers: Mapping[str, str], now: datetime) -> Refused | None:
    """Return the outcome of a status that may pass: of too many requests, or of a failure of the server."""
    if status == TOO_MANY_REQUESTS:
        return Refused("too_many_requests", "429 Too Many Requests", retry_at=retry_at(headers, now))
    if status >= SERVER_ERROR:
        return Refused("server_error", f"the server responded {status}", retry_at=retry_at(headers, now))
    return None
