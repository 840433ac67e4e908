"""Read models: rankings, and pages of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis.core.lists.pages import Slice
from library.domain.entries.entry import Entry
from library.domain.rankings.stars import stars_of
from library.domain.titles.title import Title

RankingSort = Literal["ratedAt", "rating", "title", "year"]
SortOrder = Literal["asc", "desc"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranking: the rating of a movie as stars."""

    ranking_id: UUID
    media_id: UUID
    stars: int
    rated_at: datetime
    created_at: datetime
    """When the entry of the movie was created."""
    updated_at: datetime
    """When the entry of the movie was last changed."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking as it was written, and whether the movie had none before."""

    ranking: Ranking
    is_new: bool


@dataclass(frozen=True, slots=True)
class RankedTitle:
    """A ranking in a list, with its movie."""

    ranking: Ranking
    title: Title | None
    genre_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RankingPageRequest:
    """A request for a page of a user's rankings."""

    user_id: UUID
    part: Slice
    sort_by: RankingSort = "ratedAt"
    sort_order: SortOrder = "desc"


def rated_at_of(entry: Entry | None) -> datetime | None:
    """Return when an entry was rated, or null; of some entries only the last change is known."""
    if entry is None or entry.rating is None:
        return None
    return entry.rated_at or entry.updated_at


def ranking_of(entry: Entry) -> Ranking:
    """Return the ranking that a rated entry is; raise ValueError for another one."""
    rated_at = rated_at_of(entry)
    if entry.rating is None or rated_at is None or entry.created_at is None or entry.updated_at is None:
        raise ValueError(f"entry {entry.id} is not rated")
    return Ranking(
        ranking_id=entry.id,
        media_id=entry.media_id,
        stars=stars_of(entry.rating),
        rated_at=rated_at,
        created_at=entry.created_at,
        updated_at=entry.updated_at,
    )
