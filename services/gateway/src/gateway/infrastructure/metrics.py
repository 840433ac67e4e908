"""What the gateway counts on every request, read when they are scraped: a request costs an addition, and no lock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from chassis.http.authorization.keys import KeySet
from chassis.http.tokens import TokenVerifier
from gateway.application.forwarding import Forward
from gateway.application.rate_limiter import RateLimiter
from gateway.domain.services.breaker import State

_BREAKER: Final[Mapping[State, int]] = {"closed": 0, "probing": 1, "open": 2}


@dataclass(frozen=True, slots=True)
class _Watched:
    limiter: RateLimiter
    verifier: TokenVerifier
    keys: KeySet
    forward: Forward


class _Families:
    """The metrics, without values."""

    def __init__(self) -> None:
        self.decisions = CounterMetricFamily(
            "gateway_rate_limit_decisions", "Requests by the class they count in", labels=("class", "decision")
        )
        self.counts = GaugeMetricFamily("gateway_rate_limit_counts", "Counts of clients in memory", labels=())
        self.tokens = CounterMetricFamily(
            "gateway_token_verifications", "Tokens found in the cache, and checked", labels=("source",)
        )
        self.keys_age = GaugeMetricFamily(
            "gateway_token_keys_age_seconds", "Time since the keys of auth were fetched", labels=()
        )
        self.breakers = GaugeMetricFamily(
            "gateway_upstream_breaker_state",
            "The breaker of a service: 0 closed, 1 half open, 2 open",
            labels=("upstream",),
        )
        self.requests = GaugeMetricFamily(
            "gateway_upstream_requests", "Requests that a service holds, without open streams", labels=("upstream",)
        )

    def __iter__(self) -> Iterator[Metric]:
        yield from (self.decisions, self.counts, self.tokens, self.keys_age, self.breakers, self.requests)


class RequestMetrics(Collector):
    """Decisions of the limiter, verification of tokens and breakers, of the gateway that was assembled last."""

    def __init__(self) -> None:
        self._watched: _Watched | None = None

    def watch(self, limiter: RateLimiter, verifier: TokenVerifier, keys: KeySet, forward: Forward) -> None:
        """Read the metrics from these objects."""
        self._watched = _Watched(limiter, verifier, keys, forward)

    def describe(self) -> Iterator[Metric]:
        """Return the metrics without values."""
        yield from _Families()

    def collect(self) -> Iterator[Metric]:
        """Return the values of now."""
        watched = self._watched
        if watched is None:
            return
        families = _Families()
        for request_class, (rejected, allowed) in sorted(watched.limiter.decisions.items()):
            families.decisions.add_metric((request_class, "rejected"), rejected)
            families.decisions.add_metric((request_class, "allowed"), allowed)
        families.counts.add_metric((), len(watched.limiter))
        families.tokens.add_metric(("cache",), watched.verifier.cached)
        families.tokens.add_metric(("signature",), watched.verifier.checked)
        families.keys_age.add_metric((), watched.keys.age_seconds)
        now = watched.forward.now()
        for service, guard in sorted(watched.forward.guards.items()):
            families.breakers.add_metric((service,), _BREAKER[guard.breaker.state(now)])
            families.requests.add_metric((service,), guard.breaker.requests)
        yield from families


REQUEST_METRICS: Final = RequestMetrics()
REGISTRY.register(REQUEST_METRICS)
