"""What users read at peers: live, while the relation lasts."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final, TypeVar
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Slice
from federation.application.sharing.streams import while_it_may
from federation.application.trust.calling import CallPeers
from federation.application.trust.ports import PeerStream
from federation.application.trust.wire import ActivityPage, AlbumsPage, ListsPage, TitlesPage, Wire
from federation.application.unit_of_work import Readers
from federation.domain.keys.errors import WireInvalid
from federation.domain.peers.errors import PeerNotFound, PeerNotPermitted, PeerRefused, PeerUnreachable
from federation.domain.peers.peer import Peer, State
from federation.domain.peers.permissions import Permission
from federation.domain.sharing.errors import SharedItemNotFound
from federation.domain.sharing.share import SharedAlbum, SharedList

T = TypeVar("T")
WIRE: Final = "/api/v1/federation/wire"


@dataclass(frozen=True, slots=True)
class BrowsePeers:
    """Reads what peers share. Each method raises PeerNotFound, PeerNotPermitted, PeerUnreachable, PeerRefused."""

    readers: Readers
    calls: CallPeers
    wire: Wire
    clock: Clock

    async def peers(self) -> list[Peer]:
        """Return the active peers by name."""
        async with self.readers.read() as work:
            return [peer for peer in await work.peers.every() if peer.state is State.ACTIVE]

    async def albums(self, peer_id: UUID, part: Slice) -> AlbumsPage:
        """Return a page of albums."""
        return await self._page(AlbumsPage, peer_id, "albums", part)

    async def lists(self, peer_id: UUID, part: Slice) -> ListsPage:
        """Return a page of lists."""
        return await self._page(ListsPage, peer_id, "lists", part)

    async def titles(self, peer_id: UUID, part: Slice) -> TitlesPage:
        """Return a page of titles."""
        return await self._page(TitlesPage, peer_id, "titles", part)

    async def activity(self, peer_id: UUID, part: Slice) -> ActivityPage:
        """Return what was shared last."""
        return await self._page(ActivityPage, peer_id, "activity", part, permission=Permission.ACTIVITY)

    async def album(self, peer_id: UUID, album_id: UUID) -> SharedAlbum:
        """Return an album; raise SharedItemNotFound."""
        peer = await self.permitting(peer_id, Permission.BROWSE)
        return await self.read(SharedAlbum, peer, f"{WIRE}/albums/{album_id}", album_id)

    async def shared_list(self, peer_id: UUID, list_id: UUID) -> SharedList:
        """Return a list; raise SharedItemNotFound."""
        peer = await self.permitting(peer_id, Permission.BROWSE)
        return await self.read(SharedList, peer, f"{WIRE}/lists/{list_id}", list_id)

    @asynccontextmanager
    async def track(
        self, peer_id: UUID, album_id: UUID, track_id: UUID, headers: Mapping[str, str], session_id: UUID
    ) -> AsyncIterator[PeerStream]:
        """Open a track of an album; raise SharedItemNotFound.

        It ends when the relation or the permission does, and when the user is signed out.
        """
        peer = await self.permitting(peer_id, Permission.STREAM)
        async with self.open(peer, album_id, track_id, headers, Permission.STREAM, session_id) as opened:
            yield opened

    @asynccontextmanager
    async def open(
        self,
        peer: Peer,
        album_id: UUID,
        track_id: UUID,
        headers: Mapping[str, str],
        permission: Permission,
        session_id: UUID | None = None,
    ) -> AsyncIterator[PeerStream]:
        """Open a track of an album for a purpose; a job that copies it has no session."""

        async def may_continue() -> bool:
            async with self.readers.read() as work:
                if session_id is not None and await work.ended_sessions.has(session_id):
                    return False
                current = await work.peers.find(peer.id)
            return current is not None and current.lets(permission)

        path = f"{WIRE}/albums/{album_id}/tracks/{track_id}/file?purpose={permission}"
        async with self.calls.stream(peer, path, headers) as opened:
            if opened.status == 404:
                raise SharedItemNotFound(track_id)
            if opened.status not in (200, 206, 304, 416):
                raise PeerRefused(opened.status, f"status_{opened.status}")
            yield replace(opened, chunks=while_it_may(opened.chunks, may_continue, self.clock))

    async def permitting(self, peer_id: UUID, permission: Permission) -> Peer:
        """Return an active peer that lets us do something; raise PeerNotFound, PeerNotPermitted."""
        async with self.readers.read() as work:
            peer = await work.peers.find(peer_id)
        if peer is None or peer.state is not State.ACTIVE:
            raise PeerNotFound(peer_id)
        if not peer.lets(permission):
            raise PeerNotPermitted(permission)
        return peer

    async def _page(
        self, kind: type[T], peer_id: UUID, name: str, part: Slice, *, permission: Permission = Permission.BROWSE
    ) -> T:
        peer = await self.permitting(peer_id, permission)
        return await self.read(kind, peer, f"{WIRE}/{name}?limit={part.limit}&offset={part.offset}", peer_id)

    async def read(self, kind: type[T], peer: Peer, path: str, item_id: UUID) -> T:
        """Return what a peer responds with; raise SharedItemNotFound."""
        response = await self.calls.send(peer, "GET", path)
        if response.status == 404:
            raise SharedItemNotFound(item_id)
        if response.status != 200:
            raise PeerRefused(response.status, self.wire.error_code(response.body))
        try:
            return self.wire.read(kind, response.body)
        except WireInvalid as invalid:
            raise PeerUnreachable("invalid_response") from invalid
