"""Reports on the state of each provider: what is left of its budget, and until when it is blocked."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Protocol

from ingestion.application.sources import SourceReport
from ingestion.domain.budget import rolled
from ingestion.domain.provider_health import ProviderAccount, ProviderState
from ingestion.domain.titles.facts import SOURCES, Source
from ingestion.providers.factory import ProviderSet


class StateReader(Protocol):
    """Reads the states of provider accounts."""

    async def all(self, accounts: Iterable[ProviderAccount]) -> Mapping[Source, ProviderState]:
        """Return the states of those of `accounts` that were called before."""
        ...


class SourceReports:
    """Reports on the providers."""

    def __init__(self, states: StateReader, provider_set: ProviderSet) -> None:
        self._states = states
        self._wired = provider_set

    async def __call__(self) -> dict[Source, SourceReport]:
        """Give the report of every provider, freshness excepted."""
        states = await self._states.all(self._wired.accounts)
        return {source: self._report(source, states.get(source) or ProviderState(source)) for source in SOURCES}

    def _report(self, source: Source, state: ProviderState) -> SourceReport:
        rate = self._wired.policies[source].rate
        ledger = rolled(state.ledger, rate, datetime.now(UTC))
        return SourceReport(
            state=state,
            configured=self._wired.providers.configured(source),
            limit=rate.limit,
            window_seconds=rate.seconds,
            left=0 if ledger.blocked_until else max(0, rate.limit - ledger.used),
            blocked_until=ledger.blocked_until,
            block_reason=state.block_reason if ledger.blocked_until else None,
        )
