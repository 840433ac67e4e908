"""Favourites and ratings of users."""

from collections.abc import Sequence
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from music.application.folders.access import Listener, audible
from music.application.library.ordering import ViewT, in_order
from music.application.library.views import AlbumView, ArtistView, TrackView
from music.application.marks.ports import MarkedItem
from music.application.marks.showing import marked_albums, marked_artists, marked_tracks
from music.application.unit_of_work import Readers, UnitOfWork, Units
from music.domain.errors import MusicError
from music.domain.library.errors import AlbumNotFound, ArtistNotFound, TrackNotFound
from music.domain.marks.marks import ItemKind


class MarkItems:
    """Marks and rates what a user may hear, and lists it."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def set_favourite(self, listener: Listener, kind: ItemKind, item_id: UUID, *, is_favourite: bool) -> None:
        """Make an item a favourite or not; raise the error of one that is not there, and AccountErased."""
        async with self._units.begin() as work:
            await _ensure(work, listener, kind, item_id)
            since = self._clock.now() if is_favourite else None
            await work.marks.set_favourite(kind, listener.user_id, item_id, since)

    async def rate(self, listener: Listener, kind: ItemKind, item_id: UUID, rating: int | None) -> None:
        """Rate an item from 1 to 5, or remove its rating; raise the same."""
        async with self._units.begin() as work:
            await _ensure(work, listener, kind, item_id)
            await work.marks.set_rating(kind, listener.user_id, item_id, rating, self._clock.now())

    async def tracks(self, listener: Listener, part: Slice, *, rated: bool = False) -> Part[TrackView]:
        """Return favourite tracks, the newest first; with `rated` those with a rating."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            items = await _items(work, listener, ItemKind.TRACKS, folders, part, rated=rated)
            views = await work.library.tracks_by_id(folders, [item.id for item in items.items])
            return _part(items, await marked_tracks(work, listener, views))

    async def albums(self, listener: Listener, part: Slice, *, rated: bool = False) -> Part[AlbumView]:
        """Return favourite albums, the newest first; with `rated` those with a rating."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            items = await _items(work, listener, ItemKind.ALBUMS, folders, part, rated=rated)
            views = await work.library.albums_by_id(folders, [item.id for item in items.items])
            return _part(items, await marked_albums(work, listener, views))

    async def artists(self, listener: Listener, part: Slice, *, rated: bool = False) -> Part[ArtistView]:
        """Return favourite artists, the newest first; with `rated` those with a rating."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            items = await _items(work, listener, ItemKind.ARTISTS, folders, part, rated=rated)
            views = await work.library.artists_by_id(folders, [item.id for item in items.items])
            return _part(items, await marked_artists(work, listener, folders, views))


async def _items(
    work: UnitOfWork, listener: Listener, kind: ItemKind, folders: Sequence[UUID], part: Slice, *, rated: bool
) -> Part[MarkedItem]:
    read = work.marks.rated if rated else work.marks.favourites
    return await read(kind, listener.user_id, folders, part)


def _part(items: Part[MarkedItem], views: Sequence[ViewT]) -> Part[ViewT]:
    return Part(in_order((item.id for item in items.items), views), items.total, items.last)


async def _ensure(work: UnitOfWork, listener: Listener, kind: ItemKind, item_id: UUID) -> None:
    await work.users.ensure(listener.user_id)
    if item_id not in await work.marks.audible(kind, await audible(work, listener), [item_id]):
        raise not_found(kind, item_id)


def not_found(kind: ItemKind, item_id: UUID) -> MusicError:
    """Return the error of an item that is not there for a user."""
    match kind:
        case ItemKind.TRACKS:
            return TrackNotFound(item_id)
        case ItemKind.ALBUMS:
            return AlbumNotFound(item_id)
        case ItemKind.ARTISTS:
            return ArtistNotFound(item_id)
