"""A bulk import as a whole: it ends with its last title, is cancelled with what waits, and goes on after that."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from provider_simulator.titles.demo import demo_titles

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api
    from services.ingestion.tests.integration.conftest import Simulator

pytestmark = pytest.mark.integration

MOVIES = [number for kind, number in demo_titles() if kind == "movie"][:60]
TABLE = "tmdbId,type\n" + "".join(f"{number},movie\n" for number in MOVIES) + "x,movie\n"


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


async def test_bulk_import_ends_with_its_last_title_and_reports_progress(api: Api, simulator: Simulator) -> None:
    simulator.faults("tmdb", {"latencyMs": 400})
    bulk = await _send(api)
    going = await _progress(api, bulk["jobId"])
    assert going["status"] == "processing"
    assert going["result"] == {
        "ready": going["progress"]["done"] - 1,
        "failed": 0,
        "cancelled": 0,
        "rejected": 1,
        "duplicate": 0,
    }
    assert going["progress"]["done"] < going["progress"]["total"] == len(MOVIES) + 1
    assert (going["errorCode"], going["errorMessage"]) == (None, None)
    simulator.faults("tmdb")
    ended = await api.ended(bulk["jobId"])
    assert (ended["status"], ended["progress"]) == ("ready", {"done": 61, "total": 61})
    report = await api.data("GET", f"/ingestion/jobs/{bulk['jobId']}/report")
    assert report["counts"] == {"ready": 60, "rejected": 1}
    assert ended["result"] == {"ready": 60, "failed": 0, "cancelled": 0, "rejected": 1, "duplicate": 0}


async def test_jobs_are_filtered_by_the_status_that_is_shown(api: Api, simulator: Simulator) -> None:
    simulator.faults("tmdb", {"latencyMs": 400})
    bulk = await _send(api)
    await _progress(api, bulk["jobId"])
    for status, job_ids in (("processing", [bulk["jobId"]]), ("queued", [])):
        jobs = await api.data("GET", f"/ingestion/jobs?kind=bulk-import&status={status}")
        assert [job["id"] for job in jobs] == job_ids
    simulator.faults("tmdb")


async def test_invalid_rows_affect_only_themselves(api: Api) -> None:
    rows = ["9" * 4301 + ",movie", "653,movie", "", '"8"32,movie', "1e5,movie", "x" * 140_000 + ",movie", "832,movie"]
    table = "TMDB ID;Type\n" + "\n".join(row.replace(",", ";") for row in rows)
    headers = {**api.admin, "content-type": "text/csv"}
    response = await api.request("POST", "/ingestion/bulk/csv", headers, content=table.encode("utf-16"))
    bulk = response.json()["data"]
    assert {name: bulk[name] for name in bulk if name not in ("jobId", "status")} == {
        "kind": "bulk-import",
        "deduped": False,
        "rows": 6,
    }
    ended = await api.ended(bulk["jobId"])
    assert (ended["status"], ended["result"]["ready"], ended["result"]["rejected"]) == ("ready", 2, 4)
    report = await api.data("GET", f"/ingestion/jobs/{bulk['jobId']}/report")
    assert [(row["line"], row["status"]) for row in report["rows"]] == [
        (2, "rejected"),
        (3, "ready"),
        (5, "rejected"),
        (6, "rejected"),
        (7, "rejected"),
        (8, "ready"),
    ]
    download = await api.request("GET", f"/ingestion/jobs/{bulk['jobId']}/report?csv=true")
    assert [line.split(",")[0] for line in download.text.splitlines()[1:]] == ["2", "3", "5", "6", "7", "8"]


async def test_number_of_any_length_is_rejected_as_invalid(api: Api) -> None:
    for body in (
        '{"tmdbId": ' + "9" * 5000 + ', "type": "movie"}',
        '{"tmdbId": 1e400, "type": "movie"}',
        '{"tmdbId": NaN, "type": "movie"}',
        '{"tmdbId": -0.0, "type": "movie"}',
        '{"tmdbId": "550", "type": "movie"}',
        '{"tmdbId": 550, "type": "mo\\ud800vie"}',
        '{"tmdbId": 550, "type": "movie\\u0000"}',
        "[" * 100_000,
    ):
        headers = {**api.admin, "content-type": "application/json"}
        response = await api.request("POST", "/ingestion/sync", headers, content=body)
        assert (response.status_code, response.json()["success"]) == (400, False), body[:60]
    for path in (f"/catalog/import/movie/{'9' * 5000}", "/catalog/import/movie/٥٥٠", "/catalog/import/movie/1e5"):
        assert (await api.request("POST", path)).status_code == 400, path[:60]
    assert (await api.request("GET", f"/ingestion/jobs?offset={'9' * 5000}")).status_code == 400


async def test_cancelled_bulk_import_cancels_its_queued_titles_and_a_retry_imports_the_rest(
    api: Api, simulator: Simulator
) -> None:
    simulator.faults("tmdb", {"latencyMs": 400})
    bulk = await _send(api)
    await _progress(api, bulk["jobId"])
    title = {"tmdbId": MOVIES[-1], "type": "movie"}
    shared = await api.data("POST", "/ingestion/sync", api.another_admin(), json=title)
    cancelled = await api.data("POST", f"/ingestion/jobs/{bulk['jobId']}/cancel")
    assert cancelled["status"] == "cancelled"
    states = dict(await api.sql("select status, count(*) from jobs where parent is not null group by status"))
    assert states["cancelled"] > 10
    assert states.get("queued", 0) <= 1, "only the job that another user also requested is still queued"
    simulator.faults("tmdb")
    assert (await api.ended(shared["jobId"]))["status"] == "ready"
    await api.data("POST", f"/ingestion/jobs/{bulk['jobId']}/retry")
    assert (await api.ended(bulk["jobId"]))["status"] == "ready"
    report = await api.data("GET", f"/ingestion/jobs/{bulk['jobId']}/report")
    assert report["counts"] == {"ready": 60, "rejected": 1}
