"""The process itself: what it is, whether its event loop is on time, collections of garbage, background tasks."""

import asyncio
import gc
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from chassis.runtime.observability.release import release_of

LOOP_SECONDS: Final = 0.5
"""How often the event loop is tested."""
_LIMIT_FILES: Final = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_UNLIMITED: Final = 1 << 60

BUILD_INFO: Final = Gauge("marquee_build_info", "1; the labels say what runs", ("version", "service", "role"))
LOOP_LAG: Final = Histogram(
    "event_loop_lag_seconds",
    "How late the event loop resumes a task that slept",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
BACKGROUND_RESTARTS: Final = Counter("background_restarts", "Background tasks started again", ("task",))
PERIODIC_FAILURES: Final = Counter("periodic_failures", "Runs of periodic tasks that failed", ("task",))
PERIODIC_SUCCESS: Final = Gauge(
    "periodic_last_success_timestamp_seconds", "When a periodic task last ended without a failure", ("task",)
)


def describe_process(service: str, role: str) -> None:
    """State which service and role this process is, and measure its collections of garbage from now on."""
    BUILD_INFO.labels(release_of(service), service, role).set(1)
    COLLECTIONS.begin()


class LoopMonitor:
    """A background task that measures how late it is resumed."""

    name = "event-loop"

    def __init__(self) -> None:
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Measure until stopped."""
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            due = loop.time() + LOOP_SECONDS
            try:
                async with asyncio.timeout_at(due):
                    await self._stopping.wait()
            except TimeoutError:
                LOOP_LAG.observe(max(0.0, loop.time() - due))

    async def stop(self) -> None:
        """Return from `run` at once."""
        self._stopping.set()


class GarbageCollections(Collector):
    """Pauses of the garbage collector, counted without a lock: a collection may begin while a metric's lock is held."""

    LIMITS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)

    def __init__(self) -> None:
        self._counts = [[0] * (len(self.LIMITS) + 1) for _ in range(3)]
        self._seconds = [0.0] * 3
        self._begun = 0.0

    def begin(self) -> None:
        """Measure collections from now on."""
        if self._note not in gc.callbacks:
            gc.callbacks.append(self._note)

    def describe(self) -> Iterator[Metric]:
        """Return the metric without values."""
        yield self._family()

    def collect(self) -> Iterator[Metric]:
        """Return the values of now."""
        family = self._family()
        for generation, counts in enumerate(self._counts):
            total, buckets = 0, []
            for limit, count in zip((*map(str, self.LIMITS), "+Inf"), counts, strict=True):
                total += count
                buckets.append((limit, total))
            family.add_metric((str(generation),), buckets, self._seconds[generation])
        yield family

    def _note(self, phase: str, info: Mapping[str, Any]) -> None:
        if phase == "start":
            self._begun = time.perf_counter()
            return
        seconds = time.perf_counter() - self._begun
        generation: int = info["generation"]
        self._seconds[generation] += seconds
        place = sum(seconds > limit for limit in self.LIMITS)
        self._counts[generation][place] += 1

    @staticmethod
    def _family() -> HistogramMetricFamily:
        return HistogramMetricFamily(
            "gc_pause_seconds", "Pauses of the garbage collector by generation", labels=("generation",)
        )


class MemoryLimit(Collector):
    """The memory that the container may use, which the kernel enforces; absent without a limit."""

    def __init__(self, files: tuple[str, ...] = _LIMIT_FILES) -> None:
        self._files = files

    def describe(self) -> Iterator[Metric]:
        """Return the metric without a value."""
        yield self._family()

    def collect(self) -> Iterator[Metric]:
        """Return the limit."""
        family = self._family()
        limit = self._limit()
        if limit is not None:
            family.add_metric((), limit)
        yield family

    def _limit(self) -> int | None:
        for name in self._files:
            try:
                text = Path(name).read_text("ascii").strip()
            except OSError:
                continue
            return int(text) if text.isdigit() and int(text) < _UNLIMITED else None
        return None

    @staticmethod
    def _family() -> GaugeMetricFamily:
        return GaugeMetricFamily("process_memory_limit_bytes", "Memory that the container may use", labels=())


COLLECTIONS: Final = GarbageCollections()
MEMORY_LIMIT: Final = MemoryLimit()
REGISTRY.register(COLLECTIONS)
REGISTRY.register(MEMORY_LIMIT)
