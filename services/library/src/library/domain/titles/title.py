"""What the library shows of one title, and how updates are merged into it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from chassis.core.projection import newest
from library.domain.entries.progress import EpisodeNumber
from library.domain.titles.details import Details


@dataclass(frozen=True, slots=True)
class Facts:
    """What an import states of a title; null is unknown."""

    version: int
    name: str
    poster_path: str | None = None
    release_date: date | None = None
    deleted_at: datetime | None = None
    """When the title was deleted upstream; its entries stay."""
    successor_id: UUID | None = None
    """The title that a deleted one was merged into."""
    ended: bool = False
    """Whether no further episode will be made."""
    listed_seasons: tuple[int, ...] = ()
    last_listed: EpisodeNumber | None = None
    """The last regular episode by the show's own list of seasons."""
    details: Details = field(default_factory=Details)


@dataclass(frozen=True, slots=True)
class ScoreSnapshot:
    """A title's open score from 0 to 100."""

    version: int
    score: float


@dataclass(frozen=True, slots=True)
class Address:
    """The slug of the title's page."""

    version: int
    slug: str


@dataclass(frozen=True, slots=True)
class Title:
    """A title with the newest version of each part; without facts it was not imported yet.

    An update is a title too, with the parts that an event states.
    """

    media_id: UUID
    kind: str
    tmdb_id: int
    facts: Facts | None = None
    score: ScoreSnapshot | None = None
    address: Address | None = None

    def merged(self, update: "Title") -> "Title":
        """Return the title with the newer version of each part."""
        return replace(
            self,
            facts=newest(self.facts, update.facts),
            score=newest(self.score, update.score),
            address=newest(self.address, update.address),
        )
