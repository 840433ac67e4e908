"""What peers read here: only what is shared, while it is."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Slice
from federation.application.sharing.ports import Albums, ContentStream, Lists
from federation.application.sharing.streams import metered, while_it_may
from federation.application.trust.wire import ActivityPage, AlbumsPage, ListsPage, SharedSince, TitlesPage
from federation.application.unit_of_work import Readers, Units
from federation.domain.peers.peer import Peer
from federation.domain.peers.permissions import Permission
from federation.domain.sharing.errors import SharedItemNotFound
from federation.domain.sharing.share import Kind, ListSummary, Share, SharedAlbum, SharedList, SharedTitle

MOST_LISTS: Final = 50
"""Lists whose titles are joined: the newest."""


@dataclass(frozen=True, slots=True)
class ServeShares:
    """Reads what is shared for a peer."""

    units: Units
    readers: Readers
    albums_here: Albums
    lists_here: Lists
    clock: Clock

    async def albums(self, peer: Peer, part: Slice) -> AlbumsPage:
        """Return a page of shared albums, the newest shares first; those that are gone are left out."""
        async with self.readers.read() as work:
            shares = await work.shares.page(part, kind=Kind.ALBUM)
        ids = [share.item_id for share in shares.items]
        existing = {album.id: album for album in await self.albums_here.summaries(ids, peer.id)} if ids else {}
        return AlbumsPage([existing[album_id] for album_id in ids if album_id in existing], shares.total or 0)

    async def album(self, peer: Peer, album_id: UUID) -> SharedAlbum:
        """Return a shared album; raise SharedItemNotFound."""
        await self._share(Kind.ALBUM, album_id)
        album = await self.albums_here.album(album_id, peer.id)
        if album is None:
            raise SharedItemNotFound(album_id)
        return album

    async def lists(self, part: Slice) -> ListsPage:
        """Return a page of shared lists, the newest shares first; those that are private now are left out."""
        async with self.readers.read() as work:
            shares = await work.shares.page(part, kind=Kind.LIST)
        summaries: list[ListSummary] = []
        for share in shares.items:
            read = await self.lists_here.summary(share.item_id)
            if read is not None:
                summaries.append(read[0])
        return ListsPage(summaries, shares.total or 0)

    async def shared_list(self, list_id: UUID) -> SharedList:
        """Return a shared list; raise SharedItemNotFound."""
        await self._share(Kind.LIST, list_id)
        shared = await self.lists_here.shared(list_id)
        if shared is None:
            raise SharedItemNotFound(list_id)
        return shared

    async def titles(self, part: Slice) -> TitlesPage:
        """Return a page of the titles of the newest shared lists, each once."""
        async with self.readers.read() as work:
            shares = await work.shares.page(Slice(MOST_LISTS), kind=Kind.LIST)
        titles: dict[UUID, SharedTitle] = {}
        for share in shares.items:
            shared = await self.lists_here.shared(share.item_id)
            if shared is not None:
                titles.update((title.media_id, title) for title in shared.titles if title.media_id not in titles)
        every = list(titles.values())
        return TitlesPage(every[part.offset : part.offset + part.limit], len(every))

    async def activity(self, part: Slice) -> ActivityPage:
        """Return what was shared last. Who shared it is not stated."""
        async with self.readers.read() as work:
            shares = await work.shares.page(part)
        return ActivityPage([_since(share) for share in shares.items])

    @asynccontextmanager
    async def track(
        self, peer: Peer, album_id: UUID, track_id: UUID, permission: Permission, headers: Mapping[str, str]
    ) -> AsyncIterator[ContentStream]:
        """Open the file of a track of a shared album; raise SharedItemNotFound.

        It ends early when the relation, the permission or the share does, or the budget of the day.
        """
        await self._share(Kind.ALBUM, album_id)

        async def may_continue() -> bool:
            async with self.readers.read() as work:
                current = await work.peers.find(peer.id)
                is_shared = await work.shares.of_item(Kind.ALBUM, album_id) is not None
            return current is not None and current.may(permission) and is_shared

        async with self.albums_here.track(album_id, track_id, peer.id, headers) as opened:
            counted = metered(opened.chunks, self.units, self.clock, peer)
            yield replace(opened, chunks=while_it_may(counted, may_continue, self.clock))

    async def _share(self, kind: Kind, item_id: UUID) -> Share:
        async with self.readers.read() as work:
            share = await work.shares.of_item(kind, item_id)
        if share is None:
            raise SharedItemNotFound(item_id)
        return share


def _since(share: Share) -> SharedSince:
    return SharedSince(share.kind, share.item_id, share.name, share.created_at)
