"""Reading scores. A read loads one row straight into its read model; the title's rules are not involved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from stats.domain.errors import AmbiguousTitle, StatsNotFound
from stats.domain.scoring.result import Reason


@dataclass(frozen=True, slots=True)
class Stats:
    """The scores and the audience of a title; null is unknown."""

    media_id: UUID
    tmdb_id: int
    kind: str
    score: float
    """What lists are sorted by: the score shown, or what its formula expects of a title without ratings."""
    formula: str
    low: float | None
    high: float | None
    reason: Reason | None
    """Why there is no score: `score` is then the mean of the prior."""
    quality: float
    popularity: float
    freshness: float
    average_rating: float | None
    total_votes: int
    live_watchers: int | None
    live_watchers_at: datetime | None
    total_watchers: int | None
    total_watchers_at: datetime | None
    trending_rank: int | None
    server_average: float | None
    """The average rating by the users of this server from 0 to 100; null of fewer than five."""
    server_raters: int | None
    computed_at: datetime


class StatsReader(Protocol):
    """Reads scored titles."""

    async def by_id(self, media_id: UUID) -> Stats | None:
        """Return the stats of a title, or null when it has no score."""
        ...

    async def by_tmdb_id(self, tmdb_id: int, kind: str | None) -> Sequence[Stats]:
        """Return the stats of a TMDB number: of one movie and one show at most, or of `kind` only."""
        ...

    async def name(self, media_id: UUID) -> str | None:
        """Return the name of a title as it was imported, or null when it is not known."""
        ...


class StatsQueries:
    """Reads scores."""

    def __init__(self, reader: StatsReader) -> None:
        self._reader = reader

    async def by_id(self, media_id: UUID) -> Stats:
        """Return the stats of a title; raise StatsNotFound."""
        return _required(await self._reader.by_id(media_id), f"title {media_id}")

    async def by_tmdb_id(self, tmdb_id: int, kind: str | None) -> Stats:
        """Return the stats of a TMDB number; raise StatsNotFound, and AmbiguousTitle when two titles share it."""
        matches = await self._reader.by_tmdb_id(tmdb_id, kind)
        if len(matches) > 1:
            raise AmbiguousTitle(f"TMDB number {tmdb_id} is both a movie and a show: set type to movie or show")
        return _required(next(iter(matches), None), f"TMDB number {tmdb_id}")

    async def name(self, media_id: UUID) -> str | None:
        """Return the name of a title as it was imported, or null when it is not known."""
        return await self._reader.name(media_id)


def _required(stats: Stats | None, subject: str) -> Stats:
    if stats is None:
        raise StatsNotFound(f"no score exists for {subject}")
    return stats
