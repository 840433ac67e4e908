"""Reading what a user may continue: one query for the page, and one per kind of detail of its titles."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, literal, or_, select, union_all
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transactions
from library.application.entries.ports import EntryReader
from library.application.positions.continuing import Continuation, ContinuationPage
from library.domain.positions.position import Position
from library.domain.titles.title import Title
from library.infrastructure.entries.continuing import SEEN_TO_THE_END
from library.infrastructure.entries.tables import entries
from library.infrastructure.positions.rows import to_position
from library.infrastructure.positions.tables import positions
from library.infrastructure.titles.rows import to_title
from library.infrastructure.titles.seasons import read_episode_details
from library.infrastructure.titles.tables import CARD, titles

_USER: Final[BindParameter[UUID]] = bindparam("user_id", type_=UuidType)
_NEWEST: Final = (
    select(positions.c.media_id, positions.c.at)
    .where(positions.c.user_id == _USER, positions.c.seconds > 0)
    .order_by(positions.c.media_id, positions.c.at.desc())
    .ext(distinct_on(positions.c.media_id))
    .subquery("newest")
)
_AT_REST: Final = and_(entries.c.state.in_(["dropped", "paused"]), entries.c.updated_at >= _NEWEST.c.at)
_RESUMED: Final = (
    select(_NEWEST.c.media_id, _NEWEST.c.at, literal(True).label("resumed"))
    .select_from(_NEWEST.outerjoin(entries, and_(entries.c.user_id == _USER, entries.c.media_id == _NEWEST.c.media_id)))
    .where(
        or_(entries.c.state.is_(None), ~_AT_REST),
        or_(entries.c.last_watched_at.is_(None), entries.c.last_watched_at <= _NEWEST.c.at),
    )
    .cte("resumed")
)
_LAST: Final[ColumnElement[Any]] = func.coalesce(entries.c.last_watched_at, entries.c.updated_at)
_FOLLOWED: Final = select(entries.c.media_id, _LAST.label("at"), literal(False).label("resumed")).where(
    entries.c.user_id == _USER,
    entries.c.season.is_not(None),
    entries.c.state.in_(["planned", "watching"]),
    ~SEEN_TO_THE_END,
    entries.c.media_id.not_in(select(_RESUMED.c.media_id)),
)
_ALL: Final = union_all(select(_RESUMED), _FOLLOWED).subquery("continued")


class SqlContinuationReader:
    """What users may continue, in Postgres."""

    def __init__(self, transactions: Transactions, reader: EntryReader) -> None:
        self._transactions = transactions
        self._entries = reader

    async def page(self, user_id: UUID, limit: int, offset: int) -> ContinuationPage:
        """Count and read the titles of one user, then their positions, seasons and episodes."""
        query: Select[Any] = select(_ALL).order_by(_ALL.c.at.desc(), _ALL.c.media_id).limit(limit).offset(offset)
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(_ALL), {"user_id": user_id})
            rows = (await connection.execute(query, {"user_id": user_id})).all()
            resumed = await _positions(connection, user_id, [row.media_id for row in rows if row.resumed])
            names = await _titles(connection, [row.media_id for row in rows])
            followed = [row.media_id for row in rows if not row.resumed]
            details = await read_episode_details(connection, followed)
        following = {item.entry.media_id: item for item in await self._entries.items(user_id, followed)}
        items = []
        for row in rows:
            entry = following.get(row.media_id)
            episode = entry.next_episode if entry else None
            items.append(
                Continuation(
                    media_id=row.media_id,
                    at=row.at,
                    title=names.get(row.media_id),
                    position=resumed.get(row.media_id),
                    episode=episode,
                    details=details.get(row.media_id, {}).get(episode) if episode else None,
                )
            )
        return ContinuationPage(items, total or 0)


async def _positions(connection: AsyncConnection, user_id: UUID, media_ids: Collection[UUID]) -> dict[UUID, Position]:
    """Return the newest position in each title."""
    if not media_ids:
        return {}
    query = (
        select(positions)
        .where(positions.c.user_id == user_id, positions.c.media_id.in_(media_ids), positions.c.seconds > 0)
        .order_by(positions.c.at)
    )
    newest = map(to_position, (await connection.execute(query)).mappings())
    return {position.playable.media_id: position for position in newest}


async def _titles(connection: AsyncConnection, media_ids: Collection[UUID]) -> dict[UUID, Title]:
    if not media_ids:
        return {}
    query = select(*CARD).where(titles.c.media_id.in_(media_ids), titles.c.facts_version.is_not(None))
    return {row["media_id"]: to_title(row) for row in (await connection.execute(query)).mappings()}
