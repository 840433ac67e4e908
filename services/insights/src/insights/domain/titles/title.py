"""What insights shows of one title, and how updates are merged into it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from chassis.core.projection import newest


@dataclass(frozen=True, slots=True)
class Facts:
    """What an import states of a title that a list shows; null is unknown."""

    version: int
    name: str
    original_name: str | None = None
    poster_path: str | None = None
    backdrop_path: str | None = None
    deleted_at: datetime | None = None
    """When the title was deleted upstream."""
    release_date: date | None = None
    """A movie's primary release, a show's first air date."""
    genres: tuple[int, ...] = ()
    """TMDB's numbers."""
    countries: tuple[str, ...] = ()
    """Countries of origin, ISO 3166-1."""
    providers: tuple[str, ...] = ()
    """Services that stream the title, with the region and TMDB's number, such as `US:8`."""


@dataclass(frozen=True, slots=True)
class ScoreSnapshot:
    """A title's open score from 0 to 100 and its rating at TMDB from 0 to 10; null is unknown."""

    version: int
    score: float
    tmdb_rating: float | None = None
    tmdb_votes: int | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """The slug of the title's page."""

    version: int
    slug: str


@dataclass(frozen=True, slots=True)
class Title:
    """A title with the newest version of each part. An update is a title too, with the parts that an event states."""

    media_id: UUID
    kind: str
    tmdb_id: int
    facts: Facts | None = None
    score: ScoreSnapshot | None = None
    address: Address | None = None

    @property
    def is_deleted(self) -> bool:
        """Whether the title was deleted upstream: no list may show it."""
        return self.facts is not None and self.facts.deleted_at is not None

    def merged(self, update: "Title") -> "Title":
        """Return the title with the newer version of each part."""
        return replace(
            self,
            facts=newest(self.facts, update.facts),
            score=newest(self.score, update.score),
            address=newest(self.address, update.address),
        )
