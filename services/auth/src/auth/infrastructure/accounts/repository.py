"""Accounts in one database transaction."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.application.accounts.ports import Credentials, Identifiers
from auth.domain.accounts.account import Account, Role
from auth.domain.accounts.look_alikes import skeleton
from auth.domain.errors import AccountSuspended, EmailTaken, SessionEnded, UsernameTaken
from auth.infrastructure.accounts.rows import from_account, to_account
from auth.infrastructure.accounts.tables import ACCOUNT_COLUMNS, accounts, is_administrator
from auth.infrastructure.sessions.tables import sessions

ROLES_LOCK: Final = "auth.roles"


class SqlAccounts:
    """The accounts of a transaction."""

    def __init__(self, connection: AsyncConnection, identifiers: Identifiers) -> None:
        self._connection = connection
        self._identifiers = identifiers

    async def add(self, account: Account, password_hash: str | None) -> None:
        """Insert an account. The unique indexes decide; a conflict raises no SQL error, which would log the values."""
        keys = {
            "email_key": self._identifiers.email(account.email),
            "username_key": self._identifiers.username(account.username),
            "username_skeleton": skeleton(account.username),
        }
        statement = upsert(accounts).values(**from_account(account, password_hash), **keys).on_conflict_do_nothing()
        inserted = await self._connection.execute(statement.returning(accounts.c.id))
        if inserted.first() is not None:
            return
        same_address = select(accounts.c.id).where(accounts.c.email_key == keys["email_key"])
        raise EmailTaken if (await self._connection.execute(same_address)).first() is not None else UsernameTaken

    async def credentials_of(self, identifier: str) -> Credentials | None:
        """Return credentials by one of the two unique indexes: no username contains an at sign."""
        key = self._identifiers.of_any(identifier)
        column = accounts.c.email_key if "@" in key else accounts.c.username_key
        query = select(accounts.c.id, accounts.c.password_hash).where(column == key)
        row = (await self._connection.execute(query)).first()
        return None if row is None else Credentials(row.id, row.password_hash)

    async def credentials(self, account_id: UUID) -> Credentials | None:
        """Read by the primary key."""
        query = select(accounts.c.id, accounts.c.password_hash).where(accounts.c.id == account_id)
        row = (await self._connection.execute(query)).first()
        return None if row is None else Credentials(row.id, row.password_hash)

    async def get(self, account_id: UUID) -> Account | None:
        """Read by the primary key."""
        query = select(*ACCOUNT_COLUMNS).where(accounts.c.id == account_id)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_account(row)

    async def set_hash(self, account_id: UUID, password_hash: str) -> None:
        """Update the row."""
        changed = update(accounts).where(accounts.c.id == account_id)
        await self._connection.execute(changed.values(password_hash=password_hash))

    async def set_email(self, account_id: UUID, email: str, confirmed_at: datetime) -> None:
        """Update the row; the unique index decides. The conflict is looked up, since an error would log the values."""
        key = self._identifiers.email(email)
        other = select(accounts.c.id).where(accounts.c.email_key == key, accounts.c.id != account_id)
        async with self._connection.begin_nested():
            changed = update(accounts).where(accounts.c.id == account_id, ~other.exists())
            try:
                updated = await self._connection.execute(
                    changed.values(
                        email=email, email_key=key, email_confirmed_at=confirmed_at, version=accounts.c.version + 1
                    )
                )
            except IntegrityError as conflict:
                raise EmailTaken from conflict
        if updated.rowcount == 0:
            raise EmailTaken

    async def confirm_email(self, account_id: UUID, confirmed_at: datetime) -> Account | None:
        """Update the row unless it has a time."""
        unconfirmed = (accounts.c.id == account_id) & accounts.c.email_confirmed_at.is_(None)
        changed = update(accounts).where(unconfirmed).returning(accounts)
        values = {"email_confirmed_at": confirmed_at, "version": accounts.c.version + 1}
        row = (await self._connection.execute(changed.values(values))).mappings().first()
        return None if row is None else to_account(row)

    async def delete(self, account_id: UUID) -> None:
        """Delete the row; every table with data of the user refers to it and is emptied by the foreign key."""
        await self._connection.execute(delete(accounts).where(accounts.c.id == account_id))

    async def replace_hash(self, account_id: UUID, old: str, new: str) -> None:
        """Update the hash only if it is still the one that was verified."""
        table = accounts
        same = (table.c.id == account_id) & (table.c.password_hash == old)
        await self._connection.execute(update(table).where(same).values(password_hash=new))

    async def lock_roles(self, account_id: UUID) -> tuple[Role, ...]:
        """Share the lock of the row: sign-ins do not wait for each other, an administrator's change waits for all."""
        query = select(accounts.c.roles, accounts.c.suspended_at).where(accounts.c.id == account_id)
        row = (await self._connection.execute(query.with_for_update(read=True))).one_or_none()
        if row is None:
            # The account was deleted since the user was identified.
            raise SessionEnded
        if row.suspended_at is not None:
            raise AccountSuspended
        return tuple(row.roles)

    async def lock(self, account_id: UUID) -> Account | None:
        """Lock all changes of roles: the rule about the last administrator depends on every account."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(ROLES_LOCK))))
        query = select(*ACCOUNT_COLUMNS).where(accounts.c.id == account_id).with_for_update(key_share=True)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_account(row)

    async def is_administrator(self, account_id: UUID, session_id: UUID, now: datetime) -> bool:
        """Read both rows without locks: under the lock of roles no other change removes the role."""
        query = (
            select(accounts.c.id)
            .join(sessions, sessions.c.account_id == accounts.c.id)
            .where(
                accounts.c.id == account_id,
                is_administrator,
                sessions.c.id == session_id,
                sessions.c.revoked_at.is_(None),
                sessions.c.idle_until > now,
            )
        )
        return (await self._connection.execute(query)).first() is not None

    async def has_other_administrator(self, account_id: UUID) -> bool:
        """Read the index of administrators."""
        others = (is_administrator, accounts.c.id != account_id, accounts.c.suspended_at.is_(None))
        query = select(accounts.c.id).where(*others).limit(1)
        return (await self._connection.execute(query)).first() is not None

    async def save_standing(self, account: Account) -> None:
        """Update the locked row."""
        changed = update(accounts).where(accounts.c.id == account.id)
        values = {"roles": list(account.roles), "suspended_at": account.suspended_at, "version": account.version}
        await self._connection.execute(changed.values(values))
