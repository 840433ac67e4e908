"""HTTP status and error code of each error of playlists."""

from typing import Final
from uuid import UUID

from chassis.http.errors import ErrorSpec, ErrorTable
from music.domain.playlists.errors import (
    CollaboratorLimitReached,
    CollaboratorNotFound,
    OwnerCannotCollaborate,
    PlaylistChanged,
    PlaylistEntryLimitReached,
    PlaylistEntryNotFound,
    PlaylistHasTrack,
    PlaylistLimitReached,
    PlaylistNotFound,
    PlaylistRoleRequired,
)

_ID: Final = UUID("0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10")

PLAYLIST_ERRORS: Final[ErrorTable] = {
    PlaylistNotFound: ErrorSpec(404, "PLAYLIST_NOT_FOUND", PlaylistNotFound(_ID)),
    PlaylistRoleRequired: ErrorSpec(403, "PLAYLIST_ROLE_REQUIRED", PlaylistRoleRequired("editor")),
    PlaylistChanged: ErrorSpec(412, "PRECONDITION_FAILED", PlaylistChanged(_ID)),
    PlaylistLimitReached: ErrorSpec(409, "PLAYLIST_LIMIT_REACHED", PlaylistLimitReached()),
    PlaylistEntryLimitReached: ErrorSpec(409, "PLAYLIST_ENTRY_LIMIT_REACHED", PlaylistEntryLimitReached(9_990)),
    PlaylistEntryNotFound: ErrorSpec(404, "PLAYLIST_ENTRY_NOT_FOUND", PlaylistEntryNotFound(_ID)),
    PlaylistHasTrack: ErrorSpec(409, "PLAYLIST_HAS_TRACK", PlaylistHasTrack(_ID)),
    CollaboratorNotFound: ErrorSpec(404, "COLLABORATOR_NOT_FOUND", CollaboratorNotFound(_ID)),
    CollaboratorLimitReached: ErrorSpec(409, "COLLABORATOR_LIMIT_REACHED", CollaboratorLimitReached()),
    OwnerCannotCollaborate: ErrorSpec(409, "OWNER_CANNOT_COLLABORATE", OwnerCannotCollaborate()),
}
