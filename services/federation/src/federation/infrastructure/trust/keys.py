"""Keys in Postgres, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.encryption import Keyring, cell
from chassis.storage.reencryption.columns import SealedColumn
from federation.application.trust.ports import PrivateKey
from federation.domain.keys.keys import Endorsement, PublicKey
from federation.infrastructure.peers.tables import peers
from federation.infrastructure.trust.tables import identity, own_keys, peer_keys

_FETCH_INTERVAL: Final = timedelta(minutes=1)
_LOCK: Final = "federation identity"


def key_cell(key_id: str) -> bytes:
    """Return the context of a private key: in another row it does not open."""
    return cell("own_keys", "sealed", key_id)


PRIVATE_KEYS: Final = "federation.keys"
"""The purpose of the keys that encrypt private keys."""
SEALED: Final = (SealedColumn(own_keys.c.sealed, key_cell),)
"""The encrypted columns of federation."""


class SqlOwnKeys:
    """Reads and writes the identity and the keys of this server."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def server_id(self) -> UUID | None:
        """Return the only row."""
        return (await self._connection.execute(select(identity.c.server_id))).scalar()

    async def begin(self, server_id: UUID) -> None:
        """Insert the row under a lock for changes of keys."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_LOCK, 0))))
        statement = insert(identity).values(id=1, server_id=server_id).on_conflict_do_nothing()
        await self._connection.execute(statement)

    async def published(self, now: datetime) -> Sequence[PublicKey]:
        """Return the rows that count."""
        counts = or_(own_keys.c.retires_at.is_(None), own_keys.c.retires_at > now)
        query = (
            own_keys.select()
            .where(counts)
            .order_by(own_keys.c.retires_at.desc().nulls_first(), own_keys.c.created_at.desc())
        )
        return [_own_key(row) for row in (await self._connection.execute(query)).mappings()]

    async def current(self) -> PrivateKey | None:
        """Return the row that nothing follows; raise CannotOpen."""
        query = own_keys.select().where(own_keys.c.retires_at.is_(None))
        row = (await self._connection.execute(query)).mappings().first()
        if row is None:
            return None
        return PrivateKey(_own_key(row), self._keyring.open(row["sealed"], context=key_cell(row["id"])))

    async def add(self, key: PrivateKey, now: datetime) -> None:
        """Insert a row with the encrypted private key."""
        public, endorsement = key.key, key.key.endorsement
        await self._connection.execute(
            insert(own_keys).values(
                id=public.id,
                public=public.public,
                sealed=self._keyring.seal(key.private, context=key_cell(public.id)),
                created_at=now,
                endorsed_by=None if endorsement is None else endorsement.by,
                endorsement=None if endorsement is None else endorsement.signature,
            )
        )

    async def retire(self, key_id: str, at: datetime) -> None:
        """Write one column."""
        await self._connection.execute(update(own_keys).where(own_keys.c.id == key_id).values(retires_at=at))


class SqlPeerKeys:
    """Reads and writes the keys of peers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, peer_id: UUID, key_id: str) -> PublicKey | None:
        """Return one row."""
        query = peer_keys.select().where(peer_keys.c.peer_id == peer_id, peer_keys.c.id == key_id)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else _peer_key(row)

    async def of(self, peer_id: UUID) -> Sequence[PublicKey]:
        """Return the rows of a peer."""
        query = peer_keys.select().where(peer_keys.c.peer_id == peer_id).order_by(peer_keys.c.id)
        return [_peer_key(row) for row in (await self._connection.execute(query)).mappings()]

    async def replace(self, peer_id: UUID, keys: Sequence[PublicKey], now: datetime) -> None:
        """Delete and insert the rows of a peer."""
        await self._connection.execute(peer_keys.delete().where(peer_keys.c.peer_id == peer_id))
        rows: list[dict[str, Any]] = [
            {"peer_id": peer_id, "id": key.id, "public": key.public, "retires_at": key.retires_at, "added_at": now}
            for key in keys
        ]
        await self._connection.execute(insert(peer_keys), rows)

    async def may_fetch(self, peer_id: UUID, now: datetime) -> bool:
        """Write the time of the last call unless it is recent."""
        is_due = or_(peers.c.keys_fetched_at.is_(None), peers.c.keys_fetched_at <= now - _FETCH_INTERVAL)
        statement = update(peers).where(peers.c.id == peer_id, is_due).values(keys_fetched_at=now)
        return (await self._connection.execute(statement)).rowcount == 1


def _own_key(row: RowMapping) -> PublicKey:
    by = row["endorsed_by"]
    endorsement = None if by is None else Endorsement(by, row["endorsement"])
    return PublicKey(row["id"], row["public"], row["retires_at"], endorsement)


def _peer_key(row: RowMapping) -> PublicKey:
    return PublicKey(row["id"], row["public"], row["retires_at"])
