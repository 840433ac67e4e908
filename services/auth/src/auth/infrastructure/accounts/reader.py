"""Queries of accounts in Postgres."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, true

from auth.application.accounts.ports import AccountFilter, AccountPage
from auth.domain.accounts.account import Account
from auth.infrastructure.accounts.rows import to_account
from auth.infrastructure.accounts.tables import accounts
from auth.infrastructure.sessions.tables import sessions
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

    async def page(self, where: AccountFilter | None, limit: int, offset: int) -> AccountPage:
        """Return a page by the indexes of beginnings, and the count of the list."""
        condition = true() if where is None else matches(where)
        query = select(accounts).where(condition).order_by(accounts.c.username_key).limit(limit).offset(offset)
        async with self._transactions.read() as connection:
            total = (await connection.execute(select(func.count()).select_from(accounts).where(condition))).scalar_one()
            rows = (await connection.execute(query)).mappings().all()
        return AccountPage([to_account(row) for row in rows], total)


def matches(where: AccountFilter) -> ColumnElement[bool]:
    """Return the condition of a filter, each part of which has an index."""
    begins = [
        column.startswith(where.prefix, autoescape=True) for column in (accounts.c.email_key, accounts.c.username_key)
    ]
    # The key of a whole address has its domain in another form than its beginning as typed.
    conditions = [*begins, accounts.c.email_key == where.key]
    if where.account_id is not None:
        conditions.append(accounts.c.id == where.account_id)
    return or_(*conditions)
