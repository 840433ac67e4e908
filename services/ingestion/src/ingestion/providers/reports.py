"""Reports on the state of each provider: what is left of its budget, and until when it is blocked."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from chassis.core.clock import Clock
from ingestion.application.sources import SourceReport
from ingestion.domain.budget import rolled
from ingestion.domain.provider_health import ProviderAccount, ProviderState
from ingestion.domain.titles.facts import Source
from ingestion.providers.factory import ProviderSet
from ingestion.providers.spec import ProviderSpec


class StateReader(Protocol):
    """Reads the states of provider accounts."""

    async def all(self, accounts: Iterable[ProviderAccount]) -> Mapping[Source, ProviderState]:
        """Return the states of those of `accounts` that were called before."""
        ...


class SourceReports:
    """Reports on the providers."""

    def __init__(self, states: StateReader, provider_set: ProviderSet, clock: Clock) -> None:
        self._states = states
        self._set = provider_set
        self._clock = clock

    async def __call__(self) -> dict[Source, SourceReport]:
        """Return the report of every provider, in the order of the registry, without freshness."""
        states = await self._states.all(self._set.accounts.values())
        return {spec.name: self._report(spec, states.get(spec.name)) for spec in self._set.specs}

    def _report(self, spec: ProviderSpec, stored: ProviderState | None) -> SourceReport:
        state = stored or ProviderState(spec.name)
        rate = self._set.policies[spec.name].rate
        ledger = rolled(state.ledger, rate, self._clock.now())
        return SourceReport(
            state=state,
            provides=spec.provides,
            configured=spec.name in self._set.connections,
            limit=rate.limit,
            window_seconds=rate.seconds,
            left=0 if ledger.blocked_until else max(0, rate.limit - ledger.used),
            blocked_until=ledger.blocked_until,
            block_reason=state.block_reason if ledger.blocked_until else None,
        )
