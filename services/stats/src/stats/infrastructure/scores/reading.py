"""Reading scores of past days: each query reads one range of the primary key."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy import Date, Text, Uuid, bindparam, select

from chassis.storage.reads import CompiledRead, ReadPool, Record
from stats.application.scoring.queries import DayOfScore, ExplainedScore
from stats.infrastructure.scores.documents import terms_of
from stats.infrastructure.tables import scores, titles

_MEDIA_ID: Final = bindparam("media_id", type_=Uuid)
_DAY: Final = (
    scores.c.day,
    scores.c.score,
    scores.c.expected,
    scores.c.low,
    scores.c.high,
    scores.c.reason,
    scores.c.computed_at,
)
_OF_TITLE: Final = (scores.c.media_id == _MEDIA_ID, scores.c.formula == bindparam("formula", type_=Text))
FORMULA: Final = CompiledRead(select(titles.c.formula).where(titles.c.media_id == _MEDIA_ID))
NEWEST: Final = CompiledRead(
    select(*_DAY, scores.c.document)
    .where(*_OF_TITLE, scores.c.day <= bindparam("as_of", type_=Date))
    .order_by(scores.c.day.desc())
    .limit(1)
)
HISTORY: Final = CompiledRead(
    select(*_DAY)
    .where(*_OF_TITLE, scores.c.day.between(bindparam("first", type_=Date), bindparam("last", type_=Date)))
    .order_by(scores.c.day)
)


class SqlScoreReader:
    """Scores in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def shown_formula(self, media_id: UUID) -> str | None:
        """Read one row by primary key."""
        row = await self._reads.fetch_row(FORMULA, {"media_id": media_id})
        return None if row is None else row["formula"]

    async def newest(self, media_id: UUID, formula: str, as_of: date) -> ExplainedScore | None:
        """Read one row; months are read from the newest back until one has a row."""
        row = await self._reads.fetch_row(NEWEST, {"media_id": media_id, "formula": formula, "as_of": as_of})
        return None if row is None else ExplainedScore(_day(row), terms_of(orjson.loads(row["document"])))

    async def history(self, media_id: UUID, formula: str, first: date, last: date) -> Sequence[DayOfScore]:
        """Read one range of rows."""
        values = {"media_id": media_id, "formula": formula, "first": first, "last": last}
        return [_day(row) for row in await self._reads.fetch(HISTORY, values)]


def _day(row: Record) -> DayOfScore:
    return DayOfScore(
        day=row["day"],
        score=row["score"],
        expected=row["expected"],
        low=row["low"],
        high=row["high"],
        reason=row["reason"],
        computed_at=row["computed_at"],
    )
