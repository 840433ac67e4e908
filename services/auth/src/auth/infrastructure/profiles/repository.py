"""Profiles in one database transaction, and queries of profiles."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import case, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.application.accounts.ports import Identifiers
from auth.domain.accounts.account import Account
from auth.domain.accounts.look_alikes import skeleton
from auth.domain.errors import UsernameTaken
from auth.infrastructure.accounts.rows import from_profile, to_account
from auth.infrastructure.accounts.tables import accounts
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
            select(accounts)
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

    async def save(self, account: Account) -> None:
        """Update the locked row. The name is looked up first: a conflict of the index would log it."""
        key = self._identifiers.username(account.username)
        other = select(accounts.c.id).where(accounts.c.username_key == key, accounts.c.id != account.id)
        if (await self._connection.execute(other)).first() is not None:
            raise UsernameTaken
        # A name that was given stays, also one without a skeleton.
        shown = case(
            (accounts.c.username == account.username, accounts.c.username_skeleton),
            else_=skeleton(account.username),
        )
        values = {
            "username": account.username,
            "username_key": key,
            "username_skeleton": shown,
            "version": account.version,
        }
        changed = update(accounts).where(accounts.c.id == account.id).values(**values, **from_profile(account))
        try:
            await self._connection.execute(changed)
        except IntegrityError:
            # Another request took the name in between.
            raise UsernameTaken from None


class SqlProfileReader:
    """Reads profiles."""

    def __init__(self, transactions: Transactions, identifiers: Identifiers) -> None:
        self._transactions = transactions
        self._identifiers = identifiers

    async def by_username(self, username: str) -> Account | None:
        """Return an account by the unique index of usernames."""
        query = select(accounts).where(accounts.c.username_key == self._identifiers.username(username))
        async with self._transactions.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else to_account(row)
