"""The sessions of a user: which devices are signed in, and ending them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from auth.application.sessions.active import require_active
from auth.application.sessions.ports import Locations, SessionReader
from auth.application.sessions.revocation import revoke_sessions
from auth.application.unit_of_work import UnitOfWork
from auth.domain.errors import SessionEnded
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.errors import SessionNotFound
from auth.domain.sessions.places import Location
from auth.domain.sessions.session import Session, SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A session as its user sees it."""

    session: Session
    location: Location | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class SessionList:
    """A page of sessions, and how many there are in the whole list."""

    sessions: Sequence[ListedSession]
    total: int


class ListSessions:
    """Lists the active sessions of a user."""

    def __init__(self, reader: SessionReader, locations: Locations) -> None:
        self._reader = reader
        self._locations = locations

    async def __call__(self, by: Actor, limit: int, offset: int) -> SessionList:
        """Return a page: the current session first, then the last used ones. Raise SessionEnded."""
        page = await self._reader.page(by.account_id, by.session_id, limit, offset)
        if not page.total:
            raise SessionEnded
        sessions = [
            ListedSession(session, self._locations.of(session.client.address), session.id == by.session_id)
            for session in page.sessions
        ]
        return SessionList(sessions, page.total)


class EndSessions:
    """Ends other sessions of a user, or the current one."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], rules: SessionRules) -> None:
        self._units = units
        self._rules = rules

    async def one(self, by: Actor, session_id: UUID) -> None:
        """End a session of the user; raise SessionEnded, or SessionNotFound if the user has no such active session."""
        if not await self._end(by, session_id):
            raise SessionNotFound

    async def others(self, by: Actor) -> None:
        """End every session of the user but the current one; raise SessionEnded."""
        await self._end(by, None)

    async def _end(self, by: Actor, session_id: UUID | None) -> list[UUID]:
        async with self._units.begin() as work:
            now = await work.now()
            # A session that has ended must not end any other one.
            await require_active(work, by)
            kept = by.session_id if session_id is None else None
            ended = await revoke_sessions(work, by.account_id, session_id, "logout", now, self._rules, kept=kept)
            entries = [
                AuditEntry(AuditKind.SIGNED_OUT, now, by.account_id, by.account_id, by.client, ended_id)
                for ended_id in ended
            ]
            if entries:
                await work.audit.record(*entries)
        return ended
