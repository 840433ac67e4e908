"""Items of a user's journal: plays, and the marks that the user sets by hand.

Items are only added. A retraction takes an item out of every sum; it stays stored, so that a repetition of the request
or file that it came from does not bring it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from library.domain.entries.progress import EpisodeNumber

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]
Precision = Literal["instant", "day", "year", "unknown"]
"""How exactly the time of a play is known. A day or year is stored as its first instant in UTC."""
MarkKind = Literal["state", "progress", "rating", "notes", "tags", "rewatch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlay:
    """A play to record: of a movie, or of one episode."""

    media_id: UUID
    place: EpisodeNumber | None = None
    """The episode; null for a movie."""
    watched_at: datetime | None = None
    """When it was watched; null is unknown."""
    precision: Precision = "instant"
    duration_seconds: int | None = None
    """How long was watched; null is unknown."""
    origin: str = "api"
    """Where the play comes from, for example `scrobble:jellyfin` or `import:letterboxd`."""
    key: str | None = None
    """A play with a key that the user's journal has already is not recorded again."""
    batch_id: UUID | None = None
    """The import that the play came with."""
    causation: Mapping[str, str] | None = None
    """What caused the play, for example the server and session of a scrobble."""
    at: datetime | None = None
    """The place of the play in the order of the journal; null for `watched_at`, or the time of recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMark:
    """A mark to set: what the user states of a title, a season or an episode."""

    media_id: UUID
    kind: MarkKind
    value: JsonValue = None
    season: int | None = None
    """The season that is rated; null for the title."""
    episode: int | None = None
    """The episode of `season` that is rated; null for the season or title."""
    origin: str = "api"
    key: str | None = None
    batch_id: UUID | None = None
    at: datetime | None = None
    """The place of the mark in the order of the journal; null for the time of recording."""


NewItem = NewPlay | NewMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A play that was recorded."""

    play_id: UUID
    user_id: UUID
    media_id: UUID
    place: EpisodeNumber | None
    source_id: int | None
    """TMDB's id of the episode at the time of recording: it stays when the episode gets another number."""
    watched_at: datetime | None
    precision: Precision
    duration_seconds: int | None
    origin: str
    key: str | None
    batch_id: UUID | None
    causation: Mapping[str, str] | None
    at: datetime
    sequence: int
    recorded_at: datetime
    retracted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark that was set."""

    mark_id: UUID
    user_id: UUID
    media_id: UUID
    kind: MarkKind
    value: JsonValue
    season: int | None
    episode: int | None
    origin: str
    key: str | None
    batch_id: UUID | None
    at: datetime
    sequence: int
    recorded_at: datetime
    retracted_at: datetime | None = None


Item = Play | Mark


def own_key(item_id: UUID | str) -> str:
    """Return the key of an item that came without one: an export has it, so that its import meets the same item."""
    return f"marquee:{item_id}"


def chronological(items: list[Item]) -> list[Item]:
    """Return items in the order of the journal: by time, and items of one time as they were recorded."""
    return sorted(items, key=lambda item: (item.at, item.sequence))
