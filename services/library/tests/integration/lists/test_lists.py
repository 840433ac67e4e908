"""Lists and their items over HTTP."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from services.library.tests.integration.lists.conftest import EDITOR, OWNER, STRANGER, As, UserClient, title
from sqlalchemy import select, update

from chassis.testing.clock import NOON
from contracts.auth import UserDeletedV1
from contracts.library import ListPublishedV1
from library.bootstrap import Container
from library.infrastructure.lists.tables import lists
from library.infrastructure.tables import outbox

pytestmark = pytest.mark.integration


async def test_a_list_is_created_changed_and_deleted(owner: UserClient) -> None:
    created = await owner.send("POST", "/me/lists", {"name": "Noir", "description": "Rain"})
    data = created.json()["data"]
    path = f"/lists/{data['id']}"
    assert (data["kind"], data["visibility"], data["role"], data["itemCount"]) == ("custom", "private", "owner", 0)
    assert (data["ownerId"], data["likeCount"], data["shareCount"]) == (str(OWNER), 0, 0)

    changed = await owner.send("PATCH", path, {"name": "Neo-noir", "description": None, "visibility": "unlisted"})
    assert changed.status_code == 200
    shown = await owner.get(path)
    assert (shown["name"], shown["description"], shown["visibility"]) == ("Neo-noir", None, "unlisted")
    assert shown["completion"] == {"total": 0, "seen": 0, "percent": 0.0, "nextUnseen": None}

    assert (await owner.send("DELETE", path)).status_code == 204
    gone = await owner.send("GET", path)
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "LIST_NOT_FOUND")


async def test_a_change_without_effect_keeps_the_version(owner: UserClient) -> None:
    list_id = await owner.create()
    first = (await owner.send("GET", f"/lists/{list_id}")).headers["etag"]

    same = await owner.send("PATCH", f"/lists/{list_id}", {"name": "Noir"})
    other = await owner.send("PATCH", f"/lists/{list_id}", {"name": "Other"})

    assert same.headers["etag"] == first
    assert other.headers["etag"] > first


async def test_a_write_with_an_old_version_is_rejected(owner: UserClient) -> None:
    list_id = await owner.create()
    await owner.add(list_id, 1, 2)
    tag = (await owner.send("GET", f"/lists/{list_id}")).headers["etag"]
    await owner.add(list_id, 3)

    requests: list[tuple[str, str, Any]] = [
        ("PATCH", "", {"name": "Other"}),
        ("PUT", "/order", {"mediaItemIds": [title(2)]}),
        ("PUT", f"/items/{title(1)}/position", {"side": "end"}),
        ("DELETE", "", None),
    ]
    for method, path, body in requests:
        response = await owner.send(method, f"/lists/{list_id}{path}", body, **{"If-Match": tag})
        assert (response.status_code, response.json()["error"]["code"]) == (412, "PRECONDITION_FAILED"), path
    assert await owner.numbers(list_id) == [1, 2, 3]
    current = (await owner.send("GET", f"/lists/{list_id}")).headers["etag"]
    assert (await owner.send("DELETE", f"/lists/{list_id}", **{"If-Match": current})).status_code == 204


async def test_a_creation_with_the_same_key_is_done_once(owner: UserClient) -> None:
    first = await owner.send("POST", "/me/lists", {"name": "Noir"}, **{"Idempotency-Key": "k1"})
    again = await owner.send("POST", "/me/lists", {"name": "Noir"}, **{"Idempotency-Key": "k1"})
    other = await owner.send("POST", "/me/lists", {"name": "Other"}, **{"Idempotency-Key": "k1"})
    copy = await owner.send("POST", f"/lists/{first.json()['data']['id']}/copies", {}, **{"Idempotency-Key": "k2"})
    copy_again = await owner.send(
        "POST", f"/lists/{first.json()['data']['id']}/copies", {}, **{"Idempotency-Key": "k2"}
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["data"]["id"] == again.json()["data"]["id"]
    assert copy.json()["data"]["id"] == copy_again.json()["data"]["id"]
    assert (other.status_code, other.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert len(await owner.get("/me/lists")) == 2


async def test_items_are_added_at_a_place_once(owner: UserClient) -> None:
    list_id = await owner.create()

    assert await owner.add(list_id, 1, 2, 1) == {"added": 2, "present": 1, "itemCount": 2}
    await owner.add(list_id, 3, 4, place={"side": "start"})
    await owner.add(list_id, 5, 6, place={"side": "before", "mediaItemId": title(1)})
    await owner.add(list_id, 7, place={"side": "after", "mediaItemId": title(2)})
    assert await owner.add(list_id, 2, 8) == {"added": 1, "present": 1, "itemCount": 8}

    assert await owner.numbers(list_id) == [3, 4, 5, 6, 1, 2, 7, 8]
    items = await owner.get(f"/lists/{list_id}/items?limit=2&offset=4")
    assert [(item["position"], item["addedBy"]) for item in items] == [(5, str(OWNER)), (6, str(OWNER))]
    assert items[0]["mediaSummary"]["title"] == "movie 1"


async def test_an_unknown_title_adds_none(owner: UserClient) -> None:
    list_id = await owner.create()
    unknown = str(uuid4())
    body = {"items": [{"mediaItemId": title(1)}, {"mediaItemId": unknown}]}

    response = await owner.send("POST", f"/lists/{list_id}/items", body)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "LIST_TITLES_UNKNOWN")
    assert response.json()["error"]["details"] == {"mediaItemIds": [unknown]}
    assert await owner.numbers(list_id) == []


async def test_items_are_moved_ordered_annotated_and_removed(owner: UserClient) -> None:
    list_id = await owner.create()
    await owner.add(list_id, 1, 2, 3, 4, 5)
    path = f"/lists/{list_id}"

    await owner.send("PUT", f"{path}/items/{title(5)}/position", {"side": "before", "mediaItemId": title(2)})
    assert await owner.numbers(list_id) == [1, 5, 2, 3, 4]
    await owner.send("PUT", f"{path}/items/{title(1)}/position", {"side": "after", "mediaItemId": title(3)})
    assert await owner.numbers(list_id) == [5, 2, 3, 1, 4]
    await owner.send("PUT", f"{path}/items/{title(4)}/position", {"side": "start"})
    assert await owner.numbers(list_id) == [4, 5, 2, 3, 1]

    ordered = await owner.send("PUT", f"{path}/order", {"mediaItemIds": [title(1), title(3)]})
    assert ordered.status_code == 200
    assert await owner.numbers(list_id) == [1, 3, 4, 5, 2]

    noted = await owner.send("PUT", f"{path}/items/{title(3)}/note", {"note": "With Ann"})
    assert noted.status_code == 200
    assert (await owner.get(f"{path}/items"))[1]["note"] == "With Ann"

    assert (await owner.send("DELETE", f"{path}/items/{title(3)}")).status_code == 204
    assert (await owner.send("DELETE", f"{path}/items/{title(3)}")).status_code == 204
    removed = await owner.send("POST", f"{path}/items/removals", {"mediaItemIds": [title(1), title(9)]})
    assert removed.json()["data"]["itemCount"] == 3
    assert await owner.numbers(list_id) == [4, 5, 2]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", f"/items/{title(9)}/position", {"side": "start"}),
        ("PUT", f"/items/{title(1)}/position", {"side": "before", "mediaItemId": title(9)}),
        ("PUT", f"/items/{title(1)}/position", {"side": "before", "mediaItemId": title(1)}),
        ("PUT", f"/items/{title(9)}/note", {"note": "x"}),
        ("PUT", "/order", {"mediaItemIds": [title(1), title(9)]}),
        ("POST", "/items", {"items": [{"mediaItemId": title(2)}], "place": {"side": "after", "mediaItemId": title(9)}}),
    ],
)
async def test_an_item_that_is_not_in_the_list_is_not_found(
    owner: UserClient, method: str, path: str, body: Any
) -> None:
    list_id = await owner.create()
    await owner.add(list_id, 1)

    response = await owner.send(method, f"/lists/{list_id}{path}", body)

    assert (response.status_code, response.json()["error"]["code"]) == (404, "LIST_ITEM_NOT_FOUND")
    assert await owner.numbers(list_id) == [1]


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/me/lists", {"name": " "}, "name"),
        ("POST", "/me/lists", {"name": "x" * 101}, "name"),
        ("POST", "/me/lists", {"name": "a\x00b"}, "name"),
        ("POST", "/me/lists", {"name": "Noir", "coverUrl": "javascript:alert(1)"}, "coverUrl"),
        ("POST", "/me/lists", {"name": "Noir", "visibility": "secret"}, "visibility"),
        ("PATCH", "/lists/{id}", {"name": None}, "name"),
        ("PATCH", "/lists/{id}", {"visibility": None}, "visibility"),
        ("POST", "/lists/{id}/items", {"items": []}, "items"),
        ("POST", "/lists/{id}/items", {"items": [{"mediaItemId": "1"}]}, "items.0.mediaItemId"),
        ("POST", "/lists/{id}/items", {"items": [{"mediaItemId": title(1)}], "place": {"side": "before"}}, "place"),
        ("PUT", "/lists/{id}/order", {"mediaItemIds": [title(1), title(1)]}, "mediaItemIds"),
        ("PUT", f"/lists/{{id}}/items/{title(1)}/note", {"note": "x" * 501}, "note"),
        ("POST", "/lists/{id}/items/imports", {"text": "x" * 500_001}, "text"),
    ],
)
async def test_an_invalid_body_names_the_field_and_changes_nothing(
    owner: UserClient, method: str, path: str, body: Any, field: str
) -> None:
    list_id = await owner.create()
    await owner.add(list_id, 1)

    response = await owner.send(method, path.format(id=list_id), body)

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert [problem["field"] for problem in error["details"]["errors"]] == [field]
    assert [(shown["name"], shown["itemCount"]) for shown in await owner.get("/me/lists")] == [("Noir", 1)]


async def test_items_are_sorted_and_filtered_by_what_the_reader_has_not_seen(owner: UserClient, as_user: As) -> None:
    list_id = await owner.create(visibility="public")
    await owner.add(list_id, 3, 1, 2)
    stranger = as_user(STRANGER)
    await stranger.send("PATCH", f"/user-media/{title(1)}", {"state": "completed", "rating": 90})
    await stranger.send("PATCH", f"/user-media/{title(3)}", {"state": "dropped"})

    assert await stranger.numbers(list_id, "&sort=title") == [1, 2, 3]
    assert await stranger.numbers(list_id, "&unseen=true") == [3, 2]
    assert await owner.numbers(list_id, "&unseen=true") == [3, 1, 2]
    items = await stranger.get(f"/lists/{list_id}/items")
    assert [(item["state"], item["rating"]) for item in items] == [("dropped", None), ("completed", 90), (None, None)]
    assert {item["addedBy"] for item in items} == {None}, "only members see who added a title"
    completion = (await stranger.get(f"/lists/{list_id}"))["completion"]
    assert (completion["total"], completion["seen"], completion["percent"]) == (3, 1, 33.3)
    assert completion["nextUnseen"]["id"] == title(2)


async def test_a_list_without_gaps_between_ranks_is_distributed_again(owner: UserClient) -> None:
    list_id = await owner.create()
    await owner.add(list_id, 1, 2)
    expected = [1, 2]

    for step in range(60):
        moved = expected[step % 2]
        other = expected[1 - step % 2]
        side = "before" if step % 2 else "after"
        body = {"side": side, "mediaItemId": title(other)}
        response = await owner.send("PUT", f"/lists/{list_id}/items/{title(moved)}/position", body)
        assert response.status_code == 200, response.text
        expected = [moved, other] if side == "before" else [other, moved]
        assert await owner.numbers(list_id) == expected
    await owner.add(list_id, 3)
    for number in range(4, 31):
        await owner.add(list_id, number, place={"side": "before", "mediaItemId": title(3)})
    assert await owner.numbers(list_id) == [*expected, *range(4, 31), 3]


async def test_my_lists_are_own_and_shared_ones(owner: UserClient, as_user: As) -> None:
    mine, theirs = await owner.create(name="Mine"), await as_user(EDITOR).create(name="Theirs")
    await as_user(EDITOR).send("PUT", f"/lists/{theirs}/members/{OWNER}", {"role": "viewer"})
    await owner.add(mine, 1)

    assert [shown["name"] for shown in await owner.get("/me/lists")] == ["Mine", "Theirs"]
    assert [shown["id"] for shown in await owner.get("/me/lists?selection=own")] == [mine]
    assert [(shown["id"], shown["role"]) for shown in await owner.get("/me/lists?selection=shared")] == [
        (theirs, "viewer")
    ]
    assert [shown["id"] for shown in await owner.get(f"/me/lists?mediaItemId={title(1)}")] == [mine]
    assert await owner.get(f"/me/lists?mediaItemId={title(2)}") == []


async def test_public_lists_are_paged_by_likes_or_time(owner: UserClient, as_user: As) -> None:
    first, second, third = [await owner.create(name=name, visibility="public") for name in ("1", "2", "3")]
    await owner.create(name="hidden")
    await owner.create(name="unlisted", visibility="unlisted")
    for user in (EDITOR, STRANGER):
        await as_user(user).send("PUT", f"/lists/{second}/like")
    await as_user(STRANGER).send("PUT", f"/lists/{first}/like")
    await as_user(STRANGER).send("PUT", f"/lists/{first}/like")

    anonymous = as_user(None)
    assert [shown["id"] for shown in await anonymous.get("/lists/public")] == [second, first, third]
    assert [shown["id"] for shown in await anonymous.get("/lists/public?sort=recent")] == [third, second, first]
    assert [shown["likeCount"] for shown in await anonymous.get("/lists/public?limit=2")] == [2, 1]
    assert [shown["liked"] for shown in await anonymous.get("/lists/public")] == [None] * 3
    assert [shown["liked"] for shown in await as_user(STRANGER).get("/lists/public")] == [True, True, False]
    page = (await anonymous.send("GET", "/lists/public?limit=2&offset=2")).json()
    assert (page["meta"]["total"], page["meta"]["hasMore"], len(page["data"])) == (3, False, 1)


@pytest.mark.parametrize("sort", ["likes", "recent"])
async def test_pages_by_cursor_have_every_list_once(owner: UserClient, as_user: As, sort: str) -> None:
    for number in range(7):
        list_id = await owner.create(name=str(number), visibility="public")
        if number % 3 == 0:
            await as_user(STRANGER).send("PUT", f"/lists/{list_id}/like")
    anonymous = as_user(None)
    expected = [shown["name"] for shown in await anonymous.get(f"/lists/public?sort={sort}")]

    names, query = [], ""
    for offset in (0, 3, 6):
        page = (await anonymous.send("GET", f"/lists/public?sort={sort}&limit=3{query}")).json()
        names += [shown["name"] for shown in page["data"]]
        assert (page["meta"]["offset"], page["meta"]["total"], page["meta"]["hasMore"]) == (offset, 7, offset < 6)
        query = f"&cursor={page['meta']['nextCursor']}"

    assert len(expected) == 7
    assert names == expected
    assert page["meta"]["nextCursor"] is None
    first = (await anonymous.send("GET", f"/lists/public?sort={sort}&limit=3")).json()["meta"]["nextCursor"]
    other = "recent" if sort == "likes" else "likes"
    changed = first[:-1] + ("B" if first[-1] == "A" else "A")
    for cursor in (f"{other}&cursor={first}", f"{sort}&cursor={changed}", f"{sort}&cursor=AAAA"):
        refused = await anonymous.send("GET", f"/lists/public?sort={cursor}")
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "VALIDATION_ERROR"), cursor


async def test_likes_and_shares_are_counted_once_per_user(owner: UserClient, as_user: As) -> None:
    list_id = await owner.create(visibility="public")
    stranger = as_user(STRANGER)

    liked = [(await stranger.send("PUT", f"/lists/{list_id}/like")).json()["data"] for _ in range(2)]
    shared = [(await stranger.send("PUT", f"/lists/{list_id}/share")).json()["data"] for _ in range(2)]
    tag = (await owner.send("GET", f"/lists/{list_id}")).headers["etag"]
    left = [(await stranger.send("DELETE", f"/lists/{list_id}/like")).json()["data"] for _ in range(2)]

    assert liked == [{"liked": True, "likeCount": 1}] * 2
    assert shared == [{"shareCount": 1}] * 2
    assert left == [{"liked": False, "likeCount": 0}] * 2
    assert (await owner.send("PATCH", f"/lists/{list_id}", {"name": "x"}, **{"If-Match": tag})).status_code == 200
    assert (await owner.get(f"/lists/{list_id}"))["shareCount"] == 1, "a change keeps the counts"


async def test_a_copy_has_the_items_and_is_private(owner: UserClient, as_user: As) -> None:
    list_id = await owner.create(visibility="public", description="Rain")
    await owner.add(list_id, 2, 1)
    await owner.send("PUT", f"/lists/{list_id}/items/{title(1)}/note", {"note": "With Ann"})
    stranger = as_user(STRANGER)

    copy = (await stranger.send("POST", f"/lists/{list_id}/copies", {"name": "Mine"})).json()["data"]
    await owner.send("DELETE", f"/lists/{list_id}")

    assert (copy["name"], copy["description"], copy["visibility"], copy["itemCount"], copy["ownerId"]) == (
        "Mine",
        "Rain",
        "private",
        2,
        str(STRANGER),
    )
    assert await stranger.numbers(copy["id"]) == [2, 1]
    items = await stranger.get(f"/lists/{copy['id']}/items")
    assert [(item["note"], item["addedBy"]) for item in items] == [(None, str(STRANGER)), ("With Ann", str(STRANGER))]


async def test_a_title_that_was_deleted_upstream_stays_with_its_successor(
    owner: UserClient, deliver: Any, imported: Any, as_user: As
) -> None:
    list_id = await owner.create()
    await owner.add(list_id, 1)
    await owner.send("PATCH", f"/user-media/{title(2)}", {"state": "completed", "rating": 70})

    await deliver(imported(1, kind="movie", version=2, gone_at="2026-11-20T04:10:00Z", successor_id=UUID(title(2))))

    [item] = await owner.get(f"/lists/{list_id}/items")
    assert item["mediaSummary"]["goneAt"] == "2026-11-20T04:10:00Z"
    assert item["mediaSummary"]["successorId"] == title(2)
    assert (item["state"], item["rating"]) == ("completed", 70), "the user's state is that of the successor"
    assert (await owner.get(f"/lists/{list_id}"))["completion"]["seen"] == 1
    assert await owner.numbers(list_id, "&unseen=true") == []


async def test_events_state_which_lists_are_public(
    owner: UserClient, as_user: As, deliver: Any, published_events: Any, container: Container
) -> None:
    list_id = await owner.create(visibility="public")
    await owner.send("PATCH", f"/lists/{list_id}", {"name": "Other"})
    private = await owner.create(visibility="private")
    await owner.send("PUT", f"/lists/{list_id}/members/{EDITOR}", {"role": "editor"})
    await owner.send("PUT", f"/lists/{list_id}/owner", {"userId": str(EDITOR)})
    await as_user(EDITOR).send("PATCH", f"/lists/{list_id}", {"visibility": "unlisted"})
    await as_user(EDITOR).send("PATCH", f"/lists/{list_id}", {"visibility": "public"})
    await container.application.announce_libraries()
    await deliver(UserDeletedV1(version=1, user_id=EDITOR, deleted_at=NOON))

    published = [event for event in await published_events() if "isPublic" in event]
    events = [event for event in published if event["listId"] == list_id]
    # Only what is published again has events of lists that never were public.
    assert [(event["listId"], event["isPublic"]) for event in published if event not in events] == [(private, False)]
    assert [(UUID(event["userId"]), event["isPublic"], event["name"]) for event in events] == [
        (OWNER, True, "Noir"),
        (OWNER, True, "Other"),
        (EDITOR, True, "Other"),
        (EDITOR, False, None),
        (EDITOR, True, "Other"),
        (EDITOR, True, "Other"),
        (EDITOR, False, None),
    ]
    versions = [event["version"] for event in events]
    assert versions == sorted(set(versions))
    async with container.runtime.transactions.read() as connection:
        query = select(outbox.c.body).where(outbox.c.topic == ListPublishedV1.topic).order_by(outbox.c.id.desc())
        assert not (await connection.execute(query)).scalars().first(), "the last record is a tombstone"


async def test_a_restored_list_has_newer_events_than_a_log_that_is_ahead(
    owner: UserClient, published_events: Any, container: Container
) -> None:
    """After the backup two private lists were made public; the log has it, the database does not."""
    ids = [await owner.create(visibility="public") for _ in range(2)]
    ahead = {event["listId"]: event["version"] for event in await published_events() if "isPublic" in event}
    async with container.runtime.engine.begin() as connection:
        await connection.execute(update(lists).values(visibility="private", version=1))
    await owner.send("DELETE", f"/lists/{ids[1]}")
    await container.application.announce_libraries()

    again = [event for event in await published_events() if "isPublic" in event][len(ahead) :]
    assert {event["listId"]: event["isPublic"] for event in again} == dict.fromkeys(ids, False)
    assert all(event["version"] > ahead[event["listId"]] for event in again)
