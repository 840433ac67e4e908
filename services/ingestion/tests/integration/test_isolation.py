"""A title that always fails, in every way that a provider can fail, leaves the others alone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from ingestion.domain.titles.facts import Source, TitleKey
from jobs.model import ACTIVE, Status
from provider_simulator.titles.demo import demo_titles

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Simulator, StartService

pytestmark = [pytest.mark.integration, pytest.mark.slow]

POISONED, SHOW = TitleKey("movie", 653), TitleKey("show", 1396)
OTHERS = [TitleKey(kind, number) for kind, number in demo_titles() if kind == "movie" and number != 653][:5]
FAULTS: dict[str, dict[str, Any]] = {
    "500": {"status": 500},
    "503 with Retry-After": {"status": 503, "retryAfter": 20},
    "truncated": {"truncate": True},
    "garbage": {"garbage": True},
    "wrong type": {"wrongType": True},
    "403": {"status": 403},
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_title_that_always_fails_opens_no_breaker(
    simulator: Simulator, start_service: StartService, fault: str
) -> None:
    simulator.faults("tmdb", {**FAULTS[fault], "paths": "^/movie/653$"})
    async with start_service(simulator) as service:
        [poisoned] = await service.sync(POISONED)
        for other in OTHERS:
            [job] = await service.imported(other)
            assert (job.status, job.attempts, job.reason_code) == (Status.READY, 0, None)
            await asyncio.sleep(0.3)
        assert (await service.job(poisoned.id)).status in (*ACTIVE, Status.FAILED)
        assert await service.scalar("select count(*) from provider_state where breaker <> 'closed'") == 0
        assert await service.events("source.degraded") == []


@pytest.mark.parametrize("source", ["trakt", "tvmaze"])
async def test_title_that_fails_at_an_optional_provider_opens_no_breaker(
    simulator: Simulator, start_service: StartService, source: Source
) -> None:
    async with start_service(simulator) as service:
        await service.imported(SHOW, *OTHERS)
        paths = "/(movies|shows|tmdb)/[0-9]+" if source == "trakt" else "^/(shows/[0-9]{2,}|lookup)"
        simulator.faults(source, {"status": 500, "paths": paths})
        for _ in range(3):
            [job] = await service.imported(SHOW, force=True)
            assert job.status is Status.READY
        assert await service.scalar("select count(*) from provider_state where breaker <> 'closed'") == 0


async def test_failing_provider_is_not_called_although_one_title_is_requested(
    simulator: Simulator, start_service: StartService
) -> None:
    simulator.faults("tmdb", {"status": 500})
    async with start_service(simulator) as service:
        [job] = await service.sync(POISONED)
        async with asyncio.timeout(30):
            while True:
                if await service.scalar("select breaker from provider_state where source = 'tmdb'") == "open":
                    break
                await asyncio.sleep(0.1)
        simulator.faults("tmdb")
        [ended] = await service.settle(job.id, seconds=60)
    assert ended.status is Status.READY
