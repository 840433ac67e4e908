"""How each provider does: configured or not, what is left of its budget, its breaker, how fresh its facts are."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from chassis.core.clock import Clock
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.domain.provider_health import ProviderState
from ingestion.domain.titles.facts import Source

Health = Literal["healthy", "degraded", "unavailable", "not_configured", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """One provider: its state as kept, and what that means at this moment."""

    state: ProviderState
    provides: tuple[str, ...]
    """Facts that no other provider has: missing while this one is not configured, stale during its outages."""
    configured: bool
    limit: int
    window_seconds: float
    left: int
    blocked_until: datetime | None = None
    block_reason: str | None = None
    oldest_by_kind: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def health(self) -> Health:
        """The verdict in one word."""
        if not self.configured:
            return "not_configured"
        state = self.state
        if state.outage is not None:
            return state.outage.health
        if state.calls == 0:
            return "unknown"
        failed_last = state.last_failure_at is not None and (
            state.last_success_at is None or state.last_failure_at > state.last_success_at
        )
        return "degraded" if failed_last or self.blocked_until is not None else "healthy"


FRESHNESS_AGE: Final = timedelta(seconds=10)

ReadStates = Callable[[], Awaitable[Mapping[Source, SourceReport]]]


class Sources:
    """Reports on the providers."""

    def __init__(self, read: ReadStates, units: UnitsOfWork, clock: Clock) -> None:
        self._read = read
        self._units = units
        self._clock = clock
        self._looked_at = datetime.min.replace(tzinfo=UTC)
        self._freshness: Mapping[Source, Mapping[str, datetime]] = {}

    async def __call__(self) -> list[SourceReport]:
        """Return the report of every provider."""
        reports = await self._read()
        now = self._clock.now()
        # It reads every title; no user needs it newer than this.
        if now - self._looked_at >= FRESHNESS_AGE:
            async with self._units.read() as work:
                self._freshness = await work.titles.freshness()
            self._looked_at = now
        return [replace(reports[source], oldest_by_kind=self._freshness.get(source, {})) for source in reports]
