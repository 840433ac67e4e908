"""Keys of webhooks in one transaction, and new keys."""

from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.path_secrets import WEBHOOK_PREFIX
from library.domain.scrobbling.keys import ScrobbleKey
from library.infrastructure.scrobbling.rows import to_key
from library.infrastructure.scrobbling.tables import scrobble_keys

KEY_BYTES: Final = 32


def new_key() -> str:
    """Return a random key of 256 bits in characters that need no escape in a URL; its prefix hides it from logs."""
    return WEBHOOK_PREFIX + token_urlsafe(KEY_BYTES)


class SqlScrobbleKeys:
    """Keys in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_user(self, user_id: UUID) -> list[ScrobbleKey]:
        """Read the keys of a user by index."""
        query = select(scrobble_keys).where(scrobble_keys.c.user_id == user_id)
        rows = await self._connection.execute(query.order_by(scrobble_keys.c.created_at.desc(), scrobble_keys.c.key_id))
        return [to_key(row) for row in rows.mappings()]

    async def find(self, key_hash: bytes) -> ScrobbleKey | None:
        """Read a key by its unique hash."""
        query = select(scrobble_keys).where(scrobble_keys.c.key_hash == key_hash)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_key(row)

    async def add(self, key: ScrobbleKey, key_hash: bytes) -> None:
        """Insert the row of a key."""
        row = {
            "key_id": key.id,
            "user_id": key.user_id,
            "key_hash": key_hash,
            "source": key.source,
            "name": key.name,
            "accounts": list(key.accounts),
            "created_at": key.created_at,
        }
        await self._connection.execute(insert(scrobble_keys), row)

    async def save_use(self, key: ScrobbleKey) -> None:
        """Update the times of a key; one that was deleted meanwhile stays deleted."""
        values = {
            "last_used_at": key.last_used_at,
            "last_error": key.last_error,
            "last_error_at": key.last_error_at,
        }
        await self._connection.execute(update(scrobble_keys).where(scrobble_keys.c.key_id == key.id).values(values))

    async def delete(self, user_id: UUID, key_id: UUID) -> bool:
        """Delete the row of a key."""
        own = (scrobble_keys.c.user_id == user_id, scrobble_keys.c.key_id == key_id)
        return bool((await self._connection.execute(delete(scrobble_keys).where(*own))).rowcount)
