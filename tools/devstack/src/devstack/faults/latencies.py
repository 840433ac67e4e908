"""Response times of a client that does nothing wrong, before and during a fault."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.report import quantile

RATE: Final = 40.0
"""Requests per second: a load that two cores do not notice."""
FAR_OUTSIDE: Final = 5.0
"""A ratio from which times count as an anomaly: other work on the machine does not explain it."""
FLOOR_SECONDS: Final = 0.1
"""Shorter times are compared as if they were so long: a pause of the machine is."""


@dataclass(slots=True)
class Latencies:
    """The seconds of each request, and what went wrong with any."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def p99(self) -> float:
        """Return the 99th percentile in seconds."""
        return quantile(self.seconds, 0.99)


async def steady(
    http: aiohttp.ClientSession, path: str, *, seconds: float = 0.0, until: "asyncio.Future[Any] | None" = None
) -> Latencies:
    """Request a path at a steady rate for `seconds`, or until `until` is done; late requests delay no other."""
    latencies, begun, number = Latencies(), time.monotonic(), 0

    async def request() -> None:
        started = time.monotonic()
        try:
            async with http.get(path) as response:
                await response.read()
                if response.status != 200:
                    latencies.errors.append(f"status {response.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            latencies.errors.append(repr(error))
        latencies.seconds.append(time.monotonic() - started)

    async with asyncio.TaskGroup() as group:
        while (not until.done()) if until is not None else time.monotonic() < begun + seconds:
            group.create_task(request())
            number += 1
            await asyncio.sleep(max(0.0, begun + number / RATE - time.monotonic()))
    return latencies


def compare(faults: FaultLog, quiet: Latencies, disturbed: Latencies) -> None:
    """Record the ratio of both 99th percentiles, and as anomalies every error and a ratio far outside."""
    for error in (*quiet.errors, *disturbed.errors):
        faults.anomaly(Anomaly.DISTURBED, f"a client that did nothing wrong: {error}")
    before, after = quiet.p99(), disturbed.p99()
    ratio = after / max(before, FLOOR_SECONDS)
    faults.note("p99", f"{before * 1000:.0f} -> {after * 1000:.0f} ms")
    faults.expect(ratio < FAR_OUTSIDE, Anomaly.DISTURBED, f"p99 {before:.3f} s became {after:.3f} s")
