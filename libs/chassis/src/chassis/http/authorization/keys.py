"""The public keys of auth (JWKS): cached, fetched again in the background, and kept while auth is unavailable."""

import asyncio
import logging
import ssl
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx2
import jwt

logger = logging.getLogger(__name__)

REFETCH_SECONDS: Final = 30.0
EMPTY_REFETCH_SECONDS: Final = 1.0
"""The pause while there are no keys at all, for example when auth starts last."""
REFRESH_SECONDS: Final = 300.0

KeyFetcher = Callable[[], Awaitable[dict[str, Any]]]


def http_key_fetcher(url: str) -> KeyFetcher:
    """Return a function that fetches the key set at `url`."""
    # To load certificates takes tens of milliseconds, in which no request is served.
    verify = ssl.create_default_context() if url.startswith("https:") else False

    async def fetch() -> dict[str, Any]:
        async with httpx2.AsyncClient(timeout=3, trust_env=False, follow_redirects=False, verify=verify) as client:
            response = await client.get(url)
            response.raise_for_status()
            keys: dict[str, Any] = response.json()
            return keys

    return fetch


class KeySet:
    """The public keys by id. The last valid set is kept while the source is unavailable."""

    def __init__(self, fetch: KeyFetcher, now: Callable[[], float] | None = None) -> None:
        """Hold no key yet; `now` is a monotonic clock in seconds, by default that of the process."""
        self._fetch = fetch
        self._clock = now
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fresh_at = float("-inf")
        self._retry_at = float("-inf")
        self._refreshing: asyncio.Task[None] | None = None

    async def key(self, key_id: str) -> jwt.PyJWK | None:
        """Return a key, or null. For an unknown id, fetch the set and wait, at most once in thirty seconds.

        A known key is returned at once; if the set is older than five minutes, it is refreshed in the background.
        """
        key = self._keys.get(key_id)
        if key is None and (self._refreshing is not None or self._may_refresh()):
            await asyncio.shield(self._start_refresh())
            return self._keys.get(key_id)
        if key is not None and self._time() - self._fresh_at > REFRESH_SECONDS and self._may_refresh():
            self._start_refresh()
        return key

    @property
    def age_seconds(self) -> float:
        """Return how long ago the keys were fetched; infinite without keys."""
        return self._time() - self._fresh_at

    async def keep_fresh(self) -> None:
        """Fetch the set if it is older than five minutes; call this often, so that a withdrawn key is soon unknown."""
        if self.age_seconds > REFRESH_SECONDS and self._may_refresh():
            await asyncio.shield(self._start_refresh())

    def _time(self) -> float:
        return _now() if self._clock is None else self._clock()

    def _may_refresh(self) -> bool:
        return self._time() >= self._retry_at

    def _start_refresh(self) -> asyncio.Task[None]:
        """Return the refresh in progress: parallel callers share one request."""
        if self._refreshing is None:
            self._refreshing = asyncio.create_task(self._refresh(), name="key-set")
        return self._refreshing

    async def _refresh(self) -> None:
        try:
            keys = _read_keys(await self._fetch())
        except Exception as failure:  # noqa: BLE001 - the current keys are kept after any failure
            logger.warning("cannot refresh key set", extra={"reason": repr(failure)})
            pause = REFETCH_SECONDS if self._keys else EMPTY_REFETCH_SECONDS
        else:
            self._keys = keys
            self._fresh_at = self._time()
            pause = REFETCH_SECONDS
        finally:
            self._refreshing = None
        self._retry_at = self._time() + pause


def _read_keys(published: dict[str, Any]) -> dict[str, jwt.PyJWK]:
    """Return the Ed25519 keys of a key set by id; raise PyJWTError if there is none."""
    keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(published).keys if key.key_id and key.key_type == "OKP"}
    if not keys:
        raise jwt.PyJWKSetError("the key set contains no Ed25519 key")
    return keys


def _now() -> float:
    return time.monotonic()
