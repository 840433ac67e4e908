"""Playlists as they are read and written."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from music.application.library.views import TrackView
from music.domain.playlists.playlist import Playlist, Role


class Scope(StrEnum):
    """Whose playlists."""

    ALL = "all"
    """Own ones, and those of others that the user collaborates on."""
    MINE = "mine"
    SHARED = "shared"
    """Those of others that the user collaborates on."""
    PUBLIC = "public"
    """Those that every user may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaylistFilter:
    """Which playlists: null is any."""

    scope: Scope = Scope.ALL
    words: str | None = None
    """Key of the words that all are in the name."""
    track_id: UUID | None = None
    artist_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlaylistView:
    """A playlist as a user sees it: entries that the user may not hear, or whose files are missing, do not count."""

    playlist: Playlist
    role: Role | None
    """Null for a user who sees it because it is public."""
    entry_count: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of a playlist. The same track may be in several."""

    id: UUID
    track: TrackView
    added_by: UUID | None
    """Null when the account was deleted."""
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Collaborator:
    """A user who was invited to a playlist."""

    user_id: UUID
    role: Role
    invited_at: datetime
    accepted_at: datetime | None
    """Null until the user has accepted: the invitation alone permits nothing."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that the user has not accepted yet."""

    playlist_id: UUID
    name: str
    owner_id: UUID
    role: Role
    invited_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where entries go: to an end of the playlist, or next to one of its entries."""

    side: Literal["start", "end", "before", "after"] = "end"
    entry_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlaylistChange:
    """New values; null stays."""

    name: str | None = None
    description: str | None = None
    clears_description: bool = False
    is_public: bool | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to store."""

    id: UUID
    track_id: UUID
    rank: int
    added_by: UUID
    added_at: datetime


@dataclass(frozen=True, slots=True)
class AddedEntries:
    """The playlist after tracks were added, and how many it had already."""

    playlist: Playlist
    entry_ids: list[UUID]
    skipped: int
