"""Members of a session, their roles, and who follows the host."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from social.domain.together.limits import PRESENT


class Role(StrEnum):
    """What a member may do. The values are stored."""

    HOST = "host"
    """Everything: one member has it."""
    DJ = "dj"
    """Play, pause, seek, skip, and order the queue."""
    LISTENER = "listener"
    """Follow, and add to the queue where the host permits it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A user who takes part."""

    user_id: UUID
    role: Role
    joined_at: datetime
    seen_at: datetime
    """When an open stream, or a change, has stated the last time that the user is present."""

    @property
    def controls(self) -> bool:
        """Return whether the member may play, pause, seek, skip and order the queue."""
        return self.role is not Role.LISTENER

    def is_present(self, now: datetime) -> bool:
        """Return whether the user takes part at the moment."""
        return now - self.seen_at < PRESENT


def successor(members: Collection[Member], now: datetime, *, only_present: bool) -> Member | None:
    """Return who becomes the host after one who goes: present ones first, then DJs, then who has joined first."""
    candidates = [member for member in members if member.role is not Role.HOST]
    if only_present:
        candidates = [member for member in candidates if member.is_present(now)]
    return min(candidates, key=lambda one: _precedence(one, now), default=None)


def _precedence(member: Member, now: datetime) -> tuple[bool, bool, datetime, UUID]:
    return (not member.is_present(now), member.role is not Role.DJ, member.joined_at, member.user_id)
