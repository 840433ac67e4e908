"""The unit of work over one chassis transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from auth.application.ports import Credentials, Identifiers, PresentedToken
from auth.domain.accounts import Account
from auth.domain.errors import EmailTaken, UsernameTaken
from auth.domain.events import DomainEvent
from auth.domain.sessions import Session
from auth.domain.throttle import Attempts
from auth.infrastructure.event_mapping import to_contract
from auth.infrastructure.rows import from_account, from_session, to_session
from auth.infrastructure.tables import accounts, login_attempts, refresh_tokens, sessions
from chassis.messaging.transaction import Transaction, Transactions
from contracts.event import encode

SERVICE: Final = "auth"
REVOKED_KEPT: Final = timedelta(days=1)
FORGOTTEN_AT_ONCE: Final = 1000
"""Each session takes its refresh tokens with it, so a batch is smaller than the time limit of a statement allows."""


def _some(key: ColumnElement[Any], old: ColumnElement[bool]) -> Select[tuple[Any]]:
    """Return the keys of some rows for which `old` holds, locked; rows that a request holds are left out."""
    return select(key).where(old).limit(FORGOTTEN_AT_ONCE).with_for_update(skip_locked=True)


class SqlUnitOfWork:
    """Accounts, sessions and attempts in the caller's transaction."""

    def __init__(self, transaction: Transaction, identifiers: Identifiers) -> None:
        self._transaction = transaction
        self._identifiers = identifiers
        self._connection = transaction.connection

    async def now(self) -> datetime:
        """Give the database's time, also late in a transaction."""
        now: datetime = (await self._connection.execute(select(func.clock_timestamp()))).scalar_one()
        return now

    async def add_account(self, account: Account, password_hash: str) -> None:
        """Insert; the unique indexes decide what is taken, without an error that Postgres would log with its values."""
        keys = {
            "email_key": self._identifiers.email(account.email),
            "username_key": self._identifiers.username(account.username),
        }
        statement = upsert(accounts).values(**from_account(account, password_hash), **keys).on_conflict_do_nothing()
        inserted = await self._connection.execute(statement.returning(accounts.c.id))
        if inserted.first() is not None:
            return
        same_address = select(accounts.c.id).where(accounts.c.email_key == keys["email_key"])
        raise EmailTaken if (await self._connection.execute(same_address)).first() is not None else UsernameTaken

    async def credentials_of(self, identifier: str) -> Credentials | None:
        """Find by one of the two unique indexes: no username holds an at sign."""
        key = self._identifiers.of_any(identifier)
        column = accounts.c.email_key if "@" in key else accounts.c.username_key
        query = select(accounts.c.id, accounts.c.roles, accounts.c.password_hash).where(column == key)
        row = (await self._connection.execute(query)).first()
        return None if row is None else Credentials(row.id, tuple(row.roles), row.password_hash)

    async def replace_hash(self, account_id: UUID, old: str, new: str) -> None:
        """Update only if the hash is still the one that was verified."""
        table = accounts
        same = (table.c.id == account_id) & (table.c.password_hash == old)
        await self._connection.execute(update(table).where(same).values(password_hash=new))

    async def add_session(self, session: Session, digest: bytes) -> None:
        """Insert the session and its first token."""
        await self._connection.execute(insert(sessions), [from_session(session)])
        await self._add_token(session, digest)

    async def lock_token(self, digest: bytes) -> PresentedToken | None:
        """Lock the session alone: refreshes of one session wait for each other, those of one account do not."""
        query = (
            select(sessions, refresh_tokens.c.generation.label("presented"), accounts.c.roles)
            .join(refresh_tokens, refresh_tokens.c.session_id == sessions.c.id)
            .join(accounts, accounts.c.id == sessions.c.account_id)
            .where(refresh_tokens.c.digest == digest)
            .with_for_update(of=sessions)
        )
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else PresentedToken(to_session(row), row["presented"], tuple(row["roles"]))

    async def save_rotation(self, session: Session, digest: bytes) -> None:
        """Update the locked session and insert its token."""
        changed = update(sessions).where(sessions.c.id == session.id).values(from_session(session))
        await self._connection.execute(changed)
        await self._add_token(session, digest)

    async def revoke(self, account_id: UUID, session_id: UUID | None, reason: str, now: datetime) -> list[UUID]:
        """Lock in the order of ids, so that two sign-outs never deadlock."""
        live = select(sessions.c.id).where(sessions.c.account_id == account_id, sessions.c.revoked_at.is_(None))
        live = live.where(sessions.c.idle_until > now)
        if session_id is not None:
            live = live.where(sessions.c.id == session_id)
        locked = await self._connection.execute(live.order_by(sessions.c.id).with_for_update())
        ids = list(locked.scalars())
        if ids:
            ended = update(sessions).where(sessions.c.id.in_(ids))
            await self._connection.execute(ended.values(revoked_at=now, revoked_reason=reason, sealed_successor=None))
        return ids

    async def lock_attempts(self, key: bytes, now: datetime) -> Attempts:
        """Make sure of a row first: two first attempts at once wait for each other too."""
        first = upsert(login_attempts).values(key=key, count=0, last_at=now, blocked_until=now)
        await self._connection.execute(first.on_conflict_do_nothing())
        query = select(login_attempts).where(login_attempts.c.key == key).with_for_update()
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return Attempts(row["count"], row["last_at"], row["blocked_until"]) if row else Attempts.none(now)

    async def save_attempts(self, key: bytes, attempts: Attempts) -> None:
        """Write, also where the row was cleared in between."""
        values = {"count": attempts.count, "last_at": attempts.last_at, "blocked_until": attempts.blocked_until}
        statement = upsert(login_attempts).values(key=key, **values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))

    async def clear_attempts(self, key: bytes) -> None:
        """Delete the row."""
        await self._connection.execute(delete(login_attempts).where(login_attempts.c.key == key))

    async def forget_old(self, now: datetime, grace_over: datetime, attempts_before: datetime) -> bool:
        """Delete and blank by three statements of at most `FORGOTTEN_AT_ONCE` rows each; rows in use wait."""
        ended = or_(sessions.c.idle_until < now, sessions.c.revoked_at < now - REVOKED_KEPT)
        unneeded = sessions.c.sealed_successor.is_not(None) & (sessions.c.rotated_at < grace_over)
        old = login_attempts.c.last_at < attempts_before
        statements = (
            delete(sessions).where(sessions.c.id.in_(_some(sessions.c.id, ended))),
            update(sessions).where(sessions.c.id.in_(_some(sessions.c.id, unneeded))).values(sealed_successor=None),
            delete(login_attempts).where(login_attempts.c.key.in_(_some(login_attempts.c.key, old))),
        )
        counts = [(await self._connection.execute(statement)).rowcount for statement in statements]
        return max(counts) == FORGOTTEN_AT_ONCE

    async def publish(self, *events: DomainEvent) -> None:
        """Write contracts into the outbox."""
        await self._transaction.publish(*(encode(to_contract(event), SERVICE, time=event.at) for event in events))

    async def commit(self) -> None:
        """Commit state and events together."""
        await self._transaction.commit()

    async def _add_token(self, session: Session, digest: bytes) -> None:
        row = {"digest": digest, "session_id": session.id, "generation": session.generation}
        await self._connection.execute(insert(refresh_tokens), [row])


class SqlUnitsOfWork:
    """Opens transactions on the service's engine."""

    def __init__(self, transactions: Transactions, identifiers: Identifiers) -> None:
        self._transactions = transactions
        self._identifiers = identifiers

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnitOfWork]:
        """Open one; leaving it without `commit` rolls back."""
        async with self._transactions.begin() as transaction:
            yield SqlUnitOfWork(transaction, self._identifiers)
