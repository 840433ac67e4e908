"""The event that carries a season with its episodes."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract, StateEvent, event
from contracts.ingestion.facts import Rating, Source, Translation


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
    """The precision of the airing; null when it is unknown."""
    runtime_minutes: int | None = None
    still_path: str | None = None
    ratings: dict[Source, Rating] = Field(default_factory=dict)
    numbering: dict[Source, EpisodeNumbering] = Field(default_factory=dict)
    translations: dict[str, Translation] = Field(default_factory=dict)
    """Name (as `title`) and overview by language tag; empty when no language of episodes is configured."""


@event(
    "season.synced.v1",
    publisher="ingestion",
    consumers=("catalog", "library", "stats", "insights", "notifications", "social"),
    public=(
        "version",
        "season_id",
        "media_id",
        "show_tmdb_id",
        "number",
        "name",
        "poster_path",
        "air_date",
        "synced_at",
        "part",
        "parts",
        "withdrawn_at",
    ),
)
class SeasonSyncedV1(StateEvent):
    """A season with all its episodes. Keyed by season, so that compaction keeps every season of a show.

    A season that is too large for one record is published in parts of one version: each repeats the facts of the
    season and holds the next of its episodes. A version is complete when all its parts have arrived. Parts of an older
    version do not count, so that a season may shrink.
    """

    season_id: UUID
    media_id: UUID
    show_tmdb_id: int
    number: int = Field(ge=0)
    name: str | None = None
    overview: str | None = None
    poster_path: str | None = None
    air_date: date | None = None
    translations: dict[str, Translation] = Field(default_factory=dict)
    """Name (as `title`) and overview of the season by language tag."""
    episodes: tuple[Episode, ...] = ()
    """The episodes of this part."""
    synced_at: AwareDatetime
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
    """How many records hold this version of the season."""
    withdrawn_at: AwareDatetime | None = None
    """When the season was deleted upstream; it has no episodes then. Null again in a newer version after a restore."""

    def key(self) -> str:
        """Keyed by season, from the second part on with the part, so that compaction keeps every part."""
        return str(self.season_id) if self.part == 1 else f"{self.season_id}.{self.part}"
