"""What the gateway counts on every request, read when they are scraped: a request costs an addition, and no lock."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from chassis.http.tokens import KeySet, TokenVerifier
from gateway.application.rate_limiter import RateLimiter


class RequestMetrics(Collector):
    """The decisions of the limiter and the verification of tokens, of the gateway that was assembled last."""

    def __init__(self) -> None:
        self._watched: tuple[RateLimiter, TokenVerifier, KeySet] | None = None

    def watch(self, limiter: RateLimiter, verifier: TokenVerifier, keys: KeySet) -> None:
        """Read the metrics from these objects."""
        self._watched = limiter, verifier, keys

    def collect(self) -> Iterator[Metric]:
        """Return the values of now."""
        if self._watched is None:
            return
        limiter, verifier, keys = self._watched
        decisions = CounterMetricFamily(
            "gateway_rate_limit_decisions", "Requests by the class they count in", labels=("class", "decision")
        )
        for rate_class, (rejected, allowed) in sorted(limiter.decisions.items()):
            decisions.add_metric((rate_class, "rejected"), rejected)
            decisions.add_metric((rate_class, "allowed"), allowed)
        yield decisions
        yield GaugeMetricFamily("gateway_rate_limit_counts", "Counts of clients in memory", len(limiter))
        tokens = CounterMetricFamily(
            "gateway_token_verifications", "Tokens found in the cache, and checked", labels=("source",)
        )
        tokens.add_metric(("cache",), verifier.cached)
        tokens.add_metric(("signature",), verifier.checked)
        yield tokens
        yield GaugeMetricFamily(
            "gateway_token_keys_age_seconds", "Time since the keys of auth were fetched", keys.age_seconds
        )


REQUEST_METRICS: Final = RequestMetrics()
REGISTRY.register(REQUEST_METRICS)
