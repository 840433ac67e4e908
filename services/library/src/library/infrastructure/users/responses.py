"""Responses to requests with an idempotency key."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transactions
from chassis.storage.pruning import prune
from chassis.storage.rows import upsert
from library.application.idempotency import StoredResponse
from library.infrastructure.users.tables import stored_responses

RESPONSE_LIFETIME: Final = timedelta(hours=24)

_SAVE: Final = upsert(stored_responses)


class SqlResponses:
    """Responses in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, user_id: UUID, key: str, now: datetime) -> StoredResponse | None:
        """Read a response that is younger than 24 hours."""
        query = select(stored_responses.c.fingerprint, stored_responses.c.entry).where(
            stored_responses.c.user_id == user_id,
            stored_responses.c.key == key,
            stored_responses.c.created_at >= now - RESPONSE_LIFETIME,
        )
        row = (await self._connection.execute(query)).first()
        return None if row is None else StoredResponse(row.fingerprint, row.entry)

    async def save(self, user_id: UUID, key: str, response: StoredResponse, now: datetime) -> None:
        """Insert a response, or replace an expired one."""
        row = {
            "user_id": user_id,
            "key": key,
            "fingerprint": response.fingerprint,
            "entry": response.document,
            "created_at": now,
        }
        await self._connection.execute(_SAVE, row)


class SqlStoredResponses:
    """All stored responses in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def delete_expired(self, now: datetime) -> None:
        """Delete the responses that are older than 24 hours, in small batches."""
        expired = stored_responses.c.created_at < now - RESPONSE_LIFETIME
        await prune(self._transactions.engine, stored_responses, expired)
