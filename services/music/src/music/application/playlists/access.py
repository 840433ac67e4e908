"""Locking a playlist for a write, with the rights of the user checked."""

from dataclasses import dataclass
from uuid import UUID

from music.application.folders.access import Listener
from music.application.unit_of_work import UnitOfWork
from music.domain.playlists.errors import PlaylistChanged, PlaylistNotFound
from music.domain.playlists.playlist import Playlist, Role, check_role


@dataclass(frozen=True, slots=True)
class WritePlaylist:
    """Write a playlist as a user, if it still has one of the revisions; null is any."""

    listener: Listener
    playlist_id: UUID
    expected: frozenset[int] | None = None


async def writable(work: UnitOfWork, command: WritePlaylist, needed: Role) -> Playlist:
    """Lock a playlist and return it. Raise AccountErased, PlaylistNotFound, PlaylistRoleRequired, PlaylistChanged."""
    playlist, role = await locked(work, command.listener.user_id, command.playlist_id)
    check_role(playlist, role, needed)
    if command.expected is not None and playlist.revision not in command.expected:
        raise PlaylistChanged(playlist.id)
    return playlist


async def locked(work: UnitOfWork, user_id: UUID, playlist_id: UUID) -> tuple[Playlist, Role | None]:
    """Lock the user and a playlist, and return it with the user's role. Raise AccountErased, PlaylistNotFound."""
    await work.playlists.lock_user(user_id)
    stored = await work.playlists.lock(playlist_id, user_id)
    if stored is None:
        raise PlaylistNotFound(playlist_id)
    return stored
