"""A bulk import as a whole: it ends with its last title, is cancelled with what waits, and goes on after that."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from upstreams.demo import demo_titles

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api
    from services.ingestion.tests.integration.conftest import StandIn

pytestmark = pytest.mark.integration

FILMS = [number for kind, number in demo_titles() if kind == "movie"][:60]
TABLE = "tmdbId,type\n" + "".join(f"{number},movie\n" for number in FILMS) + "x,movie\n"


async def _send(api: Api) -> dict[str, Any]:
    headers = {**api.admin, "content-type": "text/csv"}
    return dict(await api.data("POST", "/ingestion/bulk/csv", headers, content=TABLE))


async def _progress(api: Api, job_id: str) -> dict[str, Any]:
    """Wait until some titles are done, and not all, and give the job."""
    async with asyncio.timeout(20):
        while True:
            job = await api.data("GET", f"/ingestion/jobs/{job_id}")
            if (job["progress"]["done"] or 0) > 1:
                return dict(job)
            await asyncio.sleep(0.05)


async def test_it_is_over_with_its_last_title_and_tells_how_far_it_is(api: Api, stand_in: StandIn) -> None:
    stand_in.faults("tmdb", {"latencyMs": 400})
    bulk = await _send(api)
    going = await _progress(api, bulk["id"])
    assert going["status"] in ("queued", "processing")
    assert going["progress"]["done"] < going["progress"]["total"] == len(FILMS) + 1
    assert (going["errorCode"], going["errorMessage"]) == (None, None)
    stand_in.faults("tmdb")
    ended = await api.ended(bulk["id"])
    assert (ended["status"], ended["progress"]) == ("ready", {"done": 61, "total": 61})
    report = await api.data("GET", f"/ingestion/jobs/{bulk['id']}/report")
    assert report["counts"] == {"ready": 60, "rejected": 1}


async def test_cancelled_it_takes_back_what_waits_and_a_retry_imports_the_rest(api: Api, stand_in: StandIn) -> None:
    stand_in.faults("tmdb", {"latencyMs": 400})
    bulk = await _send(api)
    await _progress(api, bulk["id"])
    wanted = {"tmdbId": FILMS[-1], "type": "movie"}
    shared = await api.data("POST", "/ingestion/sync", api.another_admin(), json=wanted)
    cancelled = await api.data("POST", f"/ingestion/jobs/{bulk['id']}/cancel")
    assert cancelled["status"] == "cancelled"
    states = dict(await api.sql("select status, count(*) from jobs where parent is not null group by status"))
    assert states["cancelled"] > 10
    assert states.get("queued", 0) <= 1, "only what somebody else asked for as well still waits"
    stand_in.faults("tmdb")
    assert (await api.ended(shared["jobId"]))["status"] == "ready"
    await api.data("POST", f"/ingestion/jobs/{bulk['id']}/retry")
    assert (await api.ended(bulk["id"]))["status"] == "ready"
    report = await api.data("GET", f"/ingestion/jobs/{bulk['id']}/report")
    assert report["counts"] == {"ready": 60, "rejected": 1}
