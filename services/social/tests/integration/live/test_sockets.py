"""WebSockets of the feed, and of what people are watching now."""

import math
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest
from services.social.tests.integration.activity.test_feed import SHOW, follow
from services.social.tests.integration.live.test_stream import SESSION, TAB, progressed
from services.social.tests.society import ADA, BEN, CLEO, Society

from chassis.testing.clients import connected
from contracts.auth import SessionRevokedV1
from social.application.live.watching import EVERY, WatchingFollower

pytestmark = pytest.mark.integration


async def test_the_feed_is_followed_and_resumed_by_a_web_socket(society: Society) -> None:
    society.clock.instant = datetime.now(UTC)
    for sender in (BEN, CLEO):
        await society.request(sender, "POST", "/friends/requests", json={"userId": str(ADA)}, expect=200)
    path = "/api/v1/social/stream/socket"
    async with connected(society.app, f"{path}?lastEventId=1", society.bearer(ADA)) as socket:
        assert (await socket.message())["type"] == "websocket.accept"
        name, data = await socket.event()
        assert (name, data["kind"], data["requester"]["username"]) == ("social", "request", "cleo")
    async with connected(society.app, f"{path}?lastEventId=x", society.bearer(ADA)) as socket:
        assert await socket.refusal() == (400, "VALIDATION_ERROR")
    # A tab that is one too many closes none of the others.
    async with AsyncExitStack() as leaving:
        tabs = [await leaving.enter_async_context(connected(society.app, path, society.bearer(ADA))) for _ in range(5)]
        for tab in tabs:
            assert (await tab.message())["type"] == "websocket.accept"
        sixth = await leaving.enter_async_context(connected(society.app, path, society.bearer(ADA)))
        assert await sixth.refusal() == (429, "TOO_MANY_STREAMS")
        await society.request(CLEO, "DELETE", f"/friends/requests/{ADA}", expect=204)
        await society.request(CLEO, "POST", "/friends/requests", json={"userId": str(ADA)}, expect=200)
        for tab in tabs:
            assert (await tab.event())[1]["kind"] == "request"


async def test_who_is_watching_is_followed_by_a_web_socket(society: Society) -> None:
    society.clock.instant = datetime.now(UTC)
    await society.apply(progressed(ADA, society.clock.now()))
    path = "/api/v1/social/listening/stream/socket"
    async with connected(society.app, path, society.bearer(ADA)) as socket:
        assert (await socket.message())["type"] == "websocket.accept"
        name, data = await socket.event()
        assert (name, [(one["user"]["username"], one["state"]) for one in data["people"]]) == (
            "listening",
            [("Ada_L", "playing")],
        )
    async with connected(society.app, f"{path}?lastEventId=1", society.bearer(ADA)) as socket:
        assert await socket.refusal() == (400, "VALIDATION_ERROR")


async def test_who_may_not_be_seen_any_more_disappears(society: Society) -> None:
    now = society.clock.instant = datetime.now(UTC)
    feed = society.container.application.watching
    await follow(society, BEN, ADA)
    await society.request(CLEO, "POST", "/friends/requests", json={"userId": str(ADA)}, expect=200)
    await society.request(ADA, "POST", f"/friends/requests/{CLEO}/accept", expect=204)
    # Followers that no poll of the process knows.
    followers = {user_id: WatchingFollower(user_id, user_id, math.inf, society.clock) for user_id in (ADA, BEN, CLEO)}

    async def shown(*, later: timedelta = EVERY) -> dict[str, list[str] | None]:
        society.clock.instant += later
        await feed._refresh(list(followers.values()))
        result: dict[str, list[str] | None] = {}
        for name, follower in zip(("ada", "ben", "cleo"), followers.values(), strict=True):
            pending, follower._pending = follower._pending, {}
            lists = [[one.state.value for one in watching] for watching in pending.values()]
            result[name] = lists[0] if lists else None
        return result

    assert await shown() == {"ada": [], "ben": [], "cleo": []}
    await society.apply(progressed(ADA, now), progressed(ADA, now, "paused", session_id=TAB, season=2))
    assert await shown(later=timedelta(seconds=1)) == {"ada": None, "ben": None, "cleo": None}
    # Friends see what is on; followers do not.
    seen = await shown(later=timedelta(seconds=1))
    assert (sorted(seen["ada"] or []), seen["ben"], sorted(seen["cleo"] or [])) == (
        ["paused", "playing"],
        None,
        ["paused", "playing"],
    )
    # Another report of the same is no change.
    await society.apply(progressed(ADA, now + timedelta(seconds=3)))
    assert await shown() == {"ada": None, "ben": None, "cleo": None}
    nothing: dict[str, list[str] | None] = {"ada": None, "ben": None, "cleo": []}
    await society.request(ADA, "PUT", f"/me/hidden-titles/{SHOW}", expect=204)
    assert await shown() == nothing
    await society.request(ADA, "DELETE", f"/me/hidden-titles/{SHOW}", expect=204)
    assert len((await shown())["cleo"] or []) == 2
    await society.request(ADA, "PUT", f"/blocks/{CLEO}", expect=204)
    assert await shown() == nothing
    await society.apply(progressed(ADA, now + timedelta(seconds=9), "ended", session_id=SESSION))
    assert await shown() == {"ada": ["paused"], "ben": None, "cleo": None}
    ended = SessionRevokedV1(session_id=BEN, user_id=BEN, revoked_at=now, expires_at=now + timedelta(minutes=15))
    await society.apply(ended)
    await shown()
    assert [follower._over for follower in followers.values()] == [False, True, False]
