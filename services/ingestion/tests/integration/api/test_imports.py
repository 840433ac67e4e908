"""Importing over HTTP: one title by an administrator, one on demand, many at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from contracts.identity import media_id

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api
    from services.ingestion.tests.integration.conftest import Simulator

pytestmark = pytest.mark.integration

MOVIE, OTHER_MOVIE, SHOW, UNKNOWN = 653, 832, 1396, 999_999_999


async def test_imported_title_is_returned_with_its_providers(api: Api) -> None:
    accepted = await api.data("POST", "/ingestion/sync", json={"tmdbId": MOVIE, "type": "movie"})
    assert (accepted["status"], accepted["id"], accepted["imported"], accepted["ingestionStatus"]) == (
        "queued",
        str(media_id("movie", MOVIE)),
        False,
        "importing",
    )
    job = await api.ended(accepted["jobId"])
    assert (job["status"], job["kind"], job["mediaId"]) == ("ready", "sync-movie", accepted["id"])
    assert (job["errorMessage"], job["missing"]) == (None, [])
    title = await api.data("GET", "/ingestion/titles/movie/653?provenance=true")
    assert title["provenance"]["ratings.imdb"] == "omdb"
    assert title["sources"]["tmdb"]["outcome"] == "ok"
    names = {*title["facts"], *title["provenance"], *title["facts"]["ratings"], *title["facts"]["cast"][0]}
    assert [name for name in names if "_" in name] == []
    assert {"runtimeMinutes", "originalTitle"} <= names
    assert (await api.data("GET", "/ingestion/titles/movie/653"))["provenance"] is None


async def test_imported_title_is_ready_while_it_is_refreshed(api: Api) -> None:
    first = await api.imported("movie", MOVIE)
    await api.sql("update titles set imported_at = now() - interval '16 minutes'")
    again = await api.data("POST", "/ingestion/sync", json={"tmdbId": MOVIE, "type": "movie"})
    assert (again["ingestionStatus"], again["imported"], again["status"]) == ("ready", True, "queued")
    assert again["jobId"] != first["id"]


async def test_fresh_title_is_fetched_again_only_by_force(api: Api) -> None:
    await api.imported("movie", MOVIE)
    await api.sql("update titles set imported_at = now() - interval '14 minutes'")
    title = {"tmdbId": MOVIE, "type": "movie"}
    there = await api.data("POST", "/ingestion/sync", json=title)
    assert (there["status"], there["jobId"], there["ingestionStatus"], there["imported"]) == (
        "exists",
        None,
        "ready",
        True,
    )
    assert await api.sql("select count(*) from jobs") == [(1,)]
    forced = await api.data("POST", "/ingestion/sync", json={**title, "force": True})
    assert (forced["status"], forced["deduped"]) == ("queued", False)


async def test_ready_title_has_its_slug_once_catalog_has_published_it(api: Api) -> None:
    job = await api.imported("movie", MOVIE)
    assert job["slug"] is None
    await api.sql("insert into slugs values ('movie', :id, 'cars-2', 1), ('show', :id, 'another', 1)", id=MOVIE)
    assert (await api.data("GET", f"/ingestion/jobs/{job['id']}"))["slug"] == "cars-2"
    [listed] = await api.data("GET", "/ingestion/jobs")
    assert listed["slug"] == "cars-2"
    assert (await api.data("POST", f"/catalog/import/movie/{MOVIE}", api.user()))["slug"] == "cars-2"
    title = {"tmdbId": MOVIE, "type": "movie"}
    assert (await api.data("POST", "/ingestion/sync", json=title))["slug"] == "cars-2"
    queued = await api.data("POST", "/ingestion/sync", json={**title, "force": True})
    running = await api.data("GET", f"/ingestion/jobs/{queued['jobId']}")
    assert (queued["slug"], running["slug"] if running["status"] == "queued" else None) == ("cars-2", None)


async def test_new_titles_of_a_user_are_limited_at_once(api: Api) -> None:
    # No job ends meanwhile, however slow the machine is.
    await api.container.runner.stop()
    me = api.user()
    responses = await asyncio.gather(
        *(api.request("POST", f"/catalog/import/movie/{n}", me) for n in range(1001, 1031))
    )
    assert sorted({response.status_code for response in responses}) == [202, 429]
    assert sum(response.status_code == 202 for response in responses) == 20
    refused = next(response for response in responses if response.status_code == 429)
    error = refused.json()["error"]
    assert (error["code"], error["details"]["limit"], refused.headers["retry-after"]) == (
        "IMPORT_LIMIT_REACHED",
        20,
        "10",
    )
    joined = next(response for response in responses if response.status_code == 202).json()["data"]
    again = await api.request("POST", f"/catalog/import/movie/{joined['tmdbId']}", me)
    assert again.json()["data"]["jobId"] == joined["jobId"], "to join a job costs nothing"
    assert (await api.request("POST", "/catalog/import/movie/1101", api.user())).status_code == 202


async def test_many_requests_of_one_user_hold_one_connection(api: Api) -> None:
    me = api.user()
    await api.ended((await api.data("POST", f"/catalog/import/movie/{MOVIE}", me))["jobId"])
    async with api.container.streams.begin() as connection:
        await connection.exec_driver_sql("select used from import_shares for update")
        waiting = [
            asyncio.create_task(api.request("POST", f"/catalog/import/movie/{number}", me))
            for number in range(1001, 1016)
        ]
        await asyncio.sleep(0.5)
        assert (await api.request("POST", f"/catalog/import/movie/{OTHER_MOVIE}", api.user())).status_code == 202
        assert not any(task.done() for task in waiting)
    assert {response.status_code for response in await asyncio.gather(*waiting)} == {202}


async def test_new_titles_of_a_user_are_limited_per_day_without_imported_ones(api: Api) -> None:
    me = api.user()
    first = await api.data("POST", f"/catalog/import/movie/{MOVIE}", me)
    await api.ended(first["jobId"])
    assert await api.sql("select used from import_shares") == [(1,)]
    await api.sql("update import_shares set used = 100")
    refused = await api.request("POST", f"/catalog/import/movie/{OTHER_MOVIE}", me)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "IMPORT_LIMIT_REACHED")
    assert 0 < int(refused.headers["retry-after"]) <= 86_400
    assert (await api.data("POST", f"/catalog/import/movie/{MOVIE}", me))["status"] == "ready"
    await api.sql("update titles set imported_at = now() - interval '2 days'")
    assert (await api.data("POST", f"/catalog/import/movie/{MOVIE}", me))["status"] == "importing"
    assert await api.sql("select priority from jobs where id <> :first", first=first["jobId"]) == [(2,)]
    assert (await api.request("POST", f"/catalog/import/movie/{OTHER_MOVIE}", api.user())).status_code == 202


async def test_title_on_demand_is_imported_once_and_ready_for_the_next_user(api: Api) -> None:
    me = api.user()
    response = await api.request("POST", f"/catalog/import/movie/{MOVIE}", me)
    accepted = response.json()["data"]
    assert response.status_code == 202
    assert {name: accepted[name] for name in accepted if name != "jobId"} == {
        "status": "importing",
        "id": str(media_id("movie", MOVIE)),
        "type": "movie",
        "tmdbId": MOVIE,
        "ingestionStatus": "importing",
        "slug": None,
    }
    await api.ended(accepted["jobId"])
    there = await api.data("POST", f"/catalog/import/movie/{MOVIE}", api.user())
    assert (there["status"], there["ingestionStatus"], there["jobId"]) == ("ready", "ready", None)
    assert await api.sql("select count(*) from jobs") == [(1,)]


async def test_old_title_is_refreshed_on_demand_and_stays_visible(api: Api) -> None:
    await api.imported("movie", MOVIE)
    for age, status in (("23 hours", "ready"), ("25 hours", "importing")):
        await api.sql(f"update titles set imported_at = now() - interval '{age}'")
        accepted = await api.data("POST", f"/catalog/import/movie/{MOVIE}", api.user())
        assert (accepted["status"], accepted["ingestionStatus"]) == (status, "ready")
    assert accepted["jobId"] is not None


async def test_movie_and_show_of_one_number_are_two_titles(api: Api) -> None:
    movie = await api.data("POST", f"/catalog/import/movie/{SHOW}", api.user())
    show = await api.data("POST", f"/catalog/import/show/{SHOW}", api.user())
    assert movie["id"] != show["id"]
    assert movie["jobId"] != show["jobId"]


async def test_title_that_tmdb_does_not_have_is_not_found(api: Api) -> None:
    path = f"/catalog/import/movie/{UNKNOWN}"
    accepted = await api.data("POST", path, api.user())
    assert accepted["status"] == "importing"
    failed = await api.ended(accepted["jobId"])
    assert (failed["status"], failed["errorCode"]) == ("failed", "not_found")
    again = await api.data("POST", path, api.user())
    assert (again["status"], again["ingestionStatus"], again["jobId"]) == ("not_found", None, None)
    assert await api.sql("select count(*) from jobs") == [(1,)]

    other = await api.data("POST", f"/catalog/import/show/{UNKNOWN}", api.user())
    assert other["status"] == "importing", "the show is not known to be missing"
    await api.ended(other["jobId"])
    await api.sql("update jobs set finished_at = now() - interval '61 minutes' where kind = 'sync-movie'")
    later = await api.data("POST", path, api.user())
    assert (later["status"], later["jobId"] != accepted["jobId"]) == ("importing", True)


async def test_other_failure_is_retried_on_demand(api: Api) -> None:
    path = f"/catalog/import/movie/{UNKNOWN}"
    accepted = await api.data("POST", path, api.user())
    await api.ended(accepted["jobId"])
    await api.sql("update jobs set reason_code = 'server'")
    again = await api.data("POST", path, api.user())
    assert (again["status"], again["jobId"] != accepted["jobId"]) == ("importing", True)


async def test_users_who_request_a_title_at_once_share_a_job(api: Api) -> None:
    me, other = api.user(), api.user()
    mine, theirs = await asyncio.gather(
        api.data("POST", f"/catalog/import/show/{SHOW}", me), api.data("POST", f"/catalog/import/show/{SHOW}", other)
    )
    assert mine["jobId"] == theirs["jobId"]
    for headers in (me, other):
        assert (await api.request("GET", f"/ingestion/jobs/{mine['jobId']}", headers)).status_code == 200


async def test_many_titles_have_a_job_each_in_their_order_and_a_report(api: Api) -> None:
    items = [{"tmdbId": n, "type": "movie"} for n in (MOVIE, OTHER_MOVIE, UNKNOWN, MOVIE)]
    bulk = await api.data("POST", "/ingestion/bulk", json={"items": items})
    jobs = bulk["jobs"]
    assert [job["tmdbId"] for job in jobs] == [MOVIE, OTHER_MOVIE, UNKNOWN, MOVIE]
    assert jobs[0]["jobId"] == jobs[3]["jobId"]
    for job in jobs:
        await api.ended(job["jobId"])
    whole = await api.ended(bulk["jobId"])
    assert (bulk["kind"], bulk["deduped"], whole["status"]) == ("bulk-import", False, "ready")
    assert whole["progress"] == {"done": 4, "total": 4}
    assert whole["result"] == {"ready": 2, "failed": 1, "cancelled": 0, "rejected": 0, "duplicate": 1}
    report = await api.data("GET", f"/ingestion/jobs/{bulk['jobId']}/report")
    assert [(row["line"], row["tmdbId"], row["status"]) for row in report["rows"]] == [
        (1, MOVIE, "ready"),
        (2, OTHER_MOVIE, "ready"),
        (3, UNKNOWN, "failed"),
        (4, MOVIE, "duplicate"),
    ]
    assert report["counts"] == {"ready": 2, "failed": 1, "duplicate": 1}
    table = await api.request("GET", f"/ingestion/jobs/{bulk['jobId']}/report?csv=true")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[1] == f"1,{MOVIE},movie,ready,,{jobs[0]['jobId']}"
    children = await api.data("GET", f"/ingestion/jobs?parent={bulk['jobId']}")
    assert {job["id"] for job in children} == {job["jobId"] for job in jobs}


async def test_list_sent_twice_with_one_key_is_one_import(api: Api) -> None:
    items = [{"tmdbId": MOVIE, "type": "movie"}, {"tmdbId": SHOW, "type": "show"}]

    async def send(key: str | None, listed: list[dict[str, Any]]) -> dict[str, Any]:
        headers = api.admin if key is None else {**api.admin, "idempotency-key": key}
        return dict(await api.data("POST", "/ingestion/bulk", headers, json={"items": listed}))

    first = await send("a", items)
    for job in first["jobs"]:
        await api.ended(job["jobId"])
    await api.ended(first["jobId"])
    again = await send("a", items)
    assert again["jobId"] == first["jobId"]
    assert [job["jobId"] for job in again["jobs"]] == [job["jobId"] for job in first["jobs"]]
    assert [job["status"] for job in again["jobs"]] == ["ready", "ready"]
    assert await api.sql("select count(*) from jobs") == [(3,)]
    others = [await send("b", items), await send("a", items[:1]), await send(None, items)]
    assert len({first["jobId"], *(other["jobId"] for other in others)}) == 4
    refused = await api.refusal(
        "POST", "/ingestion/bulk", headers={**api.admin, "idempotency-key": "a b"}, json={"items": items}
    )
    assert refused[:2] == (400, "VALIDATION_ERROR")
    assert "Idempotency-Key" in refused[2]


async def test_lists_sent_at_once_with_one_key_are_one_import(api: Api, simulator: Simulator) -> None:
    simulator.faults("tmdb", {"latencyMs": 300})
    items = [{"tmdbId": number, "type": "movie"} for number in (MOVIE, OTHER_MOVIE)]
    headers = {**api.admin, "idempotency-key": "once"}
    sent = await asyncio.gather(
        *(api.data("POST", "/ingestion/bulk", headers, json={"items": items}) for _ in range(6))
    )
    assert len({bulk["jobId"] for bulk in sent}) == 1
    assert len({job["jobId"] for bulk in sent for job in bulk["jobs"]}) == 2
    assert await api.sql("select count(*) from jobs") == [(3,)]
    other = await api.data("POST", "/ingestion/bulk", {**api.admin, "idempotency-key": "two"}, json={"items": items})
    assert other["jobId"] != sent[0]["jobId"]
    assert [job["jobId"] for job in other["jobs"]] == [job["jobId"] for job in sent[0]["jobs"]]


async def test_table_is_imported_row_by_row_and_its_report_can_be_downloaded(api: Api) -> None:
    table = "tmdbId,type\n653,movie\n=1+1,movie\n653,film\n832,person\n"
    headers = {**api.admin, "content-type": "text/csv"}
    job = await api.data("POST", "/ingestion/bulk/csv", headers, content=table)
    assert (await api.ended(job["jobId"]))["status"] == "ready"
    async with asyncio.timeout(20):
        while True:
            report = await api.data("GET", f"/ingestion/jobs/{job['jobId']}/report")
            if report["counts"].get("ready"):
                break
            await asyncio.sleep(0.1)
    assert report["counts"] == {"ready": 1, "rejected": 2, "duplicate": 1}
    download = await api.request("GET", f"/ingestion/jobs/{job['jobId']}/report?csv=true")
    assert download.headers["content-disposition"].startswith("attachment")
    lines = download.text.splitlines()
    assert lines[0] == "line,tmdbId,type,status,reason,jobId"
    assert lines[2].startswith("3,,,rejected,")
    refused = await api.request("POST", "/ingestion/bulk/csv", headers, content="a,b\n1,2\n")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "INVALID_ROWS")
    keyed = {**headers, "idempotency-key": "table"}
    twice = [await api.data("POST", "/ingestion/bulk/csv", keyed, content=table) for _ in range(2)]
    assert twice[0]["jobId"] == twice[1]["jobId"] != job["jobId"]
    assert [item["deduped"] for item in twice] == [False, True]


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("/ingestion/sync", {"tmdbId": 0, "type": "movie"}, "tmdbId"),
    ("/ingestion/sync", {"tmdbId": 1, "type": "person"}, "type"),
    ("/ingestion/sync", {"tmdbId": 1}, "type"),
    ("/ingestion/sync", {"tmdbId": 2**31, "type": "movie"}, "tmdbId"),
    ("/ingestion/sync", {"tmdbId": 1, "type": "movie", "extra": 1}, "extra"),
    ("/ingestion/bulk", {"items": []}, "items"),
    ("/ingestion/bulk", {"items": [{"tmdbId": 1, "type": "movie"}] * 1001}, "items"),
    ("/catalog/import/movie/0", {}, "tmdbId"),
    (f"/catalog/import/show/{2**31}", {}, "tmdbId"),
]


async def test_invalid_request_names_its_field(api: Api) -> None:
    for path, body, field in REFUSED:
        status, code, message = await api.refusal("POST", path, json=body)
        assert (status, code, field in message) == (400, "VALIDATION_ERROR", True), (path, body, message)
    assert (await api.request("POST", "/catalog/import/person/1")).status_code == 404
