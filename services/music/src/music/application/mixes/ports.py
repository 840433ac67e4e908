"""Ports of mixes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from music.domain.mixes.candidates import Candidate
from music.domain.mixes.mix import Mix, Subject


@dataclass(frozen=True, slots=True)
class Scope:
    """Which tracks a mix may have: null is any."""

    artist_id: UUID | None = None
    genre_id: UUID | None = None


class SimilarBy(StrEnum):
    """Why artists are similar. The values are public."""

    LISTENERS = "listeners"
    """The same users play them."""
    GENRE = "genre"
    NOTHING = "none"


@dataclass(frozen=True, slots=True)
class Similar:
    """An artist and how similar it is, where 1 is the most similar one."""

    artist_id: UUID
    score: float


class Candidates(Protocol):
    """Finds tracks that may be recommended, in some music folders. Each query reads a bounded number of rows."""

    async def played(self, user_id: UUID, folders: Sequence[UUID], scope: Scope, limit: int) -> Sequence[Candidate]:
        """Return tracks that a user has played, those that counted most first."""
        ...

    async def favourite_artists(self, user_id: UUID, folders: Sequence[UUID], limit: int) -> frozenset[UUID]:
        """Return the newest favourite artists of a user."""
        ...

    async def of_artists(
        self, user_id: UUID, folders: Sequence[UUID], artist_ids: Sequence[UUID], pivot: UUID, number: int
    ) -> Sequence[Candidate]:
        """Return some tracks of each artist that a user has neither played nor skipped."""
        ...

    async def of_genres(
        self, user_id: UUID, folders: Sequence[UUID], genre_ids: Sequence[UUID], pivot: UUID, number: int
    ) -> Sequence[Candidate]:
        """Return the same of genres."""
        ...

    async def of_listeners(self, user_id: UUID, folders: Sequence[UUID], limit: int) -> Sequence[Candidate]:
        """Return the same of what users play who play what this user plays."""
        ...

    async def by_id(self, user_id: UUID, folders: Sequence[UUID], ids: Sequence[UUID]) -> Sequence[Candidate]:
        """Return tracks by their ids."""
        ...

    async def similar(self, artist_id: UUID, folders: Sequence[UUID], by: SimilarBy, limit: int) -> Sequence[Similar]:
        """Return artists that are similar to one, the most similar first."""
        ...


class Mixes(Protocol):
    """Stores the mixes of users."""

    async def find(self, user_id: UUID, subject: Subject) -> Mix | None:
        """Return the mix that is stored, perhaps of an earlier day."""
        ...

    async def save(self, mix: Mix) -> None:
        """Insert or replace a mix."""
        ...

    async def prune(self, before: date) -> int:
        """Delete mixes of days before one, and return their number."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete the mixes of users."""
        ...
