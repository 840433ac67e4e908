"""The event that carries every merged fact of a title."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import StateEvent, event
from contracts.identity import Kind
from contracts.ingestion.facts import (
    Collection,
    Credits,
    EpisodeMention,
    ExternalIds,
    Genre,
    Offers,
    Ratings,
    Release,
    SeasonSummary,
    Source,
    SourceStatus,
    Translation,
    Video,
)


@event(
    "media.imported.v1",
    publisher="ingestion",
    consumers=("catalog", "stats", "insights", "library", "search", "sources", "social"),
    public=(
        "version",
        "media_id",
        "kind",
        "tmdb_id",
        "external_ids",
        "title",
        "original_title",
        "original_language",
        "origin_countries",
        "status",
        "release_date",
        "theatrical_release_date",
        "digital_release_date",
        "runtime_minutes",
        "genres",
        "poster_path",
        "backdrop_path",
        "total_seasons",
        "total_episodes",
        "last_air_date",
        "next_air_date",
        "imported_at",
        "gone_at",
        "successor_id",
        "successor_tmdb_id",
    ),
)
class MediaImportedV1(StateEvent):
    """A title with every merged fact, after an import or refresh."""

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
    """A movie's releases in every region; null in events that were written before releases were imported."""
    certifications: dict[str, str] = Field(default_factory=dict)
    """Age ratings by ISO 3166-1 region, for example `PG-13`."""
    runtime_minutes: int | None = None
    budget: int | None = None
    revenue: int | None = None
    genres: tuple[Genre, ...] = ()
    keywords: tuple[str, ...] = ()
    collection: Collection | None = None
    """The collection of movies that a movie belongs to; null for a show and in older events."""
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
    """When TMDB deleted the title; null again in a newer version when it was restored."""
    successor_id: UUID | None = None
    """The title that a deleted one was merged into."""
    successor_tmdb_id: int | None = None

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)
