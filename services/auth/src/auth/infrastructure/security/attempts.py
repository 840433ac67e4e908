"""Counts of attempts in one database transaction."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.security.throttle import Attempts
from auth.infrastructure import batches
from auth.infrastructure.security.tables import login_attempts


class SqlAttemptCounts:
    """The attempts of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, key: bytes, now: datetime) -> Attempts:
        """Insert a row before locking it, so that two parallel first attempts are serialised too."""
        first = upsert(login_attempts).values(key=key, count=0, last_at=now, blocked_until=now)
        await self._connection.execute(first.on_conflict_do_nothing())
        query = select(login_attempts).where(login_attempts.c.key == key).with_for_update()
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return Attempts(row["count"], row["last_at"], row["blocked_until"]) if row else Attempts.none(now)

    async def save(self, key: bytes, attempts: Attempts) -> None:
        """Insert or update: the row may have been cleared in between."""
        values = {"count": attempts.count, "last_at": attempts.last_at, "blocked_until": attempts.blocked_until}
        statement = upsert(login_attempts).values(key=key, **values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))

    async def clear(self, key: bytes) -> None:
        """Delete the row."""
        await self._connection.execute(delete(login_attempts).where(login_attempts.c.key == key))

    async def delete_old(self, before: datetime) -> bool:
        """Delete at most `BATCH_ROWS` rows; locked rows are left for the next run."""
        old = batches.batch_of(login_attempts.c.key, login_attempts.c.last_at < before)
        deleted = await self._connection.execute(delete(login_attempts).where(login_attempts.c.key.in_(old)))
        return deleted.rowcount == batches.BATCH_ROWS
