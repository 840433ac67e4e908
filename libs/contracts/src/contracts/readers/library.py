"""What library reads."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract
from contracts.ingestion import SeasonSyncedV1
from contracts.ingestion import facts as wire
from contracts.ingestion import seasons as wire_seasons
from contracts.readers import titles
from contracts.readers.reader import Reader
from contracts.readers.titles import CountedSeason, MediaPublished, ProviderNumber, StatsUpdated

__all__ = ["Episode", "MediaImported", "MediaPublished", "SeasonSynced", "StatsUpdated"]


class Genre(Reader):
    """A genre."""

    contract: ClassVar[type[Contract]] = wire.Genre

    tmdb_id: int
    name: str


class Offers(Reader):
    """The services that stream a title in one region."""

    contract: ClassVar[type[Contract]] = wire.Offers

    stream: tuple[ProviderNumber, ...] = ()


class Release(Reader):
    """The day of a release of a movie in a region."""

    contract: ClassVar[type[Contract]] = wire.Release

    region: str
    type: Literal["premiere", "limited", "theatrical", "digital", "physical", "tv"]
    date: date


class CastMember(Reader):
    """A member of the cast."""

    contract: ClassVar[type[Contract]] = wire.CastMember

    tmdb_id: int
    name: str
    order: int


class CrewMember(Reader):
    """A member of the crew."""

    contract: ClassVar[type[Contract]] = wire.CrewMember

    tmdb_id: int
    name: str
    job: str


class Credits(Reader):
    """Cast and crew of a title."""

    contract: ClassVar[type[Contract]] = wire.Credits

    cast: tuple[CastMember, ...] = ()
    crew: tuple[CrewMember, ...] = ()


class MediaImported(titles.NamedTitleImported):
    """What an entry shows of its title, the seasons that progress is checked against, and details."""

    original_language: str | None = None
    status: str | None = None
    theatrical_release_date: date | None = None
    digital_release_date: date | None = None
    releases: tuple[Release, ...] | None = None
    runtime_minutes: int | None = None
    genres: tuple[Genre, ...] = ()
    credits: Credits = Credits()
    availability: dict[str, Offers] = Field(default_factory=dict)
    popularity: float | None = Field(default=None, ge=0)
    poster_path: str | None = None
    seasons: tuple[CountedSeason, ...] = ()
    imported_at: AwareDatetime
    successor_id: UUID | None = None


class Numbering(Reader):
    """The id that a provider gives an episode."""

    contract: ClassVar[type[Contract]] = wire_seasons.EpisodeNumbering

    id: int | None = None


class Episode(Reader):
    """An episode within its season."""

    contract: ClassVar[type[Contract]] = wire_seasons.Episode

    number: int
    title: str | None = None
    air_date: date | None = None
    airs_at: AwareDatetime | None = None
    runtime_minutes: int | None = None
    numbering: dict[wire.Source, Numbering] = Field(default_factory=dict)


class SeasonSynced(Reader):
    """The episodes of a part of a season."""

    contract: ClassVar[type[Contract]] = SeasonSyncedV1

    version: int
    season_id: UUID
    media_id: UUID
    show_tmdb_id: int
    number: int = Field(ge=0)
    episodes: tuple[Episode, ...] = ()
    synced_at: AwareDatetime
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
