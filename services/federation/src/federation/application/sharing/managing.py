"""What users and administrators share, and what they share no longer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from federation.application.jobs import notice_job
from federation.application.sharing.ports import Albums, Lists
from federation.application.unit_of_work import Readers, UnitOfWork, Units
from federation.domain.sharing.errors import DeletionNotFound, NotShareable, ShareNotFound, TooManyShares
from federation.domain.sharing.share import Confirmation, Deletion, Kind, Share


@dataclass(frozen=True, slots=True)
class Sharer:
    """A user who shares, with the credentials of the request."""

    user_id: UUID
    is_admin: bool
    authorization: str


@dataclass(frozen=True, slots=True)
class ManageShares:
    """Shares albums and lists, and ends that."""

    units: Units
    readers: Readers
    albums: Albums
    lists: Lists
    clock: Clock
    most: int

    async def share(self, kind: Kind, item_id: UUID, sharer: Sharer) -> Share:
        """Share an item with every peer; one that is shared already stays as it is.

        Administrators share albums, and lists that are public or unlisted; other users share such lists of their own.
        Raise NotShareable, TooManyShares, ContentUnavailable.
        """
        name = await self._name(kind, item_id, sharer)
        share = Share(uuid4(), kind, item_id, name, sharer.user_id, self.clock.now())
        async with self.units.begin() as work:
            if await work.shares.count_of(sharer.user_id) >= self.most:
                raise TooManyShares(self.most)
            return await work.shares.add(share)

    async def page(self, part: Slice, sharer: Sharer) -> Part[Share]:
        """Return a part of the shares: all for administrators, otherwise those of the user."""
        async with self.readers.read() as work:
            return await work.shares.page(part, user_id=None if sharer.is_admin else sharer.user_id)

    async def withdraw(self, share_id: UUID, sharer: Sharer) -> Deletion:
        """End a share, and request every peer to delete what it has of it; raise ShareNotFound."""
        async with self.units.begin() as work:
            share = await work.shares.find(share_id)
            if share is None or not (sharer.is_admin or share.shared_by == sharer.user_id):
                raise ShareNotFound(share_id)
            return (await self._ended(work, [share], sharer.user_id))[0]

    async def erase(self, work: UnitOfWork, user_ids: Collection[UUID]) -> None:
        """End the shares of deleted users and forget their copies, within the caller's transaction.

        A repetition changes nothing.
        """
        await work.list_copies.erase(user_ids)
        shares = await work.shares.of_users(user_ids)
        for share in shares:
            await self._ended(work, [share], share.shared_by)

    async def deletions(self, part: Slice, sharer: Sharer) -> Part[Deletion]:
        """Return a part of the deletions: all for administrators, otherwise those of the user."""
        async with self.readers.read() as work:
            return await work.shares.deletions(part, user_id=None if sharer.is_admin else sharer.user_id)

    async def deletion(self, deletion_id: UUID, sharer: Sharer) -> tuple[Deletion, Sequence[Confirmation]]:
        """Return a deletion with the servers that were requested; raise DeletionNotFound."""
        async with self.readers.read() as work:
            deletion = await work.shares.deletion(deletion_id)
            if deletion is None or not (sharer.is_admin or deletion.requested_by == sharer.user_id):
                raise DeletionNotFound(deletion_id)
            return deletion, await work.shares.confirmations(deletion_id)

    async def _ended(self, work: UnitOfWork, shares: Sequence[Share], user_id: UUID) -> list[Deletion]:
        now, deletions = self.clock.now(), []
        for share in shares:
            deletion = Deletion(uuid4(), share.kind, share.item_id, share.name, user_id, now)
            await work.shares.remove(share, deletion)
            deletions.append(deletion)
        for peer in await work.peers.every():
            await work.queue(notice_job(peer.id, str(uuid4()), now))
        return deletions

    async def _name(self, kind: Kind, item_id: UUID, sharer: Sharer) -> str:
        if kind is Kind.ALBUM:
            albums = await self.albums.summaries([item_id], sharer.user_id) if sharer.is_admin else ()
            if not albums:
                raise NotShareable
            return albums[0].name
        read = await self.lists.summary(item_id, sharer.authorization)
        if read is None or not (sharer.is_admin or read[1] == "owner") or await self.lists.summary(item_id) is None:
            raise NotShareable
        return read[0].name
