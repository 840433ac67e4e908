"""Errors about playlists.

MusicError
└── PlaylistError
    ├── PlaylistNotFound
    ├── PlaylistRoleRequired
    ├── PlaylistChanged
    ├── PlaylistLimitReached
    ├── PlaylistEntryLimitReached
    ├── PlaylistEntryNotFound
    ├── PlaylistHasTrack
    ├── CollaboratorNotFound
    ├── CollaboratorLimitReached
    └── OwnerCannotCollaborate
"""

from uuid import UUID

from music.domain.errors import MusicError
from music.domain.playlists.limits import COLLABORATORS_PER_PLAYLIST, ENTRIES_PER_PLAYLIST, PLAYLISTS_PER_USER


class PlaylistError(MusicError):
    """Base of the errors of playlists."""


class PlaylistNotFound(PlaylistError):
    """No playlist that the user may see has this id."""

    def __init__(self, playlist_id: UUID) -> None:
        super().__init__(f"No playlist has the id {playlist_id}")


class PlaylistRoleRequired(PlaylistError):
    """The user may see the playlist and lacks the role for this change."""

    def __init__(self, role: str) -> None:
        super().__init__(f"The role {role} of this playlist is required")


class PlaylistChanged(PlaylistError):
    """The playlist has another revision than the client has read."""

    def __init__(self, playlist_id: UUID) -> None:
        super().__init__(f"The playlist {playlist_id} has changed since it was read")


class PlaylistLimitReached(PlaylistError):
    """The user has as many playlists as a user may have."""

    def __init__(self) -> None:
        super().__init__(f"A user has at most {PLAYLISTS_PER_USER:,} playlists")


class PlaylistEntryLimitReached(PlaylistError):
    """The playlist would have more entries than a playlist may have."""

    def __init__(self, entries: int) -> None:
        super().__init__(f"A playlist has at most {ENTRIES_PER_PLAYLIST:,} entries, this one has {entries:,}")


class PlaylistEntryNotFound(PlaylistError):
    """The playlist has no entry with this id."""

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(f"The playlist has no entry with the id {entry_id}")


class PlaylistHasTrack(PlaylistError):
    """The playlist has a track already, or the request names it twice, and duplicates are refused."""

    def __init__(self, track_id: UUID) -> None:
        super().__init__(f"The playlist has the track {track_id} already, or the request names it twice")
        self.details = {"trackId": str(track_id)}


class CollaboratorNotFound(PlaylistError):
    """No user has this id, or the user was not invited."""

    def __init__(self, user_id: UUID) -> None:
        super().__init__(f"No user with the id {user_id} exists, or the user was not invited")


class CollaboratorLimitReached(PlaylistError):
    """The playlist has as many collaborators as a playlist may have."""

    def __init__(self) -> None:
        super().__init__(f"A playlist has at most {COLLABORATORS_PER_PLAYLIST} collaborators")


class OwnerCannotCollaborate(PlaylistError):
    """The owner has every right already, and cannot leave the playlist."""

    def __init__(self) -> None:
        super().__init__("The owner of a playlist has every right: delete the playlist instead of leaving it")
