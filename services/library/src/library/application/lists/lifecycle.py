"""Creating, changing, copying, transferring and deleting lists."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.idempotency import IdempotencyKey, write_once
from library.application.lists.access import lock_with_member, locked, readable, writable, writable_when_locked
from library.application.lists.commands import NewList, WriteList
from library.application.lists.documents import from_document, to_document
from library.application.unit_of_work import UnitOfWork
from library.domain.lists.errors import ListMemberNotFound
from library.domain.lists.user_list import ListChange, UserList, check_number_of_lists


class ManageLists:
    """Creates, changes, copies, transfers and deletes lists."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock, new_id: Callable[[], UUID]) -> None:
        self._units = units
        self._clock = clock
        self._new_id = new_id

    async def create(self, user_id: UUID, new: NewList, key: IdempotencyKey | None = None) -> UserList:
        """Return the list after its creation; raise AccountErased, KeyReused and ListLimitReached."""
        async with self._units.begin() as work:
            now = self._clock.now()
            return await _once(work, user_id, key, now, lambda: self._create(work, user_id, new, now))

    async def copy(self, user_id: UUID, list_id: UUID, name: str | None, key: IdempotencyKey | None = None) -> UserList:
        """Return a private copy of a list that the user may see, with its items or its rules, but without its members.

        Raise AccountErased, KeyReused, ListNotFound and ListLimitReached.
        """
        async with self._units.begin() as work:
            now = self._clock.now()
            return await _once(work, user_id, key, now, lambda: self._copy(work, user_id, list_id, name, now))

    async def change(self, command: WriteList, change: ListChange) -> UserList:
        """Return the list after a change by its owner.

        Raise AccountErased, ListNotFound, ListRoleRequired, ListChanged and ListKindMismatch.
        """
        async with self._units.begin() as work:
            stored = await writable(work, command, "owner")
            after = stored.changed(change, self._clock.now())
            if after is not stored:
                await work.lists.save(after)
                appearances = {(shown.visibility, shown.name) for shown in (stored, after)}
                if "public" in {stored.visibility, after.visibility} and len(appearances) > 1:
                    await work.lists.announce(after)
            return after

    async def transfer(self, command: WriteList, member_id: UUID) -> UserList:
        """Make a member the owner, and the owner an editor; return the list.

        Raise AccountErased, ListNotFound, ListRoleRequired, ListChanged, ListMemberNotFound and ListLimitReached.
        """
        async with self._units.begin() as work:
            now = self._clock.now()
            await lock_with_member(work, command.user_id, member_id)
            stored = await writable_when_locked(work, command, "owner")
            if await work.list_members.role(command.list_id, member_id) is None:
                raise ListMemberNotFound(f"the user {member_id} is not a member of this list")
            check_number_of_lists(await work.lists.count_of(member_id))
            after = stored.owned_by(member_id, now)
            await work.lists.save(after)
            if after.visibility == "public":
                await work.lists.announce(after)
            await work.list_members.delete(command.list_id, member_id)
            await work.list_members.save(command.list_id, command.user_id, "editor", now)
            return after

    async def delete(self, command: WriteList) -> None:
        """Delete a list as its owner; raise AccountErased, ListNotFound, ListRoleRequired and ListChanged."""
        async with self._units.begin() as work:
            await delete_list(work, await writable(work, command, "owner"), self._clock.now())

    async def delete_any(self, administrator_id: UUID, list_id: UUID) -> None:
        """Delete a list of any user as an administrator; raise ListNotFound."""
        async with self._units.begin() as work:
            await delete_list(work, (await locked(work, list_id, administrator_id)).user_list, self._clock.now())

    async def _create(self, work: UnitOfWork, user_id: UUID, new: NewList, now: datetime) -> UserList:
        check_number_of_lists(await work.lists.count_of(user_id))
        created = UserList(
            list_id=self._new_id(),
            owner_id=user_id,
            name=new.name,
            description=new.description,
            cover_url=new.cover_url,
            visibility=new.visibility,
            rules=new.rules,
            created_at=now,
            updated_at=now,
            version=0,
        ).touched(now)
        await store_list(work, created)
        return created

    async def _copy(self, work: UnitOfWork, user_id: UUID, list_id: UUID, name: str | None, now: datetime) -> UserList:
        source = (await readable(work, list_id, user_id)).user_list
        new = NewList(name or source.name, source.description, source.cover_url, "private", source.rules)
        created = await self._create(work, user_id, new, now)
        if source.rules is not None or not source.items:
            return created
        filled = replace(created, items=source.items)
        await work.list_items.copy(source.list_id, created.list_id, user_id, now)
        await work.lists.save(filled)
        return filled


async def store_list(work: UnitOfWork, created: UserList) -> None:
    """Store a new list, and publish that it is public if it is."""
    await work.lists.save(created)
    if created.visibility == "public":
        await work.lists.announce(created)


async def delete_list(work: UnitOfWork, user_list: UserList, now: datetime) -> None:
    """Delete a list that is locked, and publish that it is not public any more."""
    await work.lists.delete(user_list.list_id)
    await work.lists.withdraw(user_list.touched(now))


async def _once(
    work: UnitOfWork,
    user_id: UUID,
    key: IdempotencyKey | None,
    now: datetime,
    write: Callable[[], Awaitable[UserList]],
) -> UserList:
    return await write_once(work, user_id, key, now, write, to_document=to_document, from_document=from_document)
