"""What the use cases of the year in review need."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from insights.domain.years.review import Review


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A review and the time of its computation."""

    review: Review
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class NamedTitle:
    """What a review shows of a title."""

    kind: str
    name: str
    slug: str | None


class YearWork(Protocol):
    """One transaction that computes reviews."""

    async def review(self, year: int) -> Review:
        """Return the review of a year from what is stored now."""
        ...

    async def save(self, year: int, stored: StoredReview) -> None:
        """Replace the review of a year."""
        ...


class YearReader(Protocol):
    """Reads reviews."""

    async def stored(self, year: int) -> StoredReview | None:
        """Return the review of a year; null when it was not computed."""
        ...

    async def titles(self, media_ids: Collection[UUID]) -> Mapping[UUID, NamedTitle]:
        """Return those of the titles that are not deleted upstream."""
        ...
