"""The HTTP API of the running service: who may do what, what is answered, what is refused and how."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.clients import client_for
from chassis.testing.tokens import Tokens
from contracts.identity import media_id
from ingestion.api import create_api
from ingestion.bootstrap import build
from ingestion.settings import Settings

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import StandIn

    from devstack.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration

TOKENS = Tokens()
ADMIN_ID = uuid4()
ADMIN = TOKENS.bearer(ADMIN_ID, ("user", "admin"))
API = "/api/v1/ingestion"


@pytest_asyncio.fixture
async def http(
    stand_in: StandIn, create_database: CreateDatabase, kafka_bootstrap: str
) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a client of the whole service on a fresh database."""
    container = build(
        Settings(
            database_url=(await create_database("ingestion")).app,
            kafka_bootstrap=kafka_bootstrap,
            tmdb_base_url=f"{stand_in.url}/tmdb/3",
            tmdb_api_key="key",
            trakt_base_url=f"{stand_in.url}/trakt",
            trakt_client_id="key",
            omdb_base_url=f"{stand_in.url}/omdb",
            omdb_api_key="key",
            tvmaze_base_url=f"{stand_in.url}/tvmaze",
            tvmaze_rate=1000,
            tmdb_rate=1000,
            shutdown_seconds=5,
        )
    )
    container.foundation.verifier = TOKENS.verifier()
    app = create_api(container, [container.gate_keeping, container.runner, container.scheduler])
    async with client_for(app, seconds=30) as client:
        yield client


async def _ended(http: httpx2.AsyncClient, job_id: str) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while True:
            job = (await http.get(f"{API}/jobs/{job_id}", headers=ADMIN)).json()["data"]
            if job["status"] not in ("queued", "processing"):
                return dict(job)
            await asyncio.sleep(0.05)


async def test_a_title_is_imported_and_can_be_looked_at_with_its_sources(http: httpx2.AsyncClient) -> None:
    answer = await http.post(f"{API}/sync", headers=ADMIN, json={"tmdbId": 653, "type": "movie"})
    assert answer.status_code == 202
    asked = answer.json()["data"]
    assert (asked["status"], asked["id"], asked["imported"]) == ("queued", str(media_id("movie", 653)), False)
    job = await _ended(http, asked["jobId"])
    assert (job["status"], job["kind"], job["mediaId"], job["errorMessage"]) == (
        "ready",
        "sync-movie",
        asked["id"],
        None,
    )
    title = (await http.get(f"{API}/titles/movie/653?provenance=true", headers=ADMIN)).json()["data"]
    assert title["provenance"]["ratings.imdb"] == "omdb"
    assert title["sources"]["tmdb"]["outcome"] == "ok"
    assert (await http.get(f"{API}/titles/movie/653", headers=ADMIN)).json()["data"]["provenance"] is None
    again = await http.post(f"{API}/sync", headers=ADMIN, json={"tmdbId": 653, "type": "movie"})
    assert again.json()["data"]["imported"] is True


ADMIN_ROUTES = [
    ("POST", "/sync", {"tmdbId": 1, "type": "movie"}),
    ("POST", "/bulk", {"items": [{"tmdbId": 1, "type": "movie"}]}),
    ("POST", "/bulk/csv", None),
    ("POST", "/trending", None),
    ("POST", "/movies/now-playing", None),
    ("POST", "/movies/now-playing-flags", None),
    ("POST", "/movies/new-releases", None),
    ("POST", "/movies/new-on-digital", None),
    ("POST", "/snapshots", None),
    ("POST", "/shows/tracked", None),
    ("POST", "/changes", None),
    ("POST", "/signals/backfill", {"rows": [{"kind": "movie", "tmdbId": 1, "day": "2026-01-01"}]}),
    ("GET", "/jobs", None),
    ("GET", "/jobs/events", None),
    ("GET", f"/jobs/{uuid4()}/report", None),
    ("POST", f"/jobs/{uuid4()}/retry", None),
    ("POST", f"/jobs/{uuid4()}/cancel", None),
    ("GET", "/titles/movie/1", None),
    ("GET", "/sources", None),
    ("GET", "/schedules", None),
    ("PATCH", "/schedules/trending", {"enabled": False}),
]
USER_ROUTES = [
    ("POST", "/import/movie/1", None),
    ("GET", f"/jobs/{uuid4()}", None),
    ("GET", f"/jobs/{uuid4()}/events", None),
]


async def test_every_route_asks_who_is_there_and_what_acts_on_everything_asks_for_an_administrator(
    http: httpx2.AsyncClient,
) -> None:
    answered: dict[str, tuple[int, int]] = {}
    for method, path, body in ADMIN_ROUTES + USER_ROUTES:
        nobody = await http.request(method, API + path, json=body)
        user = await http.request(method, API + path, json=body, headers=TOKENS.bearer())
        answered[f"{method} {path}"] = (nobody.status_code, user.status_code)
    assert {codes for route, codes in answered.items() if route in {f"{m} {p}" for m, p, _ in ADMIN_ROUTES}} == {
        (401, 403)
    }
    assert [codes[0] for route, codes in answered.items() if route in {f"{m} {p}" for m, p, _ in USER_ROUTES}] == [
        401
    ] * 3
    document = (await http.get("/openapi.json")).json()
    tested = {(method, _template(path)) for method, path, _ in ADMIN_ROUTES + USER_ROUTES}
    documented = {
        (method.upper(), path.removeprefix(API)) for path, methods in document["paths"].items() for method in methods
    }
    assert documented == tested


def _template(path: str) -> str:
    parts = path.split("/")
    for at, part in enumerate(parts):
        if len(part) == 36:
            parts[at] = "{job_id}"
    text = "/".join(parts)
    for known, template in (
        ("/titles/movie/1", "/titles/{kind}/{tmdb_id}"),
        ("/import/movie/1", "/import/{kind}/{tmdb_id}"),
        ("/schedules/trending", "/schedules/{name}"),
    ):
        text = text.replace(known, template)
    return text


async def test_every_operation_is_described(http: httpx2.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert len(operation["description"]) > 20, (path, method)
            assert "401" in operation["responses"], (path, method)


async def test_who_asked_for_a_job_may_see_it_and_nobody_else(http: httpx2.AsyncClient) -> None:
    me, other = TOKENS.bearer(uuid4()), TOKENS.bearer(uuid4())
    asked = (await http.post(f"{API}/import/movie/653", headers=me)).json()["data"]
    path = f"{API}/jobs/{asked['jobId']}"
    assert (await http.get(path, headers=me)).status_code == 200
    assert (await http.get(path, headers=ADMIN)).status_code == 200
    hidden = await http.get(path, headers=other)
    assert (hidden.status_code, hidden.json()["error"]["code"]) == (404, "JOB_NOT_FOUND")
    joined = (await http.post(f"{API}/import/movie/653", headers=other)).json()["data"]
    assert (await http.get(f"{API}/jobs/{joined['jobId']}", headers=other)).status_code == 200


async def test_many_titles_have_a_job_each_in_their_order_and_can_be_asked_for_together(
    http: httpx2.AsyncClient,
) -> None:
    items = [{"tmdbId": n, "type": "movie"} for n in (653, 832, 999_999_999, 653)]
    jobs = (await http.post(f"{API}/bulk", headers=ADMIN, json={"items": items})).json()["data"]["jobs"]
    assert [job["tmdbId"] for job in jobs] == [653, 832, 999_999_999, 653]
    assert jobs[0]["jobId"] == jobs[3]["jobId"]
    for job in jobs:
        await _ended(http, job["jobId"])
    ids = ",".join(sorted({job["jobId"] for job in jobs}))
    page = (await http.get(f"{API}/jobs", headers=ADMIN, params={"ids": ids})).json()
    assert {job["tmdbId"]: job["status"] for job in page["data"]} == {653: "ready", 832: "ready", 999_999_999: "failed"}
    failed = (await http.get(f"{API}/jobs?status=failed&kind=sync-movie&limit=1", headers=ADMIN)).json()
    assert (failed["meta"]["total"], failed["data"][0]["errorCode"]) == (1, "not_found")
    again = await http.post(f"{API}/jobs/{failed['data'][0]['id']}/retry", headers=ADMIN)
    assert again.json()["data"]["status"] == "queued"


async def test_a_table_is_imported_row_by_row_and_its_report_can_be_downloaded(http: httpx2.AsyncClient) -> None:
    table = "tmdbId,type\n653,movie\n=1+1,movie\n653,film\n832,person\n"
    headers = {**ADMIN, "content-type": "text/csv"}
    job = (await http.post(f"{API}/bulk/csv", headers=headers, content=table)).json()["data"]
    assert (await _ended(http, job["id"]))["status"] == "ready"
    async with asyncio.timeout(20):
        while True:
            report = (await http.get(f"{API}/jobs/{job['id']}/report", headers=ADMIN)).json()["data"]
            if report["counts"].get("ready"):
                break
            await asyncio.sleep(0.1)
    assert report["counts"] == {"ready": 1, "rejected": 2, "duplicate": 1}
    download = await http.get(f"{API}/jobs/{job['id']}/report?csv=true", headers=ADMIN)
    assert download.headers["content-disposition"].startswith("attachment")
    lines = download.text.splitlines()
    assert lines[0] == "line,tmdbId,type,status,reason,jobId"
    assert lines[2].startswith("3,,,rejected,")
    refused = await http.post(f"{API}/bulk/csv", headers=headers, content="a,b\n1,2\n")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "INVALID_ROWS")


async def test_lists_signals_and_walks_are_started_once(http: httpx2.AsyncClient) -> None:
    started = (await http.post(f"{API}/trending", headers=ADMIN)).json()["data"]
    assert (started["kind"], started["deduped"]) == ("trending", False)
    ended = await _ended(http, started["jobId"])
    assert (ended["status"], ended["progress"]["total"]) == ("ready", 200)
    children = (await http.get(f"{API}/jobs?parent={started['jobId']}&limit=1", headers=ADMIN)).json()
    assert children["meta"]["total"] == 200
    flags = (await http.post(f"{API}/movies/now-playing-flags", headers=ADMIN, json={"region": "us"})).json()["data"]
    assert (await _ended(http, flags["jobId"]))["status"] == "ready"


async def test_past_signals_are_taken_all_or_none(http: httpx2.AsyncClient) -> None:
    rows = [
        {"kind": "movie", "tmdbId": 653, "day": "2026-01-01", "totalWatchers": 5},
        {"kind": "movie", "tmdbId": 653, "day": "2026-01-02"},
    ]
    taken = await http.post(f"{API}/signals/backfill", headers=ADMIN, json={"rows": rows})
    assert (taken.status_code, taken.json()["data"]) == (202, {"accepted": 1, "empty": 1})
    assert (await http.post(f"{API}/signals/backfill", headers=ADMIN, json={"items": rows})).status_code == 202
    future = await http.post(
        f"{API}/signals/backfill", headers=ADMIN, json={"rows": [{**rows[0], "day": "2999-01-01"}]}
    )
    assert future.status_code == 400
    assert "rows.0.day" in future.json()["error"]["message"]


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("/sync", {"tmdbId": 0, "type": "movie"}, "tmdbId"),
    ("/sync", {"tmdbId": 1, "type": "person"}, "type"),
    ("/sync", {"tmdbId": 1}, "type"),
    ("/sync", {"tmdbId": 2**31, "type": "movie"}, "tmdbId"),
    ("/sync", {"tmdbId": 1, "type": "movie", "extra": 1}, "extra"),
    ("/bulk", {"items": []}, "items"),
    ("/bulk", {"items": [{"tmdbId": 1, "type": "movie"}] * 1001}, "items"),
    ("/trending", {"pages": 0}, "pages"),
    ("/movies/now-playing", {"region": "Ukraine"}, "region"),
    ("/movies/new-releases", {"daysBack": 0}, "daysBack"),
]


@pytest.mark.parametrize(("path", "body", "field"), REFUSED)
async def test_a_wrong_request_names_its_field(
    http: httpx2.AsyncClient, path: str, body: dict[str, Any], field: str
) -> None:
    answer = await http.post(API + path, headers=ADMIN, json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"
    assert field in answer.json()["error"]["message"]


async def test_schedules_can_be_changed_and_wrong_ones_are_refused(http: httpx2.AsyncClient) -> None:
    async with asyncio.timeout(10):
        while True:
            schedules = (await http.get(f"{API}/schedules", headers=ADMIN)).json()["data"]
            if schedules:
                break
            await asyncio.sleep(0.1)
    assert {"trending", "snapshots", "change-feed", "mend"} <= {schedule["name"] for schedule in schedules}
    path = f"{API}/schedules/trending"
    changed = (await http.patch(path, headers=ADMIN, json={"cron": "30 1 * * *"})).json()["data"]
    assert (changed["cron"], changed["nextRunAt"][11:16]) == ("30 1 * * *", "01:30")
    refused = await http.patch(path, headers=ADMIN, json={"cron": "61 * * * *"})
    assert refused.status_code == 400
    assert "minute" in refused.json()["error"]["message"]
    missing = await http.patch(f"{API}/schedules/nothing", headers=ADMIN, json={"enabled": True})
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "SCHEDULE_NOT_FOUND")


async def test_sources_tell_what_is_configured_and_how_it_answers(http: httpx2.AsyncClient) -> None:
    job = (await http.post(f"{API}/sync", headers=ADMIN, json={"tmdbId": 653, "type": "movie"})).json()["data"]
    await _ended(http, job["jobId"])
    sources = {each["source"]: each for each in (await http.get(f"{API}/sources", headers=ADMIN)).json()["data"]}
    assert set(sources) == {"tmdb", "trakt", "omdb", "tvmaze"}
    assert sources["tmdb"]["quota"]["limit"] == 1000
    assert sources["omdb"]["quota"]["left"] < 1000
    assert sources["tmdb"]["breaker"]["state"] == "closed"
    assert set(sources["tmdb"]["oldestByKind"]) == {"movie"}


async def _stream(http: httpx2.AsyncClient, path: str, headers: dict[str, str]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    async with http.stream("GET", path, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        async for line in response.aiter_lines():
            if line.startswith("data:"):
                told.append(json.loads(line[5:]))
    return told


async def test_a_job_can_be_followed_to_its_end(http: httpx2.AsyncClient) -> None:
    mine = TOKENS.bearer(uuid4())
    job = (await http.post(f"{API}/import/show/1396", headers=mine)).json()["data"]
    told = await asyncio.wait_for(_stream(http, f"{API}/jobs/{job['jobId']}/events", mine), 30)
    assert told[-1]["status"] in ("ready", "failed")
    assert len({event["status"] for event in told}) == len({json.dumps(event) for event in told})
    named = await asyncio.wait_for(_stream(http, f"{API}/jobs/events?ids={job['jobId']}", ADMIN), 30)
    assert named[-1]["id"] == job["jobId"]
    hidden = await http.get(f"{API}/jobs/{job['jobId']}/events", headers=TOKENS.bearer(uuid4()))
    assert hidden.status_code == 404


async def test_ids_that_are_none_or_too_many_are_refused(http: httpx2.AsyncClient) -> None:
    for ids in ("x", ",".join(str(uuid4()) for _ in range(201))):
        assert (await http.get(f"{API}/jobs", headers=ADMIN, params={"ids": ids})).status_code == 400
