"""Creates, changes and deletes playlists."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from music.application.folders.access import Listener
from music.application.playlists.access import WritePlaylist, writable
from music.application.playlists.entries import add_tracks
from music.application.playlists.views import PlaylistChange
from music.application.unit_of_work import Units
from music.domain.playlists.playlist import Duplicates, Playlist, Role, check_number_of_playlists


class ManagePlaylists:
    """Playlists for their owners."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def create(
        self,
        listener: Listener,
        name: str,
        track_ids: Sequence[UUID] = (),
        *,
        description: str | None = None,
        is_public: bool = False,
    ) -> Playlist:
        """Return a new playlist with tracks. Raise AccountErased, PlaylistLimitReached, TrackNotFound."""
        now = self._clock.now()
        playlist = Playlist(uuid4(), listener.user_id, name, description, is_public, 1, now, now)
        async with self._units.begin() as work:
            await work.playlists.lock_user(listener.user_id)
            check_number_of_playlists(await work.playlists.count_of(listener.user_id))
            await work.playlists.save(playlist)
            await add_tracks(work, playlist, listener, track_ids, Duplicates.ADD, now)
        return playlist

    async def change(self, command: WritePlaylist, change: PlaylistChange) -> Playlist:
        """Return the playlist as its owner has changed it; a change without effect changes no revision.

        Raise AccountErased, PlaylistNotFound, PlaylistRoleRequired, PlaylistChanged.
        """
        async with self._units.begin() as work:
            playlist = await writable(work, command, Role.OWNER)
            changed = replace(
                playlist,
                name=playlist.name if change.name is None else change.name,
                description=None if change.clears_description else change.description or playlist.description,
                is_public=playlist.is_public if change.is_public is None else change.is_public,
            )
            if changed == playlist:
                return playlist
            saved = changed.touched(self._clock.now())
            await work.playlists.save(saved)
        return saved

    async def delete(self, command: WritePlaylist) -> None:
        """Delete a playlist as its owner.

        Raise AccountErased, PlaylistNotFound, PlaylistRoleRequired, PlaylistChanged.
        """
        async with self._units.begin() as work:
            await writable(work, command, Role.OWNER)
            await work.playlists.delete(command.playlist_id)
