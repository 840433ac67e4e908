"""Migrations go down and up on tables with rows while requests run: none waits for longer than two seconds."""

import asyncio

import asyncpg
import pytest
from tests.operations.filled_tables import fill
from tests.operations.load import under_load

from chassis.storage import migrations
from devstack.servers import schemas
from devstack.services import SERVICES
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = [pytest.mark.integration, pytest.mark.slow]

STEPS = 5
REPORT_SECONDS = 1.5
"""How long a report reads a table in one transaction: longer than a migration waits for it."""
LONGEST_SECONDS = 2.0
_TABLES = "select tablename from pg_tables where schemaname = $1 and tablename <> 'alembic_version' order by 1"


@pytest.mark.parametrize("service", SERVICES)
async def test_no_request_waits_long_for_a_migration(
    create_database: CreateDatabase, service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    urls = await create_database(service)
    async with schemas.connected(urls.superuser) as connection:
        tables = [row["tablename"] for row in await connection.fetch(_TABLES, service)]
        filled = await fill(connection, service, tables)
    assert {"inbox", "outbox_lanes"} & {*filled}

    async with under_load(urls.app, service, tables) as floor:
        await asyncio.sleep(1)
    async with under_load(urls.app, service, tables) as load:
        reports = asyncio.create_task(_report(urls.app, service, tables))
        await asyncio.to_thread(migrations.downgrade, service, urls.owner, f"-{STEPS}")
        await asyncio.to_thread(migrations.upgrade, service, urls.owner)
        reports.cancel()
    await asyncio.to_thread(migrations.check, service, urls.owner)

    with capsys.disabled():
        print(
            f"\n{service}: {STEPS} migrations down and up, {len(filled)} of {len(tables)} tables with rows, "
            f"{len(load.durations)} requests, longest {max(load.durations):.2f} s, "
            f"p99 {load.percentile(0.99) * 1e3:.1f} ms "
            f"({load.percentile(0.99) / floor.percentile(0.99):.1f} times that without migrations), "
            f"{load.missing} of another schema, errors {dict(load.errors)}"
        )
    assert len(load.durations) > 100
    assert max(load.durations) < LONGEST_SECONDS
    assert dict(load.errors) == {}


async def _report(url: str, schema: str, tables: list[str]) -> None:
    """Read one table after the other in transactions that last, as an export does."""
    connection = await asyncpg.connect(url)
    try:
        for table in tables:
            try:
                async with connection.transaction():
                    await connection.execute(f"select count(*) from {schema}.{table}")
                    await connection.execute(f"select pg_sleep({REPORT_SECONDS})")
            except asyncpg.PostgresError:
                continue
    finally:
        await connection.close()
