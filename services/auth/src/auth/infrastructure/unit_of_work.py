"""Auth's unit of work in one database transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from auth.application.ports import Credentials, Identifiers, PresentedToken
from auth.domain.accounts import Account, Role
from auth.domain.errors import EmailTaken, UsernameTaken
from auth.domain.events import DomainEvent, RevocationReason
from auth.domain.sessions import Session
from auth.domain.throttle import Attempts
from auth.infrastructure.event_mapping import to_contract
from auth.infrastructure.rows import from_account, from_session, to_account, to_session
from auth.infrastructure.tables import accounts, is_administrator, login_attempts, refresh_tokens, sessions
from chassis.core.clock import Clock
from chassis.messaging.transaction import Transaction
from contracts.event import encode

SERVICE: Final = "auth"
ROLES_LOCK: Final = "auth.roles"
REVOKED_RETENTION: Final = timedelta(days=1)
BATCH_ROWS: Final = 1000
"""Rows per statement. Deleting a session cascades to its refresh tokens, which count against the statement timeout."""


def _batch(key: ColumnElement[Any], old: ColumnElement[bool]) -> Select[tuple[Any]]:
    """Return the keys of a batch of rows for which `old` holds, locked; rows locked by a request are skipped."""
    return select(key).where(old).limit(BATCH_ROWS).with_for_update(skip_locked=True)


class SqlUnitOfWork:
    """Accounts, sessions and attempts in one transaction."""

    def __init__(self, transaction: Transaction, identifiers: Identifiers, clock: Clock | None) -> None:
        self._transaction = transaction
        self._identifiers = identifiers
        self._clock = clock
        self._connection = transaction.connection

    async def now(self) -> datetime:
        """Return the time of the database, which does not stop within a transaction, or that of the clock."""
        if self._clock is not None:
            return self._clock.now()
        now: datetime = (await self._connection.execute(select(func.clock_timestamp()))).scalar_one()
        return now

    async def add_account(self, account: Account, password_hash: str) -> None:
        """Insert an account. The unique indexes decide; a conflict raises no SQL error, which would log the values."""
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
        """Return credentials by one of the two unique indexes: no username contains an at sign."""
        key = self._identifiers.of_any(identifier)
        column = accounts.c.email_key if "@" in key else accounts.c.username_key
        query = select(accounts.c.id, accounts.c.password_hash).where(column == key)
        row = (await self._connection.execute(query)).first()
        return None if row is None else Credentials(row.id, row.password_hash)

    async def replace_hash(self, account_id: UUID, old: str, new: str) -> None:
        """Update the hash only if it is still the one that was verified."""
        table = accounts
        same = (table.c.id == account_id) & (table.c.password_hash == old)
        await self._connection.execute(update(table).where(same).values(password_hash=new))

    async def lock_roles(self, account_id: UUID) -> tuple[Role, ...]:
        """Share the lock of the row: sign-ins do not wait for each other, a change of roles waits for all of them."""
        query = select(accounts.c.roles).where(accounts.c.id == account_id).with_for_update(read=True)
        return tuple((await self._connection.execute(query)).scalar_one())

    async def lock_account(self, account_id: UUID) -> Account | None:
        """Lock all changes of roles: the rule about the last administrator depends on every account."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(ROLES_LOCK))))
        query = select(accounts).where(accounts.c.id == account_id).with_for_update(key_share=True)
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
        query = select(accounts.c.id).where(is_administrator, accounts.c.id != account_id).limit(1)
        return (await self._connection.execute(query)).first() is not None

    async def save_roles(self, account: Account) -> None:
        """Update the locked row."""
        changed = update(accounts).where(accounts.c.id == account.id)
        await self._connection.execute(changed.values(roles=list(account.roles), version=account.version))

    async def add_session(self, session: Session, digest: bytes) -> None:
        """Insert the session and its first token."""
        await self._connection.execute(insert(sessions), [from_session(session)])
        await self._add_token(session, digest)

    async def lock_token(self, digest: bytes) -> PresentedToken | None:
        """Lock the session row only: refreshes of one session are serialised, those of one account are not."""
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

    async def revoke(
        self, account_id: UUID, session_id: UUID | None, reason: RevocationReason, now: datetime
    ) -> list[UUID]:
        """Lock the sessions in id order to avoid deadlocks between two sign-outs."""
        active = select(sessions.c.id).where(sessions.c.account_id == account_id, sessions.c.revoked_at.is_(None))
        active = active.where(sessions.c.idle_until > now)
        if session_id is not None:
            active = active.where(sessions.c.id == session_id)
        locked = await self._connection.execute(active.order_by(sessions.c.id).with_for_update())
        ids = list(locked.scalars())
        if ids:
            ended = update(sessions).where(sessions.c.id.in_(ids))
            await self._connection.execute(ended.values(revoked_at=now, revoked_reason=reason, sealed_successor=None))
        return ids

    async def lock_attempts(self, key: bytes, now: datetime) -> Attempts:
        """Insert a row before locking it, so that two parallel first attempts are serialised too."""
        first = upsert(login_attempts).values(key=key, count=0, last_at=now, blocked_until=now)
        await self._connection.execute(first.on_conflict_do_nothing())
        query = select(login_attempts).where(login_attempts.c.key == key).with_for_update()
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return Attempts(row["count"], row["last_at"], row["blocked_until"]) if row else Attempts.none(now)

    async def save_attempts(self, key: bytes, attempts: Attempts) -> None:
        """Insert or update: the row may have been cleared in between."""
        values = {"count": attempts.count, "last_at": attempts.last_at, "blocked_until": attempts.blocked_until}
        statement = upsert(login_attempts).values(key=key, **values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))

    async def clear_attempts(self, key: bytes) -> None:
        """Delete the row."""
        await self._connection.execute(delete(login_attempts).where(login_attempts.c.key == key))

    async def delete_expired(self, now: datetime, grace_over: datetime, attempts_before: datetime) -> bool:
        """Run three statements of at most `BATCH_ROWS` rows each; locked rows are left for the next run."""
        ended = or_(sessions.c.idle_until < now, sessions.c.revoked_at < now - REVOKED_RETENTION)
        unneeded = sessions.c.sealed_successor.is_not(None) & (sessions.c.rotated_at < grace_over)
        old = login_attempts.c.last_at < attempts_before
        statements = (
            delete(sessions).where(sessions.c.id.in_(_batch(sessions.c.id, ended))),
            update(sessions).where(sessions.c.id.in_(_batch(sessions.c.id, unneeded))).values(sealed_successor=None),
            delete(login_attempts).where(login_attempts.c.key.in_(_batch(login_attempts.c.key, old))),
        )
        counts = [(await self._connection.execute(statement)).rowcount for statement in statements]
        return max(counts) == BATCH_ROWS

    async def publish(self, *events: DomainEvent) -> None:
        """Add the contracts of events to the outbox."""
        await self._transaction.publish(*(encode(to_contract(event), SERVICE, time=event.at) for event in events))

    async def _add_token(self, session: Session, digest: bytes) -> None:
        row = {"digest": digest, "session_id": session.id, "generation": session.generation}
        await self._connection.execute(insert(refresh_tokens), [row])


def work_in(identifiers: Identifiers, clock: Clock | None = None) -> Callable[[Transaction], SqlUnitOfWork]:
    """Return the function from a transaction to its unit of work.

    Without a clock the time is that of the database, so that replicas with different clocks agree on expiry.
    """
    return lambda transaction: SqlUnitOfWork(transaction, identifiers, clock)
