"""Values that are read from tables when the process is scraped: rarely, with a deadline, and never failing a scrape."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from prometheus_client import Gauge

logger = logging.getLogger(__name__)

READ_SECONDS: Final = 2.0
"""How long a source may take; Prometheus gives up a scrape after ten seconds."""
FRESH_SECONDS: Final = 5.0
"""A value that is not older is not read again: several scrapers cost as much as one."""

SOURCE_UP: Final = Gauge(
    "metrics_source_up", "1 when the values that are read from a table could be read, otherwise 0", ("source",)
)


@dataclass(slots=True)
class _Source:
    name: str
    read: Callable[[], Awaitable[None]]
    gauges: Sequence[Gauge]
    read_at: float = float("-inf")
    is_up: bool = True


class MetricsSources:
    """The sources of one process."""

    def __init__(self) -> None:
        self._sources: list[_Source] = []
        self._lock = asyncio.Lock()

    def add(self, name: str, read: Callable[[], Awaitable[None]], *gauges: Gauge) -> None:
        """Call `read`, which sets the gauges, when the process is scraped.

        When it fails or takes too long the gauges have no value: an old one would hide the failure.
        """
        self._sources.append(_Source(name, read, gauges))

    async def refresh(self) -> None:
        """Read what is old, all at the same time; raise nothing."""
        if not self._sources:
            return
        async with self._lock:
            now = asyncio.get_running_loop().time()
            due = [source for source in self._sources if now - source.read_at >= FRESH_SECONDS]
            await asyncio.gather(*(_read(source) for source in due))


async def _read(source: _Source) -> None:
    was_up = source.is_up
    try:
        async with asyncio.timeout(READ_SECONDS):
            await source.read()
    except Exception as failure:  # noqa: BLE001 - whatever fails, the other metrics are served
        source.is_up = False
        for gauge in source.gauges:
            _forget(gauge)
        if was_up:
            logger.warning("metrics cannot be read", extra={"source": source.name, "reason": repr(failure)})
    else:
        source.is_up = True
    source.read_at = asyncio.get_running_loop().time()
    SOURCE_UP.labels(source.name).set(source.is_up)


def _forget(gauge: Gauge) -> None:
    """Leave a gauge without a value."""
    gauge.clear()
    with suppress(ValueError):  # one with labels has no value of its own
        gauge.set(float("nan"))
