"""A title, merged from the events of several services in any order."""

from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar
from uuid import UUID

from search.domain.entry import Name

TitleKind = Literal["movie", "show"]


@dataclass(frozen=True, slots=True)
class Contributor:
    """A member of the cast or crew."""

    tmdb_id: int
    name: str
    portrait_path: str | None = None
    leading: bool = False
    """Whether the title is among those that this person is known for: a leading role, direction or creation."""


@dataclass(frozen=True, slots=True)
class Series:
    """The collection of movies that a movie belongs to."""

    tmdb_id: int
    name: str
    poster_path: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What ingestion imported; null and empty where no source states it."""

    version: int
    name: str
    names: tuple[Name, ...] = ()
    """The translations."""
    original_name: str | None = None
    language: str | None = None
    year: int | None = None
    poster_path: str | None = None
    ids: tuple[str, ...] = ()
    """In the form of `Entry.ids`."""
    genres: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    providers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    certifications: dict[str, str] = field(default_factory=dict)
    people: tuple[Contributor, ...] = ()
    series: Series | None = None
    keywords: tuple[str, ...] = ()
    popularity: float | None = None
    rating: float | None = None
    votes: int | None = None
    deleted: bool = False
    """Whether TMDB deleted the title."""


@dataclass(frozen=True, slots=True)
class Score:
    """The open score, 0 to 100, with the votes of all sources and the watchers behind it."""

    version: int
    value: float
    votes: int | None = None
    watchers: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """The page of a title in the catalog."""

    version: int
    slug: str
    listed: bool = True
    """Whether lists and searches contain the title."""
    name: str | None = None
    """The name that is shown, which an editor may have changed; null when it is not known."""


Part = TypeVar("Part", Facts, Score, Publication)


@dataclass(frozen=True, slots=True)
class Title:
    """A title with the newest known version of each part; a part of which no event came yet is null."""

    media_id: UUID
    kind: TitleKind
    tmdb_id: int
    facts: Facts | None = None
    score: Score | None = None
    publication: Publication | None = None

    @property
    def id(self) -> str:
        """The id of the title's entry."""
        return f"{self.kind}:{self.media_id}"

    @property
    def is_listed(self) -> bool:
        """Whether a search finds the title: it is imported, not deleted, and catalog does not hide it."""
        return (
            self.facts is not None and not self.facts.deleted and (self.publication is None or self.publication.listed)
        )

    def merged(self, update: "Title") -> "Title":
        """Return the title with each part of `update` that is newer; itself when none is."""
        facts = newest(self.facts, update.facts)
        score = newest(self.score, update.score)
        publication = newest(self.publication, update.publication)
        if facts is self.facts and score is self.score and publication is self.publication:
            return self
        return replace(self, facts=facts, score=score, publication=publication)


def newest(current: Part | None, received: Part | None) -> Part | None:
    """Return the part with the higher version, the current one when the versions are equal."""
    if current is None or received is None:
        return current if received is None else received
    return received if received.version > current.version else current
