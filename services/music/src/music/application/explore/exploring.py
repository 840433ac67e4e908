"""What a user has not heard, has forgotten, or finds by chance."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Slice
from music.application.folders.access import Listener, audible
from music.application.library.ordering import in_order
from music.application.library.views import AlbumFilter, AlbumOrder, AlbumView, ArtistView, TrackView
from music.application.marks.showing import marked_albums, marked_artists, marked_tracks
from music.application.unit_of_work import Readers, UnitOfWork
from music.domain.explore.chance import LARGEST_SEED, POOL, drawn, months_before, pivot_of
from music.domain.marks.marks import ItemKind

GEM_ARTISTS: Final = 10
GEM_PLAYS: Final = 3
"""A hidden gem has fewer plays."""
GEM_POOL: Final = 2000

ViewT = TypeVar("ViewT", TrackView, AlbumView, ArtistView)


@dataclass(frozen=True, slots=True)
class Draw(Generic[ViewT]):
    """What chance has drawn, and the seed that draws it again."""

    seed: int
    items: Sequence[ViewT]


class Explore:
    """Lists of discovery."""

    def __init__(self, readers: Readers, clock: Clock) -> None:
        self._readers = readers
        self._clock = clock

    async def unplayed(self, listener: Listener, seed: int | None, limit: int) -> Draw[TrackView]:
        """Return random tracks that the user has never played."""
        seed = seed_of(seed)
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            pool = await work.discovery.unplayed(listener.user_id, folders, pivot_of(seed), limit * POOL)
            return Draw(seed, await tracks_in_order(work, listener, folders, drawn(pool, seed, limit)))

    async def gems(self, listener: Listener, seed: int | None, limit: int) -> Draw[TrackView]:
        """Return random tracks with few plays of the artists whom the user has played most."""
        seed = seed_of(seed)
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            pool = await work.discovery.gems(
                listener.user_id,
                folders,
                pivot_of(seed),
                artists=GEM_ARTISTS,
                fewer_than=GEM_PLAYS,
                limit=GEM_POOL,
            )
            return Draw(seed, await tracks_in_order(work, listener, folders, drawn(pool, seed, limit)))

    async def forgotten(self, listener: Listener, months: int, limit: int) -> Sequence[TrackView]:
        """Return tracks that the user has liked to play, and not for months."""
        before = months_before(self._clock.now(), months)
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            ids = await work.discovery.forgotten(listener.user_id, folders, before, limit)
            return await tracks_in_order(work, listener, folders, ids)

    async def albums(self, listener: Listener, seed: int | None, limit: int) -> Draw[AlbumView]:
        """Return random albums."""
        seed = seed_of(seed)
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            pool = await work.discovery.around(ItemKind.ALBUMS, folders, pivot_of(seed), limit * POOL)
            ids = drawn(pool, seed, limit)
            albums = in_order(ids, await work.library.albums_by_id(folders, ids))
            return Draw(seed, await marked_albums(work, listener, albums))

    async def artists(self, listener: Listener, seed: int | None, limit: int) -> Draw[ArtistView]:
        """Return random artists."""
        seed = seed_of(seed)
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            pool = await work.discovery.around(ItemKind.ARTISTS, folders, pivot_of(seed), limit * POOL)
            ids = drawn(pool, seed, limit)
            artists = in_order(ids, await work.library.artists_by_id(folders, ids))
            return Draw(seed, await marked_artists(work, listener, folders, artists))

    async def recent_albums(self, listener: Listener, limit: int) -> Sequence[AlbumView]:
        """Return the albums that were added last."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            part = Slice(limit)
            newest = await work.library.albums(folders, AlbumFilter(), AlbumOrder.NEWEST, part, is_counted=False)
            return await marked_albums(work, listener, newest.items)


def seed_of(seed: int | None) -> int:
    """Return a seed, a random one without it."""
    return secrets.randbelow(LARGEST_SEED + 1) if seed is None else seed


async def tracks_in_order(
    work: UnitOfWork, listener: Listener, folders: Sequence[UUID], ids: Sequence[UUID]
) -> list[TrackView]:
    """Return the tracks with ids that are there, in the order of the ids, with the user's marks."""
    return await marked_tracks(work, listener, in_order(ids, await work.library.tracks_by_id(folders, ids)))
