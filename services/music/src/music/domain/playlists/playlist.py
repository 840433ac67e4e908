"""A playlist, who may do what with it, and the changes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from music.domain.playlists.errors import (
    CollaboratorLimitReached,
    PlaylistEntryLimitReached,
    PlaylistHasTrack,
    PlaylistLimitReached,
    PlaylistNotFound,
    PlaylistRoleRequired,
)
from music.domain.playlists.limits import COLLABORATORS_PER_PLAYLIST, ENTRIES_PER_PLAYLIST, PLAYLISTS_PER_USER


class Role(StrEnum):
    """What a user may do with a playlist. The values are stored."""

    VIEWER = "viewer"
    EDITOR = "editor"
    """Changes the entries, too."""
    OWNER = "owner"
    """Changes everything."""


class Duplicates(StrEnum):
    """What becomes of tracks that a playlist has already when they are added."""

    ADD = "add"
    SKIP = "skip"
    REFUSE = "refuse"


_RANK: Final = {Role.VIEWER: 0, Role.EDITOR: 1, Role.OWNER: 2}


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist. Its revision grows with every change of it and of its entries."""

    id: UUID
    owner_id: UUID
    name: str
    description: str | None
    is_public: bool
    """Every user may see it. Others are seen by their owners and collaborators only."""
    revision: int
    created_at: datetime
    updated_at: datetime

    def touched(self, now: datetime) -> "Playlist":
        """Return the playlist with the next revision."""
        return replace(self, revision=self.revision + 1, updated_at=now)


def check_readable(playlist: Playlist, role: Role | None) -> None:
    """Raise PlaylistNotFound for a user with this role, or without one, who may not see the playlist."""
    if role is None and not playlist.is_public:
        raise PlaylistNotFound(playlist.id)


def check_role(playlist: Playlist, role: Role | None, needed: Role) -> None:
    """Raise PlaylistNotFound for a user who may not see the playlist, PlaylistRoleRequired for too weak a role."""
    check_readable(playlist, role)
    if role is None or _RANK[role] < _RANK[needed]:
        raise PlaylistRoleRequired(needed)


def check_number_of_playlists(playlists: int) -> None:
    """Raise PlaylistLimitReached for a user who has this many playlists and may have no more."""
    if playlists >= PLAYLISTS_PER_USER:
        raise PlaylistLimitReached


def check_number_of_entries(entries: int, more: int) -> None:
    """Raise PlaylistEntryLimitReached when a playlist with this many entries may not have as many more."""
    if more and entries + more > ENTRIES_PER_PLAYLIST:
        raise PlaylistEntryLimitReached(entries)


def check_number_of_collaborators(collaborators: int) -> None:
    """Raise CollaboratorLimitReached for a playlist with this many collaborators that may have no more."""
    if collaborators >= COLLABORATORS_PER_PLAYLIST:
        raise CollaboratorLimitReached


def tracks_to_add(track_ids: Sequence[UUID], contained: set[UUID], duplicates: Duplicates) -> Sequence[UUID]:
    """Return which tracks become entries, in their order. Raise PlaylistHasTrack.

    A track that the request names twice counts as a duplicate of itself.
    """
    if duplicates is Duplicates.ADD:
        return track_ids
    new: dict[UUID, None] = {}
    for track_id in track_ids:
        if track_id in contained or track_id in new:
            if duplicates is Duplicates.REFUSE:
                raise PlaylistHasTrack(track_id)
        else:
            new[track_id] = None
    return list(new)
