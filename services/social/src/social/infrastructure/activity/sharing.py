"""Who sees the activity of users, in Postgres, in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, delete, exists, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset
from chassis.storage.rows import upsert
from social.application.activity.ports import HiddenTitle
from social.domain.activity.privacy import Sharing
from social.domain.people.person import Audience
from social.infrastructure.activity import statements
from social.infrastructure.activity.tables import hidden_titles, privacy_periods, sharing, titles

_RENEW: Final = text(statements.RENEW)
_HIDE_SUCCESSORS: Final = text(statements.HIDE_SUCCESSORS)
_MERGE_PERIODS: Final = text(statements.MERGE_PERIODS)
_MERGE_HIDDEN: Final = text(statements.MERGE_HIDDEN)
MOST_PERIODS: Final = 200
"""Of a user, and of a title that a user hides and shows: older ones are one."""
_IS_HIDDEN: Final = hidden_titles.c.shown_at.is_(None)


class SqlSharing:
    """Reads and writes what users have decided."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, user_id: UUID) -> Sharing:
        """Read by the primary key."""
        row = (await self._connection.execute(select(sharing).where(sharing.c.user_id == user_id))).first()
        return Sharing() if row is None else Sharing(Audience(row.activity), Audience(row.watching_now))

    async def save(self, user_id: UUID, sharing_: Sharing, now: datetime) -> None:
        """Insert or replace the row."""
        values = {"activity": int(sharing_.activity), "watching_now": int(sharing_.watching_now)}
        await self._connection.execute(upsert(sharing), {"user_id": user_id, "changed_at": now, **values})

    async def renew(self, user_ids: Collection[UUID], now: datetime | None = None) -> Sequence[UUID]:
        """Insert rows for what differs from the last ones, and merge the oldest."""
        rows = await self._connection.execute(_RENEW, {"user_ids": sorted(user_ids), "now": now})
        renewed = rows.scalars().all()
        if renewed:
            await self._connection.execute(_MERGE_PERIODS, {"user_ids": renewed, "most": MOST_PERIODS})
        return renewed

    async def hide(self, user_id: UUID, media_id: UUID, now: datetime) -> None:
        """Insert a row, unless one holds."""
        mine = (hidden_titles.c.user_id == user_id, hidden_titles.c.media_id == media_id)
        if not await self._connection.scalar(select(exists().where(*mine, _IS_HIDDEN))):
            # What was shown at this very instant is hidden again.
            await self._connection.execute(delete(hidden_titles).where(*mine, hidden_titles.c.hidden_at == now))
            values = {"user_id": user_id, "media_id": media_id, "hidden_at": now}
            await self._connection.execute(insert(hidden_titles).values(values))

    async def show(self, user_id: UUID, media_id: UUID, now: datetime) -> None:
        """End the row that holds; it stays, for what was done meanwhile and arrives later. Merge the oldest."""
        mine = (hidden_titles.c.user_id == user_id, hidden_titles.c.media_id == media_id)
        await self._connection.execute(update(hidden_titles).where(*mine, _IS_HIDDEN).values(shown_at=now))
        await self._connection.execute(_MERGE_HIDDEN, {"user_id": user_id, "media_id": media_id, "most": MOST_PERIODS})

    async def hide_successors(self, successors: Mapping[UUID, UUID]) -> None:
        """Insert rows in one statement."""
        if successors:
            values = {"media_ids": list(successors), "successor_ids": list(successors.values())}
            await self._connection.execute(_HIDE_SUCCESSORS, values)

    async def count_hidden(self, user_id: UUID) -> int:
        """Count by the index."""
        query = select(func.count()).select_from(hidden_titles).where(hidden_titles.c.user_id == user_id, _IS_HIDDEN)
        return await self._connection.scalar(query) or 0

    async def count_ever_hidden(self, user_id: UUID) -> int:
        """Count by the primary key."""
        query = select(hidden_titles.c.media_id).where(hidden_titles.c.user_id == user_id).distinct()
        return await self._connection.scalar(select(func.count()).select_from(query.subquery())) or 0

    async def hidden(self, user_id: UUID, part: Slice) -> Part[HiddenTitle]:
        """Read by the index."""
        query = (
            select(hidden_titles.c.media_id, titles.c.title, titles.c.slug, hidden_titles.c.hidden_at)
            .select_from(hidden_titles.outerjoin(titles, titles.c.media_id == hidden_titles.c.media_id))
            .where(hidden_titles.c.user_id == user_id, _IS_HIDDEN)
        )
        order = Keyset(By(hidden_titles.c.hidden_at), By(hidden_titles.c.media_id))
        rows, last = await order.read_mappings(self._connection, query, part)
        return Part([_hidden(row) for row in rows], None, last)

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete by the user."""
        for table in (sharing, privacy_periods, hidden_titles):
            await self._connection.execute(delete(table).where(table.c.user_id.in_(user_ids)))


def _hidden(row: RowMapping) -> HiddenTitle:
    return HiddenTitle(row["media_id"], row["title"], row["slug"], row["hidden_at"])
