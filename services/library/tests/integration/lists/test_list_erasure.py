"""An erased user leaves no trace in lists, and the lists of others keep their items."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from services.library.tests.integration.lists.conftest import EDITOR, OWNER, STRANGER, As, UserClient, title
from sqlalchemy import select

from chassis.testing.clock import NOON
from contracts.auth import UserDeletedV1
from library.bootstrap import Container
from library.infrastructure.tables import list_items, list_links, list_members, list_reactions, lists, metadata

pytestmark = pytest.mark.integration

Deliver = Callable[..., Awaitable[None]]


def deleted(user_id: UUID) -> UserDeletedV1:
    return UserDeletedV1(version=1, user_id=user_id, deleted_at=NOON)


async def test_no_trace_of_an_erased_user_is_left(
    owner: UserClient, as_user: As, deliver: Deliver, container: Container
) -> None:
    editor = as_user(EDITOR)
    own = await editor.create(visibility="public")
    await editor.add(own, 1, 2)
    await editor.send("POST", f"/lists/{own}/links/public")
    await owner.send("PUT", f"/lists/{own}/like")
    await editor.send("PUT", f"/lists/{own}/members/{STRANGER}", {"role": "viewer"})
    theirs = await owner.create(visibility="public")
    await owner.add(theirs, 3)
    await owner.send("PUT", f"/lists/{theirs}/members/{EDITOR}", {"role": "editor"})
    await editor.add(theirs, 4)
    for reaction in ("like", "share"):
        await editor.send("PUT", f"/lists/{theirs}/{reaction}")
    await owner.send("PUT", f"/lists/{theirs}/like")

    await deliver(deleted(EDITOR))
    await deliver(deleted(EDITOR).model_copy(update={"version": 2}))

    async with container.runtime.transactions.read() as connection:
        for table in metadata.sorted_tables:
            columns = [column for column in table.c if column.name in ("user_id", "added_by")]
            for column in columns:
                traces = (await connection.execute(select(column).where(column == EDITOR))).all()
                assert table.name == "users" or traces == [], table.name
        for table in (lists, list_items, list_members, list_reactions, list_links):
            assert UUID(own) not in (await connection.execute(select(table.c.list_id))).scalars().all()
    shown = await owner.get(f"/lists/{theirs}")
    assert (shown["likeCount"], shown["shareCount"], shown["itemCount"]) == (1, 0, 2)
    items = await owner.get(f"/lists/{theirs}/items")
    assert [(item["mediaItemId"], item["addedBy"]) for item in items] == [(title(3), str(OWNER)), (title(4), None)]
    assert await owner.get(f"/lists/{theirs}/members") == []


async def test_an_erased_user_writes_nothing_and_becomes_no_member(
    owner: UserClient, as_user: As, deliver: Deliver
) -> None:
    list_id = await owner.create(visibility="public")
    token = (await owner.send("POST", f"/lists/{list_id}/links/editor")).json()["data"]["token"]
    await deliver(deleted(EDITOR))
    editor = as_user(EDITOR)

    refused = [
        await editor.send("POST", "/me/lists", {"name": "x"}),
        await editor.send("POST", f"/lists/{list_id}/copies", {}),
        await editor.send("PUT", f"/lists/{list_id}/like"),
        await editor.send("POST", "/me/lists/memberships", {"token": token}),
    ]
    member = await owner.send("PUT", f"/lists/{list_id}/members/{EDITOR}", {"role": "viewer"})

    assert [response.json()["error"]["code"] for response in refused] == ["ACCOUNT_ERASED"] * 4
    assert (member.status_code, member.json()["error"]["code"]) == (404, "LIST_MEMBER_NOT_FOUND")
    assert (await owner.get(f"/lists/{list_id}"))["likeCount"] == 0


async def test_writes_during_the_erasure_of_several_users_do_not_deadlock(
    owner: UserClient, as_user: As, deliver: Deliver
) -> None:
    users = [UUID(int=number) for number in range(300, 306)]
    list_ids = [await as_user(user).create(visibility="public") for user in users]
    for list_id, user in zip(list_ids, users, strict=True):
        await as_user(user).send("PUT", f"/lists/{list_id}/members/{OWNER}", {"role": "editor"})

    responses, _ = await asyncio.gather(
        asyncio.gather(
            *(as_user(user).send("PUT", f"/lists/{list_id}/like") for user in users for list_id in list_ids),
            *(
                owner.send("POST", f"/lists/{list_id}/items", {"items": [{"mediaItemId": title(1)}]})
                for list_id in list_ids
            ),
        ),
        deliver(*(deleted(user) for user in users)),
    )

    assert {response.status_code for response in responses} <= {200, 403, 404}
    assert await owner.get("/me/lists") == []
