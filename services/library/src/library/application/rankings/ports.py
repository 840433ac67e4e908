"""Ports of the use cases about rankings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part
from library.application.rankings.read_models import RankedTitle, RankingPageRequest
from library.domain.rankings.analytics import RankedMovie


@dataclass(frozen=True, slots=True)
class RankingKey:
    """Whose ranking an id is, and of which movie."""

    user_id: UUID
    media_id: UUID


class Rankings(Protocol):
    """Rankings within one transaction."""

    async def find(self, ranking_id: UUID) -> RankingKey | None:
        """Return the key of a ranking of any user, or null when the id is that of none."""
        ...

    async def movies_of(self, user_id: UUID) -> Collection[UUID]:
        """Return the ids of the movies that a user has ranked."""
        ...


class RankingReader(Protocol):
    """Reads rankings. Every read is bound to one user."""

    async def page(self, request: RankingPageRequest) -> Part[RankedTitle]:
        """Return a part of a user's rankings."""
        ...

    async def ranked_movies(self, user_id: UUID) -> Sequence[RankedMovie]:
        """Return what the analytics count, of every ranking of the user."""
        ...
