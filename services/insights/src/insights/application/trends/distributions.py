"""How the titles of the catalog are distributed: by decade, country, genre and kind."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from chassis.core.clock import Clock

Dimension = Literal["decade", "country", "genre", "kind"]


@dataclass(frozen=True, slots=True)
class Group:
    """The titles that have a value in common; the mean score is null when none has a score."""

    key: str
    titles: int
    mean_score: float | None


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a dimension, the number of all titles, and of those that have no value."""

    total: int
    unknown: int
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class Distribution:
    """The groups of a dimension as they were at a time."""

    dimension: Dimension
    kind: str | None
    counted_at: datetime
    total: int
    unknown: int
    groups: Sequence[Group]


class DistributionReader(Protocol):
    """Counts titles."""

    async def groups(self, dimension: Dimension, kind: str | None) -> Groups:
        """Return the groups of a dimension, the largest first, decades in order; of one kind or of both."""
        ...


class DistributionQueries:
    """Reads distributions: all titles are counted at most once per `seconds` and dimension, whatever the requests."""

    def __init__(self, reader: DistributionReader, clock: Clock, seconds: float) -> None:
        self._reader = reader
        self._clock = clock
        self._age = timedelta(seconds=seconds)
        self._counted: dict[tuple[Dimension, str | None], Distribution] = {}
        self._counting = asyncio.Lock()

    async def distribution(self, dimension: Dimension, kind: str | None) -> Distribution:
        """Return the distribution of the titles that are not deleted upstream, of one kind or of both."""
        key = (dimension, kind)
        if (recent := self._recent(key)) is not None:
            return recent
        async with self._counting:
            if (recent := self._recent(key)) is not None:
                return recent
            groups = await self._reader.groups(dimension, kind)
            result = Distribution(
                dimension, kind, self._clock.now(), groups.total, groups.unknown, tuple(groups.groups)
            )
            self._counted[key] = result
            return result

    def _recent(self, key: tuple[Dimension, str | None]) -> Distribution | None:
        stored = self._counted.get(key)
        return stored if stored is not None and self._clock.now() - stored.counted_at < self._age else None
