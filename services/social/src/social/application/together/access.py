"""Sessions as their members reach them. To everyone else, and to whom the host has a block with, they do not exist."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from social.application.unit_of_work import UnitOfWork, Units
from social.domain.together.errors import SessionNotFound
from social.domain.together.session import Session

Change = Callable[[Session], Session]


async def held(work: UnitOfWork, user_id: UUID, session_id: UUID) -> Session:
    """Return a session that is held for a member; raise AccountErased or SessionNotFound."""
    await work.people.ensure(user_id)
    session = await work.together.hold(session_id)
    if session is None or session.member(user_id) is None or await is_excluded(work, user_id, session):
        raise SessionNotFound
    return session


async def is_excluded(work: UnitOfWork, user_id: UUID, session: Session) -> bool:
    """Return whether a user and the host have a block."""
    host = session.host.user_id
    return host != user_id and await work.relations.is_blocked(user_id, host)


@asynccontextmanager
async def changing(units: Units, user_id: UUID, session_id: UUID, now: datetime) -> AsyncIterator["Held"]:
    """Yield a session that is held for a member, and store what becomes of it."""
    async with units.begin() as work:
        session = await held(work, user_id, session_id)
        change = Held(work, session.seen(user_id, now))
        yield change
        await work.together.save(session, change.session)


class Held:
    """A session that is about to be changed."""

    def __init__(self, work: UnitOfWork, session: Session) -> None:
        self.work = work
        self.session = session


async def exclude_blocked(work: UnitOfWork, session: Session, now: datetime) -> Session:
    """Return a session without those members with whom its host has a block."""
    if not session.members:
        return session
    host = session.host.user_id
    pairs = await work.together.blocked_among({member.user_id for member in session.members})
    return session.without([other for one, other in pairs if one == host], now)
