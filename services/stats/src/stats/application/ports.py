"""What the use cases need from the world."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from stats.domain.title import Title


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        ...


class UnitOfWork(Protocol):
    """One transaction: titles are locked, saved and told of together."""

    async def lock(self, media_ids: Collection[UUID]) -> Mapping[UUID, Title]:
        """Give the known titles among `media_ids`, locked until the transaction ends."""
        ...

    async def save(self, titles: Sequence[Title]) -> None:
        """Write titles; one with a score is published as changed."""
        ...


class Titles(Protocol):
    """Reads titles."""

    async def by_id(self, media_id: UUID) -> Title | None:
        """Give a title or null."""
        ...

    async def by_tmdb_id(self, tmdb_id: int, kind: str | None) -> list[Title]:
        """Give the titles of a TMDB number: at most one movie and one show."""
        ...
