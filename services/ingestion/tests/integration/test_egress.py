"""Outgoing connections whose required path does not hold: jobs wait, nothing is sent or lost, and work resumes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from libs.egress.tests.integration.listeners import closed_port, proxying

from contracts.ingestion import SourceDegradedV1, SourceRecoveredV1
from ingestion.domain.titles.facts import TitleKey
from jobs.model import Status

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService

    from ingestion.domain.jobs import Job

pytestmark = pytest.mark.integration

MOVIE = TitleKey("movie", 550)
NOWHERE = "192.0.2.7"
"""An address of documentation, which no machine has (RFC 5737)."""
DEGRADED = SourceDegradedV1.topic
RECOVERED = SourceRecoveredV1.topic


async def _deferred(service: Service, job: Job) -> Job:
    async with asyncio.timeout(20):
        while True:
            current = await service.job(job.id)
            if current.reason_code is not None:
                return current
            await asyncio.sleep(0.05)


async def _tmdb(service: Service, topic: str) -> list[dict[str, Any]]:
    return [event for event in await service.events(topic) if event["source"] == "tmdb"]


async def test_a_job_waits_for_its_path_and_runs_when_it_holds(
    simulator: Simulator, start_service: StartService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("egress.guard.RETRY", timedelta(seconds=1))
    port = closed_port()
    proxied = {"egress_proxy": f"http://127.0.0.1:{port}", "egress_path": "proxy"}
    async with start_service(simulator, **proxied) as service:
        [job] = await service.sync(MOVIE)
        waiting = await _deferred(service, job)
        assert (waiting.status, waiting.attempts, waiting.reason_code) == (Status.QUEUED, 0, "egress_proxy")
        [degraded] = await _tmdb(service, DEGRADED)
        assert (degraded["health"], degraded["reasonCode"]) == ("unavailable", "egress_proxy")
        assert sum(counts["total"] for counts in simulator.requests().values()) == 0
        [report] = [report for report in await service.container.application.sources() if report.state.source == "tmdb"]
        assert report.health == "unavailable"
        assert not service.container.guard.condition().holds
        async with proxying(port) as proxy:
            [ended] = await service.settle(job.id, seconds=60)
            assert (ended.status, ended.attempts) == (Status.READY, 0)
            assert {host for host, _ in proxy.requested} == {"127.0.0.1"}
            assert len(await _tmdb(service, RECOVERED)) == 1
            assert service.container.guard.condition().holds


async def test_nothing_leaves_from_another_address(simulator: Simulator, start_service: StartService) -> None:
    async with start_service(simulator, egress_path=f"source:{NOWHERE}") as service:
        [job] = await service.sync(MOVIE)
        waiting = await _deferred(service, job)
        assert (waiting.status, waiting.reason_code) == (Status.QUEUED, "egress_source_address")
        assert sum(counts["total"] for counts in simulator.requests().values()) == 0


async def test_a_provider_that_is_not_permitted_fails_its_jobs(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, egress_networks="192.0.2.0/24") as service:
        [job] = await service.sync(MOVIE)
        refused = await _deferred(service, job)
        assert refused.reason_code == "egress_address"
        assert sum(counts["total"] for counts in simulator.requests().values()) == 0
