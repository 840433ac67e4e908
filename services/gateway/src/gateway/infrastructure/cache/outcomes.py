"""What the cache did for requests, read when it is scraped: a request costs an addition, and no lock."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

OUTCOMES: Final = ("hit", "stale", "collapsed", "miss", "bypass")


class CacheOutcomes(Collector):
    """Requests by what the cache did for them."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(OUTCOMES, 0)

    def count(self, outcome: str) -> None:
        """Count one request."""
        self._counts[outcome] += 1

    def describe(self) -> Iterator[CounterMetricFamily]:
        """Return the metric without values."""
        yield _family()

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Return the values of now."""
        family = _family()
        for outcome, count in self._counts.items():
            family.add_metric((outcome,), count)
        yield family


def _family() -> CounterMetricFamily:
    return CounterMetricFamily("gateway_cache_requests", "Requests by what the cache did for them", labels=("outcome",))


CACHE_OUTCOMES: Final = CacheOutcomes()
REGISTRY.register(CACHE_OUTCOMES)
