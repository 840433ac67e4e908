"""API keys at the gateway: exchanged at auth for access tokens, which are kept for a minute at most.

A deleted key stops with the event of its revocation, because its id is the session of its tokens.
"""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final, TypeVar

from chassis.core.api_keys import is_api_key
from chassis.core.networks import network_of
from gateway.application.ports import ExchangedKey, KeyExchange, MonotonicClock
from gateway.application.rate_limiter import Counts
from gateway.domain.errors import InvalidAccessToken, TooManyKeys
from gateway.domain.rate_limit import Limit

LONGEST_SECONDS: Final = 60.0
REJECTED_SECONDS: Final = 10.0
"""How long a rejected key is rejected without another exchange."""
MOST_KEYS: Final = 4096
NEW_KEYS: Final = Limit("new-keys", 60)
"""Exchanges that one address may cause by keys that were not valid lately: each costs auth a transaction."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    token: str = field(repr=False)


class ApiKeyTokens:
    """Returns the access token of an API key. Keys are remembered by their digests, not by their texts."""

    def __init__(self, exchange: KeyExchange, monotonic: MonotonicClock) -> None:
        self._exchange = exchange
        self._now = monotonic
        self._valid: OrderedDict[bytes, _Kept] = OrderedDict()
        self._rejected: OrderedDict[bytes, float] = OrderedDict()
        self._running: dict[bytes, asyncio.Task[str | None]] = {}
        self._new_keys = Counts()

    async def token(self, key: str, address: str) -> str:
        """Return the access token of a key; raise InvalidAccessToken, TooManyKeys or KeysUnavailable.

        Requests with the same key share one exchange. What cannot be a key causes none.
        """
        if not is_api_key(key):
            raise InvalidAccessToken
        digest = hashlib.sha256(key.encode()).digest()
        kept, now = self._valid.get(digest), self._now()
        if kept is not None and now < kept.until:
            return kept.token
        if kept is None and now < self._rejected.get(digest, now):
            raise InvalidAccessToken
        if kept is None and digest not in self._running:
            self._count_new(address, now)
        token = await self._shared(digest, key)
        if token is None:
            raise InvalidAccessToken
        return token

    def _count_new(self, address: str, now: float) -> None:
        decision = self._new_keys.count(NEW_KEYS, (NEW_KEYS.name, network_of(address)), now)
        if not decision.allowed:
            raise TooManyKeys(decision.retry_after)

    async def _shared(self, digest: bytes, key: str) -> str | None:
        """Return the result of the exchange in progress; a client that disconnects does not end it for the others."""
        task = self._running.get(digest)
        if task is None:
            task = self._running[digest] = asyncio.create_task(self._exchanged(digest, key), name="api-key")
            task.add_done_callback(lambda done: self._forget(digest, done))
        return await asyncio.shield(task)

    async def _exchanged(self, digest: bytes, key: str) -> str | None:
        started = self._now()
        result: ExchangedKey | None = await self._exchange.exchange(key)
        if result is None:
            self._valid.pop(digest, None)
            _keep(self._rejected, digest, started + REJECTED_SECONDS)
            return None
        until = started + min(LONGEST_SECONDS, result.expires_in / 2)
        _keep(self._valid, digest, _Kept(until, result.token))
        return result.token

    def _forget(self, digest: bytes, task: asyncio.Task[str | None]) -> None:
        del self._running[digest]
        if not task.cancelled():
            # Each client that waits receives the exception; without any it must count as retrieved.
            task.exception()


def _keep(entries: OrderedDict[bytes, T], digest: bytes, entry: T) -> None:
    """Remember an entry, and drop that which was remembered first of too many."""
    entries[digest] = entry
    entries.move_to_end(digest)
    if len(entries) > MOST_KEYS:
        entries.popitem(last=False)
