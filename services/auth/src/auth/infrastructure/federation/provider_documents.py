"""The documents that a provider publishes, cached: its metadata and its keys."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from auth.domain.federation.providers import Metadata, Provider
from auth.infrastructure.federation.guarded_client import CallFailed, GuardedClient

DISCOVERY_PATH: Final = "/.well-known/openid-configuration"
FRESH_SECONDS: Final = 3600.0
STALE_SECONDS: Final = 86_400.0
"""How long documents are used while their provider does not respond."""
KEYS_PAUSE_SECONDS: Final = 30.0
"""Shortest time between two requests for the keys: tokens with unknown key ids cause no more."""
MOST_KEYS: Final = 100


@dataclass(slots=True)
class _Documents:
    """What is known of one provider; `lock` makes parallel sign-ins share one request."""

    metadata: Metadata | None = None
    metadata_at: float = float("-inf")
    keys: list[Mapping[str, Any]] = field(default_factory=list)
    keys_at: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class ProviderDocuments:
    """Fetches and keeps the documents of all providers."""

    def __init__(self, client: GuardedClient, *, loopback: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._loopback = loopback
        self._now = now
        self._documents: dict[str, _Documents] = {}

    async def metadata(self, provider: Provider) -> Metadata:
        """Return the metadata of a provider; raise CallFailed or InvalidProvider."""
        documents = self._documents.setdefault(provider.name, _Documents())
        async with documents.lock:
            age = self._now() - documents.metadata_at
            if documents.metadata is not None and age < FRESH_SECONDS:
                return documents.metadata
            try:
                document = await self._fetch(provider.issuer.rstrip("/") + DISCOVERY_PATH)
            except CallFailed:
                if documents.metadata is not None and age < STALE_SECONDS:
                    return documents.metadata
                raise
            documents.metadata = Metadata.of(document, provider, loopback=self._loopback)
            documents.metadata_at = self._now()
            return documents.metadata

    async def keys(self, provider: Provider, metadata: Metadata, key_id: str | None) -> list[Mapping[str, Any]]:
        """Return the keys with an id, or all without one; an unknown id fetches them again. Raise CallFailed."""
        documents = self._documents.setdefault(provider.name, _Documents())
        async with documents.lock:
            age = self._now() - documents.keys_at
            matching = _of_id(documents.keys, key_id)
            if (not matching and age > KEYS_PAUSE_SECONDS) or age > FRESH_SECONDS:
                try:
                    document = await self._fetch(metadata.jwks_uri)
                except CallFailed:
                    if not matching or age > STALE_SECONDS:
                        raise
                else:
                    keys = document.get("keys")
                    listed = keys if isinstance(keys, list) else []
                    documents.keys = [key for key in listed[:MOST_KEYS] if isinstance(key, dict)]
                    documents.keys_at = self._now()
                    matching = _of_id(documents.keys, key_id)
            return matching

    async def _fetch(self, url: str) -> Mapping[str, Any]:
        response = await self._client.get(url)
        if response.status != 200 or not response.body:
            raise CallFailed(f"status {response.status}")
        return response.body


def _of_id(keys: list[Mapping[str, Any]], key_id: str | None) -> list[Mapping[str, Any]]:
    signing = [key for key in keys if key.get("use", "sig") == "sig" and key.get("kty") in ("RSA", "EC", "OKP")]
    return signing if key_id is None else [key for key in signing if key.get("kid") == key_id]
