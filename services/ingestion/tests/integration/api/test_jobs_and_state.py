"""Looking at jobs, providers and schedules over HTTP, and acting on them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from services.ingestion.tests.integration.api.conftest import Api

pytestmark = pytest.mark.integration


async def schedules_of(api: Api) -> dict[str, dict[str, Any]]:
    """Return the schedules by name, as soon as the service has created them."""
    async with asyncio.timeout(10):
        while True:
            if listed := await api.data("GET", "/ingestion/schedules"):
                return {schedule["name"]: schedule for schedule in listed}
            await asyncio.sleep(0.1)


async def test_jobs_are_found_by_their_ids_state_and_kind_and_retried(api: Api) -> None:
    ended = [await api.imported("movie", number) for number in (653, 832, 999_999_999)]
    ids = ",".join(sorted(job["id"] for job in ended))
    page = (await api.request("GET", "/ingestion/jobs", params={"ids": ids})).json()
    assert {job["tmdbId"]: job["status"] for job in page["data"]} == {653: "ready", 832: "ready", 999_999_999: "failed"}
    failed = (await api.request("GET", "/ingestion/jobs?status=failed&kind=sync-movie&limit=1")).json()
    assert (failed["meta"]["total"], failed["data"][0]["errorCode"]) == (1, "not_found")
    two = (await api.request("GET", "/ingestion/jobs?status=failed&status=ready&limit=2")).json()
    assert (two["meta"]["total"], two["meta"]["hasMore"]) == (3, True)
    again = await api.data("POST", f"/ingestion/jobs/{failed['data'][0]['id']}/retry")
    assert (again["status"], again["jobId"], again["deduped"]) == ("queued", failed["data"][0]["id"], False)


async def test_jobs_are_found_by_their_title_and_by_when_they_were_created(api: Api) -> None:
    movie, show = await api.imported("movie", 1396), await api.imported("show", 1396)
    await api.sql("update jobs set created_at = '2026-01-01T12:00:00Z' where id = :id", id=movie["id"])
    for query, job_ids in (
        ({"tmdbId": 1396, "type": "movie"}, [movie["id"]]),
        ({"tmdbId": 1396, "type": "show", "kind": "sync-show"}, [show["id"]]),
        ({"since": "2026-01-01T12:00:00Z", "until": "2026-01-01T12:00:01Z"}, [movie["id"]]),
        ({"until": "2026-01-01T13:00:00+01:00"}, []),
    ):
        jobs = await api.data("GET", "/ingestion/jobs", params=query)
        assert [job["id"] for job in jobs] == job_ids, query
    for wrong in ({"tmdbId": 1396}, {"type": "show"}, {"since": "2026-01-01T12:00:00"}, {"until": "soon"}):
        assert (await api.refusal("GET", "/ingestion/jobs", params=wrong))[:2] == (400, "VALIDATION_ERROR"), wrong


async def test_of_many_that_are_unknown_each_is_remembered(api: Api) -> None:
    paths = [f"/catalog/import/movie/{number}" for number in (999_999_997, 999_999_998)]
    for path in paths:
        await api.ended((await api.data("POST", path, api.user()))["jobId"])
    assert [(await api.data("POST", path, api.user()))["status"] for path in paths] == ["not_found"] * 2


async def test_a_wrong_question_for_jobs_names_its_parameter(api: Api) -> None:
    many = ",".join(str(uuid4()) for _ in range(201))
    for params in ({"ids": "x"}, {"ids": many}, {"status": "done"}, {"kind": "x"}, {"limit": 201}, {"offset": -1}):
        [name] = params
        status, code, message = await api.refusal("GET", "/ingestion/jobs", params=params)
        assert (status, code, message.startswith(name)) == (400, "VALIDATION_ERROR", True), message
    assert (await api.refusal("GET", "/ingestion/jobs/events?ids=x"))[0] == 400
    assert (await api.refusal("GET", "/ingestion/jobs/no-uuid"))[0] == 400


async def stream(api: Api, path: str, headers: dict[str, str]) -> list[dict[str, Any]]:
    """Return the events of a stream, which must end."""
    events: list[dict[str, Any]] = []
    async with api.client.stream("GET", f"/api/v1{path}", headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        async for line in response.aiter_lines():
            if line.startswith("data:"):
                events.append(json.loads(line[5:]))
    return events


async def test_a_job_can_be_followed_to_its_end(api: Api) -> None:
    mine = api.user()
    job = await api.data("POST", "/catalog/import/show/1396", mine)
    events = await asyncio.wait_for(stream(api, f"/ingestion/jobs/{job['jobId']}/events", mine), 30)
    assert events[-1]["status"] in ("ready", "failed")
    assert len({event["status"] for event in events}) == len({json.dumps(event) for event in events})
    named = await asyncio.wait_for(stream(api, f"/ingestion/jobs/events?ids={job['jobId']}", api.admin), 30)
    assert named[-1]["id"] == job["jobId"]


async def test_streams_end_when_the_process_begins_to_stop(api: Api) -> None:
    api.container.runtime.stopping.begin()
    response = await asyncio.wait_for(api.request("GET", "/ingestion/jobs/events"), 30)
    assert (response.status_code, response.text) == (200, "retry: 2000\n\n")


async def test_schedules_can_be_changed_and_wrong_ones_are_refused(api: Api) -> None:
    assert {"trending", "snapshots", "change-feed", "mend"} <= set(await schedules_of(api))
    path = "/ingestion/schedules/trending"
    changed = await api.data("PATCH", path, json={"cron": "30 1 * * *"})
    assert (changed["cron"], changed["nextRunAt"][11:16]) == ("30 1 * * *", "01:30")
    status, _, message = await api.refusal("PATCH", path, json={"cron": "61 * * * *"})
    assert (status, "minute" in message) == (400, True)
    missing = await api.refusal("PATCH", "/ingestion/schedules/nothing", json={"enabled": True})
    assert missing[:2] == (404, "SCHEDULE_NOT_FOUND")


async def test_a_schedule_runs_by_hand_whatever_its_plan_which_stays(api: Api) -> None:
    name = "now-playing-flags"
    await schedules_of(api)
    before = await api.data("PATCH", f"/ingestion/schedules/{name}", json={"enabled": False})
    response = await api.request("POST", f"/ingestion/schedules/{name}/run")
    started = response.json()["data"]
    assert (response.status_code, started["kind"], started["deduped"]) == (202, name, False)
    job = await api.ended(started["jobId"])
    assert (job["status"], job["kind"]) == ("ready", name)
    assert (await schedules_of(api))[name] == before
    assert before["nextRunAt"] is None, "a disabled schedule has no next run"
    assert (await api.data("PATCH", f"/ingestion/schedules/{name}", json={"enabled": True}))["nextRunAt"] is not None
    missing = await api.refusal("POST", "/ingestion/schedules/nothing/run")
    assert missing[:2] == (404, "SCHEDULE_NOT_FOUND")


async def test_a_run_by_hand_has_the_schedules_payload_and_joins_a_run_that_is_going_on(api: Api) -> None:
    await schedules_of(api)
    await api.sql('update schedules set payload = \'{"pages": 1, "type": "movie"}\' where name = \'trending\'')
    first, second = await asyncio.gather(
        *(api.data("POST", "/ingestion/schedules/trending/run") for _ in range(2)),
    )
    assert first["jobId"] == second["jobId"]
    assert {first["deduped"], second["deduped"]} == {False, True}
    assert (await api.ended(first["jobId"]))["progress"]["total"] == 20


async def test_sources_report_configuration_and_health(api: Api) -> None:
    await api.imported("movie", 653)
    sources = {item["source"]: item for item in await api.data("GET", "/ingestion/sources")}
    assert set(sources) == {"tmdb", "trakt", "omdb", "tvmaze"}
    assert sources["tmdb"]["quota"]["limit"] == 1000
    assert sources["omdb"]["quota"]["left"] < sources["omdb"]["quota"]["limit"]
    assert (sources["tmdb"]["breaker"]["state"], sources["tmdb"]["trouble"]) == ("closed", None)
    assert set(sources["tmdb"]["oldestByKind"]) == {"movie"}
