"""Ended sessions in Postgres, in the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays
from sources.infrastructure.content.tables import ended_sessions

_COLUMNS: Final = ("session_id", "forget_at")
_SAVE: Final = insert_arrays(ended_sessions, _COLUMNS).on_conflict_do_nothing()


class SqlEndedSessions:
    """Reads and writes ended sessions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, sessions: Mapping[UUID, datetime]) -> None:
        """Insert rows in the order of their ids; repetitions change nothing."""
        if sessions:
            rows = [{"session_id": session_id, "forget_at": at} for session_id, at in sorted(sessions.items())]
            await self._connection.execute(_SAVE, arrays_of(ended_sessions, _COLUMNS, rows))

    async def has(self, session_id: UUID) -> bool:
        """Read by the primary key."""
        query = select(exists().where(ended_sessions.c.session_id == session_id))
        return bool((await self._connection.execute(query)).scalar_one())

    async def forget(self, now: datetime) -> None:
        """Delete rows by their end."""
        await self._connection.execute(ended_sessions.delete().where(ended_sessions.c.forget_at <= now))
