"""The plan of a user and the titles that the user has bought or rents: copies of what billing states."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

FREE_PLAN: Final = "free"
"""The plan of users who pay nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """The plan of a user; a later version replaces it."""

    user_id: UUID
    version: int
    plan: str
    concurrent_streams: int
    valid_until: datetime | None
    """Null while it has no end."""
    changed_at: datetime

    def is_valid(self, now: datetime) -> bool:
        """Return whether it has not ended: then the user counts as one without a plan, although no event has come."""
        return self.valid_until is None or now < self.valid_until

    def is_paid(self, now: datetime) -> bool:
        """Return whether the user may play what is part of a plan."""
        return self.plan != FREE_PLAN and self.is_valid(now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A title that a user has bought or rents; a later version replaces it."""

    id: UUID
    user_id: UUID
    media_id: UUID
    version: int
    is_started: bool
    """Whether the time of a rental runs."""
    valid_until: datetime | None
    """Null for ever."""
    is_revoked: bool
    changed_at: datetime

    def is_valid(self, now: datetime) -> bool:
        """Return whether the title can be played."""
        return not self.is_revoked and (self.valid_until is None or now < self.valid_until)

    @property
    def ends_at(self) -> datetime | None:
        """Return when a session that plays it must end: a rental that has not been started begins with this session."""
        return self.valid_until if self.is_started else None


@dataclass(frozen=True, slots=True)
class SignedOut:
    """A sign-in session that was revoked."""

    session_id: UUID
    user_id: UUID
    expires_at: datetime
    """When its last access token expires."""


def streams_of(entitlement: Entitlement | None, now: datetime, without_plan: int) -> int:
    """Return how many titles a user may play at once."""
    if entitlement is None or not entitlement.is_valid(now):
        return without_plan
    return entitlement.concurrent_streams
