"""Sessions and refresh tokens in one database transaction."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.application.sessions.ports import PresentedToken
from auth.domain.events import RevocationReason
from auth.domain.sessions.session import Session
from auth.infrastructure import batches
from auth.infrastructure.accounts.tables import accounts
from auth.infrastructure.devices.tables import device_sessions
from auth.infrastructure.sessions.rows import from_session, to_session
from auth.infrastructure.sessions.tables import refresh_tokens, sessions

REVOKED_RETENTION: Final = timedelta(days=1)


class SqlSessions:
    """The sessions of a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, session: Session, digest: bytes) -> None:
        """Insert the session and its first token."""
        await self._connection.execute(insert(sessions), [from_session(session)])
        await self._add_token(session, digest)

    async def lock_token(self, digest: bytes) -> PresentedToken | None:
        """Lock the session row only: refreshes of one session are serialised, those of one account are not."""
        query = (
            select(
                sessions, refresh_tokens.c.generation.label("presented"), accounts.c.roles, device_sessions.c.device_id
            )
            .join(refresh_tokens, refresh_tokens.c.session_id == sessions.c.id)
            .join(accounts, accounts.c.id == sessions.c.account_id)
            .outerjoin(device_sessions, device_sessions.c.session_id == sessions.c.id)
            .where(refresh_tokens.c.digest == digest)
            .with_for_update(of=sessions)
        )
        row = (await self._connection.execute(query)).mappings().first()
        if row is None:
            return None
        return PresentedToken(to_session(row), row["presented"], tuple(row["roles"]), row["device_id"])

    async def save_rotation(self, session: Session, digest: bytes) -> None:
        """Update the locked session and insert its token."""
        changed = update(sessions).where(sessions.c.id == session.id).values(from_session(session))
        await self._connection.execute(changed)
        await self._add_token(session, digest)

    async def revoke(
        self,
        account_id: UUID,
        session_id: UUID | None,
        reason: RevocationReason,
        now: datetime,
        *,
        kept: UUID | None = None,
    ) -> list[UUID]:
        """Lock the sessions in id order to avoid deadlocks between two sign-outs."""
        active = select(sessions.c.id).where(sessions.c.account_id == account_id, sessions.c.revoked_at.is_(None))
        active = active.where(sessions.c.idle_until > now)
        if session_id is not None:
            active = active.where(sessions.c.id == session_id)
        if kept is not None:
            active = active.where(sessions.c.id != kept)
        locked = await self._connection.execute(active.order_by(sessions.c.id).with_for_update())
        ids = list(locked.scalars())
        if ids:
            ended = update(sessions).where(sessions.c.id.in_(ids))
            await self._connection.execute(ended.values(revoked_at=now, revoked_reason=reason, sealed_successor=None))
        return ids

    async def authenticated_at(self, account_id: UUID, session_id: UUID, now: datetime) -> datetime | None:
        """Read the row without a lock; a session of an earlier version has only its beginning."""
        query = select(func.coalesce(sessions.c.authenticated_at, sessions.c.created_at)).where(
            sessions.c.id == session_id,
            sessions.c.account_id == account_id,
            sessions.c.revoked_at.is_(None),
            sessions.c.idle_until > now,
        )
        at: datetime | None = (await self._connection.execute(query)).scalar_one_or_none()
        return at

    async def authenticated(self, session_id: UUID, now: datetime) -> None:
        """Update the row."""
        await self._connection.execute(update(sessions).where(sessions.c.id == session_id).values(authenticated_at=now))

    async def delete_expired(self, now: datetime, grace_over: datetime) -> bool:
        """Run two statements of at most `BATCH_ROWS` rows each; locked rows are left for the next run."""
        ended = or_(sessions.c.idle_until < now, sessions.c.revoked_at < now - REVOKED_RETENTION)
        unneeded = sessions.c.sealed_successor.is_not(None) & (sessions.c.rotated_at < grace_over)
        batch = batches.batch_of(sessions.c.id, unneeded)
        statements = (
            delete(sessions).where(sessions.c.id.in_(batches.batch_of(sessions.c.id, ended))),
            update(sessions).where(sessions.c.id.in_(batch)).values(sealed_successor=None),
        )
        counts = [(await self._connection.execute(statement)).rowcount for statement in statements]
        return max(counts) == batches.BATCH_ROWS

    async def _add_token(self, session: Session, digest: bytes) -> None:
        row = {"digest": digest, "session_id": session.id, "generation": session.generation}
        await self._connection.execute(insert(refresh_tokens), [row])
