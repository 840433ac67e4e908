"""Requests for friendship, following and blocks, by requests of several users."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from services.social.tests.society import ADA, BEN, CLEO, Society
from sqlalchemy import select

from contracts.social import FollowAcceptedV1, FollowRequestedV1, FriendAcceptedV1, FriendRequestedV1
from social.infrastructure.relations.tables import follows, friend_requests, friends
from social.infrastructure.tables import outbox

pytestmark = pytest.mark.integration


async def names(society: Society, user_id: UUID, path: str) -> list[str]:
    """Return the names in a list of people."""
    return [item["user"]["username"] for item in await society.get(user_id, path)]


async def request(society: Society, user_id: UUID, other: UUID) -> str:
    """Return what the two are after a request."""
    response = await society.request(user_id, "POST", "/friends/requests", json={"userId": str(other)}, expect=200)
    state: str = response.json()["data"]["state"]
    return state


async def rows(society: Society, table: Any) -> list[Any]:
    """Return the rows of a table."""
    async with society.container.runtime.engine.connect() as connection:
        return list((await connection.execute(select(table))).all())


async def test_friendship_is_requested_accepted_and_ended(society: Society) -> None:
    assert await request(society, ADA, BEN) == "requested"
    assert await request(society, ADA, BEN) == "requested"
    assert await request(society, CLEO, ADA) == "requested"
    pending = await society.get(ADA, "/friends/pending")
    assert {(item["user"]["username"], item["direction"]) for item in pending} == {
        ("ben", "sent"),
        ("cleo", "received"),
    }
    assert [item["user"]["username"] for item in await society.get(ADA, "/friends/pending", direction="sent")] == [
        "ben"
    ]
    assert await society.refusal(ADA, "POST", f"/friends/requests/{BEN}/accept") == (404, "FRIEND_REQUEST_NOT_FOUND")

    for _ in range(2):
        await society.request(BEN, "POST", f"/friends/requests/{ADA}/accept", expect=204)
        await society.request(ADA, "POST", f"/friends/requests/{CLEO}/decline", expect=204)
    assert await names(society, ADA, "/friends") == ["ben"]
    assert await names(society, BEN, "/friends") == ["Ada_L"]
    assert await society.get(CLEO, "/friends/pending") == []
    assert (await society.get(ADA, "/users/ben"))["relation"] == "friend"

    # Who has declined may request it; the other accepts by a request of their own.
    assert await request(society, ADA, CLEO) == "requested"
    assert await request(society, CLEO, ADA) == "friends"
    assert await names(society, CLEO, "/friends") == ["Ada_L"]
    types = [row.topic for row in await rows(society, outbox)]
    assert types.count(FriendRequestedV1.topic) == 3
    assert types.count(FriendAcceptedV1.topic) == 2

    for _ in range(2):
        await society.request(BEN, "DELETE", f"/friends/{ADA}", expect=204)
    assert await names(society, ADA, "/friends") == ["cleo"]
    assert await request(society, BEN, ADA) == "requested"
    for _ in range(2):
        await society.request(BEN, "DELETE", f"/friends/requests/{ADA}", expect=204)
    assert await society.get(ADA, "/friends/pending") == []

    assert await society.refusal(ADA, "POST", "/friends/requests", json={"userId": str(ADA)}) == (400, "OWN_ACCOUNT")
    unknown = {"userId": str(UUID(int=99))}
    assert await society.refusal(ADA, "POST", "/friends/requests", json=unknown) == (404, "USER_NOT_FOUND")
    assert await society.refusal(ADA, "POST", "/friends/requests", json={"userId": 7}) == (400, "VALIDATION_ERROR")


async def test_parallel_and_crossing_requests_are_one_relation(society: Society) -> None:
    await asyncio.gather(*(request(society, ADA, BEN) for _ in range(25)))
    await asyncio.gather(*(society.request(ADA, "PUT", f"/following/{BEN}", expect=200) for _ in range(10)))
    assert len(await rows(society, friend_requests)) == 1
    assert len(await rows(society, follows)) == 1
    assert [row.topic for row in await rows(society, outbox)] == [FriendRequestedV1.topic]

    pairs = [(ADA, CLEO), (CLEO, ADA)] * 5
    states = await asyncio.gather(*(request(society, *pair) for pair in pairs))
    assert "friends" in states
    assert {(row.user_id, row.friend_id) for row in await rows(society, friends)} == {(ADA, CLEO), (CLEO, ADA)}
    assert len(await rows(society, friend_requests)) == 1


async def test_limits_count_per_user(society: Society, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("social.application.relations.friends.SENT_REQUESTS", 1)
    monkeypatch.setattr("social.application.relations.friends.FRIENDS", 0)
    monkeypatch.setattr("social.application.relations.follows.FOLLOWING", 1)
    monkeypatch.setattr("social.application.relations.blocks.BLOCKS", 1)
    monkeypatch.setattr("social.application.activity.sharing.HIDDEN_TITLES", 1)
    await request(society, ADA, BEN)
    limit = (409, "RELATION_LIMIT_REACHED")
    assert await society.refusal(ADA, "POST", "/friends/requests", json={"userId": str(CLEO)}) == limit
    assert await society.refusal(BEN, "POST", f"/friends/requests/{ADA}/accept") == limit
    assert len(await society.get(BEN, "/friends/pending")) == 1
    await society.request(ADA, "PUT", f"/following/{BEN}", expect=200)
    assert await society.refusal(ADA, "PUT", f"/following/{CLEO}") == limit
    # What exists already may be repeated at the limit.
    for _ in range(2):
        await society.request(ADA, "PUT", f"/blocks/{CLEO}", expect=204)
        await society.request(ADA, "PUT", f"/me/hidden-titles/{UUID(int=1)}", expect=204)
    assert await society.refusal(ADA, "PUT", f"/blocks/{BEN}") == limit
    assert len(await society.get(ADA, "/following")) == 1
    hidden = (409, "HIDDEN_TITLE_LIMIT_REACHED")
    assert await society.refusal(ADA, "PUT", f"/me/hidden-titles/{UUID(int=2)}") == hidden


async def test_private_profiles_decide_about_followers(society: Society) -> None:
    await society.user(BEN, profile_public=False)
    await society.user(CLEO, allow_followers=False)
    assert await society.refusal(ADA, "PUT", f"/following/{CLEO}") == (409, "FOLLOWING_REFUSED")
    response = await society.request(ADA, "PUT", f"/following/{BEN}", expect=200)
    assert response.json()["data"] == {"state": "requested"}
    assert await names(society, ADA, "/following/pending") == ["ben"]
    assert await names(society, BEN, "/followers/pending") == ["Ada_L"]
    assert await names(society, ADA, "/following") == []
    assert (await society.get(ADA, "/users/ben"))["relation"] == "stranger"

    assert await society.refusal(BEN, "POST", f"/followers/{CLEO}/accept") == (404, "FOLLOW_REQUEST_NOT_FOUND")
    for _ in range(2):
        await society.request(BEN, "POST", f"/followers/{ADA}/accept", expect=204)
    assert await names(society, ADA, "/following") == ["ben"]
    assert await names(society, BEN, "/followers") == ["Ada_L"]
    assert (await society.get(ADA, "/users/ben"))["relation"] == "follower"
    assert [row.topic for row in await rows(society, outbox)] == [FollowRequestedV1.topic, FollowAcceptedV1.topic]
    await society.request(BEN, "DELETE", f"/followers/{ADA}", expect=204)
    assert await names(society, ADA, "/following") == []

    await society.request(BEN, "PUT", f"/following/{ADA}", expect=200)
    await society.request(BEN, "DELETE", f"/following/{ADA}", expect=204)
    assert await names(society, ADA, "/followers") == []


async def test_blocked_people_do_not_exist_for_each_other(society: Society) -> None:
    await request(society, ADA, BEN)
    await request(society, BEN, ADA)
    await society.request(ADA, "PUT", f"/following/{BEN}", expect=200)
    await society.request(BEN, "PUT", f"/following/{ADA}", expect=200)
    for _ in range(2):
        await society.request(BEN, "PUT", f"/blocks/{ADA}", expect=204)
    missing = (404, "USER_NOT_FOUND")
    for one, other in ((ADA, BEN), (BEN, ADA)):
        for path in ("/friends", "/friends/pending", "/following", "/followers"):
            assert await names(society, one, path) == []
        assert await society.refusal(one, "POST", "/friends/requests", json={"userId": str(other)}) == missing
        assert await society.refusal(one, "PUT", f"/following/{other}") == missing
        assert await society.refusal(one, "POST", f"/followers/{other}/accept") == missing
    assert await names(society, BEN, "/blocks") == ["Ada_L"]
    assert await names(society, ADA, "/blocks") == []

    # Who has been blocked does not learn a new name or picture by a block of their own.
    await society.request(ADA, "PUT", f"/blocks/{BEN}", expect=204)
    for one, other in ((ADA, BEN), (BEN, ADA)):
        [blocked] = await society.get(one, "/blocks")
        assert blocked["user"] == {"id": str(other), "username": None, "avatarUrl": None}
    await society.request(BEN, "DELETE", f"/blocks/{ADA}", expect=204)
    assert await names(society, ADA, "/blocks") == ["ben"]
    assert await society.refusal(BEN, "GET", "/users/ada_l") == missing
    await society.request(ADA, "DELETE", f"/blocks/{BEN}", expect=204)
    assert (await society.get(BEN, "/users/ada_l"))["relation"] == "stranger"


async def test_lists_are_read_further_by_a_cursor(society: Society) -> None:
    for number in range(5, 10):
        society.clock.instant = society.clock.instant.replace(minute=number)
        await society.user(UUID(int=number))
        await request(society, UUID(int=number), ADA)
        await request(society, ADA, UUID(int=number))
    read: list[str] = []
    cursor: dict[str, str] = {}
    while len(read) < 9:
        page = (await society.request(ADA, "GET", "/friends", params={"limit": 2, **cursor}, expect=200)).json()
        read += [item["user"]["username"] for item in page["data"]]
        if page["meta"]["nextCursor"] is None:
            break
        cursor = {"cursor": page["meta"]["nextCursor"]}
    assert read == [f"user_{number}" for number in (9, 8, 7, 6, 5)]
    assert await society.refusal(ADA, "GET", "/following", params=cursor) == (400, "VALIDATION_ERROR")
