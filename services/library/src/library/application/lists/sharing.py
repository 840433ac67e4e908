"""Sharing lists: members with a role, links, and leaving."""

from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from library.application.lists.access import lock_with_member, locked, readable, writable, writable_when_locked
from library.application.lists.commands import WriteList
from library.application.lists.ports import Reaction
from library.application.lists.read_models import Link, ListView, Member, NewLink
from library.application.unit_of_work import UnitOfWork
from library.domain.lists.errors import ListLinkNotFound, ListOwnerRequired
from library.domain.lists.user_list import (
    LinkKind,
    Role,
    UserList,
    check_number_of_members,
    check_role,
    is_stronger,
)


def token_hash(token: str) -> bytes:
    """Return the hash of a token, which is stored. It has 256 random bits: no salt and no rounds are needed."""
    return sha256(token.encode("utf-8", "replace")).digest()


class ShareLists:
    """Changes members, links and reactions."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock, new_token: Callable[[], str]) -> None:
        self._units = units
        self._clock = clock
        self._new_token = new_token

    async def save_member(self, command: WriteList, member_id: UUID, role: Role) -> Member:
        """Make a user a member, or change the role of a member, as the owner.

        Raise AccountErased, ListNotFound, ListRoleRequired, ListOwnerRequired, ListMemberNotFound for a user whose
        data was erased, and ListMemberLimitReached.
        """
        async with self._units.begin() as work:
            await lock_with_member(work, command.user_id, member_id)
            await writable_when_locked(work, command, "owner")
            if member_id == command.user_id:
                raise ListOwnerRequired("userId: the owner of a list has every right and cannot be its member")
            return await self._save(work, command.list_id, member_id, role)

    async def delete_member(self, command: WriteList, member_id: UUID) -> None:
        """Remove a member as the owner, or leave a list as a member; a user who is no member changes nothing.

        Raise AccountErased, ListNotFound, ListRoleRequired and ListOwnerRequired.
        """
        async with self._units.begin() as work:
            await work.users.lock(command.user_id)
            view = await readable(work, command.list_id, command.user_id)
            if member_id == view.user_list.owner_id:
                check_role(view.user_list, view.role, "owner")
                raise ListOwnerRequired("userId: the owner cannot leave the list: transfer or delete it")
            if member_id != command.user_id:
                check_role(view.user_list, view.role, "owner")
            await work.list_members.delete(command.list_id, member_id)

    async def create_link(self, command: WriteList, kind: LinkKind) -> NewLink:
        """Create a link, or replace the one of its kind, whose token is then no longer valid.

        Raise AccountErased, ListNotFound and ListRoleRequired.
        """
        async with self._units.begin() as work:
            await writable(work, command, "owner")
            link, token = Link(kind, self._clock.now()), self._new_token()
            await work.list_members.save_link(command.list_id, link, token_hash(token))
            return NewLink(kind, link.created_at, token)

    async def delete_link(self, command: WriteList, kind: LinkKind) -> None:
        """Revoke the link of a kind; without one nothing changes.

        Raise AccountErased, ListNotFound and ListRoleRequired.
        """
        async with self._units.begin() as work:
            await writable(work, command, "owner")
            await work.list_members.delete_link(command.list_id, kind)

    async def join(self, user_id: UUID, token: str) -> ListView:
        """Make a user a member with the role of an invitation link; a stronger role stays.

        Raise AccountErased, ListLinkNotFound and ListMemberLimitReached.
        """
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            link = await work.list_members.link(token_hash(token))
            if link is None:
                raise ListLinkNotFound("token: no invitation has this token")
            list_id, _ = link
            view = await locked(work, list_id, user_id)
            # Revoking a link needs the lock of the list too.
            link = await work.list_members.link(token_hash(token))
            if link is None or link[1] == "public":
                raise ListLinkNotFound("token: no invitation has this token")
            role: Role = link[1]
            if view.role is None or is_stronger(role, view.role):
                await self._save(work, list_id, user_id, role)
                view = ListView(view.user_list, role, view.liked)
            return view

    async def react(self, user_id: UUID, list_id: UUID, reaction: Reaction) -> UserList:
        """Store a reaction of a user, who has at most one of each kind; raise AccountErased and ListNotFound."""
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            await readable(work, list_id, user_id)
            return await work.lists.save_reaction(list_id, user_id, reaction, self._clock.now())

    async def withdraw(self, user_id: UUID, list_id: UUID, reaction: Reaction) -> UserList:
        """Delete a reaction of a user; raise AccountErased and ListNotFound."""
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            await readable(work, list_id, user_id)
            return await work.lists.delete_reaction(list_id, user_id, reaction)

    async def _save(self, work: UnitOfWork, list_id: UUID, member_id: UUID, role: Role) -> Member:
        if await work.list_members.role(list_id, member_id) is None:
            check_number_of_members(await work.list_members.count(list_id))
        return await work.list_members.save(list_id, member_id, role, self._clock.now())
