"""How many titles a user plays at once: by plan, by device, and under parallel starts."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from services.playback.tests.integration.conftest import OTHER, outcome
from services.playback.tests.integration.sessions.conftest import OpenSite, Site
from services.playback.tests.playing import MEDIA

from chassis.testing.clock import NOON
from playback.domain.assets.asset import Access
from playback.domain.assets.subject import Subject

pytestmark = pytest.mark.integration

EPISODE, AFTER = Subject(MEDIA, 2, 5), Subject(MEDIA, 2, 6)
SECOND = timedelta(seconds=1)


async def test_further_stream_is_refused_with_those_that_run(site: Site) -> None:
    await site.entitle(streams=2)
    await site.playable(EPISODE, Access.PLAN)
    device = uuid4()
    first = (await site.start(EPISODE, {"deviceName": "Living Room"}, device=device)).json()["data"]["sessionId"]
    second = (await site.start(EPISODE)).json()["data"]["sessionId"]
    response = await site.start(EPISODE)
    assert outcome(response) == (409, "STREAM_LIMIT_REACHED")
    details = response.json()["error"]["details"]
    assert details["limit"] == 2
    assert {stream["sessionId"] for stream in details["streams"]} == {first, second}
    [named] = [stream for stream in details["streams"] if stream["sessionId"] == first]
    assert named == {
        "sessionId": first,
        "subject": str(EPISODE),
        "mediaItemId": str(MEDIA),
        "deviceId": str(device),
        "deviceName": "Living Room",
        "startedAt": "2026-11-21T12:00:00+00:00",
    }
    assert (await site.start(EPISODE, user=OTHER)).status_code == 403
    await site.request("DELETE", f"playback/sessions/{first}")
    assert (await site.start(EPISODE)).status_code == 201


@pytest.mark.parametrize(("plan", "streams"), [("basic", 1), ("standard", 2), ("premium", 4)])
async def test_limit_is_that_of_the_plan(site: Site, plan: str, streams: int) -> None:
    await site.entitle(streams, plan=plan)
    await site.playable(EPISODE, Access.PLAN)
    statuses = [(await site.start(EPISODE)).status_code for _ in range(streams + 1)]
    assert statuses == [201] * streams + [409]


async def test_limit_without_a_plan_is_that_of_the_operator(open_site: OpenSite) -> None:
    for limit in (0, 3):
        site = await open_site(streams_without_plan=limit)
        await site.playable(EPISODE)
        statuses = [(await site.start(EPISODE)).status_code for _ in range(limit + 1)]
        assert statuses == [201] * limit + [409]


async def test_plan_that_has_ended_counts_as_none(site: Site) -> None:
    await site.entitle(streams=4)
    await site.playable(EPISODE)
    site.clock.instant = NOON + timedelta(days=30)
    assert [(await site.start(EPISODE)).status_code for _ in range(2)] == [201, 409]


async def test_fifty_parallel_starts_take_two_streams(site: Site) -> None:
    await site.entitle(streams=2)
    await site.playable(EPISODE, Access.PLAN)
    responses = await asyncio.gather(*(site.start(EPISODE) for _ in range(50)))
    started = [response.json()["data"]["sessionId"] for response in responses if response.status_code == 201]
    refused = [outcome(response) for response in responses if response.status_code != 201]
    assert (len(started), set(refused), len(refused)) == (2, {(409, "STREAM_LIMIT_REACHED")}, 48)
    listed = (await site.request("GET", "playback/sessions")).json()["data"]
    assert {session["id"] for session in listed} == set(started)


async def test_parallel_repetitions_with_one_key_are_one_session(site: Site) -> None:
    await site.playable(EPISODE)
    responses = await asyncio.gather(*(site.start(EPISODE, key="k") for _ in range(10)))
    assert {response.status_code for response in responses} == {201}
    assert len({response.json()["data"]["sessionId"] for response in responses}) == 1


async def test_lost_stream_is_free_after_ninety_seconds(site: Site) -> None:
    await site.playable(EPISODE)
    first = (await site.start(EPISODE)).json()["data"]["sessionId"]
    site.clock.instant = NOON + 89 * SECOND
    assert outcome(await site.start(EPISODE)) == (409, "STREAM_LIMIT_REACHED")
    site.clock.instant = NOON + 90 * SECOND
    assert (await site.start(EPISODE)).status_code == 201
    beat = await site.request("POST", f"playback/sessions/{first}/heartbeats", {"positionMs": 1})
    assert beat.json()["data"] == {"ended": True, "reason": "lost", "endedAt": "2026-11-21T12:01:30Z"}


async def test_next_episode_replaces_its_predecessor(site: Site) -> None:
    for subject in (EPISODE, AFTER):
        await site.playable(subject)
    first = (await site.start(EPISODE)).json()["data"]["sessionId"]
    assert outcome(await site.start(AFTER, {"replaces": str(UUID(int=5))})) == (409, "STREAM_LIMIT_REACHED")
    assert (await site.start(AFTER, {"replaces": first}, user=OTHER)).status_code == 201
    assert len((await site.request("GET", "playback/sessions")).json()["data"]) == 1
    second = (await site.start(AFTER, {"replaces": first})).json()["data"]["sessionId"]
    beat = await site.request("POST", f"playback/sessions/{first}/heartbeats", {"positionMs": 1})
    assert beat.json()["data"]["reason"] == "replaced"
    assert [session["id"] for session in (await site.request("GET", "playback/sessions")).json()["data"]] == [second]
