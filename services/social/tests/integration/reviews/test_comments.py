"""Comments, replies and reactions."""

import asyncio
from typing import Any

import pytest
from services.social.tests.integration.reviews.conftest import MOVIE, SHOW, Write, block
from services.social.tests.society import ADA, BEN, CLEO, DAN, Society

pytestmark = pytest.mark.integration


async def test_comments_are_on_reviews_and_subjects_and_replies_have_three_levels(
    reviewing: Society, write: Write, comment: Write
) -> None:
    review = await write()
    below = await comment(BEN, reviewId=review["id"])
    season = await comment(BEN, subject={"mediaItemId": str(SHOW), "season": 2}, text="||Late||")
    parent = below
    for level in (1, 2, 3):
        parent = await comment(CLEO, parentId=parent["id"], text=f"Reply {level}")
        assert (parent["level"], parent["reviewId"]) == (level, review["id"])
    too_deep = await reviewing.refusal(ADA, "POST", "/comments", json={"parentId": parent["id"], "text": "x"})
    assert too_deep == (400, "COMMENT_TOO_DEEP")

    assert (await reviewing.get(ADA, f"/reviews/{review['id']}"))["commentCount"] == 4
    (top,) = await reviewing.get(ADA, f"/reviews/{review['id']}/comments")
    assert (top["id"], top["replyCount"], top["author"]["username"]) == (below["id"], 1, "ben")
    (reply,) = await reviewing.get(ADA, f"/comments/{below['id']}/replies")
    assert (reply["parentId"], reply["content"]["text"]) == (below["id"], "Reply 1")
    (read,) = await reviewing.get(ADA, f"/titles/{SHOW}/seasons/2/comments")
    assert (read["id"], read["content"]["text"], read["content"]["spoilersShown"]) == (season["id"], None, False)
    assert read["subject"] == {
        "kind": "season",
        "mediaItemId": str(SHOW),
        "season": 2,
        "episode": None,
        "listId": None,
    }
    assert await reviewing.get(ADA, f"/titles/{MOVIE}/comments") == []
    assert await reviewing.refusal(ADA, "GET", f"/titles/{SHOW}/seasons/9/comments") == (
        404,
        "REVIEW_SUBJECT_NOT_FOUND",
    )


async def test_a_comment_is_changed_and_deleted_by_its_author_and_replies_stay(
    reviewing: Society, write: Write, comment: Write
) -> None:
    review = await write()
    written = await comment(BEN, reviewId=review["id"])
    path = f"/comments/{written['id']}"
    thread = f"/reviews/{review['id']}/comments"

    changed = await reviewing.request(BEN, "PATCH", path, json={"text": "No", "spoiler": True}, expect=200)
    assert (changed.headers["ETag"], changed.json()["data"]["spoiler"]) == ('"2"', True)
    stale = {"json": {"text": "x"}, "headers": {"If-Match": '"1"'}}
    assert await reviewing.refusal(BEN, "PATCH", path, **stale) == (412, "PRECONDITION_FAILED")
    assert await reviewing.refusal(ADA, "PATCH", path, json={"text": "x"}) == (403, "NOT_AUTHOR")
    reply = await comment(CLEO, parentId=written["id"])
    await reviewing.request(BEN, "DELETE", path, expect=204)
    assert await reviewing.refusal(BEN, "DELETE", path) == (404, "COMMENT_NOT_FOUND")

    (left,) = await reviewing.get(ADA, thread)
    assert (left["status"], left["author"], left["content"]["text"], left["replyCount"]) == ("deleted", None, None, 1)
    assert [row["id"] for row in await reviewing.get(ADA, f"{path}/replies")] == [reply["id"]]
    assert (await reviewing.get(ADA, f"/reviews/{review['id']}"))["commentCount"] == 1
    await reviewing.request(CLEO, "DELETE", f"/comments/{reply['id']}", expect=204)
    assert await reviewing.get(ADA, thread) == []
    assert await reviewing.refusal(ADA, "GET", path) == (404, "COMMENT_NOT_FOUND")


async def test_a_comment_without_a_place_is_refused(reviewing: Society) -> None:
    movie = {"mediaItemId": str(MOVIE)}
    bodies: list[tuple[dict[str, Any], str]] = [
        ({"text": "x"}, "VALIDATION_ERROR"),
        ({"text": " ", "subject": movie}, "TEXT_INVALID"),
        ({"text": "x" * 2_001, "subject": movie}, "VALIDATION_ERROR"),
        ({"text": "x", "subject": movie, "parentId": str(MOVIE)}, "VALIDATION_ERROR"),
        ({"text": "x", "parentId": str(MOVIE)}, "COMMENT_NOT_FOUND"),
        ({"text": "x", "reviewId": str(MOVIE)}, "REVIEW_NOT_FOUND"),
        ({"text": "x", "subject": {"listId": str(MOVIE)}}, "REVIEW_SUBJECT_NOT_FOUND"),
    ]
    for body, code in bodies:
        assert (await reviewing.refusal(ADA, "POST", "/comments", json=body))[1] == code, body


async def test_reactions_count_each_user_once(reviewing: Society, write: Write, comment: Write) -> None:
    review = await write()
    path = f"/reviews/{review['id']}"
    likes = [
        reviewing.request(user, "PUT", f"{path}/reactions/like", expect=200)
        for user in (ADA, BEN, CLEO, DAN)
        for _ in range(3)
    ]
    await asyncio.gather(*likes)
    await reviewing.request(BEN, "PUT", f"{path}/reactions/helpful", expect=200)
    nothing = {"helpful": 0, "like": 0, "love": 0, "funny": 0, "sad": 0}

    read = await reviewing.get(BEN, path)
    assert read["reactions"] == nothing | {"helpful": 1, "like": 4}
    assert read["reacted"] == ["helpful", "like"]
    for _ in range(2):
        response = await reviewing.request(BEN, "DELETE", f"{path}/reactions/like", expect=200)
        assert response.json()["data"]["reactions"] == nothing | {"helpful": 1, "like": 3}

    written = await comment(BEN, reviewId=review["id"])
    on_comment = f"/comments/{written['id']}/reactions"
    await reviewing.request(ADA, "PUT", f"{on_comment}/funny", expect=200)
    (read,) = await reviewing.get(ADA, f"{path}/comments")
    assert (read["reactions"], read["reacted"]) == (nothing | {"funny": 1}, ["funny"])
    assert (await reviewing.refusal(ADA, "PUT", f"{on_comment}/angry"))[0] == 400
    await block(reviewing, ADA, BEN)
    assert await reviewing.refusal(ADA, "DELETE", f"{on_comment}/funny") == (404, "COMMENT_NOT_FOUND")
