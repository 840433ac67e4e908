"""Personal calendar feeds in Postgres, and new tokens."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from catalog.infrastructure.erasure import ERASED
from catalog.infrastructure.schedule.tables import calendar_feeds
from chassis.messaging.transaction import Transaction
from chassis.storage.reads import CompiledRead, ReadPool
from chassis.storage.rows import upsert

TOKEN_BYTES: Final = 32

_SAVE: Final = upsert(calendar_feeds)
_OWNER: Final = CompiledRead(
    select(calendar_feeds.c.user_id).where(calendar_feeds.c.token_hash == bindparam("token_hash"))
)
_CREATED_AT: Final = CompiledRead(
    select(calendar_feeds.c.created_at).where(calendar_feeds.c.user_id == bindparam("user_id"))
)


def new_token() -> str:
    """Return a random token of 256 bits, in characters that need no escape in a URL."""
    return token_urlsafe(TOKEN_BYTES)


class SqlFeedWork:
    """Writes feeds in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def save(self, user_id: UUID, token_hash: bytes, created_at: datetime) -> None:
        """Save the feed of a user; it replaces the one before. Nothing is saved of a user who was erased."""
        if await ERASED.among(self._connection, [user_id]):
            return
        values = {"user_id": user_id, "token_hash": token_hash, "created_at": created_at}
        await self._connection.execute(_SAVE, values)

    async def delete(self, user_ids: Sequence[UUID]) -> None:
        """Delete the feeds of users."""
        await self._connection.execute(delete(calendar_feeds).where(calendar_feeds.c.user_id.in_(user_ids)))


class SqlFeeds:
    """Reads feeds."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def owner(self, token_hash: bytes) -> UUID | None:
        """Return the user whose feed has the token, or null."""
        row = await self._reads.fetch_row(_OWNER, {"token_hash": token_hash})
        return None if row is None else row[0]

    async def created_at(self, user_id: UUID) -> datetime | None:
        """Return when the feed of a user was created; null without one."""
        row = await self._reads.fetch_row(_CREATED_AT, {"user_id": user_id})
        return None if row is None else row[0]
