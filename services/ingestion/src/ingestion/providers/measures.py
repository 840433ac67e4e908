"""Reads the metrics of providers from the state that all replicas share."""

from collections.abc import Mapping
from typing import Final

from chassis.core.circuit_breaker import BreakerState
from chassis.core.clock import Clock
from chassis.runtime.metrics.sources import MetricsSources
from ingestion.application.sources import ReadStates
from ingestion.providers.calls.metrics import BREAKER, BUDGET_BLOCKED, BUDGET_LEFT, BUDGET_LIMIT, OUTAGE

_STATES: Final[Mapping[BreakerState, int]] = {
    BreakerState.CLOSED: 0,
    BreakerState.HALF_OPEN: 1,
    BreakerState.OPEN: 2,
}
_OUTAGES: Final[Mapping[str, int]] = {"degraded": 1, "unavailable": 2}


class ProviderMeasures:
    """Sets the metrics of the providers that are configured."""

    def __init__(self, read: ReadStates, clock: Clock) -> None:
        self._read = read
        self._clock = clock

    def register(self, sources: MetricsSources) -> None:
        """Have the metrics read when the process is scraped."""
        sources.add("providers", self, BUDGET_LIMIT, BUDGET_LEFT, BUDGET_BLOCKED, BREAKER, OUTAGE)

    async def __call__(self) -> None:
        """Read the states and set the metrics."""
        now = self._clock.now()
        for source, report in (await self._read()).items():
            if not report.configured:
                continue
            blocked, outage = report.blocked_until, report.state.outage
            BUDGET_LIMIT.labels(source).set(report.limit)
            BUDGET_LEFT.labels(source).set(report.left)
            BUDGET_BLOCKED.labels(source).set(0 if blocked is None else max(0.0, (blocked - now).total_seconds()))
            BREAKER.labels(source).set(_STATES[report.state.breaker.state])
            OUTAGE.labels(source).set(0 if outage is None else _OUTAGES[outage.health])
