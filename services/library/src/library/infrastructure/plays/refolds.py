"""Titles whose entries have to be folded again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Update, bindparam, delete, exists, func, literal_column, select, update
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.statements import Statement
from library.application.plays.refolding import Refold
from library.infrastructure.entries.tables import entries
from library.infrastructure.plays.tables import title_refolds
from library.infrastructure.titles.tables import titles

_IDS: Final = select(func.unnest(bindparam("media_ids", type_=ARRAY(UuidType))).label("media_id"))
_MERGED: Final = select(titles.c.media_id).where(
    titles.c.successor_id == func.any(bindparam("successor_ids", type_=ARRAY(UuidType)))
)
_CHANGED: Final = _IDS.union(_MERGED).order_by("media_id").subquery()
_INSERT: Final = insert(title_refolds).from_select(
    ["media_id", "requested_at"], select(_CHANGED.c.media_id, bindparam("now", type_=title_refolds.c.requested_at.type))
)
_REQUEST: Final = Statement(
    _INSERT.on_conflict_do_update(
        index_elements=["media_id"], set_={"requested_at": _INSERT.excluded.requested_at, "after_user": None}
    )
)
_DUE: Final = title_refolds.c.requested_at < bindparam("before", type_=title_refolds.c.requested_at.type)
_IS_USED: Final = exists(select(1).where(entries.c.media_id == title_refolds.c.media_id))
_IS_MERGED: Final = exists(
    select(1).where(titles.c.media_id == title_refolds.c.media_id, titles.c.successor_id.is_not(None))
)
_FREE: Final = select(title_refolds.c.media_id).where(_DUE, ~_IS_USED, ~_IS_MERGED).with_for_update(skip_locked=True)
_DELETE_FREE: Final = Statement(delete(title_refolds).where(title_refolds.c.media_id.in_(_FREE)))
_OLDEST: Final = Statement(
    select(title_refolds)
    .where(_DUE)
    .order_by(title_refolds.c.requested_at)
    .limit(literal_column("1"))
    .with_for_update(skip_locked=True)
)


class SqlRefolds:
    """Titles to fold again, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def request(self, media_ids: Collection[UUID], now: datetime, *, merged_into: Collection[UUID] = ()) -> None:
        """Write all rows in one statement, in the order of their ids."""
        if media_ids or merged_into:
            ids = {"media_ids": sorted(media_ids), "successor_ids": sorted(merged_into)}
            await _REQUEST(self._connection, {**ids, "now": now})

    async def next(self, before: datetime) -> Refold | None:
        """Delete the rows of titles that have neither an entry nor a successor, and lock the oldest of the others."""
        await _DELETE_FREE(self._connection, {"before": before})
        rows = await _OLDEST(self._connection, {"before": before})
        return Refold(rows[0]["media_id"], rows[0]["after_user"], rows[0]["digest"]) if rows else None

    async def users(self, refold: Refold, limit: int) -> Sequence[UUID]:
        """Read the users by the index of titles."""
        query = select(entries.c.user_id).where(entries.c.media_id == refold.media_id, entries.c.state.is_not(None))
        if refold.after_user is not None:
            query = query.where(entries.c.user_id > refold.after_user)
        return (await self._connection.execute(query.order_by(entries.c.user_id).limit(limit))).scalars().all()

    async def proceed(self, refold: Refold, after_user: UUID) -> None:
        """Store the last user."""
        await self._connection.execute(self._row(refold).values(after_user=after_user))

    async def finish(self, refold: Refold, digest: str) -> None:
        """Store the digest; nothing is due any more."""
        await self._connection.execute(self._row(refold).values(requested_at=None, after_user=None, digest=digest))

    @staticmethod
    def _row(refold: Refold) -> Update:
        return update(title_refolds).where(title_refolds.c.media_id == refold.media_id)
