"""Reviews: who writes, reads, changes and deletes them."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from services.social.tests.integration.reviews.conftest import MOVIE, SHOW, Write, block
from services.social.tests.society import ADA, BEN, CLEO, Society
from sqlalchemy import func, select

from social.infrastructure.reviews.tables import reviews

pytestmark = pytest.mark.integration

OF_MOVIE = f"/titles/{MOVIE}/reviews"
SUBJECT = {"mediaItemId": str(MOVIE)}


async def test_a_review_is_written_once_and_read_by_everyone(reviewing: Society, write: Write) -> None:
    review = await write(ADA, text="Slow, **worth it**", language="en")

    assert review["content"] == {
        "text": "Slow, **worth it**",
        "html": "<p>Slow, <strong>worth it</strong></p>\n",
        "hasSpoilers": False,
        "spoilersShown": True,
    }
    (read,) = await reviewing.get(BEN, OF_MOVIE)
    assert read["author"] == {"id": str(ADA), "username": "Ada_L", "avatarUrl": None} == review["author"]
    assert (read["id"], read["rating"], read["status"], read["reacted"]) == (review["id"], 80, "visible", [])
    again = {"subject": SUBJECT, "rating": 80, "text": " Slow, **worth it** ", "language": "en"}
    response = await reviewing.request(ADA, "POST", "/reviews", json=again, expect=200)
    assert response.json()["data"]["id"] == review["id"]
    response = await reviewing.request(ADA, "POST", "/reviews", json={**again, "rating": 1}, expect=409)
    error = response.json()["error"]
    assert (error["code"], error["details"]) == ("REVIEW_EXISTS", {"reviewId": review["id"]})


async def test_fifty_parallel_creations_give_one_review(reviewing: Society) -> None:
    body = {"subject": SUBJECT, "rating": 70, "text": "Good"}

    responses = await asyncio.gather(*(reviewing.request(ADA, "POST", "/reviews", json=body) for _ in range(50)))

    assert sorted(response.status_code for response in responses) == [200] * 49 + [201]
    assert len({response.json()["data"]["id"] for response in responses}) == 1
    async with reviewing.container.runtime.transactions.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(reviews)) == 1


async def test_what_is_reviewed_must_exist(reviewing: Society) -> None:
    show = {"mediaItemId": str(SHOW)}
    subjects: list[tuple[dict[str, Any], int]] = [
        (show, 201),
        ({**show, "season": 0}, 201),
        ({**show, "season": 2}, 201),
        ({**show, "season": 2, "episode": 3}, 201),
        ({**show, "season": 9}, 404),
        ({**show, "season": 2, "episode": 4}, 404),
        ({"mediaItemId": str(uuid4())}, 404),
        ({"listId": str(uuid4())}, 404),
        ({**show, "listId": str(SHOW)}, 400),
        ({**show, "episode": 1}, 400),
        ({**show, "season": 10**30}, 400),
        ({}, 400),
    ]
    for subject, status in subjects:
        body = {"subject": subject, "rating": 1}
        response = await reviewing.request(ADA, "POST", "/reviews", json=body, expect=status)
        if status == 201:
            season = "" if "season" not in subject else f"/seasons/{subject['season']}"
            episode = "" if "episode" not in subject else f"/episodes/{subject['episode']}"
            (read,) = await reviewing.get(BEN, f"/titles/{SHOW}{season}{episode}/reviews")
            assert read["subject"] == response.json()["data"]["subject"]
        elif status == 404:
            assert response.json()["error"]["code"] == "REVIEW_SUBJECT_NOT_FOUND"


async def test_invalid_input_is_refused_with_a_code(reviewing: Society, write: Write) -> None:
    bodies: list[tuple[dict[str, Any], str]] = [
        ({}, "REVIEW_EMPTY"),
        ({"text": " \n "}, "TEXT_INVALID"),
        ({"text": "a\x00b"}, "VALIDATION_ERROR"),
        ({"text": "x" * 10_001}, "VALIDATION_ERROR"),
        ({"rating": 101}, "VALIDATION_ERROR"),
        ({"rating": 1.5}, "VALIDATION_ERROR"),
        ({"rating": 1, "language": "English"}, "VALIDATION_ERROR"),
        ({"rating": 1, "spoiler": None}, "VALIDATION_ERROR"),
        ({"rating": 1, "more": 1}, "VALIDATION_ERROR"),
    ]
    for body, code in bodies:
        body = {"subject": SUBJECT, **body}
        assert await reviewing.refusal(ADA, "POST", "/reviews", json=body) == (400, code), body
    raw = b'{"subject": {"mediaItemId": "%s"}, "text": "\\ud800"}' % str(MOVIE).encode()
    response = await reviewing.request(
        ADA, "POST", "/reviews", content=raw, headers={"content-type": "application/json"}
    )
    assert response.status_code == 400
    for path in (
        "/reviews/x",
        f"/titles/{MOVIE}/reviews?cursor=x",
        f"/titles/{MOVIE}/reviews?limit=51",
        f"/titles/{MOVIE}/seasons/99999999999999999999/reviews",
        f"/titles/{MOVIE}/seasons/-1/reviews",
    ):
        assert (await reviewing.request(ADA, "GET", path)).status_code == 400, path
    review = await write()
    own = f"/reviews/{review['id']}"
    assert await reviewing.refusal(ADA, "PATCH", own, json={"rating": None}) == (400, "REVIEW_EMPTY")
    assert await reviewing.refusal(ADA, "PATCH", own, json={"spoiler": None}) == (400, "VALIDATION_ERROR")


async def test_a_change_needs_the_version_and_keeps_what_was(reviewing: Society, write: Write) -> None:
    review = await write(text="First ||the end||")
    path = f"/reviews/{review['id']}"

    response = await reviewing.request(ADA, "PATCH", path, json={"text": "Second"}, headers={"If-Match": '"1"'})
    assert response.headers["ETag"] == '"2"'
    assert response.json()["data"]["content"]["text"] == "Second"
    stale = await reviewing.refusal(ADA, "PATCH", path, json={"text": "Third"}, headers={"If-Match": '"1"'})
    assert stale == (412, "PRECONDITION_FAILED")
    assert await reviewing.refusal(BEN, "PATCH", path, json={"text": "Mine"}) == (403, "NOT_AUTHOR")
    unchanged = await reviewing.request(ADA, "PATCH", path, json={"rating": 80}, expect=200)
    assert unchanged.json()["data"]["version"] == 2

    (revision,) = await reviewing.get(BEN, f"{path}/revisions")
    assert (revision["version"], revision["rating"]) == (1, 80)
    assert revision["content"]["text"] is None
    assert revision["content"]["html"] == '<p>First <span class="spoiler"></span></p>\n'
    (revision,) = await reviewing.get(BEN, f"{path}/revisions", spoilers="true")
    assert revision["content"]["text"] == "First ||the end||"


async def test_a_deleted_review_leaves_its_comments(reviewing: Society, write: Write, comment: Write) -> None:
    review = await write(text="First")
    path = f"/reviews/{review['id']}"
    await reviewing.request(ADA, "PATCH", path, json={"text": "Second"}, expect=200)
    await comment(BEN, reviewId=review["id"])

    assert await reviewing.refusal(BEN, "DELETE", path) == (403, "NOT_AUTHOR")
    await reviewing.request(ADA, "DELETE", path, expect=204)

    assert await reviewing.refusal(ADA, "DELETE", path) == (404, "REVIEW_NOT_FOUND")
    left = await reviewing.get(BEN, path)
    assert (left["status"], left["author"], left["rating"], left["content"]["text"]) == ("deleted", None, None, None)
    assert left["commentCount"] == 1
    assert await reviewing.get(BEN, f"{path}/revisions") == []
    assert len(await reviewing.get(BEN, f"{path}/comments")) == 1
    assert await reviewing.get(BEN, OF_MOVIE) == []
    assert (await write(text="Again"))["id"] != review["id"]


async def test_spoilers_are_sent_on_request_only(reviewing: Society, write: Write) -> None:
    await write(ADA, text="All of it", spoiler=True)
    await write(BEN, text="Good ||he dies||")

    in_part, whole = await reviewing.get(CLEO, OF_MOVIE)
    assert (whole["content"]["text"], whole["content"]["html"], whole["content"]["hasSpoilers"]) == (None, None, True)
    assert in_part["content"]["text"] is None
    assert in_part["content"]["html"] == '<p>Good <span class="spoiler"></span></p>\n'
    in_part, whole = await reviewing.get(CLEO, OF_MOVIE, spoilers="true")
    assert (whole["content"]["text"], in_part["content"]["text"]) == ("All of it", "Good ||he dies||")
    assert (await reviewing.get(CLEO, f"/reviews/{whole['id']}"))["content"]["text"] == "All of it"


async def test_pages_have_an_order_a_language_and_a_cursor(reviewing: Society, write: Write) -> None:
    ids = [(await write(user, text="x", language=language))["id"] for user, language in ((ADA, "en"), (BEN, "uk"))]
    ids.append((await write(CLEO, text="x", language="en"))["id"])
    await reviewing.request(BEN, "PUT", f"/reviews/{ids[0]}/reactions/helpful", expect=200)

    async def pages(**params: Any) -> list[str]:
        read: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            response = await reviewing.request(
                ADA, "GET", OF_MOVIE, params={**params, "limit": 1, **cursor}, expect=200
            )
            read += [review["id"] for review in response.json()["data"]]
            if not response.json()["meta"]["hasMore"]:
                return read
            cursor = {"cursor": response.json()["meta"]["nextCursor"]}

    assert await pages() == ids[::-1]
    assert await pages(order="helpful") == [ids[0], ids[2], ids[1]]
    assert await pages(language="en") == [ids[2], ids[0]]
    assert await pages(language="uk", order="helpful") == [ids[1]]
    assert await pages(language="de") == []
    for params in ({}, {"mediaItemId": str(MOVIE)}):
        assert [review["id"] for review in await reviewing.get(ADA, "/me/reviews", **params)] == [ids[0]]
    assert await reviewing.get(ADA, "/me/reviews", mediaItemId=str(SHOW)) == []


async def test_who_has_blocked_the_other_sees_nothing(reviewing: Society, write: Write, comment: Write) -> None:
    review = await write(ADA, text="Good")
    path = f"/reviews/{review['id']}"
    await comment(BEN, reviewId=review["id"])
    own = await comment(CLEO, reviewId=review["id"])
    for user in (BEN, CLEO):
        await comment(user, parentId=own["id"])
    await block(reviewing, ADA, BEN)

    assert await reviewing.get(BEN, OF_MOVIE) == []
    for method, below, body in (
        ("GET", "", None),
        ("GET", "/revisions", None),
        ("GET", "/comments", None),
        ("PUT", "/reactions/like", None),
    ):
        assert await reviewing.refusal(BEN, method, path + below, json=body) == (404, "REVIEW_NOT_FOUND")
    for body in ({"reviewId": review["id"]}, {"parentId": own["id"]}):
        assert (await reviewing.refusal(BEN, "POST", "/comments", json={"text": "x", **body}))[0] == 404
    for viewer, number, replies, authors in ((ADA, 2, 1, [CLEO]), (CLEO, 4, 2, [BEN, CLEO])):
        assert (await reviewing.get(viewer, path))["commentCount"] == number
        assert (await reviewing.get(viewer, OF_MOVIE))[0]["commentCount"] == number
        rows = await reviewing.get(viewer, f"{path}/comments")
        assert [row["author"]["id"] for row in rows] == [str(author) for author in authors]
        assert rows[-1]["replyCount"] == replies
        assert (await reviewing.get(viewer, f"/comments/{own['id']}"))["replyCount"] == replies
