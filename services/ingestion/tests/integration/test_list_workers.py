"""Two workers on one database: each list is read once, and each change is recorded and published once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from ingestion.domain.jobs import JobKind
from ingestion.infrastructure.external_tables import external_lists
from ingestion.infrastructure.repositories.external_lists import SqlExternalLists
from ingestion.infrastructure.tables import jobs
from jobs.ports import JobFilter

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService

    from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration

LISTS = 6


def _content(simulator: Simulator, *numbers: int) -> None:
    entries = [{"type": "movie", "movie": {"ids": {"trakt": number, "tmdb": number}}} for number in numbers]
    paths = [f"/users/jane/lists/list-{place}" for place in range(LISTS)]
    simulator.edit(
        "trakt",
        *({"path": path, "patch": {"name": "List", "item_count": len(numbers)}} for path in paths),
        *({"path": f"{path}/items", "patch": entries} for path in paths),
    )


async def _settled(service: Service) -> None:
    """Wait until no list is being read."""
    filters = JobFilter(kinds=(JobKind.SYNC_EXTERNAL_LIST, JobKind.EXTERNAL_LISTS), limit=200)
    jobs, _ = await service.container.application.jobs.jobs(filters)
    await service.settle(*(job.id for job in jobs))


async def test_two_workers_read_each_list_once(
    simulator: Simulator, start_service: StartService, create_database: CreateDatabase
) -> None:
    database = (await create_database("ingestion")).app
    _content(simulator, 603, 550)
    async with (
        start_service(simulator, database=database) as first,
        start_service(simulator, database=database) as second,
    ):
        user = uuid4()
        urls = [f"https://trakt.tv/users/jane/lists/list-{place}" for place in range(LISTS)]
        services = (first, second)
        await asyncio.gather(
            *(
                services[place % 2].container.application.external_lists.follow(user, url)
                for place, url in enumerate([*urls, *urls])
            )
        )
        await _settled(first)
        assert await first.scalar("select count(*) from external_list_items") == 2 * LISTS
        _content(simulator, 603)
        followed = await first.container.application.external_lists.mine(user)
        async with first.container.runtime.engine.begin() as connection:
            await connection.execute(update(external_lists).values(tried_at=None))
        for service in services:
            lists = service.container.application.external_lists
            await asyncio.gather(*(lists.sync(user, item.external.list_id) for item in followed))
        await _settled(first)
        assert await first.scalar("select count(*) from external_list_changes") == LISTS
        assert len(await first.events("list.synced")) == 2 * LISTS
        assert len(await first.events("list.followed")) == LISTS


async def test_lists_with_a_job_do_not_hide_those_that_are_due(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, worker=False) as service:
        lists = service.container.application.external_lists
        url = "https://trakt.tv/users/jane/lists/list-"
        waiting, due = [(await lists.follow(uuid4(), f"{url}{place}")).external for place in range(2)]
        engine = service.container.runtime.engine
        async with engine.begin() as connection:
            await connection.execute(delete(jobs).where(jobs.c.dedup_key.endswith(str(due.list_id))))
        async with engine.connect() as connection:
            stored = SqlExternalLists(connection)
            assert await stored.due(datetime.now(UTC), 1) == [due.list_id]
        assert waiting.next_at is not None
        assert due.next_at is not None
        assert waiting.next_at <= due.next_at
