"""Sessions in Postgres, in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Table, delete, insert, select, text, update
from sqlalchemy import Uuid as UuidType
from sqlalchemy import bindparam as bound
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, is_among, upsert_arrays
from social.application.together.ports import Membership, Standing, TitleName
from social.domain.together.limits import ATTEMPT_WINDOW
from social.domain.together.session import Session
from social.infrastructure.together import statements
from social.infrastructure.together.reading import read_sessions, read_standings, read_titles
from social.infrastructure.together.rows import row_of_session, rows_of_items, rows_of_members
from social.infrastructure.together.tables import (
    together_attempts,
    together_items,
    together_kicks,
    together_members,
    together_sessions,
)

_IDS: Final = bound("user_ids", type_=ARRAY(UuidType))
_MEMBER_COLUMNS: Final = tuple(column.name for column in together_members.c)
_ITEM_COLUMNS: Final = tuple(column.name for column in together_items.c)
_SAVE_MEMBERS: Final = upsert_arrays(together_members, _MEMBER_COLUMNS)
_SAVE_ITEMS: Final = upsert_arrays(together_items, _ITEM_COLUMNS)
_ATTEMPT: Final = text(statements.ATTEMPT)
_SEE: Final = text(statements.SEE)
_LEFT_ALONE: Final = text(statements.LEFT_ALONE)
_SHARED: Final = text(statements.SHARED)
_OF_USER: Final = text(statements.OF_USER)
_OF_USERS: Final = text(statements.OF_USERS).bindparams(_IDS)
_BY_CODE: Final = text(statements.BY_CODE)
_BLOCKED: Final = text(statements.BLOCKED).bindparams(_IDS)


class SqlSessions:
    """Reads and writes sessions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def hold(self, session_id: UUID) -> Session | None:
        """Lock the row, then read what belongs to it."""
        lock = select(together_sessions.c.id).where(together_sessions.c.id == session_id).with_for_update()
        if await self._connection.scalar(lock) is None:
            return None
        return (await read_sessions(self._connection, [session_id], with_kicked=True)).get(session_id)

    async def of_ids(self, session_ids: Collection[UUID]) -> Mapping[UUID, Session]:
        """Read by the ids."""
        return await read_sessions(self._connection, session_ids)

    async def add(self, session: Session) -> None:
        """Insert the rows."""
        await self._connection.execute(insert(together_sessions).values(row_of_session(session)))
        await self._store(_SAVE_MEMBERS, together_members, _MEMBER_COLUMNS, rows_of_members(session))
        await self._store(_SAVE_ITEMS, together_items, _ITEM_COLUMNS, rows_of_items(session))

    async def save(self, before: Session, after: Session) -> None:
        """Write the rows that differ."""
        if after == before:
            return
        mine = together_sessions.c.id == after.id
        await self._connection.execute(update(together_sessions).where(mine).values(row_of_session(after)))
        members, items = rows_of_members(after), rows_of_items(after)
        former_members, former_items = rows_of_members(before), rows_of_items(before)
        await self._delete(together_members, "user_id", former_members.keys() - members.keys(), after.id)
        await self._delete(together_items, "id", former_items.keys() - items.keys(), after.id)
        changed = _differences(former_members, members)
        await self._store(_SAVE_MEMBERS, together_members, _MEMBER_COLUMNS, changed)
        changed = _differences(former_items, items)
        await self._store(_SAVE_ITEMS, together_items, _ITEM_COLUMNS, changed)
        await self._delete(together_kicks, "user_id", before.kicked - after.kicked, after.id)
        if kicked := after.kicked - before.kicked:
            rows = [{"session_id": after.id, "user_id": user_id} for user_id in sorted(kicked)]
            await self._connection.execute(insert(together_kicks), rows)

    async def has_code(self, code: str) -> bool:
        """Read by the index of codes."""
        query = select(together_sessions.c.id).where(
            together_sessions.c.code == code, together_sessions.c.ended_at.is_(None)
        )
        return await self._connection.scalar(query) is not None

    async def by_code(self, code: str, now: datetime) -> tuple[UUID, UUID] | None:
        """Read by the index of codes."""
        row = (await self._connection.execute(_BY_CODE, {"code": code, "now": now})).one_or_none()
        return None if row is None else (row.id, row.host_id)

    async def attempt(self, user_id: UUID, now: datetime) -> tuple[int, datetime]:
        """Insert or update one row."""
        values = {"user_id": user_id, "now": now, "fresh": now - ATTEMPT_WINDOW}
        row = (await self._connection.execute(_ATTEMPT, values)).one()
        return row.attempts, row.since

    async def succeed(self, user_id: UUID) -> None:
        """Delete by the user."""
        await self._connection.execute(delete(together_attempts).where(together_attempts.c.user_id == user_id))

    async def of_user(self, user_id: UUID, limit: int) -> Sequence[UUID]:
        """Read by the index of the user's memberships."""
        rows = await self._connection.execute(_OF_USER, {"user_id": user_id, "limit": limit})
        return rows.scalars().all()

    async def shared(self, one: UUID, other: UUID) -> Sequence[UUID]:
        """Read by the index of both users' memberships."""
        return (await self._connection.execute(_SHARED, {"one": one, "other": other})).scalars().all()

    async def see(self, members: Collection[Membership], now: datetime, before: datetime) -> None:
        """Update rows that no other transaction holds: one that is skipped is updated the next time."""
        values = {
            "session_ids": [member.session_id for member in members],
            "user_ids": [member.user_id for member in members],
            "now": now,
            "before": before,
        }
        await self._connection.execute(_SEE, values)

    async def standings(self, session_ids: Collection[UUID], present_since: datetime) -> Mapping[UUID, Standing]:
        """Read by the ids."""
        return await read_standings(self._connection, session_ids, present_since)

    async def blocked_among(self, user_ids: Collection[UUID]) -> Collection[tuple[UUID, UUID]]:
        """Read by the keys of blocks."""
        rows = await self._connection.execute(_BLOCKED, {"user_ids": sorted(user_ids)})
        pairs = [(row.blocker_id, row.blocked_id) for row in rows]
        return {*pairs, *((other, one) for one, other in pairs)}

    async def titles(self, media_ids: Collection[UUID]) -> Mapping[UUID, TitleName]:
        """Read by the ids."""
        return await read_titles(self._connection, media_ids)

    async def left_alone(
        self, *, away_since: datetime, present_since: datetime, empty_since: datetime, limit: int
    ) -> Sequence[UUID]:
        """Read by the index of hosts."""
        values = {"away": away_since, "present": present_since, "empty": empty_since, "limit": limit}
        return (await self._connection.execute(_LEFT_ALONE, values)).scalars().all()

    async def of_users(self, user_ids: Collection[UUID]) -> Sequence[UUID]:
        """Read by the indexes of users."""
        return (await self._connection.execute(_OF_USERS, {"user_ids": sorted(user_ids)})).scalars().all()

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete by the user."""
        for table in (together_kicks, together_attempts):
            await self._connection.execute(delete(table).where(is_among(table.c.user_id, user_ids)))

    async def _delete(self, table: Table, column: str, values: Collection[UUID], session_id: UUID) -> None:
        if values:
            chosen = (table.c.session_id == session_id, is_among(table.c[column], sorted(values)))
            await self._connection.execute(delete(table).where(*chosen))

    async def _store(
        self, statement: Any, table: Table, columns: Sequence[str], rows: Mapping[UUID, Mapping[str, Any]]
    ) -> None:
        if rows:
            await self._connection.execute(statement, arrays_of(table, columns, [rows[key] for key in sorted(rows)]))


def _differences(
    before: Mapping[UUID, Mapping[str, Any]], after: Mapping[UUID, Mapping[str, Any]]
) -> dict[UUID, Mapping[str, Any]]:
    return {key: row for key, row in after.items() if before.get(key) != row}
