"""The pages of the feed, and of friends and followers."""

from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

OTHER: Final = "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20"
AT: Final = "2026-11-21T11:00:00Z"
PAGE: Final = {"count": 1, "total": None, "limit": 30, "offset": 0, "hasMore": False, "nextCursor": None}
PERSON: Final = {"id": OTHER, "username": "ben_7", "avatarUrl": None}
LISTS: Final = ("friends", "friends/pending", "followers", "followers/pending", "following", "blocks")


def item(kind: str, **changes: Any) -> dict[str, Any]:
    """Return an item of the feed."""
    media = {"id": OTHER, "kind": "show", "title": "Orchard <3", "slug": "orchard"}
    facts = {"id": "7", "user": PERSON, "kind": kind, "media": media, "happenedAt": AT, "count": 1}
    return {**facts, "season": None, "episode": None, "rating": None, **changes}


def form(**fields: Any) -> dict[str, Any]:
    """Return a form of the session of `cookies`."""
    return {"csrf": csrf_token("r1"), **fields}


@pytest.fixture(autouse=True)
def social(api: FakeApi) -> None:
    """Let the API know a friend with activity."""
    items = [
        item("watched", count=3, season=1, episode=4),
        item("rated", rating=90),
        item("listed", media={"id": OTHER, "kind": "list", "title": None, "slug": None}),
    ]
    api.on("social/feed", Reply(200, items, meta={**PAGE, "nextCursor": "next"}))
    now = {"user": PERSON, "mediaItemId": OTHER, "title": "Severance", "slug": "severance", "season": 1, "episode": 2}
    api.on("social/watching-now", Reply(200, [{**now, "state": "paused", "at": AT}]))
    api.on("social/me/sharing", Reply(200, {"activity": "friends", "watchingNow": "only_me"}))
    for path in LISTS:
        api.on(f"social/{path}", Reply(200, [], meta=PAGE))


async def test_the_feed_has_what_friends_do_and_who_sees_mine(http: httpx2.AsyncClient, api: FakeApi) -> None:
    page = (await http.get("/my/feed", headers=cookies())).text
    for text in ("Orchard &lt;3", "3 episodes", "rated-of", "published the list", "Severance", "paused", "cursor=next"):
        assert text in page
    assert '<option value="friends" selected>' in page
    assert (await http.get("/my/feed")).status_code == 303

    api.on("social/me/sharing", Reply(200, {}), "PUT")
    sent = form(activity="everyone", watchingNow="only_me")
    response = await http.post("/my/feed/sharing", data=sent, headers=cookies())
    assert (response.status_code, response.headers["location"]) == (303, "/my/feed")
    assert api.calls[-1].json == {"activity": "everyone", "watchingNow": "only_me"}

    api.on("social/feed", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "This part is not available right now." in (await http.get("/my/feed", headers=cookies())).text


async def test_people_are_listed_searched_and_decided_about(http: httpx2.AsyncClient, api: FakeApi) -> None:
    received = {"user": PERSON, "direction": "received", "requestedAt": AT}
    api.on("social/friends/pending", Reply(200, [received], meta=PAGE))
    api.on("social/blocks", Reply(200, [{"user": {**PERSON, "username": None}, "since": AT}], meta=PAGE))
    api.on("social/users", Reply(200, [PERSON], meta=PAGE))
    page = (await http.get("/my/friends?q=be", headers=cookies())).text
    for text in ("No friends yet.", "Friend requests", f"/my/friends/accept/{OTHER}", "A user"):
        assert text in page
    assert api.calls[-1].query["query"] == "be"

    for change, method, path in (
        ("accept", "POST", f"social/friends/requests/{OTHER}/accept"),
        ("unblock", "DELETE", f"social/blocks/{OTHER}"),
    ):
        api.on(path, Reply(204, None), method)
        response = await http.post(f"/my/friends/{change}/{OTHER}", data=form(), headers=cookies())
        assert (response.status_code, api.calls[-1].method, api.calls[-1].path) == (303, method, path)
    api.on(f"social/friends/requests/{OTHER}/accept", ApiError(409, "RELATION_LIMIT_REACHED"), "POST")
    response = await http.post(f"/my/friends/accept/{OTHER}", data=form(), headers=cookies())
    assert response.status_code == 409
    assert "as many of them as a user may have" in response.text
    assert (await http.post(f"/my/friends/poke/{OTHER}", data=form(), headers=cookies())).status_code == 404
    assert (await http.post(f"/my/friends/accept/{OTHER}", data={}, headers=cookies())).status_code == 403


async def test_long_lists_are_read_further_and_failures_are_shown(http: httpx2.AsyncClient, api: FakeApi) -> None:
    friend = {"user": PERSON, "since": AT}
    api.on("social/friends", Reply(200, [friend], meta={**PAGE, "nextCursor": "c2"}))
    assert "/my/friends?list=friends&amp;cursor=c2" in (await http.get("/my/friends", headers=cookies())).text
    before = len(api.calls)
    page = (await http.get("/my/friends?list=friends&cursor=c2", headers=cookies())).text
    assert [(call.path, call.query["cursor"]) for call in api.calls[before:] if call.path.startswith("social/")] == [
        ("social/friends", "c2")
    ]
    assert "ben_7" in page

    # A list that cannot be read is not an empty one.
    part = "This part is not available right now."
    assert part not in (await http.get("/my/friends", headers=cookies())).text
    api.on("social/blocks", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert part in (await http.get("/my/friends", headers=cookies())).text
    api.on("social/users", ApiError(429, "RATE_LIMITED"))
    assert "No user with such a name." not in (await http.get("/my/friends?q=be", headers=cookies())).text
    api.on("social/users", ApiError(400, "VALIDATION_ERROR"))
    assert "No user with such a name." in (await http.get("/my/friends?q=b!", headers=cookies())).text


async def test_a_person_is_shown_with_what_one_may_do(http: httpx2.AsyncClient, api: FakeApi) -> None:
    profile = {**PERSON, "relation": "stranger", "followed": "requested", "isPrivate": True, "counts": None}
    api.on("social/users/ben_7", Reply(200, profile))
    api.on("social/users/ben_7/activity", Reply(200, [item("started")], meta=PAGE))
    page = (await http.get("/my/feed/ben_7", headers=cookies())).text
    for text in ("Private profile", "Add friend", "Cancel request", "Block", "started"):
        assert text in page

    api.on(f"social/following/{OTHER}", ApiError(409, "FOLLOWING_REFUSED"), "PUT")
    response = await http.post("/my/feed/ben_7/follow", data=form(userId=OTHER), headers=cookies())
    assert response.status_code == 409
    assert "This user allows no followers." in response.text
    api.on(f"social/blocks/{OTHER}", Reply(204, None), "PUT")
    response = await http.post("/my/feed/ben_7/block", data=form(userId=OTHER), headers=cookies())
    assert (response.status_code, response.headers["location"]) == (303, "/my/friends")
    for path in ("/my/feed/ben_7/poke", "/my/feed/ben_7/follow"):
        refused = await http.post(path, data=form(userId="../x"), headers=cookies())
        assert refused.status_code == 404
    assert (await http.get("/my/feed/b.n", headers=cookies())).status_code == 404
    api.on("social/users/___", Reply(200, {**profile, "username": "___"}))
    api.on("social/users/___/activity", Reply(200, [], meta=PAGE))
    assert (await http.get("/my/feed/___", headers=cookies())).status_code == 200
