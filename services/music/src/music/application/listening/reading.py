"""What a user has played, and what all users have: only of what the user may hear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from music.application.folders.access import Listener, audible
from music.application.library.views import AlbumView, ArtistView, TrackView
from music.application.listening.ports import Ranked, Statistics, Summary
from music.application.marks.marking import not_found
from music.application.marks.showing import marked_albums, marked_artists, marked_tracks
from music.application.unit_of_work import Readers, UnitOfWork
from music.domain.listening.plays import Play
from music.domain.marks.marks import ItemKind

ViewT = TypeVar("ViewT", TrackView, AlbumView, ArtistView)


@dataclass(frozen=True, slots=True)
class PlayView:
    """A play with its track."""

    play: Play
    track: TrackView


@dataclass(frozen=True, slots=True)
class Top(Generic[ViewT]):
    """What was played most, and how often."""

    plays: int
    item: ViewT


@dataclass(frozen=True, slots=True)
class Period:
    """Which plays count: those of a user or of all, in the last days or ever."""

    days: int | None = None
    of_everyone: bool = False


class ReadPlays:
    """History, top lists and statistics."""

    def __init__(self, readers: Readers, clock: Clock) -> None:
        self._readers = readers
        self._clock = clock

    async def history(self, listener: Listener, part: Slice) -> Part[PlayView]:
        """Return plays and skips, the last played first."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            plays = await work.plays.history(listener.user_id, folders, part)
            tracks = await _tracks(work, listener, folders, [play.track_id for play in plays.items])
        items = [PlayView(play, tracks[play.track_id]) for play in plays.items if play.track_id in tracks]
        return Part(items, plays.total, plays.last)

    async def recent(self, listener: Listener, part: Slice) -> Part[TrackView]:
        """Return tracks, each once, the last played first."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            ids = await work.plays.recent(listener.user_id, folders, part)
            tracks = await _tracks(work, listener, folders, ids.items)
        return Part([tracks[key] for key in ids.items if key in tracks], ids.total, ids.last)

    async def top_tracks(self, listener: Listener, period: Period, limit: int) -> list[Top[TrackView]]:
        """Return the tracks that were played most."""
        async with self._readers.read() as work:
            folders, ranked = await self._ranked(work, ItemKind.TRACKS, listener, period, limit)
            views = await work.library.tracks_by_id(folders, [item.id for item in ranked])
            return _tops(ranked, await marked_tracks(work, listener, views))

    async def top_albums(self, listener: Listener, period: Period, limit: int) -> list[Top[AlbumView]]:
        """Return the albums whose tracks were played most."""
        async with self._readers.read() as work:
            folders, ranked = await self._ranked(work, ItemKind.ALBUMS, listener, period, limit)
            views = await work.library.albums_by_id(folders, [item.id for item in ranked])
            return _tops(ranked, await marked_albums(work, listener, views))

    async def top_artists(self, listener: Listener, period: Period, limit: int) -> list[Top[ArtistView]]:
        """Return the artists whose tracks were played most."""
        async with self._readers.read() as work:
            folders, ranked = await self._ranked(work, ItemKind.ARTISTS, listener, period, limit)
            views = await work.library.artists_by_id(folders, [item.id for item in ranked])
            return _tops(ranked, await marked_artists(work, listener, folders, views))

    async def summary(self, listener: Listener, days: int) -> Summary:
        """Return what the user has played in the last days."""
        async with self._readers.read() as work:
            since = self._clock.now() - timedelta(days=days)
            return await work.plays.summary(listener.user_id, await audible(work, listener), since)

    async def statistics(self, listener: Listener, kind: ItemKind, item_id: UUID) -> Statistics:
        """Return what all users have played and rated of an item; raise the error of one that is not there."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            if not await work.marks.audible(kind, folders, [item_id]):
                raise not_found(kind, item_id)
            return await work.plays.statistics(kind, item_id, folders)

    async def _ranked(
        self, work: UnitOfWork, kind: ItemKind, listener: Listener, period: Period, limit: int
    ) -> tuple[Sequence[UUID], Sequence[Ranked]]:
        folders = await audible(work, listener)
        since = None if period.days is None else self._clock.now() - timedelta(days=period.days)
        user_id = None if period.of_everyone else listener.user_id
        return folders, await work.plays.top(kind, user_id, folders, since, limit)


async def _tracks(
    work: UnitOfWork, listener: Listener, folders: Sequence[UUID], ids: Sequence[UUID]
) -> dict[UUID, TrackView]:
    views = await work.library.tracks_by_id(folders, list(dict.fromkeys(ids))) if ids else []
    return {track.id: track for track in await marked_tracks(work, listener, views)}


def _tops(ranked: Sequence[Ranked], views: Sequence[ViewT]) -> list[Top[ViewT]]:
    by_id = {view.id: view for view in views}
    return [Top(item.plays, by_id[item.id]) for item in ranked if item.id in by_id]
