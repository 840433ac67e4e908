"""Connections to Postgres: how many each pool may have, how many are in use, who waits for one and how long."""

import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from prometheus_client import REGISTRY, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

WAIT_SECONDS: Final = Histogram(
    "database_pool_wait_seconds",
    "Waits for a connection, of those that found none free",
    ("pool",),
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


@dataclass(frozen=True, slots=True)
class PoolUse:
    """How a pool is used at a moment."""

    size: int
    """Connections that it may have."""
    in_use: int
    waiting: int


class Pool(Protocol):
    """What is measured."""

    def use(self) -> PoolUse:
        """Return how the pool is used now."""
        ...


class Pools(Collector):
    """The pools of the process; one that is not used any more disappears."""

    def __init__(self) -> None:
        self._pools: weakref.WeakValueDictionary[str, Pool] = weakref.WeakValueDictionary()

    def watch(self, name: str, pool: Pool) -> None:
        """Measure a pool; another one of the same name is not measured any more."""
        self._pools[name] = pool

    def describe(self) -> Iterator[Metric]:
        """Return the metrics without values."""
        yield from self._families()

    def collect(self) -> Iterator[Metric]:
        """Return the values of now."""
        size, in_use, waiting = self._families()
        for name, pool in sorted(self._pools.items()):
            use = pool.use()
            size.add_metric((name,), use.size)
            in_use.add_metric((name,), use.in_use)
            waiting.add_metric((name,), use.waiting)
        yield from (size, in_use, waiting)

    @staticmethod
    def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]:
        return (
            GaugeMetricFamily("database_pool_connections", "Connections that a pool may have", labels=("pool",)),
            GaugeMetricFamily("database_pool_in_use_connections", "Connections in use", labels=("pool",)),
            GaugeMetricFamily("database_pool_waiting", "Who waits for a connection", labels=("pool",)),
        )


POOLS: Final = Pools()
REGISTRY.register(POOLS)
