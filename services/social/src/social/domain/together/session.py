"""A session and who may change what of it. Each change returns the session after it, with the next revision."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from social.domain.together import errors
from social.domain.together.item import Item, SessionKind
from social.domain.together.limits import CODE_LASTS, MEMBERS
from social.domain.together.members import Member, Role, successor
from social.domain.together.playback import Playback


class Adding(StrEnum):
    """Who may add to the queue. The values are stored."""

    EVERYONE = "everyone"
    DJS = "djs"
    """DJs and the host."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session with everything that its members share."""

    id: UUID
    kind: SessionKind
    name: str
    adding: Adding
    code: str
    code_expires_at: datetime
    created_at: datetime
    playback: Playback
    members: tuple[Member, ...]
    """In the order in which they have joined."""
    current: Item | None = None
    queue: tuple[Item, ...] = ()
    kicked: frozenset[UUID] = frozenset()
    """Who may not join with the present code."""
    ended_at: datetime | None = None
    revision: int = 1

    @classmethod
    def begun(
        cls, id_: UUID, kind: SessionKind, name: str, host_id: UUID, code: str, now: datetime, *, adding: Adding
    ) -> Self:
        """Return a new session of a host."""
        host = Member(host_id, Role.HOST, now, now)
        return cls(id_, kind, name, adding, code, now + CODE_LASTS, now, Playback.beginning(now), (host,))

    @property
    def host(self) -> Member:
        """Return the host, whom every session has that goes on."""
        return next(member for member in self.members if member.role is Role.HOST)

    def member(self, user_id: UUID) -> Member | None:
        """Return a member, or null."""
        return next((member for member in self.members if member.user_id == user_id), None)

    def seen(self, user_id: UUID, now: datetime) -> Self:
        """Return the session with a member who is present; that is no change."""
        members = tuple(replace(one, seen_at=now) if one.user_id == user_id else one for one in self.members)
        return replace(self, members=members)

    def changed(self, **values: Any) -> Self:
        """Return the session after a change."""
        return replace(self, revision=self.revision + 1, **values)

    def require(self, user_id: UUID, *, controls: bool = False) -> None:
        """Raise RoleRequired unless a user is the host, or, with `controls`, a DJ."""
        member = self.member(user_id)
        if member is None or not (member.controls if controls else member.role is Role.HOST):
            raise errors.RoleRequired("the host and DJs" if controls else "the host")

    def joined(self, user_id: UUID, now: datetime) -> Self:
        """Return the session with one more listener; raise CodeNotFound or TogetherLimitReached."""
        if self.member(user_id) is not None:
            return self
        if self.ended_at is not None or user_id in self.kicked or self.code_expires_at <= now:
            raise errors.CodeNotFound
        if len(self.members) >= MEMBERS:
            raise errors.TogetherLimitReached("members of a session", MEMBERS)
        return self.changed(members=(*self.members, Member(user_id, Role.LISTENER, now, now)))

    def without(self, user_ids: Collection[UUID], now: datetime) -> Self:
        """Return the session without some members: another one becomes the host, or the session ends."""
        rest = tuple(member for member in self.members if member.user_id not in user_ids)
        if len(rest) == len(self.members):
            return self
        if not rest:
            return self.ended(now)
        left = self.changed(members=rest)
        if any(member.role is Role.HOST for member in rest):
            return left
        following = successor(rest, now, only_present=False)
        return left if following is None else replace(left, members=_with_host(rest, following.user_id))

    def with_role(self, user_id: UUID, role: Role) -> Self:
        """Return the session with another role of a member; who makes another the host becomes a DJ.

        Raise MemberNotFound or, for the host's own role, RoleRequired.
        """
        member = self.member(user_id)
        if member is None:
            raise errors.MemberNotFound
        if member.role is role:
            return self
        if member.role is Role.HOST:
            raise errors.RoleRequired("a member to whom the host hands over")
        if role is Role.HOST:
            return self.changed(members=_with_host(self.members, user_id))
        members = tuple(replace(one, role=role) if one.user_id == user_id else one for one in self.members)
        return self.changed(members=members)

    def with_kicked(self, user_id: UUID, now: datetime) -> Self:
        """Return the session without a member, who cannot come back with the same code."""
        member = self.member(user_id)
        if member is None:
            raise errors.MemberNotFound
        if member.role is Role.HOST:
            raise errors.RoleRequired("a member to whom the host hands over")
        return replace(self.without([user_id], now), kicked=self.kicked | {user_id})

    def with_code(self, code: str, now: datetime) -> Self:
        """Return the session with a new code; the former one is of no use any more."""
        return self.changed(code=code, code_expires_at=now + CODE_LASTS, kicked=frozenset())

    def ended(self, now: datetime) -> Self:
        """Return the session after its end, without what its members have written."""
        return self.changed(ended_at=now, name="", members=(), current=None, queue=(), kicked=frozenset())


def _with_host(members: tuple[Member, ...], host_id: UUID) -> tuple[Member, ...]:
    def role(member: Member) -> Role:
        if member.user_id == host_id:
            return Role.HOST
        return Role.DJ if member.role is Role.HOST else member.role

    return tuple(replace(member, role=role(member)) for member in members)
