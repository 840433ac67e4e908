"""Queries of sessions in Postgres."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, Uuid, bindparam, exists, func, select

from auth.application.sessions.ports import SessionPage
from auth.infrastructure.sessions.rows import to_session
from auth.infrastructure.sessions.tables import sessions
from chassis.core.clock import Clock
from chassis.storage.reads import CompiledRead, ReadPool, literal_integer

NOW: Final = func.coalesce(bindparam("now", type_=DateTime(timezone=True)), func.now())
"""The time of a test's clock, or that of the database."""

_ACCOUNT: Final = bindparam("account_id", type_=Uuid)
_SESSION: Final = bindparam("session_id", type_=Uuid)
_current: Final = sessions.alias("current_session")
_IS_ACTIVE: Final = exists().where(
    _current.c.id == _SESSION,
    _current.c.account_id == _ACCOUNT,
    _current.c.revoked_at.is_(None),
    _current.c.idle_until > NOW,
)
_ACTIVE: Final = (
    sessions.c.account_id == _ACCOUNT,
    sessions.c.revoked_at.is_(None),
    sessions.c.idle_until > NOW,
    _IS_ACTIVE,
)
_PAGE: Final = CompiledRead(
    select(sessions, func.count().over().label("total"))
    .where(*_ACTIVE)
    .order_by((sessions.c.id == _SESSION).desc(), sessions.c.rotated_at.desc(), sessions.c.id)
    .limit(literal_integer("limit"))
    .offset(bindparam("offset"))
)
_COUNT: Final = CompiledRead(select(func.count().label("total")).select_from(sessions).where(*_ACTIVE))


class SqlSessionReader:
    """Reads the sessions of an account; without a clock, they end by the time of the database."""

    def __init__(self, reads: ReadPool, clock: Clock | None = None) -> None:
        self._reads = reads
        self._clock = clock

    async def page(self, account_id: UUID, session_id: UUID, limit: int, offset: int) -> SessionPage:
        """Return a page by the index of accounts; behind the last page, count the list."""
        now: datetime | None = self._clock.now() if self._clock else None
        values = {"account_id": account_id, "session_id": session_id, "now": now}
        rows = await self._reads.fetch(_PAGE, {**values, "limit": limit, "offset": offset})
        if not rows:
            [counted] = await self._reads.fetch(_COUNT, values)
            return SessionPage([], counted["total"])
        return SessionPage([to_session(row) for row in rows], rows[0]["total"])
