"""Comparisons in Postgres. Titles are read in short statements, so that none exceeds its time limit."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Date, Integer, Text, Uuid, any_, bindparam, case, func, select, true
from sqlalchemy.dialects.postgresql import JSON, distinct_on, insert

from chassis.messaging.transaction import Transactions
from chassis.storage.partitions.months import Months
from chassis.storage.reads import CompiledRead, ReadPool
from chassis.storage.rows import arrays_of, insert_arrays, upsert
from stats.application.scoring.comparisons import StoredInput
from stats.domain.scoring.comparison import Comparison, Mover, ScoredTwice
from stats.domain.scoring.result import Result
from stats.infrastructure.rows import to_score_row
from stats.infrastructure.scores.documents import inputs_of
from stats.infrastructure.tables import comparisons, scores, titles

TITLES: Final = 2_000
TITLES_WITH_HISTORY: Final = 100
FIRST: Final = UUID(int=0)

_AFTER: Final = bindparam("after_id", type_=Uuid)
_PAGE: Final = bindparam("titles", type_=Integer)


def _newest(formula: str, name: str) -> Any:
    return (
        select(scores.c.score)
        .where(
            scores.c.media_id == titles.c.media_id,
            scores.c.formula == bindparam(formula, type_=Text),
            scores.c.day <= bindparam("day", type_=Date),
        )
        .order_by(scores.c.day.desc())
        .limit(1)
        .lateral(name)
    )


_BEFORE, _SECOND = _newest("before", "first"), _newest("after", "second")
SCORED_TWICE: Final = CompiledRead(
    select(
        titles.c.media_id,
        titles.c.kind,
        titles.c.tmdb_id,
        titles.c.name,
        _BEFORE.c.score.label("before"),
        _SECOND.c.score.label("after"),
    )
    .select_from(titles.outerjoin(_BEFORE, true()).outerjoin(_SECOND, true()))
    .where(titles.c.media_id > _AFTER)
    .order_by(titles.c.media_id)
    .limit(_PAGE)
)
_IDS: Final = (
    select(titles.c.media_id).where(titles.c.media_id > _AFTER).order_by(titles.c.media_id).limit(_PAGE).cte("page")
)
PAGE: Final = CompiledRead(select(_IDS.c.media_id))
INPUTS: Final = CompiledRead(
    select(scores.c.media_id, scores.c.day, scores.c.document, scores.c.computed_at)
    .join(_IDS, _IDS.c.media_id == scores.c.media_id)
    .where(scores.c.document["inputs"].is_not(None))
    .ext(distinct_on(scores.c.media_id, scores.c.day))
    .order_by(scores.c.media_id, scores.c.day, scores.c.computed_at.desc())
)
NEWEST: Final = CompiledRead(
    select(comparisons.c.document)
    .where(
        comparisons.c.formula_before == bindparam("before", type_=Text),
        comparisons.c.formula_after == bindparam("after", type_=Text),
        comparisons.c.day <= bindparam("as_of", type_=Date),
    )
    .order_by(comparisons.c.day.desc())
    .limit(1)
)
_NAMES: Final = CompiledRead(
    select(titles.c.media_id, titles.c.name).where(titles.c.media_id == any_(bindparam("ids", type_=ARRAY(Uuid))))
)
_COLUMNS: Final = [column.name for column in scores.c]
_NEW: Final = insert(scores).excluded
# The inputs of a day stay in the row that has them, also when that row's formula is computed again.
_SAVE: Final = (
    insert_arrays(scores, _COLUMNS)
    .on_conflict_do_update(
        index_elements=[column.name for column in scores.primary_key],
        set_={
            **{name: _NEW[name] for name in _COLUMNS if not scores.c[name].primary_key},
            "document": case(
                (
                    scores.c.document["inputs"].is_not(None),
                    func.json_build_object(
                        "terms", _NEW.document["terms"], "inputs", scores.c.document["inputs"], type_=JSON
                    ),
                ),
                else_=_NEW.document,
            ),
        },
        where=scores.c.computed_at <= _NEW.computed_at,
    )
    .returning(scores.c.day)
)


class SqlComparisonStore:
    """Comparisons, and the scores that they are made of."""

    def __init__(self, reads: ReadPool, transactions: Transactions, months: Months) -> None:
        self._reads = reads
        self._transactions = transactions
        self._months = months

    async def scored_twice(self, before: str, after: str, day: date) -> AsyncIterator[Sequence[ScoredTwice]]:
        """Read the titles by their primary key, and of each two ranges of the scores."""
        last = FIRST
        while True:
            values = {"before": before, "after": after, "day": day, "after_id": last, "titles": TITLES}
            rows = await self._reads.fetch(SCORED_TWICE, values)
            if not rows:
                return
            yield [ScoredTwice(**row) for row in rows]
            last = rows[-1]["media_id"]

    async def inputs(self) -> AsyncIterator[Sequence[StoredInput]]:
        """Read the titles by their primary key, and of each all days."""
        last = FIRST
        while page := await self._reads.fetch(PAGE, {"after_id": last, "titles": TITLES_WITH_HISTORY}):
            values = {"after_id": last, "titles": TITLES_WITH_HISTORY}
            rows = await self._reads.fetch(INPUTS, values)
            last = page[-1]["media_id"]
            yield [
                StoredInput(row["media_id"], row["day"], score_input, row["computed_at"])
                for row in rows
                if (score_input := inputs_of(orjson.loads(row["document"]))) is not None
            ]

    async def save_results(self, results: Sequence[tuple[StoredInput, Result]]) -> int:
        """Write all rows in one transaction."""
        rows = [
            to_score_row(inputs.media_id, inputs.day, result, None, inputs.computed_at) for inputs, result in results
        ]
        if not rows:
            return 0
        async with self._transactions.engine.begin() as connection:
            await self._months.ensure(connection, scores, {row["day"] for row in rows})
            return len((await connection.execute(_SAVE, arrays_of(scores, _COLUMNS, rows))).all())

    async def save(self, comparison: Comparison) -> None:
        """Write one row."""
        values = {
            "formula_before": comparison.before,
            "formula_after": comparison.after,
            "day": comparison.day,
            "document": _document(comparison),
        }
        async with self._transactions.engine.begin() as connection:
            await connection.execute(upsert(comparisons), values)

    async def newest(self, before: str, after: str, as_of: date) -> Comparison | None:
        """Read one row by primary key, and the names of its titles."""
        row = await self._reads.fetch_row(NEWEST, {"before": before, "after": after, "as_of": as_of})
        if row is None:
            return None
        comparison = _comparison(orjson.loads(row["document"]))
        ids = [mover.media_id for mover in (*comparison.risers, *comparison.fallers)]
        names = {title["media_id"]: title["name"] for title in await self._reads.fetch(_NAMES, {"ids": ids})}
        return replace(comparison, risers=_named(comparison.risers, names), fallers=_named(comparison.fallers, names))


def _named(movers: Sequence[Mover], names: Mapping[UUID, str | None]) -> tuple[Mover, ...]:
    return tuple(replace(mover, name=names.get(mover.media_id)) for mover in movers)


def _document(comparison: Comparison) -> dict[str, Any]:
    """Return the stored form; names are read with it, since titles are renamed."""
    document: dict[str, Any] = orjson.loads(orjson.dumps(asdict(comparison), default=str))
    for mover in (*document["risers"], *document["fallers"]):
        del mover["name"]
    return document


def _comparison(document: dict[str, Any]) -> Comparison:
    movers = {
        name: tuple(Mover(**{**mover, "media_id": UUID(mover["media_id"])}) for mover in document[name])
        for name in ("risers", "fallers")
    }
    deciles = {name: tuple(document[name]) for name in ("deciles_before", "deciles_after")}
    times = {"day": date.fromisoformat(document["day"]), "computed_at": datetime.fromisoformat(document["computed_at"])}
    return Comparison(**{**document, **movers, **deciles, **times})
