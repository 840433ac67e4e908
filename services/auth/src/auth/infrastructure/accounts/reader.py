"""Queries of accounts in Postgres."""

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, any_, bindparam, exists, func, literal, or_, select, true

from auth.application.accounts.ports import AccountFilter, AccountPage, AccountSelection, OwnAccount
from auth.domain.accounts.account import Account
from auth.domain.library.stats import LibraryStats
from auth.infrastructure.accounts.rows import to_account
from auth.infrastructure.accounts.tables import ACCOUNT_COLUMNS, accounts, has_further_role
from auth.infrastructure.library.tables import library_counts
from auth.infrastructure.sessions.reader import NOW
from auth.infrastructure.sessions.tables import sessions
from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from chassis.storage.reads import CompiledRead, ReadPool

_ID: Final = accounts.c.id == bindparam("account_id", type_=Uuid)
_HAS_SESSION: Final = (
    sessions.c.account_id == accounts.c.id,
    sessions.c.id == bindparam("session_id", type_=Uuid),
    sessions.c.revoked_at.is_(None),
    sessions.c.idle_until > NOW,
)
_OF_ACTIVE_SESSION: Final = CompiledRead(select(*ACCOUNT_COLUMNS).where(_ID, *_HAS_SESSION))
_COUNTS: Final = ("movies_rated", "shows_rated", "watchlist_count")
_OWN: Final = (
    select(*ACCOUNT_COLUMNS, *(library_counts.c[name] for name in _COUNTS))
    .outerjoin(library_counts, library_counts.c.account_id == accounts.c.id)
    .where(_ID)
)
_OWN_BY_ID: Final = CompiledRead(_OWN)
_OWN_OF_SESSION: Final = CompiledRead(_OWN.where(exists().where(*_HAS_SESSION)))


class SqlAccountReader:
    """Reads accounts; without a clock, sessions end by the time of the database."""

    def __init__(self, transactions: Transactions, reads: ReadPool, clock: Clock | None = None) -> None:
        self._transactions = transactions
        self._reads = reads
        self._clock = clock

    async def of_active_session(self, account_id: UUID, session_id: UUID) -> Account | None:
        """Return an account by two primary keys, or null if the session has ended."""
        now = self._clock.now() if self._clock else None
        values = {"account_id": account_id, "session_id": session_id, "now": now}
        row = await self._reads.fetch_row(_OF_ACTIVE_SESSION, values)
        return None if row is None else to_account(row)

    async def own(self, account_id: UUID, session_id: UUID | None) -> OwnAccount | None:
        """Return an account by primary keys; without a row of counts, nothing is counted."""
        if session_id is None:
            row = await self._reads.fetch_row(_OWN_BY_ID, {"account_id": account_id})
        else:
            now = self._clock.now() if self._clock else None
            values = {"account_id": account_id, "session_id": session_id, "now": now}
            row = await self._reads.fetch_row(_OWN_OF_SESSION, values)
        if row is None:
            return None
        return OwnAccount(to_account(row), LibraryStats(*(row[name] or 0 for name in _COUNTS)))

    async def by_id(self, account_id: UUID) -> Account | None:
        """Return an account by its primary key, or null."""
        async with self._transactions.read() as connection:
            query = select(*ACCOUNT_COLUMNS).where(accounts.c.id == account_id)
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else to_account(row)

    async def page(self, selection: AccountSelection, limit: int, offset: int) -> AccountPage:
        """Return a page by the indexes of beginnings, roles and suspensions, and the count of the list."""
        condition = selected(selection)
        query = select(*ACCOUNT_COLUMNS).where(condition).order_by(accounts.c.username_key).limit(limit).offset(offset)
        async with self._transactions.read() as connection:
            total = (await connection.execute(select(func.count()).select_from(accounts).where(condition))).scalar_one()
            rows = (await connection.execute(query)).mappings().all()
        return AccountPage([to_account(row) for row in rows], total)


def selected(selection: AccountSelection) -> ColumnElement[bool]:
    """Return the condition of a selection. Every account has the role `user`."""
    conditions = [true() if selection.where is None else matches(selection.where)]
    if selection.role not in (None, "user"):
        conditions += [has_further_role, literal(selection.role) == any_(accounts.c.roles)]
    if selection.suspended is not None:
        since = accounts.c.suspended_at
        conditions.append(since.is_not(None) if selection.suspended else since.is_(None))
    return and_(*conditions)


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
