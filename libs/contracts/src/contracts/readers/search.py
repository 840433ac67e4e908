"""What search reads."""

from typing import ClassVar

from pydantic import Field

from contracts.event import Contract
from contracts.ingestion import Rating, Ratings
from contracts.ingestion import facts as wire
from contracts.readers import titles
from contracts.readers.reader import Reader
from contracts.readers.titles import ProviderNumber

__all__ = ["MediaImported", "MediaPublished", "StatsUpdated"]


class GenreNumber(Reader):
    """A genre."""

    contract: ClassVar[type[Contract]] = wire.Genre

    tmdb_id: int


class Offers(Reader):
    """The services that offer a title in one region."""

    contract: ClassVar[type[Contract]] = wire.Offers

    stream: tuple[ProviderNumber, ...] = ()
    rent: tuple[ProviderNumber, ...] = ()
    buy: tuple[ProviderNumber, ...] = ()
    ads: tuple[ProviderNumber, ...] = ()
    free: tuple[ProviderNumber, ...] = ()


class CastName(Reader):
    """A member of the cast."""

    contract: ClassVar[type[Contract]] = wire.CastMember

    tmdb_id: int
    name: str
    profile_path: str | None = None
    order: int


class CrewName(Reader):
    """A member of the crew."""

    contract: ClassVar[type[Contract]] = wire.CrewMember

    tmdb_id: int
    name: str
    job: str
    profile_path: str | None = None


class Credits(Reader):
    """Cast and crew of a title."""

    contract: ClassVar[type[Contract]] = wire.Credits

    cast: tuple[CastName, ...] = ()
    crew: tuple[CrewName, ...] = ()


class CollectionName(Reader):
    """The collection of movies that a movie belongs to."""

    contract: ClassVar[type[Contract]] = wire.Collection

    tmdb_id: int = Field(gt=0)
    name: str
    poster_path: str | None = None


class TmdbRating(Reader):
    """The rating of a title at TMDB."""

    contract: ClassVar[type[Contract]] = Ratings

    tmdb: Rating | None = None


class MediaImported(titles.NamedTitleImported):
    """What a title is found, filtered and ranked by."""

    original_language: str | None = None
    certifications: dict[str, str] = Field(default_factory=dict)
    genres: tuple[GenreNumber, ...] = ()
    keywords: tuple[str, ...] = ()
    collection: CollectionName | None = None
    poster_path: str | None = None
    credits: Credits = Credits()
    availability: dict[str, Offers] = Field(default_factory=dict)
    ratings: TmdbRating = TmdbRating()
    popularity: float | None = Field(default=None, ge=0)


class StatsUpdated(titles.StatsUpdated):
    """A title's open score, the votes of all sources and its watchers."""

    total_votes: int = Field(ge=0)
    total_watchers: int | None = Field(default=None, ge=0)


class MediaPublished(titles.MediaPublished):
    """The slug of a title's page, whether lists show it, and its name."""

    listed: bool = True
    title: str | None = None
