"""Concurrent writes of one list: no item is lost, no position is taken twice, no request fails."""

import asyncio
from uuid import UUID

import pytest
from services.library.tests.integration.lists.conftest import EDITOR, OWNER, As, UserClient, title
from sqlalchemy import func, select

from library.bootstrap import Container
from library.infrastructure.tables import list_items, lists

pytestmark = pytest.mark.integration

MEMBERS = [UUID(int=number) for number in range(100, 110)]


async def test_twenty_members_add_and_order_at_once(owner: UserClient, as_user: As, container: Container) -> None:
    list_id = await owner.create()
    for member in MEMBERS:
        await owner.send("PUT", f"/lists/{list_id}/members/{member}", {"role": "editor"})
    await owner.add(list_id, *range(1, 11))
    order = {"mediaItemIds": [title(number) for number in range(10, 0, -1)]}

    responses = await asyncio.gather(
        *(
            as_user(member).send(
                "POST",
                f"/lists/{list_id}/items",
                {"items": [{"mediaItemId": title(11 + index)}, {"mediaItemId": title(21)}], "place": {"side": "start"}},
            )
            for index, member in enumerate(MEMBERS)
        ),
        *(owner.send("PUT", f"/lists/{list_id}/order", order) for _ in range(5)),
        *(
            as_user(member).send(
                "PUT",
                f"/lists/{list_id}/items/{title(index + 1)}/position",
                {"side": "before", "mediaItemId": title(index + 2)},
            )
            for index, member in enumerate(MEMBERS[:5])
        ),
    )

    assert {response.status_code for response in responses} == {200}
    numbers = await owner.numbers(list_id)
    assert sorted(numbers) == list(range(1, 22))
    added = [response.json()["data"]["added"] for response in responses[:10]]
    assert sum(added) == 11, "the title that all added is there once"
    async with container.runtime.transactions.read() as connection:
        ranks = (await connection.execute(select(list_items.c.rank))).scalars().all()
        counted = await connection.scalar(select(lists.c.item_count))
        stored = await connection.scalar(select(func.count()).select_from(list_items))
    assert len(set(ranks)) == len(ranks) == stored == counted == 21


async def test_a_key_that_is_used_twenty_times_at_once_creates_one_list(owner: UserClient) -> None:
    responses = await asyncio.gather(
        *(owner.send("POST", "/me/lists", {"name": "Noir"}, **{"Idempotency-Key": "k1"}) for _ in range(20))
    )

    assert {response.status_code for response in responses} == {201}
    assert len({response.json()["data"]["id"] for response in responses}) == 1
    assert len(await owner.get("/me/lists")) == 1


async def test_one_of_twenty_changes_of_one_version_is_applied(owner: UserClient) -> None:
    list_id = await owner.create()
    tag = (await owner.send("GET", f"/lists/{list_id}")).headers["etag"]

    responses = await asyncio.gather(
        *(owner.send("PATCH", f"/lists/{list_id}", {"name": str(number)}, **{"If-Match": tag}) for number in range(20))
    )

    assert sorted(response.status_code for response in responses) == [200] + [412] * 19


async def test_likes_of_twenty_users_at_once_are_all_counted(owner: UserClient, as_user: As) -> None:
    list_id = await owner.create(visibility="public")
    users = [UUID(int=number) for number in range(200, 220)]

    responses = await asyncio.gather(
        *(as_user(user).send("PUT", f"/lists/{list_id}/like") for user in users for _ in "12")
    )

    assert {response.status_code for response in responses} == {200}
    assert (await owner.get(f"/lists/{list_id}"))["likeCount"] == 20


async def test_two_owners_who_transfer_to_each_other_do_not_deadlock(owner: UserClient, as_user: As) -> None:
    editor = as_user(EDITOR)
    mine, theirs = await owner.create(), await editor.create()
    await owner.send("PUT", f"/lists/{mine}/members/{EDITOR}", {"role": "editor"})
    await editor.send("PUT", f"/lists/{theirs}/members/{OWNER}", {"role": "editor"})

    responses = await asyncio.gather(
        owner.send("PUT", f"/lists/{mine}/owner", {"userId": str(EDITOR)}),
        editor.send("PUT", f"/lists/{theirs}/owner", {"userId": str(OWNER)}),
    )

    assert [response.status_code for response in responses] == [200, 200]
    assert [shown["id"] for shown in await owner.get("/me/lists?selection=own")] == [theirs]
