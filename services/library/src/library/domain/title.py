"""What the library shows of one title, and how news changes it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from library.domain.progress import EpisodeNumber


@dataclass(frozen=True, slots=True)
class Facts:
    """What an import said of a title that an entry needs; null is unknown."""

    version: int
    name: str
    poster_path: str | None = None
    release_date: date | None = None
    gone_at: datetime | None = None
    """Since when the title is deleted upstream; its entries stay."""
    successor_id: UUID | None = None
    """The title that a deleted one was merged into."""
    ended: bool = False
    """Whether no further episode will be made."""
    listed_seasons: tuple[int, ...] = ()
    last_listed: EpisodeNumber | None = None
    """The last regular episode by the show's own list of seasons."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A title's open score from 0 to 100."""

    version: int
    ratingo_score: float


@dataclass(frozen=True, slots=True)
class Address:
    """The slug under which a title can be opened."""

    version: int
    slug: str


@dataclass(frozen=True, slots=True)
class Title:
    """A title with what was last said of it; without facts it was not imported yet."""

    media_id: UUID
    kind: str
    tmdb_id: int
    facts: Facts | None = None
    standing: Standing | None = None
    address: Address | None = None

    def with_facts(self, facts: Facts) -> "Title":
        """Take an import's facts unless newer ones are known."""
        if self.facts is not None and facts.version <= self.facts.version:
            return self
        return replace(self, facts=facts)

    def with_standing(self, standing: Standing) -> "Title":
        """Take a score unless a newer one is known."""
        if self.standing is not None and standing.version <= self.standing.version:
            return self
        return replace(self, standing=standing)

    def with_address(self, address: Address) -> "Title":
        """Return the title under a new slug, itself unless the slug is newer."""
        if self.address is not None and address.version <= self.address.version:
            return self
        return replace(self, address=address)
