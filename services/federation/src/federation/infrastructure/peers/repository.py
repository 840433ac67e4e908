"""Peers in Postgres, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from federation.domain.peers.peer import Budget, Health, Peer, State
from federation.domain.peers.permissions import Permission, in_order
from federation.infrastructure.peers.tables import peers

_LOCK: Final = "federation peers"


class SqlPeers:
    """Reads and writes peers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, peer_id: UUID, *, lock: bool = False) -> Peer | None:
        """Return one row."""
        query = peers.select().where(peers.c.id == peer_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
        return None if row is None else _peer_of(row)

    async def every(self) -> Sequence[Peer]:
        """Return all rows by name: there are few."""
        query = peers.select().order_by(peers.c.name, peers.c.id)
        return [_peer_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def count(self) -> int:
        """Count the rows that are not revoked, under a lock."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_LOCK, 0))))
        live = (peers.c.ours != State.REVOKED, peers.c.theirs != State.REVOKED)
        return int((await self._connection.execute(select(func.count()).select_from(peers).where(*live))).scalar_one())

    async def save(self, peer: Peer) -> None:
        """Insert a row, or write the columns of the decisions."""
        values = _row_of(peer)
        changes = {name: value for name, value in values.items() if name not in ("id", "created_at", "failures")}
        statement = insert(peers).values(values).on_conflict_do_update(index_elements=["id"], set_=changes)
        await self._connection.execute(statement)

    async def is_active(self, peer_id: UUID) -> bool:
        """Read by the primary key."""
        peer = await self.find(peer_id)
        return peer is not None and peer.state is State.ACTIVE

    async def record(self, peer_id: UUID, health: Health) -> None:
        """Write the columns of the health."""
        await self._connection.execute(update(peers).where(peers.c.id == peer_id).values(asdict(health)))


def _row_of(peer: Peer) -> Mapping[str, Any]:
    return {
        "id": peer.id,
        "name": peer.name,
        "url": peer.url,
        "ours": peer.ours,
        "theirs": peer.theirs,
        "granted": in_order(peer.granted),
        "received": in_order(peer.received),
        "requests_per_day": peer.budget.requests,
        "bytes_per_day": peer.budget.bytes,
        "created_at": peer.created_at,
        "updated_at": peer.updated_at,
        "revision": peer.revision,
        "notified_revision": peer.notified_revision,
        "peer_revision": peer.peer_revision,
        "failures": peer.health.failures,
    }


def _peer_of(row: RowMapping) -> Peer:
    return Peer(
        id=row["id"],
        name=row["name"],
        url=row["url"],
        ours=State(row["ours"]),
        theirs=State(row["theirs"]),
        granted=frozenset(map(Permission, row["granted"])),
        received=frozenset(map(Permission, row["received"])),
        budget=Budget(row["requests_per_day"], row["bytes_per_day"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        revision=row["revision"],
        notified_revision=row["notified_revision"],
        peer_revision=row["peer_revision"],
        health=Health(row["contact_at"], row["failure_at"], row["failure"], row["failures"]),
    )
