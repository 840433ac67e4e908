"""Statements over arrays: any number of rows in one statement, of existing rows only what is newer."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import ARRAY, Column, Integer, MetaData, Table, Text, select, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.database import create_engine
from chassis.storage.rows import arrays_of, insert_arrays, is_among, upsert_arrays, upsert_newer_parts
from chassis.testing.harness import NotesDatabase

pytestmark = pytest.mark.integration

FIRST, SECOND = UUID(int=1), UUID(int=2)
shelves = Table(
    "shelves",
    MetaData(),
    Column("id", UuidType, primary_key=True),
    Column("facts_version", Integer),
    Column("name", Text),
    Column("rows", ARRAY(Integer)),
    Column("score_version", Integer),
    Column("score", JSONB(none_as_null=True)),
)
COLUMNS = [column.name for column in shelves.c]
NEWER = upsert_newer_parts(shelves, COLUMNS, {"facts_version": ("name", "rows"), "score_version": ("score",)})


def shelf(id_: UUID = FIRST, **values: Any) -> dict[str, Any]:
    return dict.fromkeys(COLUMNS) | {"id": id_} | values


@pytest_asyncio.fixture
async def connection(database: NotesDatabase) -> AsyncIterator[AsyncConnection]:
    """Yield a connection with an empty table of its own; a service's role may not create temporary tables."""
    engine = create_engine(database.superuser_url, schema="public", application_name="test")
    async with engine.connect() as connection:
        await connection.execute(
            text(
                "create temporary table shelves (id uuid primary key, facts_version int, name text, rows int[],"
                " score_version int, score jsonb)"
            )
        )
        yield connection
    await engine.dispose()


async def stored(connection: AsyncConnection) -> list[dict[str, Any]]:
    rows = await connection.execute(select(shelves).order_by(shelves.c.id))
    return [dict(row) for row in rows.mappings()]


async def test_rows_are_inserted_with_arrays_documents_and_nulls(connection: AsyncConnection) -> None:
    rows = [shelf(FIRST, name="a", rows=[3, 1], score={"of": [1, None]}), shelf(SECOND, rows=[])]

    await connection.execute(insert_arrays(shelves, COLUMNS), arrays_of(shelves, COLUMNS, rows))

    assert await stored(connection) == rows


async def test_rows_are_found_among_any_number_of_values(connection: AsyncConnection) -> None:
    rows = [shelf(FIRST, name="a"), shelf(SECOND, name="b")]
    await connection.execute(insert_arrays(shelves, COLUMNS), arrays_of(shelves, COLUMNS, rows))
    read = {
        values: (await connection.execute(select(shelves.c.id).where(is_among(shelves.c.id, values)))).scalars().all()
        for values in ((), (SECOND,), (FIRST, UUID(int=9)))
    }

    assert read == {(): [], (SECOND,): [SECOND], (FIRST, UUID(int=9)): [FIRST]}
    assert {str(select(shelves.c.id).where(is_among(shelves.c.name, names))) for names in ("", "ab")} == {
        "SELECT shelves.id \nFROM shelves \nWHERE shelves.name = ANY (:param_1)"
    }


async def test_an_upsert_replaces_the_columns_of_an_existing_row(connection: AsyncConnection) -> None:
    columns = ["id", "name"]
    for name in ("a", "b"):
        rows = [shelf(FIRST, name=name), shelf(SECOND, name=name)]
        await connection.execute(upsert_arrays(shelves, columns), arrays_of(shelves, columns, rows))

    assert await stored(connection) == [shelf(FIRST, name="b"), shelf(SECOND, name="b")]


async def test_only_newer_parts_replace_those_of_an_existing_row(connection: AsyncConnection) -> None:
    for update, expected in (
        (shelf(facts_version=2, name="b", rows=[2]), shelf(facts_version=2, name="b", rows=[2])),
        (shelf(facts_version=1, name="a"), shelf(facts_version=2, name="b", rows=[2])),
        (shelf(facts_version=2, name="x"), shelf(facts_version=2, name="b", rows=[2])),
        (shelf(score_version=1, score=[1]), shelf(facts_version=2, name="b", rows=[2], score_version=1, score=[1])),
        (
            shelf(facts_version=3, name="c", score_version=0, score=[0]),
            shelf(facts_version=3, name="c", score_version=1, score=[1]),
        ),
    ):
        await connection.execute(NEWER, arrays_of(shelves, COLUMNS, [update]))
        assert await stored(connection) == [expected]


async def test_a_row_without_a_newer_part_is_not_written(connection: AsyncConnection) -> None:
    rows = [shelf(FIRST, facts_version=1, name="a"), shelf(SECOND, facts_version=1, name="a")]
    await connection.execute(NEWER, arrays_of(shelves, COLUMNS, rows))
    repeated = [rows[0], shelf(SECOND, facts_version=2, name="b")]

    written = await connection.execute(NEWER, arrays_of(shelves, COLUMNS, repeated))

    assert written.rowcount == 1
