"""What happens now in Postgres, in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, or_, select, text

from chassis.messaging.transaction import Transaction
from social.application.live.ports import Position
from social.domain.live.event import WATCHING_LASTS, LiveEvent, LiveKind, Watching
from social.infrastructure.live import statements
from social.infrastructure.live.reading import read_events, read_watching, read_watching_of_viewers
from social.infrastructure.live.reporting import Report, report
from social.infrastructure.live.tables import stream_events, watching_now
from social.infrastructure.tables_of_sessions import ended_sessions

_WATCH: Final = text(statements.WATCH)
_ID: Final = stream_events.c.id


class SqlLive:
    """Reads and writes what happens now."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def watch(self, positions: Sequence[Position], now: datetime) -> None:
        """Write the newest position of each session."""
        newest = {position.session_id: position for position in sorted(positions, key=lambda one: one.at)}
        ordered = [newest[session_id] for session_id in sorted(newest)]
        if not ordered:
            return
        values = {
            "session_ids": [position.session_id for position in ordered],
            "user_ids": [position.user_id for position in ordered],
            "media_ids": [position.media_id for position in ordered],
            "seasons": [position.season for position in ordered],
            "episodes": [position.episode for position in ordered],
            "states": [position.state.value for position in ordered],
            "instants": [position.at for position in ordered],
            "fresh": now - WATCHING_LASTS,
        }
        changed = (await self._connection.execute(_WATCH, values)).all()
        reports = [Report(LiveKind.WATCHING, row.user_id, session_id=row.session_id) for row in changed]
        report(self._transaction, reports, now)

    async def request(self, sender: UUID, receiver: UUID, now: datetime) -> None:
        """Insert a row at the end of the transaction."""
        report(self._transaction, [Report(LiveKind.REQUEST, receiver, requester_id=sender)], now)

    async def newest(self) -> int:
        """Read the highest id."""
        return int(await self._connection.scalar(select(func.max(_ID))) or 0)

    async def ids_after(self, after: int, limit: int) -> Sequence[int]:
        """Read by the id."""
        query = select(_ID).where(stream_events.c.id > after).order_by(_ID).limit(limit)
        return (await self._connection.execute(query)).scalars().all()

    async def newest_ids(self, after: int, limit: int) -> Sequence[int]:
        """Read by the id."""
        newest = select(_ID).where(stream_events.c.id > after).order_by(_ID.desc()).limit(limit)
        return (await self._connection.execute(newest)).scalars().all()[::-1]

    async def events(self, ids: Collection[int], viewers: Collection[UUID]) -> Sequence[tuple[UUID, LiveEvent]]:
        """Read by the ids, and by the relations of their authors."""
        return await read_events(self._connection, ids, viewers)

    async def watching(self, viewer: UUID, now: datetime, limit: int) -> Sequence[Watching]:
        """Read by the index of each user's sessions."""
        return await read_watching(self._connection, viewer, now - WATCHING_LASTS, limit)

    async def watching_of(
        self, viewers: Collection[UUID], now: datetime, limit: int
    ) -> Sequence[tuple[UUID, Watching]]:
        """Read by the index of positions, and by the relations of their users."""
        return await read_watching_of_viewers(self._connection, viewers, now - WATCHING_LASTS, limit)

    async def ended_among(self, session_ids: Collection[UUID]) -> Collection[UUID]:
        """Read by the primary key."""
        query = select(ended_sessions.c.session_id).where(ended_sessions.c.session_id.in_(session_ids))
        return set((await self._connection.execute(query)).scalars())

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete by the user."""
        mine = or_(stream_events.c.user_id.in_(user_ids), stream_events.c.requester_id.in_(user_ids))
        await self._connection.execute(delete(stream_events).where(mine))
        await self._connection.execute(delete(watching_now).where(watching_now.c.user_id.in_(user_ids)))
