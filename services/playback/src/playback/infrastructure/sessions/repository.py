"""Playback sessions in Postgres, in the caller's transaction, in which their events are published."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, update

from chassis.messaging.transaction import Transaction
from playback.application.sessions.ports import SessionFilter
from playback.domain.keys.release import Requester
from playback.domain.sessions.session import EndReason, Heartbeat, Session
from playback.infrastructure.sessions import events
from playback.infrastructure.sessions.rows import row_of, session_of
from playback.infrastructure.sessions.statements import (
    ADD,
    BEAT,
    END,
    END_STALE,
    LAST_POSITION,
    LOCK_USERS,
    STREAMS,
)
from playback.infrastructure.sessions.tables import sessions


class SqlSessions:
    """Reads and writes sessions."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def find(self, session_id: UUID) -> Session | None:
        """Return one row."""
        result = await self._connection.execute(sessions.select().where(sessions.c.id == session_id))
        row = result.mappings().first()
        return None if row is None else session_of(row)

    async def newest(self, requester: Requester, asset_id: UUID, version: int) -> Session | None:
        """Return the last row of a user's sign-in for a version; rows that have not ended come first."""
        query = (
            sessions.select()
            .where(
                sessions.c.user_id == requester.user_id,
                sessions.c.auth_session_id == requester.auth_session_id,
                sessions.c.asset_id == asset_id,
                sessions.c.version == version,
            )
            .order_by(sessions.c.ended_at.is_(None).desc(), sessions.c.started_at.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else session_of(row)

    async def lock_users(self, user_ids: Collection[UUID]) -> None:
        """Lock each user until the end of the transaction."""
        await LOCK_USERS(self._connection, {"users": list(user_ids)})

    async def add(self, session: Session) -> None:
        """Insert a row and the event of its beginning."""
        await ADD(self._connection, row_of(session))
        await self._transaction.publish(events.progressed(session, session.started_at))

    async def streams(self, user_id: UUID, now: datetime) -> Sequence[Session]:
        """Return the rows of a user that live."""
        return [session_of(row) for row in await STREAMS(self._connection, {"user_id": user_id, "now": now})]

    async def active(self, chosen: SessionFilter, limit: int, offset: int) -> Sequence[Session]:
        """Return a page of rows that have not ended."""
        query = sessions.select().where(sessions.c.ended_at.is_(None), *_conditions(chosen))
        query = query.order_by(sessions.c.started_at.desc(), sessions.c.id).limit(limit).offset(offset)
        return [session_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def last_position(self, user_id: UUID, asset_id: UUID) -> tuple[int, int | None] | None:
        """Return the columns of the newest row that has played."""
        rows = await LAST_POSITION(self._connection, {"user_id": user_id, "asset_id": asset_id})
        return (rows[0]["position_ms"], rows[0]["duration_ms"]) if rows else None

    async def beat(self, heartbeat: Heartbeat) -> Session | None:
        """Update the row and, when it is due, insert the event, in one statement each."""
        rows = await BEAT(
            self._connection,
            {
                "session_id": heartbeat.session_id,
                "owner": heartbeat.user_id,
                "position": heartbeat.position_ms,
                "state": heartbeat.state,
                "now": heartbeat.at,
            },
        )
        if not rows:
            return None
        session = session_of(rows[0])
        if session.reported_at == heartbeat.at:
            await self._transaction.publish(events.progressed(session, heartbeat.at))
        return session

    async def end(self, chosen: SessionFilter, reason: EndReason, now: datetime) -> Sequence[Session]:
        """Update the rows, and insert the events."""
        statement = update(sessions).where(sessions.c.ended_at.is_(None), *_conditions(chosen))
        values = statement.values(ended_at=now, end_reason=reason, state="ended").returning(sessions)
        rows = (await self._connection.execute(values)).mappings()
        return await self._published([session_of(row) for row in rows])

    async def end_one(
        self, session_id: UUID, user_id: UUID | None, reason: EndReason, now: datetime
    ) -> Sequence[Session]:
        """Update the row, and insert the events."""
        values = {"session_id": session_id, "owner": user_id, "reason": reason, "now": now}
        return await self._published([session_of(row) for row in await END(self._connection, values)])

    async def end_stale(self, now: datetime, limit: int) -> Sequence[Session]:
        """Update the rows of a batch, and insert the events."""
        rows = await END_STALE(self._connection, {"now": now, "most": limit})
        return await self._published([session_of(row) for row in rows])

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete the rows of users."""
        await self._connection.execute(delete(sessions).where(sessions.c.user_id.in_(user_ids)))

    async def _published(self, ended: Sequence[Session]) -> Sequence[Session]:
        await self._transaction.publish(*(message for session in ended for message in events.ended(session)))
        return ended


def _conditions(chosen: SessionFilter) -> Iterator[ColumnElement[bool]]:
    columns = sessions.c
    stated = (
        (columns.id, chosen.sessions),
        (columns.user_id, chosen.users),
        (columns.auth_session_id, chosen.sign_ins),
        (columns.asset_id, chosen.assets),
        (columns.purchase_id, chosen.purchases),
    )
    for column, values in stated:
        if values is not None:
            yield column.in_(values)
    if chosen.access is not None:
        yield columns.access == chosen.access.value
    if chosen.granted_before is not None:
        yield columns.granted_version < chosen.granted_before
