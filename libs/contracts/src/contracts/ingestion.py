"""What ingestion publishes: titles, seasons, signals, lists and the progress of imports.

What no provider said is null, never zero.
"""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts import topics
from contracts.event import Contract, Event, StateEvent
from contracts.identity import Kind

Source = Literal["tmdb", "trakt", "omdb", "tvmaze"]


class ExternalIds(Contract):
    """The numbers other systems know a title by."""

    imdb: str | None = None
    trakt: int | None = None
    trakt_slug: str | None = None
    tvdb: int | None = None
    tvmaze: int | None = None


class Rating(Contract):
    """One source's rating on a scale of 0 to 10, and how many voted."""

    rating: float = Field(ge=0, le=10)
    votes: int | None = Field(default=None, ge=0)


class PercentRating(Contract):
    """One source's rating on a scale of 0 to 100."""

    rating: int = Field(ge=0, le=100)


class Ratings(Contract):
    """The ratings of a title per source; a source that said nothing is null."""

    tmdb: Rating | None = None
    imdb: Rating | None = None
    trakt: Rating | None = None
    metacritic: PercentRating | None = None
    rotten_tomatoes: PercentRating | None = None


class Genre(Contract):
    """A genre by TMDB's number and its name."""

    tmdb_id: int
    name: str


class Video(Contract):
    """A trailer or teaser."""

    key: str
    name: str
    site: str
    type: str
    official: bool = False
    language: str | None = None
    country: str | None = None


class CastMember(Contract):
    """A person in front of the camera."""

    tmdb_id: int
    name: str
    character: str | None = None
    profile_path: str | None = None
    order: int


class CrewMember(Contract):
    """A person behind the camera."""

    tmdb_id: int
    name: str
    job: str
    department: str | None = None
    profile_path: str | None = None


class Credits(Contract):
    """Who made the title."""

    cast: tuple[CastMember, ...] = ()
    crew: tuple[CrewMember, ...] = ()


class Provider(Contract):
    """A service that offers a title."""

    provider_id: int
    name: str
    logo_path: str | None = None
    display_priority: int | None = None


class Offers(Contract):
    """Where a title can be watched in one region."""

    link: str | None = None
    stream: tuple[Provider, ...] = ()
    rent: tuple[Provider, ...] = ()
    buy: tuple[Provider, ...] = ()
    ads: tuple[Provider, ...] = ()
    free: tuple[Provider, ...] = ()


class Release(Contract):
    """One release of a movie in one region."""

    region: str
    """ISO 3166-1 alpha-2."""
    type: Literal["premiere", "limited", "theatrical", "digital", "physical", "tv"]
    date: date
    """The day of the release, local to the region."""
    note: str | None = None
    """Which release it is, for example a festival or a service."""
    certification: str | None = None


class Translation(Contract):
    """A title's texts in one language."""

    title: str | None = None
    overview: str | None = None


class SeasonSummary(Contract):
    """A season as the show's own record lists it."""

    number: int
    name: str | None = None
    episode_count: int | None = None
    air_date: date | None = None
    poster_path: str | None = None


class EpisodeMention(Contract):
    """An episode as the show's own record names it."""

    season: int = Field(ge=0)
    number: int = Field(ge=0)
    name: str | None = None
    air_date: date | None = None


class SourceStatus(Contract):
    """When a source last answered for this title, and how its last call ended."""

    fetched_at: AwareDatetime | None = None
    outcome: Literal["ok", "not_found", "failed", "not_configured", "not_asked"]


class MediaImportedV1(StateEvent):
    """A title with every merged fact, after an import or refresh."""

    type: ClassVar[str] = "media.imported.v1"
    topic: ClassVar[str] = topics.MEDIA_IMPORTED

    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    external_ids: ExternalIds = ExternalIds()
    title: str = Field(min_length=1)
    original_title: str | None = None
    original_language: str | None = None
    origin_countries: tuple[str, ...] = ()
    overview: str | None = None
    translations: dict[str, Translation] = Field(default_factory=dict)
    status: str | None = None
    release_date: date | None = None
    """A movie's primary release, a show's first air date."""
    theatrical_release_date: date | None = None
    """Of the publisher's own region, as is `digital_release_date`: the first of its regions that has either."""
    digital_release_date: date | None = None
    releases: tuple[Release, ...] | None = None
    """A movie's releases in every region; null when the event was written before they were known per region."""
    certifications: dict[str, str] = Field(default_factory=dict)
    """Age ratings by ISO 3166-1 region, for example `PG-13`."""
    runtime_minutes: int | None = None
    budget: int | None = None
    revenue: int | None = None
    genres: tuple[Genre, ...] = ()
    keywords: tuple[str, ...] = ()
    poster_path: str | None = None
    backdrop_path: str | None = None
    videos: tuple[Video, ...] = ()
    credits: Credits = Credits()
    availability: dict[str, Offers] = Field(default_factory=dict)
    """Offers by ISO 3166-1 region."""
    ratings: Ratings = Ratings()
    popularity: float | None = Field(default=None, ge=0)
    total_seasons: int | None = None
    total_episodes: int | None = None
    last_air_date: date | None = None
    next_air_date: date | None = None
    last_episode: EpisodeMention | None = None
    """The last episode that has aired, as the show's record names it: for shows whose seasons were not fetched."""
    next_episode: EpisodeMention | None = None
    """The next episode to air, as the show's record names it."""
    seasons: tuple[SeasonSummary, ...] = ()
    sources: dict[Source, SourceStatus] = Field(default_factory=dict)
    imported_at: AwareDatetime
    gone_at: AwareDatetime | None = None
    """Since when the source of its number knows the title no more; a newer version without it brings it back."""
    successor_id: UUID | None = None
    """The title that a gone one was merged into."""
    successor_tmdb_id: int | None = None

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)


class EpisodeNumbering(Contract):
    """The season and number that one provider gives an episode."""

    season: int
    number: int
    id: int | None = None


class Episode(Contract):
    """One episode of a season."""

    episode_id: UUID
    number: int
    title: str | None = None
    overview: str | None = None
    air_date: date | None = None
    airs_at: AwareDatetime | None = None
    """The instant of the first airing in UTC; null when only the day is known."""
    air_precision: Literal["instant", "day"] | None = None
    """How exactly the airing is known; null where it is not."""
    runtime_minutes: int | None = None
    still_path: str | None = None
    ratings: dict[Source, Rating] = Field(default_factory=dict)
    numbering: dict[Source, EpisodeNumbering] = Field(default_factory=dict)


class SeasonSyncedV1(StateEvent):
    """A season with all its episodes. Keyed by season, so that compaction keeps every season of a show.

    A season that is too large for one record is published in parts of one version: each repeats what is said of the
    season and holds the next of its episodes. A version is complete when all its parts have arrived. Parts of an older
    version do not count, so that a season may shrink.
    """

    type: ClassVar[str] = "season.synced.v1"
    topic: ClassVar[str] = topics.SEASON_SYNCED

    season_id: UUID
    media_id: UUID
    show_tmdb_id: int
    number: int = Field(ge=0)
    name: str | None = None
    overview: str | None = None
    poster_path: str | None = None
    air_date: date | None = None
    episodes: tuple[Episode, ...] = ()
    """Those of this part."""
    synced_at: AwareDatetime
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
    """How many records hold this version of the season."""
    withdrawn_at: AwareDatetime | None = None
    """Since when the season does not exist any more; it has no episodes then. A newer version brings it back."""

    def key(self) -> str:
        """Keyed by season, from the second part on with the part, so that compaction keeps every part."""
        return str(self.season_id) if self.part == 1 else f"{self.season_id}.{self.part}"


class SignalsCollectedV1(Event):
    """What one look at a title's audience showed; null where nobody said."""

    type: ClassVar[str] = "signals.collected.v1"
    topic: ClassVar[str] = topics.SIGNALS_COLLECTED

    media_id: UUID
    kind: Kind
    tmdb_id: int
    observed_at: AwareDatetime
    day: date
    """The UTC day that the observation counts for."""
    origin: Literal["live", "backfill"] = "live"
    region: str = "global"
    live_watchers: int | None = Field(default=None, ge=0)
    total_watchers: int | None = Field(default=None, ge=0)
    total_plays: int | None = Field(default=None, ge=0)
    popularity: float | None = Field(default=None, ge=0)

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)


class ListItem(Contract):
    """A title's place in a list, from 1."""

    media_id: UUID
    kind: Kind
    tmdb_id: int
    rank: int = Field(ge=1)
    score: float | None = None


class ListRefreshedV1(StateEvent):
    """A whole list as taken at one time; a title that is not in it has left it."""

    type: ClassVar[str] = "list.refreshed.v1"
    topic: ClassVar[str] = topics.LIST_REFRESHED

    list_id: str
    """For example `trending.movie.day` or `now-playing.movie.US`."""
    kind: Kind
    region: str = "global"
    taken_at: AwareDatetime
    items: tuple[ListItem, ...]

    def key(self) -> str:
        """Keyed by list."""
        return self.list_id


class ImportProgressedV1(Event):
    """An import job moved on."""

    type: ClassVar[str] = "import.progressed.v1"
    topic: ClassVar[str] = topics.IMPORT_PROGRESSED

    job_id: UUID
    job_kind: str
    status: Literal["queued", "processing", "ready", "failed", "cancelled"]
    media_id: UUID | None = None
    kind: Kind | None = None
    tmdb_id: int | None = None
    attempts: int = Field(default=0, ge=0)
    done: int | None = Field(default=None, ge=0)
    total: int | None = Field(default=None, ge=0)
    reason: str | None = None
    missing: tuple[Source, ...] = ()
    """Sources that the job would have asked and that are not configured."""
    occurred_at: AwareDatetime

    def key(self) -> str:
        """Keyed by job."""
        return str(self.job_id)
