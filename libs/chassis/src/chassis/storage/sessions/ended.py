"""Ended sessions in Postgres, in the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, MetaData, Table, Uuid, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays

TABLE: Final = "ended_sessions"
_COLUMNS: Final = ("session_id", "forget_at")


def ended_session_table(metadata: MetaData) -> Table:
    """Attach the table of ended sessions to a service's metadata."""
    return Table(
        TABLE,
        metadata,
        Column("session_id", Uuid, primary_key=True),
        Column("forget_at", DateTime(timezone=True), nullable=False),
        Index("ix_ended_sessions_forget_at", "forget_at"),
    )


class SqlEndedSessions:
    """Reads and writes ended sessions."""

    def __init__(self, connection: AsyncConnection, table: Table) -> None:
        self._connection = connection
        self._table = table

    async def save(self, sessions: Mapping[UUID, datetime]) -> None:
        """Insert rows in the order of their ids; repetitions change nothing."""
        if sessions:
            rows = [{"session_id": session_id, "forget_at": at} for session_id, at in sorted(sessions.items())]
            statement = insert_arrays(self._table, _COLUMNS).on_conflict_do_nothing()
            await self._connection.execute(statement, arrays_of(self._table, _COLUMNS, rows))

    async def has(self, session_id: UUID) -> bool:
        """Read by the primary key."""
        query = select(exists().where(self._table.c.session_id == session_id))
        return bool((await self._connection.execute(query)).scalar_one())

    async def forget(self, now: datetime) -> None:
        """Delete rows by their end."""
        await self._connection.execute(self._table.delete().where(self._table.c.forget_at <= now))
