"""What the use cases of reasons need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from insights.domain.reasons.facts import Arrival, StatedFacts
from insights.domain.reasons.outage import Outage
from insights.domain.reasons.reason import NearFact


class ReasonWork(Protocol):
    """One transaction that records facts."""

    async def save_facts(self, stated: Sequence[StatedFacts]) -> None:
        """Replace the facts of subjects by newer ones; at most one version of each subject."""
        ...

    async def save_arrivals(self, arrivals: Sequence[Arrival]) -> None:
        """Store arrivals, each once."""
        ...

    async def save_outages(self, outages: Sequence[Outage]) -> None:
        """Store outages by source and start, and the end of those that have one.

        Titles with values of the source in an outage that ends have stale changes.
        """
        ...


@dataclass(frozen=True, slots=True)
class NearFacts:
    """The facts of titles, and the outages of a source; one whose end was not stated ends with the next."""

    facts: Mapping[UUID, Sequence[NearFact]]
    outages: Sequence[Outage]


class ReasonReader(Protocol):
    """Reads the facts near movements."""

    async def near(self, days: Mapping[UUID, date], window_days: int, source: str) -> NearFacts:
        """Return the facts near the end of each title's window, and the outages of a source, in one read."""
        ...
