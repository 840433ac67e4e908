"""Events that library publishes: a user's entry for a title, plays, and what happened to titles of subscriptions."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract, Event, ResponsesChanged, StateEvent, event
from contracts.identity import Kind

WatchState = Literal["planned", "watching", "completed", "dropped"]


class Progress(Contract):
    """The last episode that a user has seen."""

    season: int = Field(ge=0)
    episode: int = Field(ge=0)


def entry_key(user_id: UUID, media_id: UUID) -> str:
    """Return the key of the events of a user's entry."""
    return f"{user_id}:{media_id}"


@event(
    "library.entry.changed.v1",
    publisher="library",
    consumers=("auth", "catalog", "ingestion", "notifications", "social", "stats"),
)
class LibraryEntryChangedV1(StateEvent):
    """A user's whole entry for a title; `removed` when it was deleted. Keyed by user and title."""

    user_id: UUID
    media_id: UUID
    kind: Kind
    tmdb_id: int
    state: WatchState | None = None
    paused: bool = False
    """Whether the user has paused a show; `state` is `watching` then."""
    rating: int | None = Field(default=None, ge=0, le=100)
    rated_at: AwareDatetime | None = None
    """When the title was rated; null when that is not known, and in events that were written before it was sent."""
    imported: bool = False
    """Whether an import has changed the entry: none of it happened at `changed_at`."""
    progress: Progress | None = None
    """The furthest regular episode seen; null when no regular episode was seen."""
    seasons: dict[int, int] = Field(default_factory=dict)
    """The last episode seen of each season, season 0 holds the specials; empty in events of older publishers."""
    removed: bool = False
    changed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by user and title, so that compaction keeps every entry."""
        return entry_key(self.user_id, self.media_id)


def play_key(user_id: UUID, play_id: UUID) -> str:
    """Return the key of the events of a play."""
    return f"{user_id}:{play_id}"


@event(
    "play.recorded.v1",
    publisher="library",
    consumers=("billing", "insights", "notifications", "social", "stats"),
    keep_days=800,
    compact=True,
)
class PlayRecordedV1(Event):
    """A user watched a movie or an episode, or retracted that they did.

    The last event of a play counts. The topic is compacted, so that a tombstone of a deleted user's play removes it.
    """

    play_id: UUID
    user_id: UUID
    media_id: UUID
    kind: Kind
    season: int | None = None
    episode: int | None = None
    watched_at: AwareDatetime
    """When it was watched; when it was recorded, if the time is unknown (`precision`)."""
    completed: bool = True
    tmdb_id: int | None = None
    precision: Literal["instant", "day", "year", "unknown"] = "instant"
    """How exactly `watched_at` is known; a day or year is its first instant in UTC."""
    duration_seconds: int | None = Field(default=None, ge=0)
    """How long was watched; null is unknown."""
    origin: str | None = None
    """Where the play comes from, for example `api`, `scrobble:jellyfin` or `import:letterboxd`."""
    retracted: bool = False
    """Whether the user has retracted the play: it does not count any more."""

    def key(self) -> str:
        """Keyed by user and play, so that compaction keeps every play."""
        return play_key(self.user_id, self.play_id)


Trigger = Literal["release", "new_season", "new_episode", "on_streaming", "status_changed", "rising"]


class TriggerPayload(Contract):
    """What happened, as far as it applies to the trigger; anything else is null."""

    season: int | None = Field(default=None, ge=0)
    episode: int | None = Field(default=None, ge=0)
    """Null when the whole season is meant."""
    episode_title: str | None = None
    air_date: date | None = None
    airs_at: AwareDatetime | None = None
    """The instant of the first airing; null when only the day is known."""
    date_name: Literal["primary", "theatrical", "digital"] | None = None
    """Which release of a movie."""
    date_before: date | None = None
    """The day of the release before it was moved."""
    date_after: date | None = None
    """The day of the release."""
    provider_id: int | None = None
    """TMDB's number of the service that streams the title."""
    provider_name: str | None = None
    region: str | None = None
    """ISO 3166-1 alpha-2."""
    status_before: str | None = None
    status_after: str | None = None
    window_days: int | None = Field(default=None, gt=0)
    """The periods in which a rising audience was compared."""


@event("subscription.triggered.v1", publisher="library", consumers=("notifications",), keep_days=30)
class SubscriptionTriggeredV1(Event):
    """Something happened to a title that a user subscribes to: once per subscription and occurrence.

    The id of the event is computed from both, so that a repetition has the same id.
    """

    subscription_id: UUID
    user_id: UUID
    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    trigger: Trigger
    occurrence: str = Field(min_length=1)
    """What happened, the same for every user.

    A season was announced (`season:3`) or begins (`premiere:3`), an episode aired (`episode:2x05`), the day of a
    release was announced or moved (`date:digital:2026-11-30`) or has come (`release:digital:2026-11-30`), a service
    streams the title (`streaming:US:8:2026-11`), its status changed (`status:Ended:2026-11`), its audience rises
    (`rising:2026-11`).
    """
    payload: TriggerPayload = TriggerPayload()
    title: str | None = None
    """The name of the title; null while it is not known."""
    slug: str | None = None
    """The slug of the title's page; null until the catalog has published it."""
    occurred_at: AwareDatetime
    """When it happened, or was observed."""
    triggered_at: AwareDatetime
    cause_id: UUID
    """The id of the event from which it is known."""

    def key(self) -> str:
        """Keyed by user."""
        return str(self.user_id)


@event("subscription.upcoming.v1", publisher="library", consumers=("notifications",), keep_days=30)
class SubscriptionUpcomingV1(Event):
    """An episode of a show airs within days, for a user who subscribes to its episodes; or it does not any more.

    Who subscribes to the seasons of the show hears of the first episode of each.

    It is published eight days ahead at the earliest: once per subscription and episode, and again with a higher
    revision when the airing was moved or withdrawn, or the subscription has ended. The id of the event is computed
    from these.
    """

    subscription_id: UUID
    user_id: UUID
    trigger: Literal["new_episode", "new_season"] = "new_episode"
    """What the user subscribes to."""
    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    season: int = Field(ge=1)
    episode: int = Field(ge=0)
    revision: int = Field(ge=1)
    """Grows with every event of the same subscription and episode: the highest one counts."""
    airs_at: AwareDatetime | None = None
    """The instant of the first airing; null when it was withdrawn."""
    air_date: date | None = None
    episode_title: str | None = None
    title: str | None = None
    """The name of the show; null while it is not known."""
    slug: str | None = None
    """The slug of the show's page; null until the catalog has published it."""
    announced_at: AwareDatetime
    cause_id: UUID | None = None
    """The id of the event from which it is known; null when it was withdrawn."""

    def key(self) -> str:
        """Keyed by user."""
        return str(self.user_id)


@event("library.import.ended.v1", publisher="library", consumers=("notifications",), keep_days=30)
class LibraryImportEndedV1(Event):
    """The import of a user's file has ended: it was committed and waits for no title any more, or it has failed.

    An import that its user continues ends again. What the user reverts is not reported.
    """

    user_id: UUID
    import_id: UUID
    source: str | None = None
    """The format of the file, for example `letterboxd`; null when it was not recognized."""
    counts: dict[str, int] = Field(default_factory=dict)
    """The number of rows by status, for example `committed`, `unmatched` and `rejected`."""
    failed: bool = False
    error_code: str | None = None
    """Why it has failed, for example `IMPORT_TOO_LARGE`."""
    started_at: AwareDatetime
    ended_at: AwareDatetime

    def key(self) -> str:
        """Keyed by user."""
        return str(self.user_id)


@event("title.requested.v1", publisher="library", consumers=("ingestion",), keep_days=7)
class TitleRequestedV1(Event):
    """A user's imported file names a title that the catalog lacks; it names no user.

    A request by a title needs its year too; one that has neither an id nor both is ignored.
    """

    kind: Kind
    tmdb_id: int | None = Field(default=None, gt=0)
    imdb_id: str | None = None
    tvdb_id: int | None = Field(default=None, gt=0)
    title: str | None = None
    year: int | None = None
    requested_at: AwareDatetime

    def key(self) -> str:
        """Keyed by title, so that its requests stay in order."""
        tvdb_id = f"tvdb-{self.tvdb_id}" if self.tvdb_id else None
        return f"{self.kind}:{self.tmdb_id or self.imdb_id or tvdb_id or self.title or ''}"


@event("list.published.v1", publisher="library", consumers=("social",))
class ListPublishedV1(StateEvent):
    """A user's list became public, is not public any more, or has another name or owner.

    The owner's account is deleted: the list is not public, and a tombstone follows.
    """

    list_id: UUID
    user_id: UUID
    """The owner."""
    is_public: bool
    name: str | None = None
    """The name of a list that is public, which everyone may read; null also in events that are older than this."""
    changed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by list."""
        return str(self.list_id)


@event("library.changed.v1", publisher="library", consumers=("gateway",), keep_days=1, partitions=1)
class LibraryChangedV1(ResponsesChanged):
    """What has changed of that which public responses of library depend on, after the read model has the change."""
