"""Reading analyses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from stats.domain.drop_off.analysis import Analysis, Method
from stats.domain.drop_off.threshold import ThresholdResult
from stats.domain.errors import ShowNotFound


@dataclass(frozen=True, slots=True)
class StoredAnalysis:
    """An analysis of a show and when it was made; null when it was not analyzed yet."""

    media_id: UUID
    tmdb_id: int
    analysis: Analysis | None = None
    analyzed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredRule:
    """The result of the rule in its own form, and when it was made; null when the show was not analyzed yet."""

    tmdb_id: int
    result: ThresholdResult | None = None
    analyzed_at: datetime | None = None


class DropOffReader(Protocol):
    """Reads analyses."""

    async def analysis(self, media_id: UUID, method: Method | None) -> StoredAnalysis | None:
        """Return the analysis of a show by a method, or by the best one that has enough data; null for no show."""
        ...

    async def rule(self, tmdb_id: int) -> StoredRule | None:
        """Return the result of the rule for the show of a TMDB number; null for no show."""
        ...


class DropOffQueries:
    """Reads analyses."""

    def __init__(self, reader: DropOffReader) -> None:
        self._reader = reader

    async def analysis(self, media_id: UUID, method: Method | None) -> StoredAnalysis:
        """Return an analysis of a show; raise ShowNotFound."""
        stored = await self._reader.analysis(media_id, method)
        if stored is None:
            raise ShowNotFound(f"no show has id {media_id}")
        return stored

    async def rule(self, tmdb_id: int) -> StoredRule:
        """Return the result of the rule for a show; raise ShowNotFound."""
        stored = await self._reader.rule(tmdb_id)
        if stored is None:
            raise ShowNotFound(f"no show has TMDB number {tmdb_id}")
        return stored
