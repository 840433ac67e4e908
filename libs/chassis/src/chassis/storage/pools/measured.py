"""The pool of SQLAlchemy, with the number of those who wait for a connection and how long they wait."""

import time
import weakref
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from chassis.runtime.metrics.pools import POOLS, WAIT_SECONDS, PoolUse


class MeasuredPool(AsyncAdaptedQueuePool):
    """A pool that counts who waits. A connection that is free is taken without a measurement."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.name = ""
        self.waiting = 0

    @property
    def limit(self) -> int:
        """Return how many connections the pool may have."""
        return self.size() + self._max_overflow

    def recreate(self) -> "MeasuredPool":
        """Return a new pool of the same name, as when the engine is disposed."""
        pool = super().recreate()
        if not isinstance(pool, MeasuredPool):
            raise TypeError(f"{type(pool).__name__} does not measure")
        pool.name = self.name
        return pool

    def _do_get(self) -> ConnectionPoolEntry:
        if self.checkedout() < self.limit:
            return super()._do_get()
        self.waiting += 1
        started = time.perf_counter()
        try:
            return super()._do_get()
        finally:
            self.waiting -= 1
            WAIT_SECONDS.labels(self.name).observe(time.perf_counter() - started)


class _EnginePool:
    """The present pool of an engine, which gets another one when it is disposed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = weakref.ref(engine)

    def use(self) -> PoolUse:
        """Return how the pool is used now."""
        engine = self._engine()
        if engine is None or not isinstance(engine.pool, MeasuredPool):
            return PoolUse(0, 0, 0)
        return PoolUse(engine.pool.limit, engine.pool.checkedout(), engine.pool.waiting)


def measure_pool(name: str, engine: AsyncEngine) -> None:
    """Measure the pool of an engine, for as long as the engine is used."""
    if isinstance(engine.pool, MeasuredPool):
        engine.pool.name = name
        watched = _EnginePool(engine.sync_engine)
        POOLS.watch(name, watched)
        # It lives as long as the engine does.
        weakref.finalize(engine.sync_engine, _release, watched)


def _release(_: _EnginePool) -> None:
    """Let the measurement of an engine go that is not used any more."""
