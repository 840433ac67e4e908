"""Fills and orders playlists. The writes of one playlist are serialized by its lock: none is lost."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.lists.ranks import ranks_between
from music.application.folders.access import Listener, audible
from music.application.playlists.access import WritePlaylist, writable
from music.application.playlists.views import AddedEntries, NewEntry, Place
from music.application.unit_of_work import UnitOfWork, Units
from music.domain.library.errors import TrackNotFound
from music.domain.playlists.errors import PlaylistEntryNotFound
from music.domain.playlists.playlist import Duplicates, Playlist, Role, check_number_of_entries, tracks_to_add


class ChangeEntries:
    """Entries of playlists for owners and editors.

    Every change raises AccountErased, PlaylistNotFound, PlaylistRoleRequired and PlaylistChanged.
    """

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def add(
        self,
        command: WritePlaylist,
        track_ids: Sequence[UUID],
        place: Place = Place(),
        duplicates: Duplicates = Duplicates.ADD,
    ) -> AddedEntries:
        """Add tracks at a place, in their order: all of them, or none.

        Raise TrackNotFound, PlaylistEntryNotFound for the place, PlaylistHasTrack, PlaylistEntryLimitReached.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            playlist = await writable(work, command, Role.EDITOR)
            added = await add_tracks(work, playlist, command.listener, track_ids, duplicates, now, place)
            if added:
                playlist = await _saved(work, playlist, now)
        return AddedEntries(playlist, added, len(track_ids) - len(added))

    async def remove(self, command: WritePlaylist, entry_ids: Sequence[UUID]) -> Playlist:
        """Remove entries, and return the playlist; entries that it does not have change nothing."""
        async with self._units.begin() as work:
            playlist = await writable(work, command, Role.EDITOR)
            if await work.entries.remove(playlist.id, entry_ids):
                playlist = await _saved(work, playlist, self._clock.now())
        return playlist

    async def move(self, command: WritePlaylist, entry_id: UUID, place: Place) -> Playlist:
        """Move an entry to a place; raise PlaylistEntryNotFound."""
        async with self._units.begin() as work:
            playlist = await writable(work, command, Role.EDITOR)
            if not await work.entries.has(playlist.id, entry_id):
                raise PlaylistEntryNotFound(entry_id)
            if place.entry_id == entry_id:
                return playlist
            [rank] = await _ranks(work, playlist.id, place, 1, without=entry_id)
            await work.entries.move(playlist.id, entry_id, rank)
            return await _saved(work, playlist, self._clock.now())

    async def replace(self, command: WritePlaylist, track_ids: Sequence[UUID]) -> Playlist:
        """Replace the entries that the user may hear by tracks, which follow the others.

        Raise TrackNotFound, PlaylistEntryLimitReached.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            playlist = await writable(work, command, Role.EDITOR)
            await work.entries.remove_audible(await audible(work, command.listener), playlist.id)
            await add_tracks(work, playlist, command.listener, track_ids, Duplicates.ADD, now)
            return await _saved(work, playlist, now)


async def add_tracks(
    work: UnitOfWork,
    playlist: Playlist,
    listener: Listener,
    track_ids: Sequence[UUID],
    duplicates: Duplicates,
    now: datetime,
    place: Place = Place(),
) -> list[UUID]:
    """Add tracks to a locked playlist, and return the ids of the new entries.

    Raise TrackNotFound, PlaylistEntryNotFound, PlaylistHasTrack, PlaylistEntryLimitReached.
    """
    if not track_ids:
        return []
    existing = await work.library.existing(await audible(work, listener), track_ids)
    for track_id in track_ids:
        if track_id not in existing:
            raise TrackNotFound(track_id)
    new = tracks_to_add(track_ids, await work.entries.contained(playlist.id, track_ids), duplicates)
    check_number_of_entries(await work.entries.count(playlist.id), len(new))
    ranks = await _ranks(work, playlist.id, place, len(new))
    entries = [
        NewEntry(uuid4(), track_id, rank, listener.user_id, now) for track_id, rank in zip(new, ranks, strict=True)
    ]
    if entries:
        await work.entries.add(playlist.id, entries)
    return [entry.id for entry in entries]


async def _saved(work: UnitOfWork, playlist: Playlist, now: datetime) -> Playlist:
    after = playlist.touched(now)
    await work.playlists.save(after)
    return after


async def _ranks(
    work: UnitOfWork, playlist_id: UUID, place: Place, count: int, without: UUID | None = None
) -> list[int]:
    """Return ranks at a place; when no integers are left there, distribute the ranks of the playlist first."""
    ranks = ranks_between(*await work.entries.around(playlist_id, place, without), count)
    if ranks is None:
        await work.entries.distribute(playlist_id)
        ranks = ranks_between(*await work.entries.around(playlist_id, place, without), count)
    if ranks is None:
        raise RuntimeError(f"no ranks are left in the playlist {playlist_id}")
    return ranks
