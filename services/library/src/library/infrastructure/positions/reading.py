"""Reading positions: every query is bound to one user."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, Select, and_, func, or_, select

from chassis.messaging.transaction import Transactions
from library.application.positions.read_models import PositionItem, PositionPage
from library.domain.titles.title import Title
from library.infrastructure.positions.rows import to_position
from library.infrastructure.positions.tables import positions
from library.infrastructure.titles.rows import to_title
from library.infrastructure.titles.tables import CARD, titles

MOST_LIVE: Final = 20

_TITLE: Final = "title_"
# A title that was stopped at its beginning is stored for the order of reports only.
_RESUMABLE: Final = or_(positions.c.seconds > 0, positions.c.state != "stopped")
_NEWEST_FIRST: Final = (
    positions.c.at.desc(),
    positions.c.media_id,
    positions.c.season,
    positions.c.episode,
    positions.c.device_id,
)


class SqlPositionReader:
    """Positions in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def page(self, user_id: UUID, limit: int, offset: int) -> PositionPage:
        """Count and read the positions of one user."""
        owned = (positions.c.user_id == user_id, _RESUMABLE)
        query = _items().where(*owned).order_by(*_NEWEST_FIRST).limit(limit).offset(offset)
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(positions).where(*owned))
            rows = (await connection.execute(query)).mappings().all()
        return PositionPage(_to_items(rows), total or 0)

    async def of_title(self, user_id: UUID, media_id: UUID) -> list[PositionItem]:
        """Read the positions in one title by primary key."""
        return await self._read(
            _items().where(positions.c.user_id == user_id, positions.c.media_id == media_id, _RESUMABLE)
        )

    async def live(self, user_id: UUID, now: datetime) -> list[PositionItem]:
        """Read the positions that are neither stopped nor expired."""
        query = _items().where(
            positions.c.user_id == user_id, positions.c.state != "stopped", positions.c.expires_at > now
        )
        return await self._read(query.limit(MOST_LIVE))

    async def _read(self, query: Select[tuple[Any, ...]]) -> list[PositionItem]:
        async with self._transactions.read() as connection:
            return _to_items((await connection.execute(query.order_by(*_NEWEST_FIRST))).mappings().all())


def _items() -> Select[tuple[Any, ...]]:
    shown = [column.label(_TITLE + column.name) for column in CARD]
    joined = and_(titles.c.media_id == positions.c.media_id, titles.c.facts_version.is_not(None))
    return select(*positions.c, *shown).select_from(positions.outerjoin(titles, joined))


def _to_items(rows: Sequence[RowMapping]) -> list[PositionItem]:
    return [PositionItem(to_position(row), _title(row)) for row in rows]


def _title(row: RowMapping) -> Title | None:
    """Return the title of a joined row, or null without one."""
    fields = {name.removeprefix(_TITLE): value for name, value in row.items() if name.startswith(_TITLE)}
    return None if fields["media_id"] is None else to_title(fields)
