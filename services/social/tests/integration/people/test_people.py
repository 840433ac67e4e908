"""What events state of people, and who finds them."""

from uuid import UUID

import pytest
from services.social.tests.society import ADA, BEN, CLEO, DAN, Society, sealed
from sqlalchemy import insert

from chassis.testing.clock import NOON
from contracts.auth import UserDeletedV1
from social.domain.people.person import Closeness
from social.infrastructure.relations.tables import blocks, follows, friends

pytestmark = pytest.mark.integration

PICTURE = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")


async def test_people_follow_their_newest_events(society: Society) -> None:
    assert await society.get(BEN, "/users/ADA_l") == {
        "id": str(ADA),
        "username": "Ada_L",
        "avatarUrl": None,
        "relation": "stranger",
        "followed": None,
        "isPrivate": False,
        "counts": {"friends": 0, "followers": 0, "following": 0},
    }

    await society.user(ADA, sealed_profile=sealed(ADA, "Ada_2", PICTURE), profile_public=False)
    profile = await society.get(BEN, "/users/ada_2")
    assert profile["avatarUrl"] == f"/api/v1/users/avatars/{PICTURE}/128.webp"
    assert profile["isPrivate"]
    assert await society.refusal(BEN, "GET", "/users/ada_l") == (404, "USER_NOT_FOUND")

    # An older event changes nothing; one without a name, or with one that does not open, changes all but the name.
    await society.user(ADA, version=1)
    await society.user(ADA, sealed_profile=None, version=5)
    await society.user(ADA, sealed_profile=sealed(BEN, "mallory"), version=6)
    profile = await society.get(BEN, "/users/ada_2")
    assert (profile["avatarUrl"] is not None, profile["isPrivate"]) == (True, False)

    # Without a name from the beginning there is a person whom no name finds.
    await society.user(DAN, sealed_profile=None)
    async with society.container.units.read() as work:
        assert (await work.people.of_ids([DAN]))[DAN].username is None


async def test_who_may_see_whom(society: Society) -> None:
    relations = society.container.units

    async def seen(viewer: UUID | None) -> dict[UUID, Closeness]:
        async with relations.read() as work:
            return dict(await work.relations.visible(viewer, [ADA, BEN, CLEO, DAN]))

    everyone = {ADA: Closeness.STRANGER, BEN: Closeness.STRANGER, CLEO: Closeness.STRANGER}
    assert await seen(None) == everyone
    assert await seen(ADA) == {**everyone, ADA: Closeness.SELF}

    await society.user(BEN, profile_public=False)
    await society.user(CLEO, profile_public=False)
    assert await seen(None) == {ADA: Closeness.STRANGER}
    async with society.container.runtime.engine.begin() as connection:
        await connection.execute(
            insert(friends),
            [{"user_id": one, "friend_id": other, "since": NOON} for one, other in ((ADA, BEN), (BEN, ADA))],
        )
        follower = {"follower_id": ADA, "followee_id": CLEO, "since": NOON}
        await connection.execute(insert(follows).values(is_accepted=False, **follower))
    assert await seen(ADA) == {ADA: Closeness.SELF, BEN: Closeness.FRIEND}
    assert await seen(BEN) == {ADA: Closeness.FRIEND, BEN: Closeness.SELF}

    async with society.container.runtime.engine.begin() as connection:
        await connection.execute(follows.update().values(is_accepted=True))
    assert (await seen(ADA))[CLEO] is Closeness.FOLLOWER
    await society.user(CLEO, profile_public=False, allow_followers=False)
    assert CLEO not in await seen(ADA)

    async with society.container.runtime.engine.begin() as connection:
        await connection.execute(insert(blocks).values(blocker_id=BEN, blocked_id=ADA, since=NOON))
    assert await seen(ADA) == {ADA: Closeness.SELF}
    assert await seen(BEN) == {BEN: Closeness.SELF}
    async with relations.read() as work:
        assert await work.relations.is_blocked(ADA, BEN)
        assert await work.relations.is_blocked(BEN, ADA)
        assert not await work.relations.is_blocked(ADA, CLEO)
    assert await society.refusal(ADA, "GET", "/users/ben") == (404, "USER_NOT_FOUND")
    assert await society.refusal(BEN, "GET", "/users/ada_l") == (404, "USER_NOT_FOUND")

    await society.apply(UserDeletedV1(version=9, user_id=ADA, deleted_at=NOON))
    await society.user(ADA)
    async with society.container.runtime.engine.connect() as connection:
        for table in (friends, follows, blocks):
            assert (await connection.execute(table.select())).all() == []
    assert await society.refusal(BEN, "GET", "/users/ada_l") == (404, "USER_NOT_FOUND")


async def test_people_are_found_by_names_that_may_be_seen(society: Society) -> None:
    for number in (11, 12, 13):
        await society.user(UUID(int=number))
    await society.user(UUID(int=12), profile_public=False)
    await society.user(DAN)

    async def names(query: str, **params: str) -> list[str]:
        return [person["username"] for person in await society.get(BEN, "/users", query=query, **params)]

    assert await names("USER_") == ["user_11", "user_13"]
    assert await names("user_12") == ["user_12"]
    assert (await society.get(BEN, "/users/user_12"))["counts"] is None
    assert await names("ad") == ["Ada_L"]
    assert await names("ben") == []
    page = (await society.request(BEN, "GET", "/users", params={"query": "user_", "limit": 1}, expect=200)).json()
    assert await names("user_", cursor=page["meta"]["nextCursor"]) == ["user_13"]
    await society.request(DAN, "PUT", f"/blocks/{BEN}", expect=204)
    assert await names("dan_99") == await names("dan") == []
    for query in ("a", "a%", "ada\x00", "ada l"):
        assert await society.refusal(BEN, "GET", "/users", params={"query": query}) == (400, "VALIDATION_ERROR")

    for _ in range(30):
        response = await society.request(BEN, "GET", "/users", params={"query": "ada"})
    assert (response.status_code, response.json()["error"]["code"]) == (429, "RATE_LIMITED")
    assert response.headers["Retry-After"] == "60"
    assert len(await society.get(CLEO, "/users", query="ada")) == 1
