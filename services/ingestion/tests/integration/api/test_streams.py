"""Event streams on a real server: a number per user, and none of them holds what requests need."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import QueuePool

from chassis.testing.clients import serving
from ingestion.api import create_api

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api

pytestmark = pytest.mark.integration


@pytest_asyncio.fixture
async def served(api: Api) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client of a real server: the in-process client returns no response before a stream ends."""
    limits = httpx2.Limits(max_connections=None)
    async with serving(create_api(api.container)) as address:
        async with httpx2.AsyncClient(base_url=address, trust_env=False, timeout=20, limits=limits) as client:
            yield client
        await api.container.application.feed.close()


async def test_a_user_has_a_number_of_streams_and_a_closed_one_frees_its_place(
    api: Api, served: httpx2.AsyncClient
) -> None:
    mine = api.user()
    job = await api.data("POST", f"/catalog/import/movie/{999_999_996}", mine)
    await api.sql("update jobs set status = 'queued', lease = null, run_at = now() + interval '1 day'")
    path = f"/api/v1/ingestion/jobs/{job['jobId']}/events"
    async with AsyncExitStack() as stack:
        for _ in range(5):
            response = await stack.enter_async_context(served.stream("GET", path, headers=mine))
            assert response.status_code == 200
        refused = await served.get(path, headers=mine)
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "TOO_MANY_STREAMS")
        assert refused.headers["retry-after"] == "5"
        admin = await stack.enter_async_context(served.stream("GET", path, headers=api.admin))
        assert admin.status_code == 200
    async with asyncio.timeout(10):
        while True:
            async with served.stream("GET", path, headers=mine) as again:
                if again.status_code == 200:
                    return
            await asyncio.sleep(0.2)


@pytest.mark.slow
async def test_two_hundred_streams_leave_the_request_pool_alone(api: Api, served: httpx2.AsyncClient) -> None:
    users = [api.user() for _ in range(53)]
    jobs = await asyncio.gather(*(api.data("POST", "/catalog/import/movie/999999995", user) for user in users))
    assert len({job["jobId"] for job in jobs}) == 1
    await api.sql("update jobs set status = 'queued', lease = null, run_at = now() + interval '1 day'")
    path = f"/api/v1/ingestion/jobs/{jobs[0]['jobId']}/events"
    async with AsyncExitStack() as stack:
        for user in users:
            for _ in range(5):
                response = await stack.enter_async_context(served.stream("GET", path, headers=user))
                assert response.status_code == 200
        pool = api.container.runtime.engine.pool
        assert isinstance(pool, QueuePool)
        assert pool.checkedout() <= 3
        async with asyncio.timeout(10):
            for _ in range(20):
                assert (await served.get("/api/v1/ingestion/sources", headers=api.admin)).status_code == 200
        backends = "select count(*) from pg_stat_activity where application_name = 'ingestion-streams'"
        assert await api.sql(backends + " and datname = current_database()") == [(1,)]
