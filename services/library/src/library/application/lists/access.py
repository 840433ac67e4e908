"""Locking a list for a write, with the rights of the user checked."""

from uuid import UUID

from library.application.lists.commands import WriteList
from library.application.lists.read_models import ListView
from library.application.unit_of_work import UnitOfWork
from library.domain.errors import AccountErased
from library.domain.lists.errors import ListMemberNotFound, ListNotFound
from library.domain.lists.user_list import Role, UserList, check_readable, check_role


async def writable(work: UnitOfWork, command: WriteList, needed: Role) -> UserList:
    """Lock the user and the list, and return the list.

    Raise AccountErased, ListNotFound, ListRoleRequired and ListChanged.
    """
    await work.users.lock(command.user_id)
    return await writable_when_locked(work, command, needed)


async def writable_when_locked(work: UnitOfWork, command: WriteList, needed: Role) -> UserList:
    """Do as `writable` does, for a user who is locked already."""
    view = await locked(work, command.list_id, command.user_id)
    check_role(view.user_list, view.role, needed)
    command.check(view.user_list)
    return view.user_list


async def readable(work: UnitOfWork, list_id: UUID, user_id: UUID) -> ListView:
    """Lock the list, and return it to a user who may see it; raise ListNotFound."""
    view = await locked(work, list_id, user_id)
    check_readable(view.user_list, view.role)
    return view


async def locked(work: UnitOfWork, list_id: UUID, user_id: UUID) -> ListView:
    """Lock the list, and return it; raise ListNotFound."""
    view = await work.lists.find(list_id, user_id)
    if view is None:
        raise ListNotFound(f"no list has the id {list_id}")
    return view


async def lock_with_member(work: UnitOfWork, user_id: UUID, member_id: UUID) -> None:
    """Lock two users, in an order that avoids deadlocks; raise AccountErased, and ListMemberNotFound of the member."""
    for each_id in sorted({user_id, member_id}):
        try:
            await work.users.lock(each_id)
        except AccountErased:
            if each_id == user_id:
                raise
            raise ListMemberNotFound(f"no user has the id {member_id}") from None
