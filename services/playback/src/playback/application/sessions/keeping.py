"""Keeping and ending playback sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from chassis.core.clock import Clock
from playback.application.sessions.ports import SessionFilter
from playback.application.unit_of_work import Readers, UnitOfWork, Units
from playback.domain.sessions.errors import SessionNotFound
from playback.domain.sessions.session import EndReason, Heartbeat, Session

BATCH: Final = 500
"""Sessions that end in one transaction."""


class KeepSessions:
    """Applies what players and users say of their sessions."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def beat(
        self, user_id: UUID, session_id: UUID, position_ms: int, state: Literal["playing", "paused"]
    ) -> Session:
        """Return the session after a heartbeat: it may have ended. Raise SessionNotFound."""
        now = self._clock.now()
        async with self._units.begin() as work:
            session = await work.sessions.beat(Heartbeat(session_id, user_id, position_ms, state, now))
            return session or await self._ended(work, user_id, session_id, now)

    async def end(self, user_id: UUID, session_id: UUID, position_ms: int | None) -> None:
        """End a session, at its last position if none is stated; an ended one stays as it is. Raise SessionNotFound."""
        now = self._clock.now()
        async with self._units.begin() as work:
            if position_ms is not None:
                await work.sessions.beat(Heartbeat(session_id, user_id, position_ms, "playing", now))
            if not await work.sessions.end_one(session_id, user_id, "user", now):
                await self._owned(work, user_id, session_id)

    async def of_user(self, user_id: UUID) -> Sequence[Session]:
        """Return the sessions that count among the streams of a user, the oldest first."""
        async with self._readers.read() as work:
            return await work.sessions.streams(user_id, self._clock.now())

    async def active(self, chosen: SessionFilter, limit: int, offset: int) -> Sequence[Session]:
        """Return a page of sessions that have not ended, for an administrator."""
        async with self._readers.read() as work:
            return await work.sessions.active(chosen, limit, offset)

    async def end_any(self, session_id: UUID) -> None:
        """End a session for an administrator; an ended one stays as it is. Raise SessionNotFound."""
        async with self._units.begin() as work:
            ended = await work.sessions.end_one(session_id, None, "administrator", self._clock.now())
            if not ended and await work.sessions.find(session_id) is None:
                raise SessionNotFound(session_id)

    async def _ended(self, work: UnitOfWork, user_id: UUID, session_id: UUID, now: datetime) -> Session:
        """Return a session that takes no heartbeats any more; one that is not ended yet is lost or has expired."""
        session = await self._owned(work, user_id, session_id)
        if session.ended_at is not None:
            return session
        reason: EndReason = "expired" if session.expires_at <= now else "lost"
        ended = await work.sessions.end_one(session_id, user_id, reason, now)
        return ended[0] if ended else await self._owned(work, user_id, session_id)

    @staticmethod
    async def _owned(work: UnitOfWork, user_id: UUID, session_id: UUID) -> Session:
        session = await work.sessions.find(session_id)
        if session is None or session.user_id != user_id:
            raise SessionNotFound(session_id)
        return session


class EndStaleSessions:
    """Ends sessions without heartbeats, expired ones, and those of assets that cannot be played any more."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self) -> None:
        """End all of them, a batch per transaction."""
        ended = BATCH
        while ended == BATCH:
            async with self._units.begin() as work:
                ended = len(await work.sessions.end_stale(self._clock.now(), BATCH))
