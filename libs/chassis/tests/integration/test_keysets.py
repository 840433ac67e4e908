"""How many rows a list has."""

import pytest
from sqlalchemy import Select, func, select, values
from sqlalchemy import column as name

from chassis.storage.lists import keysets
from chassis.storage.lists.keysets import bounded_count
from chassis.testing.harness import NotesDatabase

pytestmark = pytest.mark.integration


def numbers(last: int) -> Select[tuple[int]]:
    """Return the numbers from 1 to the last one, the largest first."""
    series = func.generate_series(1, last).table_valued("number").alias("series")
    return select(series.c.number).order_by(series.c.number.desc())


async def test_rows_are_counted_with_and_without_conditions(database: NotesDatabase) -> None:
    rows = values(name("number"), name="rows").data([(1,), (2,), (3,)])
    async with database.engine.connect() as connection:
        assert await bounded_count(connection, select(rows.c.number)) == 3
        assert await bounded_count(connection, select(rows.c.number).where(rows.c.number > 1)) == 2
        assert await bounded_count(connection, select(rows.c.number).where(rows.c.number > 3)) == 0


async def test_no_more_rows_than_the_bound_are_counted(
    database: NotesDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keysets, "MOST_COUNTED", 5)
    async with database.engine.connect() as connection:
        assert await bounded_count(connection, numbers(5)) == 5
        assert await bounded_count(connection, numbers(6)) is None
