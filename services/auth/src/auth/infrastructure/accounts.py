"""Reading accounts for queries."""

from uuid import UUID

from sqlalchemy import func, select

from auth.domain.accounts import Account
from auth.infrastructure.rows import to_account
from auth.infrastructure.tables import accounts, sessions
from chassis.messaging.transaction import Transactions


class SqlAccounts:
    """Accounts in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def of_live_session(self, account_id: UUID, session_id: UUID) -> Account | None:
        """Give an account by two primary keys, if the session has not ended."""
        query = (
            select(accounts)
            .join(sessions, sessions.c.account_id == accounts.c.id)
            .where(
                accounts.c.id == account_id,
                sessions.c.id == session_id,
                sessions.c.revoked_at.is_(None),
                sessions.c.idle_until > func.now(),
            )
        )
        async with self._transactions.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else to_account(row)
