"""Port of playback sessions in the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from playback.application.sessions.requests import Playable
from playback.domain.assets.asset import Access
from playback.domain.assets.subject import Subject
from playback.domain.keys.release import Requester
from playback.domain.sessions.session import EndReason, Heartbeat, Session


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Sessions for which everything that is stated holds; null is not stated."""

    sessions: Collection[UUID] | None = None
    users: Collection[UUID] | None = None
    sign_ins: Collection[UUID] | None = None
    assets: Collection[UUID] | None = None
    purchases: Collection[UUID] | None = None
    access: Access | None = None
    granted_before: int | None = None
    """Granted by an older version of a plan or a purchase than this one."""


class Sessions(Protocol):
    """Reads and writes playback sessions."""

    async def find(self, session_id: UUID) -> Session | None:
        """Return a session, also one that has ended."""
        ...

    async def newest(self, requester: Requester, asset_id: UUID, version: int) -> Session | None:
        """Return the newest session in which a sign-in plays a version, also one that has ended."""
        ...

    async def lock_users(self, user_ids: Collection[UUID]) -> None:
        """Wait for other transactions that change what users may play, or start their sessions."""
        ...

    async def add(self, session: Session) -> None:
        """Store a new session, and publish that it plays."""
        ...

    async def streams(self, user_id: UUID, now: datetime) -> Sequence[Session]:
        """Return the sessions that count among the streams of a user, the oldest first."""
        ...

    async def active(self, chosen: SessionFilter, limit: int, offset: int) -> Sequence[Session]:
        """Return sessions that have not ended, the newest first."""
        ...

    async def last_position(self, user_id: UUID, asset_id: UUID) -> tuple[int, int | None] | None:
        """Return where the user was last in an asset, and its duration then, in milliseconds."""
        ...

    async def beat(self, heartbeat: Heartbeat) -> Session | None:
        """Store a heartbeat, publish the position when it is due, and return the session.

        Null when the session does not hold a stream any more, or is not one of the user.
        """
        ...

    async def end(self, chosen: SessionFilter, reason: EndReason, now: datetime) -> Sequence[Session]:
        """End sessions that have not ended, publish it, and return them."""
        ...

    async def end_one(
        self, session_id: UUID, user_id: UUID | None, reason: EndReason, now: datetime
    ) -> Sequence[Session]:
        """Do the same for one session, of this user if one is stated."""
        ...

    async def end_stale(self, now: datetime, limit: int) -> Sequence[Session]:
        """End a batch of sessions that are lost, have expired, or may not play their assets any more; the same."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete the sessions of users."""
        ...


class Playables(Protocol):
    """Reads what can be played."""

    async def of(self, subject: Subject) -> Playable | None:
        """Return a subject with the current version of its asset, or null when nothing can be played of it."""
        ...


class Locations(Protocol):
    """Approximate locations of network addresses."""

    def country(self, address: str) -> str | None:
        """Return the country of an address (ISO 3166-1 alpha-2), or null if it is not known."""
        ...
