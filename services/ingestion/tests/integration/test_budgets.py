"""A provider never receives more calls than its budget, whichever replica makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingestion.domain.titles.facts import TitleKey
from jobs.model import Status
from provider_simulator.titles.demo import demo_titles

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import StartService, StartSimulator

pytestmark = [pytest.mark.integration, pytest.mark.slow]

OWN_BUDGETS = {"tmdb_rate": 40, "trakt_rate": 1000, "omdb_rate": 1000, "tvmaze_rate": 20}


async def test_the_demo_catalog_is_imported_within_every_budget(
    simulator_process: StartSimulator, start_service: StartService
) -> None:
    strict = simulator_process()
    titles = [TitleKey(kind, number) for kind, number in demo_titles()]
    async with start_service(strict, **OWN_BUDGETS) as service:
        jobs = await service.sync(*titles)
        ended = []
        for at in range(0, len(jobs), 200):
            ended += await service.settle(*(job.id for job in jobs[at : at + 200]), seconds=150)
    counters = strict.requests()
    assert {job.reason for job in ended if job.status is not Status.READY} == set()
    for counted in counters.values():
        assert counted["window"]["overBudget"] == 0
        assert "429" not in counted["byStatus"]
