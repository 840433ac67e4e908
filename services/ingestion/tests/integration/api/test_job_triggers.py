"""Starting jobs for lists, signals and rescans over HTTP: their options and their responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api
    from services.ingestion.tests.integration.conftest import Simulator

pytestmark = pytest.mark.integration


async def accepted(api: Api, path: str, **arguments: Any) -> dict[str, Any]:
    """Start a job, check it, and return the response without the job id."""
    response = dict(await api.data("POST", path, **arguments))
    job = await api.data("GET", f"/ingestion/jobs/{response.pop('jobId')}")
    assert (response.pop("status"), response.pop("kind")) == ("queued", job["kind"])
    return response


async def test_trending_lists_are_taken_and_their_titles_imported(api: Api) -> None:
    started = await api.data("POST", "/ingestion/trending")
    assert {name: started[name] for name in started if name not in ("jobId", "status")} == {
        "kind": "trending",
        "deduped": False,
        "mode": "dispatcher",
        "pages": 5,
        "page": None,
        "maxItems": 200,
        "syncStats": True,
        "type": None,
        "force": False,
    }
    ended = await api.ended(started["jobId"])
    assert (ended["status"], ended["progress"]["total"]) == ("ready", 200)
    children = (await api.request("GET", f"/ingestion/jobs?parent={started['jobId']}&limit=1")).json()
    assert children["meta"]["total"] == 200


async def test_one_page_of_trending_is_imported_and_the_lists_stay(api: Api) -> None:
    started = await api.data("POST", "/ingestion/trending?page=2&type=movie")
    assert (started["mode"], started["page"], started["pages"], started["maxItems"]) == ("legacy", 2, None, 20)
    ended = await api.ended(started["jobId"])
    assert (ended["status"], ended["progress"]["total"]) == ("ready", 20)
    assert await api.sql("select count(*) from lists") == [(0,)]
    children = (await api.request("GET", f"/ingestion/jobs?parent={started['jobId']}&limit=1")).json()
    assert children["meta"]["total"] == 20


async def test_a_sync_of_stats_is_a_sync_of_the_trending_lists(api: Api) -> None:
    started = await api.data("POST", "/stats/sync?limit=21")
    job = await api.data("GET", f"/ingestion/jobs/{started['jobId']}")

    assert (started["message"], started["limit"]) == ("Sync of trending titles has started", 21)
    assert (started["kind"], job["kind"], started["deduped"]) == ("trending", "trending", False)
    again = await api.data("POST", "/ingestion/trending?pages=2")
    assert (again["jobId"], again["deduped"]) == (started["jobId"], True)
    assert (await api.request("POST", "/stats/sync?limit=0")).status_code == 400


@pytest.mark.parametrize("place", ["query", "body", "both"])
async def test_trending_accepts_its_options_in_the_query_or_in_the_body(api: Api, place: str) -> None:
    query = {"pages": "1", "type": "show"} if place != "body" else {}
    body = {"syncStats": False, "force": True} if place == "both" else {"pages": 1, "type": "show"}
    arguments: dict[str, Any] = {"params": query} if place == "query" else {"params": query, "json": body}
    options = await accepted(api, "/ingestion/trending", **arguments)
    assert (options["pages"], options["type"], options["maxItems"]) == (1, "show", 20)
    assert (options["syncStats"], options["force"]) == ((False, True) if place == "both" else (True, False))
    [(payload,)] = await api.sql("select payload from jobs where kind = 'trending'")
    assert payload == {"pages": 1, "type": "show", "syncStats": options["syncStats"], "force": options["force"]}


async def test_the_same_is_done_once_and_something_else_beside_it(api: Api, simulator: Simulator) -> None:
    simulator.faults("tmdb", {"latencyMs": 500})
    first = await api.data("POST", "/ingestion/trending", params={"pages": 2})
    same = await api.data("POST", "/ingestion/trending", json={"pages": 2})
    forced = await api.data("POST", "/ingestion/trending", json={"pages": 2, "force": True})
    assert [response["deduped"] for response in (first, same, forced)] == [False, True, False]
    assert first["jobId"] == same["jobId"] != forced["jobId"]
    simulator.forget()


async def test_lists_of_a_region_say_what_they_take(api: Api) -> None:
    plain = {"deduped": False, "region": None, "force": False}
    us = {"json": {"region": "us", "force": True}}
    assert await accepted(api, "/ingestion/movies/now-playing") == plain
    assert await accepted(api, "/ingestion/movies/now-playing", **us) == {**plain, "region": "US", "force": True}
    assert await accepted(api, "/ingestion/movies/now-playing-flags") == {"deduped": False, "region": None}
    assert await accepted(api, "/ingestion/movies/new-releases") == {**plain, "daysBack": 30}
    assert await accepted(api, "/ingestion/movies/new-on-digital") == {**plain, "daysBack": 14}
    german = await accepted(api, "/ingestion/movies/new-on-digital", json={"region": "DE"})
    assert german == {**plain, "region": "DE", "daysBack": 14}
    flags = await api.data("POST", "/ingestion/movies/now-playing-flags", json={"region": "us"})
    assert (await api.ended(flags["jobId"]))["status"] == "ready"


async def test_a_title_looked_at_today_is_looked_at_again_only_by_force(api: Api, simulator: Simulator) -> None:
    await api.imported("movie", 653)
    simulator.forget()
    job = await api.data("POST", "/ingestion/snapshots?region=global")
    assert (job["region"], job["force"]) == ("global", False)
    assert (await api.ended(job["jobId"]))["status"] == "ready"
    counts = simulator.requests()
    assert (counts["tmdb"]["total"], counts["trakt"]["total"]) == (0, 0)
    forced = await api.data("POST", "/ingestion/snapshots?force=true")
    assert forced["force"] is True
    assert (await api.ended(forced["jobId"]))["status"] == "ready"
    counts = simulator.requests()
    assert (counts["tmdb"]["total"], counts["trakt"]["total"]) == (1, 1)


async def test_tracked_shows_are_refreshed_by_force_on_request(api: Api) -> None:
    await api.sql(
        "insert into interests (user_id, kind, tmdb_id, version, follows) values (:user, 'show', 1396, 1, true)",
        user=uuid4(),
    )
    job = await api.data("POST", "/ingestion/shows/tracked?force=true")
    assert (job["kind"], job["force"], job["deduped"]) == ("tracked-shows", True, False)
    await api.ended(job["jobId"])
    assert await api.sql("select payload ->> 'force' from jobs where kind = 'sync-show'") == [("true",)]


async def test_past_signals_are_taken_all_or_none(api: Api) -> None:
    rows = [
        {"kind": "movie", "tmdbId": 653, "day": "2026-01-01", "totalWatchers": 5},
        {"kind": "movie", "tmdbId": 653, "day": "2026-01-02"},
    ]
    accepted_rows = await api.data("POST", "/ingestion/signals/backfill", json={"rows": rows})
    assert accepted_rows == {"accepted": 1, "empty": 1}
    await api.data("POST", "/ingestion/signals/backfill", json={"items": rows})
    future = [{**rows[0], "day": "2999-01-01"}]
    status, _, message = await api.refusal("POST", "/ingestion/signals/backfill", json={"rows": future})
    assert (status, "rows.0.day" in message) == (400, True)


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("/ingestion/trending", {"json": {"pages": 0}}, "pages"),
    ("/ingestion/trending", {"params": {"pages": 51}}, "pages"),
    ("/ingestion/trending", {"params": {"page": 0}}, "page"),
    ("/ingestion/trending", {"json": {"page": 3, "pages": 5}}, "page and pages exclude each other"),
    ("/ingestion/trending", {"params": {"page": 3}, "json": {"pages": 5}}, "page and pages exclude each other"),
    ("/ingestion/trending", {"params": {"pages": 5}, "json": {"pages": 5}}, "pages: must be in the query or"),
    ("/ingestion/trending", {"params": {"syncStats": 1}}, "syncStats: must be true or false"),
    ("/ingestion/trending", {"params": {"syncStats": "true"}, "json": {"syncStats": True}}, "syncStats: must be in"),
    ("/ingestion/trending", {"json": {"force": 0}}, "force: must be a boolean, not a number"),
    ("/ingestion/movies/now-playing", {"json": {"region": "Ukraine"}}, "region"),
    ("/ingestion/movies/now-playing", {"params": {"region": "US"}}, "region"),
    ("/ingestion/movies/now-playing-flags", {"json": {"force": True}}, "force"),
    ("/ingestion/movies/new-releases", {"json": {"daysBack": 0}}, "daysBack"),
    ("/ingestion/snapshots", {"params": {"region": "US"}}, "region: must be global, not US"),
    ("/ingestion/shows/tracked", {"params": {"force": "maybe"}}, "force"),
]


async def test_invalid_request_names_its_field(api: Api) -> None:
    for path, arguments, phrase in REFUSED:
        status, code, message = await api.refusal("POST", path, **arguments)
        assert (status, code, phrase in message) == (400, "VALIDATION_ERROR", True), (path, arguments, message)
    assert await api.sql("select count(*) from jobs") == [(0,)]
