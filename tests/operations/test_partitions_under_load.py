"""A year passes while requests run: months are created ahead and dropped by retention, and no request fails."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.operations.load import under_load

from chassis.messaging.transaction import Transactions, UnitsOfWork
from chassis.storage.database import create_engine
from chassis.storage.partitions.months import Months
from chassis.testing.clock import FixedClock
from devstack.servers import schemas
from devstack.testing.pytest_plugin import CreateDatabase
from insights.application.signals.rollups import DeleteOldSignals
from insights.domain.signals.retention import Retention
from insights.infrastructure.signals.rollups import SqlRollUpWork
from insights.infrastructure.signals.tables import daily_signals, hourly_signals

pytestmark = [pytest.mark.integration, pytest.mark.slow]

RETENTION = Retention(daily_days=60, hourly_days=31)
PARTITIONS = (
    "select right(relname, 7) from pg_class where relispartition and relkind = 'r' and relname like $1 order by 1"
)
TABLES = ("daily_signals", "hourly_signals", "titles")


async def test_a_year_of_months_is_created_and_dropped(create_database: CreateDatabase) -> None:
    urls = await create_database("insights")
    engine = create_engine(urls.app, schema="insights", application_name="test")
    clock = FixedClock(datetime.now(UTC).replace(day=15) - timedelta(days=365))
    first = clock.now()
    try:
        units = UnitsOfWork(Transactions(engine), SqlRollUpWork)
        async with under_load(urls.app, "insights", TABLES) as load:
            for _ in range(13):
                await Months(daily_signals, hourly_signals).prepare(engine, clock)
                await DeleteOldSignals(units, clock, RETENTION)()
                last = clock.now()
                clock.instant += timedelta(days=30)
    finally:
        await engine.dispose()

    async with schemas.connected(urls.superuser) as connection:
        kept = {
            table: [row[0] for row in await connection.fetch(PARTITIONS, f"{table}\\_%")]
            for table in ("daily_signals", "hourly_signals")
        }
    assert dict(load.errors) == {}
    assert len(load.durations) > 100
    for table, days in (("daily_signals", 60), ("hourly_signals", 31)):
        oldest = (last - timedelta(days=days)).strftime("%Y_%m")
        assert kept[table][0] == oldest, (table, first, kept)
        assert kept[table][-1] > last.strftime("%Y_%m")
