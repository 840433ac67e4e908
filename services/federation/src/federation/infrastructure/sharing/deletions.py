"""Deletions in Postgres, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, func, literal, null, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from federation.domain.peers.peer import State
from federation.domain.sharing.share import Confirmation, Deletion, Kind
from federation.infrastructure.paging import newest_first
from federation.infrastructure.peers.tables import peers
from federation.infrastructure.sharing.tables import confirmations, deletions


class SqlDeletions:
    """Reads and writes deletions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._database = connection

    async def request(self, deletion: Deletion) -> None:
        """Insert a row, and one for every peer that may have seen the item: those that were approved."""
        await self._database.execute(insert(deletions).values(asdict(deletion)))
        approved = select(literal(deletion.id), peers.c.id, peers.c.name, null(), null()).where(
            peers.c.ours != State.PENDING, peers.c.theirs != State.PENDING
        )
        columns = ["deletion_id", "peer_id", "peer_name", "confirmed_at", "refused"]
        await self._database.execute(insert(confirmations).from_select(columns, approved))

    async def deletion(self, deletion_id: UUID) -> Deletion | None:
        """Return one row."""
        query = deletions.select().where(deletions.c.id == deletion_id)
        row = (await self._database.execute(query)).mappings().first()
        return None if row is None else _deletion_of(row)

    async def deletions(self, part: Slice, *, user_id: UUID | None = None) -> Part[Deletion]:
        """Return a part of the rows by the index of their age."""
        chosen = [] if user_id is None else [deletions.c.requested_by == user_id]
        count = select(func.count()).select_from(deletions).where(*chosen)
        total = (await self._database.execute(count)).scalar_one()
        query = newest_first(deletions.select().where(*chosen), deletions.c.requested_at, deletions.c.id, part)
        rows = list((await self._database.execute(query)).mappings())
        items = [_deletion_of(row) for row in rows[: part.limit]]
        last = (items[-1].requested_at, items[-1].id) if len(rows) > part.limit else None
        return Part(items, int(total), last)

    async def confirmations(self, deletion_id: UUID) -> Sequence[Confirmation]:
        """Return the rows of a deletion."""
        chosen = confirmations.c.deletion_id == deletion_id
        query = confirmations.select().where(chosen).order_by(confirmations.c.peer_name, confirmations.c.peer_id)
        return [
            Confirmation(row["peer_id"], row["peer_name"], row["confirmed_at"], row["refused"])
            for row in (await self._database.execute(query)).mappings()
        ]

    async def unconfirmed(self, peer_id: UUID, limit: int) -> Sequence[Deletion]:
        """Return rows by the index of what a peer has not confirmed."""
        query = (
            deletions.select()
            .join(confirmations, confirmations.c.deletion_id == deletions.c.id)
            .where(
                confirmations.c.peer_id == peer_id,
                confirmations.c.confirmed_at.is_(None),
                confirmations.c.refused.is_(None),
            )
            .order_by(deletions.c.requested_at, deletions.c.id)
            .limit(limit)
        )
        return [_deletion_of(row) for row in (await self._database.execute(query)).mappings()]

    async def confirm(self, deletion_id: UUID, peer_id: UUID, now: datetime | None, refused: str | None) -> None:
        """Write one row."""
        of_peer = (confirmations.c.deletion_id == deletion_id, confirmations.c.peer_id == peer_id)
        statement = update(confirmations).where(*of_peer).values(confirmed_at=now, refused=refused)
        await self._database.execute(statement)


def _deletion_of(row: RowMapping) -> Deletion:
    return Deletion(**{**row, "kind": Kind(row["kind"])})
