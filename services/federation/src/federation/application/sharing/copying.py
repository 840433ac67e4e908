"""Copies of lists of peers. However often a user requests one, it is one list."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from federation.application.sharing.browsing import BrowsePeers
from federation.application.sharing.ports import Lists
from federation.application.unit_of_work import Units
from federation.domain.sharing.share import ListCopy


@dataclass(frozen=True, slots=True)
class CopiedList:
    """What a user has of a list of a peer."""

    list_id: UUID
    name: str
    copied: int
    total: int


@dataclass(frozen=True, slots=True)
class CopyLists:
    """Copies lists of peers for users."""

    units: Units
    browse: BrowsePeers
    lists: Lists
    clock: Clock

    async def __call__(self, peer_id: UUID, list_id: UUID, user_id: UUID, authorization: str) -> CopiedList:
        """Copy a list, or add what is missing in the copy that the user has.

        Raise PeerNotFound, PeerNotPermitted, PeerUnreachable, PeerRefused, SharedItemNotFound, ContentUnavailable.
        """
        shared = await self.browse.shared_list(peer_id, list_id)
        summary, now = shared.summary, self.clock.now()
        new = ListCopy(user_id, peer_id, list_id, uuid4(), summary.name, summary.description, now)
        async with self.units.begin() as work:
            copy = await work.list_copies.begin(new)
        if copy.copy_id is not None and await self.lists.summary(copy.copy_id, authorization) is None:
            # The user has deleted the copy: this is another one.
            async with self.units.begin() as work:
                copy = await work.list_copies.renew(new, copy.request_key)
        copy_id = copy.copy_id
        if copy_id is None:
            # Killed before the id is stored, the next request sends the same key, and library returns the same list.
            copy_id = await self.lists.create(copy, authorization)
            async with self.units.begin() as work:
                await work.list_copies.save(copy.request_key, copy_id)
        count = await self.lists.fill(copy_id, shared.titles, authorization)
        total = len(shared.titles)
        return CopiedList(copy_id, copy.name, min(count, total), total)
