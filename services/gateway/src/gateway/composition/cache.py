"""Composition of the cache of public responses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import Counter, Gauge
from starlette.types import ASGIApp

from gateway.application import Application
from gateway.application.cache.store import ResponseStore
from gateway.application.ports import MonotonicClock
from gateway.domain.headers import Header
from gateway.infrastructure.cache.compression import compress
from gateway.infrastructure.cache.outcomes import CACHE_OUTCOMES
from gateway.presentation.cache.fresh_hits import FreshHits
from gateway.presentation.cache.layer import CacheLayer, CachePorts
from gateway.presentation.stated_clients import StatedClients
from gateway.settings import Settings

CACHE_REMOVALS = Counter("gateway_cache_removals", "Stored pages that were removed because they had changed")
CACHE_BYTES = Gauge("gateway_cache_bytes", "Memory of the stored responses")
CACHE_RESPONSES = Gauge("gateway_cache_responses", "Stored responses")


@dataclass(frozen=True, slots=True)
class Cache:
    """The stored responses, and what serving them needs."""

    store: ResponseStore
    clock: MonotonicClock
    ports: CachePorts

    def layer(self, proxy: ASGIApp) -> ASGIApp:
        """Return the proxy behind the cache."""
        return CacheLayer(proxy, self.store, self.clock, self.ports)

    def hits(self, clients: StatedClients, security: Mapping[str, Sequence[Header]]) -> FreshHits:
        """Return the shortest way of a fresh response to its client."""
        return FreshHits(self.store, self.clock, self.ports, clients, security)


def response_cache(settings: Settings, application: Application, monotonic: MonotonicClock) -> Cache:
    """Return the cache of the proxy."""
    store = ResponseStore(settings.cache_bytes, monotonic)
    CACHE_BYTES.set_function(lambda: store.bytes)
    CACHE_RESPONSES.set_function(store.__len__)
    ports = CachePorts(
        count=application.limiter.count,
        admit=application.admit,
        compress=compress,
        count_outcome=CACHE_OUTCOMES.count,
    )
    return Cache(store, monotonic, ports)
