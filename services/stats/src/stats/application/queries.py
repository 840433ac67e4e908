"""Asking for a title's score."""

from uuid import UUID

from stats.application.ports import Titles
from stats.domain.errors import AmbiguousTitle, StatsNotFound
from stats.domain.title import Title


class StatsQueries:
    """Reads scores."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    async def by_id(self, media_id: UUID) -> Title:
        """Give a scored title; raises StatsNotFound."""
        title = await self._titles.by_id(media_id)
        if title is None or title.score is None:
            raise StatsNotFound(f"no score is known for {media_id}")
        return title

    async def by_tmdb_id(self, tmdb_id: int, kind: str | None) -> Title:
        """Give the scored title of a TMDB number; raises StatsNotFound, or AmbiguousTitle where two share it."""
        found = [title for title in await self._titles.by_tmdb_id(tmdb_id, kind) if title.score is not None]
        if not found:
            raise StatsNotFound(f"no score is known for TMDB number {tmdb_id}")
        if len(found) > 1:
            raise AmbiguousTitle(f"TMDB number {tmdb_id} is both a movie and a show: set type to movie or show")
        return found[0]
