"""Averages of titles over all users who show their ratings: counted again from time to time, read as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import MediaNotFound
from library.domain.rankings.averages import Histogram
from library.domain.titles.title import Title

Kind = Literal["movie", "show"]


@dataclass(frozen=True, slots=True)
class TitleAverage:
    """The stars of a title; null while it has too few raters."""

    media_id: UUID
    histogram: Histogram | None


@dataclass(frozen=True, slots=True)
class TopTitle:
    """A title in the order of the best ones."""

    rank: int
    title: Title
    histogram: Histogram
    weighted: float


@dataclass(frozen=True, slots=True)
class TopPage:
    """One page of the best titles, and the number of all that have enough raters."""

    items: list[TopTitle]
    total: int


class RatingCounts(Protocol):
    """Counts of ratings within one transaction."""

    async def count(self) -> None:
        """Count the ratings of all titles again, unless another process does it."""
        ...


class RatingAverages(Protocol):
    """Averages of titles, as they were counted last."""

    async def find(self, media_ids: Sequence[UUID]) -> list[TitleAverage]:
        """Return the averages of those titles that are imported, in the order of the ids."""
        ...

    async def top(self, kind: Kind, limit: int, offset: int) -> TopPage:
        """Return a page of the best titles of a kind."""
        ...


class ReadAverages:
    """Reads the averages of titles."""

    def __init__(self, averages: RatingAverages) -> None:
        self._averages = averages

    async def of_title(self, media_id: UUID) -> TitleAverage:
        """Return the average of a title; raise MediaNotFound."""
        for average in await self._averages.find([media_id]):
            return average
        raise MediaNotFound(f"no title has the id {media_id}")

    async def of_titles(self, media_ids: Sequence[UUID]) -> list[TitleAverage]:
        """Return the averages of titles; those that are not imported are omitted."""
        return await self._averages.find(media_ids)

    async def top(self, kind: Kind, limit: int, offset: int) -> TopPage:
        """Return a page of the best titles of a kind."""
        return await self._averages.top(kind, limit, offset)


class CountRatings:
    """Counts the ratings of all titles again."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork]) -> None:
        self._units = units

    async def __call__(self) -> None:
        """Replace what was counted before; ratings of erased users are gone with it."""
        async with self._units.begin() as work:
            await work.rating_counts.count()
