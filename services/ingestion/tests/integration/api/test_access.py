"""Who may do what: every route asks who is there, and what acts on everything asks for an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api

pytestmark = pytest.mark.integration

A_JOB = str(uuid4())
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
    ("GET", "/ingestion/schedules", None),
    ("PATCH", "/ingestion/schedules/trending", {"enabled": False}),
    ("POST", "/ingestion/schedules/trending/run", None),
]
USER_ROUTES = [
    ("POST", "/catalog/import/movie/1", None),
    ("POST", "/catalog/import/show/1", None),
    ("GET", f"/ingestion/jobs/{A_JOB}", None),
    ("GET", f"/ingestion/jobs/{A_JOB}/events", None),
]
TEMPLATES = {
    A_JOB: "{jobId}",
    "/titles/movie/1": "/titles/{kind}/{tmdbId}",
    "/import/movie/1": "/import/movie/{tmdbId}",
    "/import/show/1": "/import/show/{tmdbId}",
    "/schedules/trending": "/schedules/{name}",
}


async def test_nobody_gets_in_without_a_token_and_a_viewer_not_where_everything_is_acted_on(api: Api) -> None:
    for method, path, body in ADMIN_ROUTES:
        assert (await api.ask(method, path, {}, json=body)).status_code == 401, path
        assert (await api.ask(method, path, api.somebody(), json=body)).status_code == 403, path
    for method, path, body in USER_ROUTES:
        assert (await api.ask(method, path, {}, json=body)).status_code == 401, path
        assert (await api.ask(method, path, api.somebody(), json=body)).status_code in (202, 404), path
    assert await api.sql("select distinct kind from jobs order by kind") == [("sync-movie",), ("sync-show",)]


async def test_no_route_is_forgotten_above(api: Api) -> None:
    tested = set()
    for method, path, _ in ADMIN_ROUTES + USER_ROUTES:
        for given, template in TEMPLATES.items():
            path = path.replace(given, template)
        tested.add((method, f"/api/v1{path}"))
    document = (await api.client.get("/openapi.json")).json()
    assert tested == {(method.upper(), path) for path, item in document["paths"].items() for method in item}


async def test_who_asked_for_a_job_may_see_it_and_nobody_else(api: Api) -> None:
    me, other = api.somebody(), api.somebody()
    asked = await api.data("POST", "/catalog/import/show/1396", me)
    path = f"/ingestion/jobs/{asked['jobId']}"
    assert (await api.ask("GET", path, me)).status_code == 200
    assert (await api.ask("GET", path)).status_code == 200
    hidden = await api.ask("GET", path, other)
    assert (hidden.status_code, hidden.json()["error"]["code"]) == (404, "JOB_NOT_FOUND")
    assert (await api.ask("GET", f"{path}/events", other)).status_code == 404


async def test_an_unknown_parameter_is_named(api: Api) -> None:
    for method, path, body in ADMIN_ROUTES + USER_ROUTES:
        status, _, message = await api.refusal(method, f"{path}?regoin=US", json=body)
        assert (status, "regoin" in message) == (400, True), path
