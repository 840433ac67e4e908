"""Ports of the use cases about statistics."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from library.domain.statistics.period import Period
from library.domain.statistics.statistics import Statistics
from library.domain.statistics.tallies import Tallies, WatchedTitle


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose statistics, of which period, and in which time zone."""

    user_id: UUID
    period: Period
    time_zone: str


@dataclass(frozen=True, slots=True)
class StoredStatistics:
    """Statistics with the revision of the journal that they were computed from."""

    revision: int
    computed_at: datetime
    statistics: Statistics
    renderings: dict[int, bytes] = field(default_factory=dict, compare=False, repr=False)
    """What presentation keeps with them, by the current streak."""


@dataclass(frozen=True, slots=True)
class Known:
    """The present revision of a user's journal, and for each scope what is stored."""

    revision: int
    stored: Sequence[StoredStatistics | None]


class StatisticsReader(Protocol):
    """Reads statistics that were computed before."""

    async def find(self, scopes: Sequence[Scope]) -> Known:
        """Return what is stored of one user's scopes, in their order; the revision is 0 without a journal."""
        ...


class StatisticsStore(Protocol):
    """Statistics within one transaction."""

    async def save(self, scope: Scope, stored: StoredStatistics) -> None:
        """Store statistics in place of older ones; of an erased user nothing is stored."""
        ...


class PlaySums(Protocol):
    """Sums up the plays of users."""

    async def tallies(self, scope: Scope) -> Tallies:
        """Return the sums of a period, of retracted plays none.

        A duration is that of the play, else that of the episode, else that of the title.
        """
        ...

    async def titles(self, media_ids: Collection[UUID]) -> Mapping[UUID, WatchedTitle]:
        """Return by id those titles that are imported."""
        ...
