"""Queries of accounts in Postgres."""

from uuid import UUID

from sqlalchemy import func, select

from auth.domain.accounts import Account
from auth.infrastructure.rows import to_account
from auth.infrastructure.tables import accounts, sessions
from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions


class SqlAccountReader:
    """Reads accounts; without a clock, sessions end by the time of the database."""

    def __init__(self, transactions: Transactions, clock: Clock | None = None) -> None:
        self._transactions = transactions
        self._clock = clock

    async def of_active_session(self, account_id: UUID, session_id: UUID) -> Account | None:
        """Return an account by two primary keys, or null if the session has ended."""
        query = (
            select(accounts)
            .join(sessions, sessions.c.account_id == accounts.c.id)
            .where(
                accounts.c.id == account_id,
                sessions.c.id == session_id,
                sessions.c.revoked_at.is_(None),
                sessions.c.idle_until > (self._clock.now() if self._clock else func.now()),
            )
        )
        async with self._transactions.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else to_account(row)
