"""Challenges in one database transaction."""

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.factors.challenges import Challenge
from auth.infrastructure.factors.tables import challenges


class SqlChallenges:
    """The challenges of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, digest: bytes) -> Challenge | None:
        """Read and lock the row: of two requests with one challenge the second finds it used."""
        query = select(challenges).where(challenges.c.digest == digest).with_for_update()
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        return Challenge(digest, row.purpose, row.account_id, row.expires_at, tuple(row.methods), row.tries)

    async def add(self, challenge: Challenge) -> None:
        """Insert the row."""
        row = {
            "digest": challenge.digest,
            "purpose": challenge.purpose,
            "account_id": challenge.account_id,
            "methods": list(challenge.methods),
            "expires_at": challenge.expires_at,
            "tries": challenge.tries,
        }
        await self._connection.execute(insert(challenges), [row])

    async def save(self, challenge: Challenge) -> None:
        """Update the number of tries."""
        same = update(challenges).where(challenges.c.digest == challenge.digest)
        await self._connection.execute(same.values(tries=challenge.tries))

    async def delete(self, digest: bytes) -> None:
        """Delete the row."""
        await self._connection.execute(delete(challenges).where(challenges.c.digest == digest))
