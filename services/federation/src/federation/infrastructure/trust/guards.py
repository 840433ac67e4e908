"""Nonces and budgets in Postgres: shared by all processes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from federation.infrastructure.trust.tables import nonces, usage

_AT_ONCE: Final = 1000
_KEPT: Final = timedelta(days=7)


class SqlGuards:
    """Reads and writes nonces and counts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim_nonce(self, peer_id: UUID, nonce: str, forget_at: datetime) -> bool:
        """Insert a row; of two requests at once one waits for the other."""
        statement = insert(nonces).values(peer_id=peer_id, nonce=nonce, forget_at=forget_at).on_conflict_do_nothing()
        return (await self._connection.execute(statement)).rowcount == 1

    async def take_request(self, peer_id: UUID, day: date, most: int) -> bool:
        """Count unless the most are counted."""
        if most < 1:
            return False
        statement = insert(usage).values(day=day, peer_id=peer_id, requests=1, bytes=0)
        counted = statement.on_conflict_do_update(
            index_elements=["day", "peer_id"], set_={"requests": usage.c.requests + 1}, where=usage.c.requests < most
        )
        return (await self._connection.execute(counted)).rowcount == 1

    async def take_bytes(self, peer_id: UUID, day: date, count: int, most: int) -> bool:
        """Count unless the most were counted before."""
        if most < 1:
            return False
        statement = insert(usage).values(day=day, peer_id=peer_id, requests=0, bytes=count)
        counted = statement.on_conflict_do_update(
            index_elements=["day", "peer_id"], set_={"bytes": usage.c.bytes + count}, where=usage.c.bytes < most
        )
        return (await self._connection.execute(counted)).rowcount == 1

    async def used(self, day: date) -> Mapping[UUID, tuple[int, int]]:
        """Return the rows of a day."""
        rows = await self._connection.execute(usage.select().where(usage.c.day == day))
        return {row["peer_id"]: (row["requests"], row["bytes"]) for row in rows.mappings()}

    async def forget(self, now: datetime) -> int:
        """Delete a batch of nonces, and the counts of former days."""
        chosen = select(nonces.c.peer_id, nonces.c.nonce).where(nonces.c.forget_at <= now).limit(_AT_ONCE).subquery()
        statement = delete(nonces).where(nonces.c.peer_id == chosen.c.peer_id, nonces.c.nonce == chosen.c.nonce)
        count = (await self._connection.execute(statement)).rowcount
        old = delete(usage).where(usage.c.day < (now - _KEPT).date())
        return count + (await self._connection.execute(old)).rowcount
