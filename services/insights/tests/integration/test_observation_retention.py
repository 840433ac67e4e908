"""Observations of days that are not kept any more are deleted; what is still shown stays."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from chassis.storage.database import create_engine
from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import CreateDatabase
from insights.domain.signals.retention import Retention
from insights.infrastructure.retention import ForgetObservations

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
# Kept since 1 November: whole months, as of signals.
RETENTION = Retention(daily_days=28)
FILL = (
    (
        "insert into list_days (list_id, day, version, kind, region, taken_at) "
        "select 'popular', day, 1, 'movie', 'US', day from generate_series(date '2026-10-25', '2026-11-05', '1 d') day"
    ),
    (
        "insert into list_ranks (list_id, day, rank, media_id) select list_id, day, rank, gen_random_uuid() "
        "from list_days, generate_series(1, 5) rank"
    ),
    (
        "insert into arrivals (media_id, day, region, service) "
        "select gen_random_uuid(), day, 'US', 'netflix' from list_days"
    ),
    (
        "insert into source_outages (source, since, ended_at) values ('tmdb', '2026-10-01', '2026-10-31T23:59:59Z'), "
        "('omdb', '2026-10-01', '2026-11-01T00:00:00Z'), ('trakt', '2025-01-01', null)"
    ),
)


async def test_only_observations_before_the_first_kept_day_are_deleted(create_database: CreateDatabase) -> None:
    urls = await create_database("insights")
    engine = create_engine(urls.app, schema="insights", application_name="test")
    try:
        async with engine.begin() as connection:
            for statement in FILL:
                await connection.execute(text(statement))

        async def rows(query: str) -> Sequence[Any]:
            async with engine.connect() as reader:
                return [tuple(row) for row in await reader.execute(text(query))]

        forget = ForgetObservations(engine, FixedClock(NOW), RETENTION, rows=7)
        for _ in range(2):
            await forget()

            assert await rows("select count(*), min(day)::text from list_days") == [(5, "2026-11-01")]
            assert await rows("select count(*), min(day)::text from list_ranks") == [(25, "2026-11-01")]
            assert await rows("select count(*), min(day)::text from arrivals") == [(5, "2026-11-01")]
            assert await rows("select source from source_outages order by source") == [("omdb",), ("trakt",)]
    finally:
        await engine.dispose()
