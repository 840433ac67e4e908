"""Events about audience: observations of one title, and lists of titles."""

from datetime import date
from typing import Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract, Event, StateEvent, event
from contracts.identity import Kind
from contracts.ingestion.facts import Ratings


@event("signals.collected.v1", publisher="ingestion", consumers=("stats", "insights"), keep_days=800)
class SignalsCollectedV1(Event):
    """One observation of a title's audience; null when the source has no value.

    Watchers and plays are Trakt's, the popularity is TMDB's, and each rating is what its source returned at that time.
    """

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
    ratings: Ratings = Ratings()

    def key(self) -> str:
        """Keyed by title."""
        return str(self.media_id)


EXTERNAL_LISTS: Final = "external."
"""How the ids of external lists begin: users follow them, and they rank nothing of the installation."""


class ListItem(Contract):
    """A title's rank in a list, from 1."""

    media_id: UUID
    kind: Kind
    tmdb_id: int
    rank: int = Field(ge=1)
    score: float | None = None


@event(
    "list.refreshed.v1",
    publisher="ingestion",
    consumers=("catalog", "stats", "insights"),
    public=(
        "version",
        "list_id",
        "kind",
        "region",
        "taken_at",
        "items",
    ),
)
class ListRefreshedV1(StateEvent):
    """A whole list at one time; a title that is not in it has left it."""

    list_id: str
    """For example `trending.movie.day`, `now-playing.movie.US`, or `external.<list>.movie` of an external list."""
    kind: Kind
    region: str = "global"
    taken_at: AwareDatetime
    items: tuple[ListItem, ...]

    def key(self) -> str:
        """Keyed by list."""
        return self.list_id
