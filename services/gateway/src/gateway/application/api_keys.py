"""API keys at the gateway: exchanged at auth for access tokens, which are kept for a minute at most.

A deleted key stops with the event of its revocation, because its id is the session of its tokens.
"""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from chassis.core.api_keys import is_api_key
from gateway.application.ports import ExchangedKey, KeyExchange, MonotonicClock
from gateway.domain.errors import InvalidAccessToken

LONGEST_SECONDS: Final = 60.0
REJECTED_SECONDS: Final = 10.0
"""How long a rejected key is rejected without another exchange."""
MOST_KEYS: Final = 4096


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    token: str | None = field(repr=False)


class ApiKeyTokens:
    """Returns the access token of an API key. Keys are remembered by their digests, not by their texts."""

    def __init__(self, exchange: KeyExchange, monotonic: MonotonicClock) -> None:
        self._exchange = exchange
        self._now = monotonic
        self._kept: OrderedDict[bytes, _Kept] = OrderedDict()
        self._running: dict[bytes, asyncio.Task[str | None]] = {}

    async def token(self, key: str) -> str:
        """Return the access token of a key; raise InvalidAccessToken or KeysUnavailable.

        Requests with the same key share one exchange. What cannot be a key causes none.
        """
        if not is_api_key(key):
            raise InvalidAccessToken
        digest = hashlib.sha256(key.encode()).digest()
        kept = self._kept.get(digest)
        token = kept.token if kept is not None and self._now() < kept.until else await self._shared(digest, key)
        if token is None:
            raise InvalidAccessToken
        return token

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
            self._keep(digest, _Kept(started + REJECTED_SECONDS, None))
            return None
        self._keep(digest, _Kept(started + min(LONGEST_SECONDS, result.expires_in / 2), result.token))
        return result.token

    def _keep(self, digest: bytes, kept: _Kept) -> None:
        self._kept[digest] = kept
        self._kept.move_to_end(digest)
        if len(self._kept) > MOST_KEYS:
            self._kept.popitem(last=False)

    def _forget(self, digest: bytes, task: asyncio.Task[str | None]) -> None:
        del self._running[digest]
        if not task.cancelled():
            # Each client that waits receives the exception; without any it must count as retrieved.
            task.exception()
