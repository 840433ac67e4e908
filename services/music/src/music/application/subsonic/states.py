"""Play queues and bookmarks, which apps store to go on elsewhere."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from music.application.folders.access import Listener, audible
from music.application.library.views import TrackView
from music.application.subsonic.ports import Bookmark, NowPlaying, PlayQueue
from music.application.unit_of_work import Readers, Units
from music.domain.library.errors import TrackNotFound

MOST_QUEUED: Final = 10_000
"""Tracks of a queue; what follows them is not stored."""
PLAYING: Final = timedelta(minutes=15)
"""For how long a track counts as being played."""
MOST_BOOKMARKS: Final = 1_000


class KeepStates:
    """What apps store for a user. Tracks that the user may not hear are left out."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    def now(self) -> datetime:
        """Return the time."""
        return self._clock.now()

    async def queue(self, listener: Listener) -> tuple[PlayQueue, Sequence[TrackView]] | None:
        """Return the queue of a user with its tracks, or null."""
        async with self._readers.read() as work:
            queue = await work.app_states.queue(listener.user_id)
            if queue is None:
                return None
            read = await work.library.tracks_by_id(await audible(work, listener), list(set(queue.track_ids)))
        by_id = {track.id: track for track in read}
        return queue, [by_id[track_id] for track_id in queue.track_ids if track_id in by_id]

    async def save_queue(
        self, listener: Listener, track_ids: Sequence[UUID], current: UUID | None, position_ms: int, client: str
    ) -> None:
        """Replace the queue of a user. Raise AccountErased."""
        queue = PlayQueue(track_ids[:MOST_QUEUED], current, position_ms, self._clock.now(), client)
        async with self._units.begin() as work:
            await work.app_passwords.lock_user(listener.user_id)
            await work.app_states.save_queue(listener.user_id, queue)

    async def bookmarks(self, listener: Listener) -> Sequence[tuple[Bookmark, TrackView]]:
        """Return the bookmarks of a user with their tracks, the last changed first."""
        async with self._readers.read() as work:
            bookmarks = await work.app_states.bookmarks(listener.user_id)
            ids = [bookmark.track_id for bookmark in bookmarks]
            read = await work.library.tracks_by_id(await audible(work, listener), ids) if ids else []
        by_id = {track.id: track for track in read}
        return [(bookmark, by_id[bookmark.track_id]) for bookmark in bookmarks if bookmark.track_id in by_id]

    async def save_bookmark(self, listener: Listener, track_id: UUID, position_ms: int, comment: str | None) -> None:
        """Store a place in a track. Raise AccountErased, TrackNotFound."""
        now = self._clock.now()
        async with self._units.begin() as work:
            await work.app_passwords.lock_user(listener.user_id)
            if not await work.library.existing(await audible(work, listener), [track_id]):
                raise TrackNotFound(track_id)
            await work.app_states.save_bookmark(listener.user_id, Bookmark(track_id, position_ms, comment, now, now))

    async def playing(self, listener: Listener) -> Sequence[tuple[NowPlaying, TrackView]]:
        """Return what the user's own apps have begun to play within the last minutes, the newest first."""
        async with self._readers.read() as work:
            playing = await work.app_states.playing(listener.user_id, self._clock.now() - PLAYING)
            ids = [one.track_id for one in playing]
            read = await work.library.tracks_by_id(await audible(work, listener), ids) if ids else []
        by_id = {track.id: track for track in read}
        return [(one, by_id[one.track_id]) for one in playing if one.track_id in by_id]

    async def save_playing(self, listener: Listener, track_id: UUID, client: str) -> None:
        """Store that an app has begun to play a track. Raise AccountErased, TrackNotFound."""
        async with self._units.begin() as work:
            await work.app_passwords.lock_user(listener.user_id)
            if not await work.library.existing(await audible(work, listener), [track_id]):
                raise TrackNotFound(track_id)
            await work.app_states.save_playing(listener.user_id, NowPlaying(track_id, client, self._clock.now()))

    async def delete_bookmark(self, listener: Listener, track_id: UUID) -> None:
        """Delete the place in a track; without one nothing changes."""
        async with self._units.begin() as work:
            await work.app_states.delete_bookmark(listener.user_id, track_id)
