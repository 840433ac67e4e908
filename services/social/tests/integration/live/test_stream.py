"""Event streams of several users: what they get, resumed, refused and ended."""

import asyncio
import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from services.social.tests.integration.activity.test_feed import SHOW, entry, follow
from services.social.tests.society import ADA, BEN, CLEO, DAN, Society

from chassis.testing.kafka import wait_until
from contracts.auth import SessionRevokedV1, UserDeletedV1
from contracts.playback import PlaybackProgressedV1
from jobs.following import StreamLimits
from social.application.live.feed import LiveFeed, LiveFollower
from social.domain.live.errors import TooManyStreams
from social.infrastructure.live.housekeeping import PruneLive
from social.infrastructure.live.tables import stream_events, watching_now

pytestmark = pytest.mark.integration

SESSION, TAB = UUID(int=0x5E), UUID(int=0x7A)


def progressed(user_id: UUID, at: datetime, state: str = "playing", **values: Any) -> PlaybackProgressedV1:
    """Return the event of a position."""
    stated = {"session_id": SESSION, "device_id": SESSION, "media_id": SHOW, "season": 1, "episode": 2, **values}
    return PlaybackProgressedV1(user_id=user_id, position_ms=7, state=state, at=at, **stated)


async def received(society: Society, user_id: UUID, after: int = 0, session_id: UUID = TAB) -> list[tuple[str, Any]]:
    """Return what a stream sends behind a report, until nothing is left."""
    feed = LiveFeed(society.container.units, society.clock, lambda _: False)
    follower = await feed.join(user_id, session_id, after)
    await feed._refresh([follower])
    await feed.close()
    events = [event async for event in follower.changes() if event is not None]
    return [(event.kind.value, event.activity or event.watching or event.requester) for event in events]


async def test_a_stream_gets_what_its_user_may_see_at_the_moment(society: Society) -> None:
    now = society.clock.instant = datetime.now(UTC)
    await follow(society, BEN, ADA)
    await society.request(CLEO, "POST", "/friends/requests", json={"userId": str(ADA)}, expect=200)
    await society.apply(entry(ADA, 1, state="watching", rating=90, changed_at=now))
    await society.apply(entry(ADA, 1, UUID(int=9), state="watching", changed_at=now - timedelta(days=2)))
    for state, at in (("started", 0), ("playing", 5), ("paused", 10), ("playing", 2)):
        await society.apply(progressed(ADA, now + timedelta(seconds=at), state))

    assert [kind for kind, _ in await received(society, ADA)] == [
        "request",
        "activity",
        "activity",
        "watching",
        "watching",
    ]
    assert [(kind, what.kind.value) for kind, what in await received(society, BEN)] == [
        ("activity", "rated"),
        ("activity", "started"),
    ]
    assert await received(society, CLEO) == []
    assert await society.get(BEN, "/watching-now") == []
    assert [one["state"] for one in await society.get(ADA, "/watching-now")] == ["paused"]

    # Friends see what is on; a decision of its user holds for what was reported before it.
    await society.request(ADA, "POST", f"/friends/requests/{CLEO}/accept", expect=204)
    assert [kind for kind, _ in await received(society, CLEO)] == ["activity", "activity", "watching", "watching"]
    [watching] = await society.get(CLEO, "/watching-now")
    assert (watching["user"]["username"], watching["season"], watching["episode"]) == ("Ada_L", 1, 2)
    assert (await received(society, ADA))[0][0] == "activity"
    await society.request(ADA, "PUT", f"/me/hidden-titles/{SHOW}", expect=204)
    assert await received(society, CLEO) == await received(society, BEN) == []
    await society.request(ADA, "DELETE", f"/me/hidden-titles/{SHOW}", expect=204)
    await society.user(ADA, show_watch_history=False)
    assert [(kind, what.kind.value) for kind, what in await received(society, CLEO)] == [("activity", "rated")]
    assert await society.get(CLEO, "/watching-now") == []
    await society.user(ADA)

    # What is over is over.
    await society.apply(progressed(ADA, now + timedelta(seconds=20), "ended"))
    assert await society.get(CLEO, "/watching-now") == []
    assert {what.state.value for kind, what in await received(society, CLEO) if kind == "watching"} == {"ended"}
    society.clock.instant = now + timedelta(minutes=6)
    await society.apply(progressed(ADA, now + timedelta(seconds=30), session_id=TAB))
    assert await society.get(CLEO, "/watching-now") == []

    await PruneLive(society.container.runtime.engine, society.clock)()
    assert len(await received(society, ADA)) > 0
    # One batch reports something of a user who is erased in it.
    before, behind = (progressed(ADA, society.clock.now(), session_id=UUID(int=number)) for number in (1, 2))
    await society.apply(before, UserDeletedV1(version=9, user_id=ADA, deleted_at=now), behind)
    async with society.container.runtime.engine.connect() as connection:
        for table in (stream_events, watching_now):
            assert (await connection.execute(table.select())).all() == []


async def test_a_stream_is_resumed_limited_and_ended(society: Society) -> None:
    society.clock.instant = datetime.now(UTC)
    for sender in (BEN, CLEO):
        await society.request(sender, "POST", "/friends/requests", json={"userId": str(ADA)}, expect=200)
    feed = society.container.application.live
    stream = asyncio.create_task(society.request(ADA, "GET", "/stream", headers={"Last-Event-ID": "1"}))
    await wait_until(lambda: bool(feed._feed._followers))
    follower = await feed.join(ADA, TAB, 1)
    assert (await anext(follower.changes())) is not None
    await society.apply(
        SessionRevokedV1(
            session_id=TAB,
            user_id=ADA,
            revoked_at=society.clock.now(),
            expires_at=society.clock.now() + timedelta(minutes=15),
        )
    )
    assert [change async for change in follower.changes() if change is not None] == []
    await feed.close()
    response = await stream
    assert response.headers["content-type"].startswith("text/event-stream")
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in response.text.split("\n\n")]
    events = [block for block in blocks if "data" in block]
    assert [(event["event"], event["id"]) for event in events] == [("social", "2")]
    assert json.loads(events[0]["data"])["requester"]["username"] == "cleo"
    assert await society.refusal(ADA, "GET", "/stream", headers={"Last-Event-ID": "x"}) == (400, "VALIDATION_ERROR")

    limited = LiveFeed(society.container.units, society.clock, lambda _: False, StreamLimits(per_user=2))
    for session_id in (TAB, SESSION):
        await limited.join(ADA, session_id)
    with pytest.raises(TooManyStreams):
        await limited.join(ADA, TAB)
    await limited.join(BEN, TAB)
    await limited.close()


async def test_a_stream_that_is_resumed_later_reports_no_former_position(society: Society) -> None:
    at = society.clock.instant = datetime.now(UTC) - timedelta(minutes=10)
    await society.apply(progressed(ADA, at))
    assert await received(society, ADA) == []
    await society.apply(progressed(ADA, at + timedelta(seconds=1), "ended"))
    assert {what.state.value for _, what in await received(society, ADA)} == {"ended"}


async def test_who_resumes_far_behind_delays_no_one(society: Society, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("social.application.live.feed.MOST_REPORTS", 1)
    await society.user(DAN)
    for sender in (BEN, CLEO, DAN):
        await society.request(sender, "POST", "/friends/requests", json={"userId": str(ADA)}, expect=200)
    feed = LiveFeed(society.container.units, society.clock, lambda _: False)
    first, middle, last = (LiveFollower(ADA, TAB, after, math.inf, society.clock) for after in (0, 1, 2))
    positions = []
    for _ in range(3):
        await feed._refresh([first, middle, last])
        positions.append((first.after, middle.after, last.after))
    assert positions == [(1, 1, 3), (2, 2, 3), (3, 3, 3)]
    sent = [len(follower._pending) for follower in (first, middle, last)]
    assert sent == [3, 2, 1]
