"""Profiles in one database transaction, and queries of profiles."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.application.accounts.ports import Identifiers
from auth.domain.accounts.account import Account
from auth.domain.accounts.look_alikes import skeleton
from auth.domain.errors import UsernameTaken
from auth.infrastructure.accounts.rows import from_profile, to_account
from auth.infrastructure.accounts.tables import ACCOUNT_COLUMNS, accounts
from auth.infrastructure.batches import BATCH_ROWS
from auth.infrastructure.sessions.tables import sessions
from chassis.messaging.transaction import Transactions


class SqlProfiles:
    """The profiles of a transaction."""

    def __init__(self, connection: AsyncConnection, identifiers: Identifiers) -> None:
        self._connection = connection
        self._identifiers = identifiers

    async def lock(self, account_id: UUID, session_id: UUID, now: datetime) -> Account | None:
        """Lock the row of the account only: refreshes of the session do not wait."""
        query = (
            select(*ACCOUNT_COLUMNS)
            .join(sessions, sessions.c.account_id == accounts.c.id)
            .where(
                accounts.c.id == account_id,
                sessions.c.id == session_id,
                sessions.c.revoked_at.is_(None),
                sessions.c.idle_until > now,
            )
            .with_for_update(of=accounts, key_share=True)
        )
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_account(row)

    async def lock_batch(self, after: UUID | None) -> list[Account]:
        """Lock rows by primary key."""
        query = select(*ACCOUNT_COLUMNS).order_by(accounts.c.id).limit(BATCH_ROWS).with_for_update(key_share=True)
        if after is not None:
            query = query.where(accounts.c.id > after)
        return [to_account(row) for row in (await self._connection.execute(query)).mappings()]

    async def save(self, account: Account) -> None:
        """Update the locked row."""
        changed = update(accounts).where(accounts.c.id == account.id)
        await self._connection.execute(changed.values(version=account.version, **from_profile(account)))

    async def rename(self, account: Account) -> None:
        """Update the locked row. Other names are looked up first: a conflict of an index would log them.

        Another spelling of the same name keeps what it looks like: an older account may look like it too.
        """
        key, looks = self._identifiers.username(account.username), skeleton(account.username)
        conflict = or_(accounts.c.username_key == key, accounts.c.username_skeleton == looks)
        other = select(accounts.c.id).where(conflict, accounts.c.id != account.id, ~self._is_same_name(account.id, key))
        if (await self._connection.execute(other)).first() is not None:
            raise UsernameTaken
        values = {
            "username": account.username,
            "username_key": key,
            "username_skeleton": case((accounts.c.username_key == key, accounts.c.username_skeleton), else_=looks),
        }
        try:
            await self._connection.execute(update(accounts).where(accounts.c.id == account.id).values(values))
        except IntegrityError:
            # Another request took the name in between.
            raise UsernameTaken from None

    @staticmethod
    def _is_same_name(account_id: UUID, key: str) -> ColumnElement[bool]:
        own = accounts.alias("own")
        return exists().where(own.c.id == account_id, own.c.username_key == key)


class SqlProfileReader:
    """Reads profiles."""

    def __init__(self, transactions: Transactions, identifiers: Identifiers) -> None:
        self._transactions = transactions
        self._identifiers = identifiers

    async def by_username(self, username: str) -> Account | None:
        """Return an account by the unique index of usernames."""
        query = select(*ACCOUNT_COLUMNS).where(accounts.c.username_key == self._identifiers.username(username))
        async with self._transactions.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else to_account(row)

    async def by_ids(self, account_ids: Sequence[UUID]) -> list[Account]:
        """Return accounts by their primary key."""
        query = select(*ACCOUNT_COLUMNS).where(accounts.c.id.in_(account_ids))
        async with self._transactions.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [to_account(row) for row in rows]
