"""The metrics of a provider follow from its shared state."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from chassis.core.circuit_breaker import BreakerState, CircuitBreaker
from chassis.testing.clock import FixedClock
from ingestion.application.sources import SourceReport
from ingestion.domain.provider_health import Outage, ProviderState
from ingestion.domain.titles.facts import Source
from ingestion.providers.calls.metrics import BREAKER, BUDGET_BLOCKED, BUDGET_LEFT, BUDGET_LIMIT, OUTAGE
from ingestion.providers.measures import ProviderMeasures

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
NAMES = (
    "provider_budget_calls",
    "provider_budget_remaining_calls",
    "provider_blocked_seconds",
    "provider_breaker_state",
    "provider_outage",
)


def _report(source: Source, *, configured: bool = True, blocked_until: datetime | None = None) -> SourceReport:
    state = ProviderState(source)
    if blocked_until is not None:
        state = ProviderState(
            source,
            breaker=CircuitBreaker(BreakerState.OPEN, NOW + timedelta(seconds=60), 1, "timeout"),
            outage=Outage("unavailable", NOW, "timeout", None, None),
        )
    return SourceReport(
        state=state,
        provides=(),
        configured=configured,
        limit=1000,
        window_seconds=86_400,
        left=0 if blocked_until else 400,
        blocked_until=blocked_until,
    )


def _values(source: Source) -> list[float | None]:
    return [REGISTRY.get_sample_value(name, {"source": source}) for name in NAMES]


async def test_budget_breaker_and_outage_are_measured() -> None:
    async def read() -> dict[Source, SourceReport]:
        return {
            "trakt": _report("trakt"),
            "omdb": _report("omdb", blocked_until=NOW + timedelta(minutes=10)),
            "tvmaze": _report("tvmaze", configured=False),
        }

    # Other tests of this process may have measured other providers.
    for gauge in (BUDGET_LIMIT, BUDGET_LEFT, BUDGET_BLOCKED, BREAKER, OUTAGE):
        gauge.clear()
    await ProviderMeasures(read, FixedClock(NOW))()

    assert _values("trakt") == [1000, 400, 0, 0, 0]
    assert _values("omdb") == [1000, 0, 600, 2, 2]
    assert _values("tvmaze") == [None] * 5
