"""Monthly partitions: created by the owner's function, once, and not requested again when they are known."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Column, Date, MetaData, Table, text
from sqlalchemy.exc import DBAPIError

from chassis.storage.migrations import ensure_partition
from chassis.storage.partitions.months import Months
from chassis.testing.clock import NOON, FixedClock
from chassis.testing.harness import NotesDatabase
from chassis.testing.statements import statements

pytestmark = pytest.mark.integration

METADATA = MetaData()
DAILY, OTHER = (Table(name, METADATA, Column("day", Date, nullable=False)) for name in ("daily", "other"))
NAMES = text("select relname from pg_class where relispartition and relname ~ '^(daily|other)_' order by relname")
DECEMBER = date(2026, 12, 31)


async def created(database: NotesDatabase) -> None:
    await database.as_superuser("drop function if exists notes.ensure_partition(text, date)")
    for table in ("daily", "other"):
        await database.as_superuser(f"drop table if exists notes.{table}")
        await database.as_superuser(f"create table notes.{table} (day date not null) partition by range (day)")
        await database.as_superuser(f"grant select, insert on notes.{table} to notes")
    for statement in ensure_partition("notes", "daily", "other"):
        await database.as_superuser(statement.replace("function ensure_partition", "function notes.ensure_partition"))
    await database.as_superuser("grant execute on function notes.ensure_partition(text, date) to notes")


async def names(database: NotesDatabase) -> list[str]:
    async with database.transactions.read() as connection:
        return list(await connection.scalars(NAMES))


async def test_this_month_and_the_next_three_are_prepared_and_known(database: NotesDatabase) -> None:
    await created(database)
    months = Months(DAILY, OTHER)
    engine = database.transactions.engine
    for _ in range(2):
        await months.prepare(engine, FixedClock(NOON))

    ahead = ("2026_11", "2026_12", "2027_01", "2027_02")
    assert await names(database) == [f"{table}_{month}" for table in ("daily", "other") for month in ahead]
    async with engine.begin() as connection:
        with statements(engine) as sent:
            await months.ensure(connection, DAILY, [NOON.date(), DECEMBER])
            assert sent == []
            await months.ensure(connection, DAILY, [NOON.date(), date(2026, 10, 31), date(2026, 10, 1)])
            assert len(sent) == 1
    assert "daily_2026_10" in await names(database)


async def test_a_month_that_was_rolled_back_is_created_again(database: NotesDatabase) -> None:
    await created(database)
    months = Months(DAILY)
    async with database.transactions.engine.connect() as connection:
        await months.ensure(connection, DAILY, [DECEMBER])
        await connection.rollback()
    assert await names(database) == []
    async with database.transactions.engine.begin() as connection:
        await months.ensure(connection, DAILY, [DECEMBER])
        await connection.execute(DAILY.insert().values(day=DECEMBER))
    assert await names(database) == ["daily_2026_12"]


@pytest.mark.parametrize("day", [date(1999, 12, 31), NOON.date() + timedelta(days=4000)])
async def test_a_month_that_cannot_be_is_rejected(database: NotesDatabase, day: date) -> None:
    await created(database)
    with pytest.raises(DBAPIError, match="no rows are kept for"):
        async with database.transactions.engine.begin() as connection:
            await Months(DAILY).ensure(connection, DAILY, [day])


async def test_only_the_tables_that_were_named_have_months(database: NotesDatabase) -> None:
    await created(database)
    stray = Table("stray", MetaData(), Column("day", Date))
    with pytest.raises(DBAPIError, match="stray has no partitions"):
        async with database.transactions.engine.begin() as connection:
            await Months(stray).ensure(connection, stray, [DECEMBER])
