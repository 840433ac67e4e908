"""Streams of sessions: a snapshot, what changes, presence, and the end."""

import asyncio
import json
import math
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from services.social.tests.integration.together.party import ITEM, begin, join
from services.social.tests.society import ADA, BEN, CLEO, Society
from sqlalchemy import select

from chassis.testing.clients import Socket, connected
from chassis.testing.kafka import wait_until
from contracts.auth import SessionRevokedV1
from social.application.together.following import SessionFollower
from social.application.together.views import SessionView
from social.domain.together.limits import PRESENT
from social.infrastructure.together.tables import together_members

pytestmark = pytest.mark.integration


async def next_of(socket: Socket, kind: str) -> dict[str, Any]:
    """Return the next event of a kind."""
    while True:
        _, data = await socket.event()
        if data["kind"] == kind:
            return dict(data)


def view_of(follower: SessionFollower) -> SessionView:
    """Return what a stream has shown."""
    assert follower._view is not None
    return follower._view


async def test_members_follow_a_session(society: Society) -> None:
    society.clock.instant = datetime.now(UTC)
    session = await begin(society, ADA)
    path = f"/sessions/{session['id']}"
    await join(society, BEN, session["code"])
    socket_path = f"/api/v1/social/stream/sessions/{session['id']}/socket"
    async with AsyncExitStack() as leaving:
        sockets = [
            await leaving.enter_async_context(connected(society.app, socket_path, society.bearer(user_id)))
            for user_id in (ADA, BEN, BEN)
        ]
        for socket in sockets:
            assert (await socket.message())["type"] == "websocket.accept"
        host, member, tab = sockets
        for socket, role in zip(sockets, ("host", "listener", "listener"), strict=True):
            snapshot = await next_of(socket, "snapshot")
            assert snapshot["session"]["role"] == role
            assert (len(snapshot["members"]), snapshot["queue"], snapshot["playback"]["version"]) == (2, [], 1)
        # A change reports what has changed, to each as each sees it.
        await society.request(BEN, "POST", f"{path}/queue", json=ITEM, expect=201)
        for socket in sockets:
            event = await next_of(socket, "queue")
            assert len(event["queue"]) == 1
            assert event["session"] is event["members"] is event["playback"] is None
        await society.request(ADA, "PUT", f"{path}/playback", json={"action": "play"}, expect=200)
        assert (await next_of(member, "playback"))["playback"]["state"] == "playing"
        await society.request(ADA, "PUT", f"{path}/members/{BEN}", json={"role": "dj"}, expect=200)
        assert (await next_of(member, "session"))["session"]["role"] == "dj"
        await join(society, CLEO, session["code"])
        while (await next_of(host, "members"))["members"][-1]["user"]["username"] != "cleo":
            continue
        # A client that connects again has everything at once.
        async with connected(society.app, socket_path, society.bearer(CLEO)) as other:
            await other.message()
            assert (await next_of(other, "snapshot"))["playback"]["state"] == "playing"
        # Who leaves or is removed gets the end, and nothing of the others.
        await society.request(ADA, "DELETE", f"{path}/members/{BEN}", expect=204)
        for socket in (member, tab):
            assert (await next_of(socket, "ended"))["revision"] is None
            assert (await socket.message())["code"] == 1012
        await society.request(ADA, "DELETE", path, expect=204)
        await next_of(host, "ended")
    refused = connected(society.app, socket_path, society.bearer(ADA))
    async with refused as socket:
        assert await socket.refusal() == (404, "TOGETHER_SESSION_NOT_FOUND")


async def test_blocks_and_sign_outs_end_streams(society: Society) -> None:
    now = society.clock.instant = datetime.now(UTC)
    session = await begin(society, ADA)
    for user_id in (BEN, CLEO):
        await join(society, user_id, session["code"])
    streams = society.container.application.together.streams
    session_id = UUID(session["id"])
    # Followers that no poll of the process knows.
    followers = {
        user_id: SessionFollower(user_id, user_id, session_id, math.inf, society.clock) for user_id in (ADA, BEN, CLEO)
    }

    async def shown(follower: SessionFollower) -> list[str]:
        await streams._refresh(list(followers.values()))
        pending, follower._pending = follower._pending, {}
        return [event.part.value for event in pending.values()]

    assert await shown(followers[ADA]) == ["snapshot"]
    assert await shown(followers[ADA]) == []
    await society.request(BEN, "PUT", f"/blocks/{CLEO}", expect=204)
    await shown(followers[CLEO])
    assert [one.person.username for one in view_of(followers[CLEO]).members] == ["Ada_L", "cleo"]
    # Someone without a stream is away after a while, which the others see.
    del followers[BEN]
    society.clock.instant = now + PRESENT
    assert await shown(followers[ADA]) == ["members"]
    assert [one.is_present for one in view_of(followers[ADA]).members] == [True, False, True]
    async with society.container.runtime.engine.connect() as connection:
        seen = dict((await connection.execute(select(together_members.c.user_id, together_members.c.seen_at))).all())
    assert (seen[ADA], seen[BEN]) == (now + PRESENT, now)

    await society.request(CLEO, "PUT", f"/blocks/{ADA}", expect=204)
    assert await shown(followers[CLEO]) == ["ended"]
    assert await shown(followers[ADA]) == ["members"]
    ended = SessionRevokedV1(
        session_id=ADA, user_id=ADA, revoked_at=now, expires_at=society.clock.now() + timedelta(minutes=15)
    )
    await society.apply(ended)
    assert await shown(followers[ADA]) == []
    assert followers[ADA]._over


async def test_a_session_is_followed_by_server_sent_events(society: Society) -> None:
    society.clock.instant = datetime.now(UTC)
    session = await begin(society, ADA)
    streams = society.container.application.together.streams
    stream = f"/stream/sessions/{session['id']}"
    assert await society.refusal(BEN, "GET", stream) == (404, "TOGETHER_SESSION_NOT_FOUND")
    reading = asyncio.create_task(society.request(ADA, "GET", stream))
    await wait_until(lambda: any(one.standing for one in streams._feed._followers), every=0.01, what="the snapshot")
    await streams.close()
    response = await reading
    assert response.headers["content-type"].startswith("text/event-stream")
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in response.text.split("\n\n")]
    [event] = [block for block in blocks if "data" in block]
    data = json.loads(event["data"])
    assert (event["event"], event["id"], data["kind"]) == ("together", str(session["revision"]), "snapshot")
    assert data["session"]["code"] == session["code"]


async def test_a_user_has_so_many_streams(society: Society) -> None:
    society.clock.instant = datetime.now(UTC)
    session = await begin(society, ADA)
    path = f"/api/v1/social/stream/sessions/{session['id']}/socket"
    async with AsyncExitStack() as leaving:
        for _ in range(5):
            socket = await leaving.enter_async_context(connected(society.app, path, society.bearer(ADA)))
            assert (await socket.message())["type"] == "websocket.accept"
        sixth = await leaving.enter_async_context(connected(society.app, path, society.bearer(ADA)))
        assert await sixth.refusal() == (429, "TOO_MANY_STREAMS")
        # The sixth closes none of the others.
        assert (await next_of(socket, "snapshot"))["kind"] == "snapshot"
    async with connected(society.app, f"{path}?a=1", society.bearer(ADA)) as socket:
        assert await socket.refusal() == (400, "VALIDATION_ERROR")
    async with connected(society.app, path, {}) as socket:
        assert await socket.refusal() == (401, "UNAUTHORIZED")


async def test_clocks_are_compared(society: Society) -> None:
    now = society.clock.instant = datetime.now(UTC)
    session = await begin(society, ADA)
    path = f"/sessions/{session['id']}/clock"
    ms = now.timestamp() * 1000
    body = (await society.request(ADA, "POST", path, json={"sentMs": 7}, expect=200)).json()["data"]
    assert body == {"sentMs": 7.0, "receivedMs": ms, "repliedMs": ms}
    assert await society.refusal(BEN, "POST", path, json={"sentMs": 7}) == (404, "TOGETHER_SESSION_NOT_FOUND")
    for sent in ("x", None, 1e300, True):
        assert await society.refusal(ADA, "POST", path, json={"sentMs": sent}) == (400, "VALIDATION_ERROR"), sent
    socket_path = f"/api/v1/social/stream/sessions/{session['id']}/socket"
    async with connected(society.app, socket_path, society.bearer(ADA)) as socket:
        await socket.message()
        await next_of(socket, "snapshot")
        ping = '{"event":"ping","data":{"sentMs":%s}}'
        dropped = ("", "{", "[]", '{"event":"ping"}', ping % '"1"', ping % "true", ping % "1e999", "[" * 9999)
        for text in (*dropped, ping % "1.5"):
            socket.send(text)
        assert await socket.event() == ("pong", {"sentMs": 1.5, "receivedMs": ms, "repliedMs": ms})
