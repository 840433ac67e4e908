"""Access: every route requires a token, and operations on everything require an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api

pytestmark = pytest.mark.integration

A_JOB = str(uuid4())
A_LIST = "0b0e4f0a-1f0c-4f5b-9f57-6d3f0a6d5a01"
ADMIN_ROUTES = [
    ("POST", "/ingestion/sync", {"tmdbId": 1, "type": "movie"}),
    ("POST", "/ingestion/bulk", {"items": [{"tmdbId": 1, "type": "movie"}]}),
    ("POST", "/ingestion/bulk/csv", None),
    ("POST", "/ingestion/trending", None),
    ("POST", "/ingestion/movies/now-playing", None),
    ("POST", "/ingestion/movies/now-playing-flags", None),
    ("POST", "/ingestion/movies/new-releases", None),
    ("POST", "/ingestion/movies/new-on-digital", None),
    ("POST", "/ingestion/snapshots", None),
    ("POST", "/stats/sync", None),
    ("POST", "/ingestion/shows/tracked", None),
    ("POST", "/ingestion/changes", None),
    ("POST", "/ingestion/signals/backfill", {"rows": [{"kind": "movie", "tmdbId": 1, "day": "2026-01-01"}]}),
    ("GET", "/ingestion/jobs", None),
    ("GET", "/ingestion/jobs/events", None),
    ("GET", f"/ingestion/jobs/{A_JOB}/report", None),
    ("POST", f"/ingestion/jobs/{A_JOB}/retry", None),
    ("POST", f"/ingestion/jobs/{A_JOB}/cancel", None),
    ("GET", "/ingestion/titles/movie/1", None),
    ("GET", "/ingestion/sources", None),
    ("GET", "/ingestion/egress", None),
    ("GET", "/ingestion/schedules", None),
    ("PATCH", "/ingestion/schedules/trending", {"enabled": False}),
    ("POST", "/ingestion/schedules/trending/run", None),
]
USER_ROUTES = [
    ("POST", "/catalog/import/movie/1", None),
    ("POST", "/catalog/import/show/1", None),
    ("GET", f"/ingestion/jobs/{A_JOB}", None),
    ("GET", f"/ingestion/jobs/{A_JOB}/events", None),
    ("GET", "/ingestion/search", None),
    ("POST", "/lists/external", {"url": "https://lists.example/1"}),
    ("GET", "/lists/external", None),
    ("POST", "/lists/external/files", None),
    ("PUT", f"/lists/external/{A_LIST}/file", None),
    ("GET", f"/lists/external/{A_LIST}", None),
    ("GET", f"/lists/external/{A_LIST}/items", None),
    ("GET", f"/lists/external/{A_LIST}/changes", None),
    ("POST", f"/lists/external/{A_LIST}/sync", None),
    ("DELETE", f"/lists/external/{A_LIST}", None),
]
TEMPLATES = {
    A_JOB: "{jobId}",
    A_LIST: "{listId}",
    "/titles/movie/1": "/titles/{kind}/{tmdbId}",
    "/import/movie/1": "/import/movie/{tmdbId}",
    "/import/show/1": "/import/show/{tmdbId}",
    "/schedules/trending": "/schedules/{name}",
}


async def test_token_is_required_and_operations_on_everything_require_an_administrator(api: Api) -> None:
    for method, path, body in ADMIN_ROUTES:
        assert (await api.request(method, path, {}, json=body)).status_code == 401, path
        assert (await api.request(method, path, api.user(), json=body)).status_code == 403, path
    for method, path, body in USER_ROUTES:
        assert (await api.request(method, path, {}, json=body)).status_code == 401, path
        assert (await api.request(method, path, api.user(), json=body)).status_code in (200, 202, 400, 404, 415), path
    assert await api.sql("select distinct kind from jobs order by kind") == [("sync-movie",), ("sync-show",)]


async def test_no_route_is_forgotten_above(api: Api) -> None:
    tested = set()
    for method, path, _ in ADMIN_ROUTES + USER_ROUTES:
        for name, template in TEMPLATES.items():
            path = path.replace(name, template)
        tested.add((method, f"/api/v1{path}"))
    document = (await api.client.get("/openapi.json")).json()
    assert tested == {(method.upper(), path) for path, item in document["paths"].items() for method in item}


async def test_job_is_visible_only_to_its_requester_and_administrators(api: Api) -> None:
    me, other = api.user(), api.user()
    accepted = await api.data("POST", "/catalog/import/show/1396", me)
    path = f"/ingestion/jobs/{accepted['jobId']}"
    assert (await api.request("GET", path, me)).status_code == 200
    assert (await api.request("GET", path)).status_code == 200
    hidden = await api.request("GET", path, other)
    assert (hidden.status_code, hidden.json()["error"]["code"]) == (404, "JOB_NOT_FOUND")
    assert (await api.request("GET", f"{path}/events", other)).status_code == 404


async def test_an_unknown_parameter_is_named(api: Api) -> None:
    for method, path, body in ADMIN_ROUTES + USER_ROUTES:
        status, _, message = await api.refusal(method, f"{path}?regoin=US", json=body)
        assert (status, "regoin" in message) == (400, True), path
