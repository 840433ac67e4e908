"""Two workers on one database: each list is read once, and each change is recorded and published once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from ingestion.domain.jobs import JobKind
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
        for service in services:
            lists = service.container.application.external_lists
            await asyncio.gather(*(lists.sync(user, item.external.list_id) for item in followed))
        await _settled(first)
        assert await first.scalar("select count(*) from external_list_changes") == LISTS
        assert len(await first.events("list.synced")) == 2 * LISTS
        assert len(await first.events("list.followed")) == LISTS
