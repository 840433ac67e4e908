"""The playback and the queue of a session, by several members at the same time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from services.social.tests.integration.together.party import ITEM, begin, join
from services.social.tests.society import ADA, BEN, CLEO, Society

pytestmark = pytest.mark.integration

ROLE = (403, "TOGETHER_ROLE_REQUIRED")
STALE = (412, "TOGETHER_PLAYBACK_CHANGED")


async def test_the_host_and_djs_control_the_playback(society: Society) -> None:
    now = society.clock.instant = datetime.now(UTC)
    session = await begin(society, ADA)
    path = f"/sessions/{session['id']}"
    for user_id in (BEN, CLEO):
        await join(society, user_id, session["code"])
    await society.request(ADA, "PUT", f"{path}/members/{BEN}", json={"role": "dj"}, expect=200)

    play = await society.request(BEN, "PUT", f"{path}/playback", json={"action": "play", "positionMs": 500}, expect=200)
    assert play.headers["ETag"] == '"2"'
    society.clock.instant = now + timedelta(seconds=2)
    tag = {"If-Match": '"2"'}
    seek = {"action": "seek", "rate": 1.5}
    body = (await society.request(ADA, "PUT", f"{path}/playback", json=seek, headers=tag, expect=200)).json()["data"]
    playback = body["playback"]
    assert (playback["state"], playback["positionMs"], playback["rate"], playback["version"]) == (
        "playing",
        2500,
        1.5,
        3,
    )
    assert playback["at"] == (now + timedelta(seconds=2)).isoformat().replace("+00:00", "Z")
    pause = {"action": "pause"}
    assert await society.refusal(BEN, "PUT", f"{path}/playback", json=pause, headers=tag) == STALE
    assert await society.refusal(BEN, "PUT", f"{path}/playback", json=pause, headers={"If-Match": '"x"'}) == STALE
    assert await society.refusal(CLEO, "PUT", f"{path}/playback", json=pause) == ROLE
    invalid = (400, "VALIDATION_ERROR")
    for wrong in ({}, {"action": "stop"}, {"action": "seek", "positionMs": -1}, {"action": "seek", "rate": 1e400}):
        content = str(wrong).replace("'", '"').replace("inf", "1e400")
        headers = {"Content-Type": "application/json"}
        refused = await society.request(ADA, "PUT", f"{path}/playback", content=content, headers=headers)
        assert (refused.status_code, refused.json()["error"]["code"]) == invalid, wrong
    assert await society.refusal(ADA, "PUT", f"{path}/playback", json=pause, headers={"If-Match": "3"}) == invalid

    # Behind the end of the item the position is its end.
    society.clock.instant = now + timedelta(minutes=5)
    paused = (await society.request(ADA, "PUT", f"{path}/playback", json=pause, expect=200)).json()["data"]["playback"]
    assert (paused["state"], paused["positionMs"]) == ("paused", 60_000)
    await society.request(ADA, "PUT", f"{path}/playback", json={"action": "next"}, expect=200)
    nothing = (409, "TOGETHER_NOTHING_TO_PLAY")
    assert await society.refusal(ADA, "PUT", f"{path}/playback", json={"action": "play"}) == nothing


async def test_no_item_is_lost_and_none_is_skipped_twice(society: Society) -> None:
    society.clock.instant = datetime.now(UTC)
    session = await begin(society, ADA)
    path = f"/sessions/{session['id']}"
    for user_id in (BEN, CLEO):
        await join(society, user_id, session["code"])
    await society.request(ADA, "PUT", f"{path}/members/{BEN}", json={"role": "dj"}, expect=200)
    users = (ADA, BEN, CLEO) * 4
    added = await asyncio.gather(
        *(
            society.request(user_id, "POST", f"{path}/queue", json={**ITEM, "episode": number}, expect=201)
            for number, user_id in enumerate(users)
        )
    )
    assert len(added) == len(users)
    queue = (await society.get(CLEO, path))["queue"]
    assert sorted(item["episode"] for item in queue) == list(range(len(users)))
    assert len({item["id"] for item in queue}) == len(users)

    # Two members skip at once what has ended.
    tag = {"If-Match": f'"{session["playback"]["version"]}"'}
    skips = await asyncio.gather(
        *(
            society.request(user_id, "PUT", f"{path}/playback", json={"action": "next"}, headers=tag)
            for user_id in (ADA, BEN)
        )
    )
    assert sorted(skip.status_code for skip in skips) == [200, 412]
    after = await society.get(CLEO, path)
    assert [after["playback"]["item"]["id"], *(item["id"] for item in after["queue"])] == [item["id"] for item in queue]


async def test_the_queue_is_ordered_and_closed(society: Society) -> None:
    society.clock.instant = datetime.now(UTC)
    session = await begin(society, ADA)
    path = f"/sessions/{session['id']}"
    await join(society, BEN, session["code"])
    for episode, user_id in ((1, ADA), (2, BEN), (3, ADA)):
        await society.request(user_id, "POST", f"{path}/queue", json={**ITEM, "episode": episode}, expect=201)
    first, second, third = [item["id"] for item in (await society.get(BEN, path))["queue"]]

    async def order() -> list[int]:
        return [item["episode"] for item in (await society.get(BEN, path))["queue"]]

    await society.request(ADA, "PUT", f"{path}/queue/{third}", json={"before": first}, expect=200)
    assert await order() == [3, 1, 2]
    await society.request(ADA, "PUT", f"{path}/queue/{third}", json={"before": None}, expect=200)
    assert await order() == [1, 2, 3]
    assert await society.refusal(BEN, "PUT", f"{path}/queue/{third}", json={"before": first}) == ROLE
    assert await society.refusal(BEN, "DELETE", f"{path}/queue/{first}") == ROLE
    await society.request(BEN, "DELETE", f"{path}/queue/{second}", expect=204)
    missing = (404, "TOGETHER_ITEM_NOT_FOUND")
    assert await society.refusal(BEN, "DELETE", f"{path}/queue/{second}") == missing
    assert await society.refusal(ADA, "PUT", f"{path}/queue/{third}", json={"before": second}) == missing
    await society.request(ADA, "DELETE", f"{path}/queue/{first}", expect=204)
    assert await order() == [3]
    await society.request(ADA, "PATCH", path, json={"adding": "djs"}, expect=200)
    assert await society.refusal(BEN, "POST", f"{path}/queue", json=ITEM) == ROLE
    tracks = {"trackId": session["id"]}
    assert await society.refusal(ADA, "POST", f"{path}/queue", json=tracks) == (400, "TOGETHER_ITEM_KIND")
    listening = await begin(society, ADA, kind="listening", item=tracks)
    assert listening["playback"]["item"]["trackId"] == session["id"]
