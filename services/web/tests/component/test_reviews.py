"""The pages of reviews, comments and moderation."""

from html import unescape
from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies, token
from services.web.tests.fakes import FakeApi
from services.web.tests.title_data import MOVIE_ID, movie

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

REVIEW_ID: Final = "0199b11c-61b0-7d52-a3c4-5e6f70818293"
COMMENT_ID: Final = "0199b11c-72c1-7e63-b4d5-6f7081929394"
OTHER: Final = "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20"
AT: Final = "2026-11-21T11:00:00Z"
PAGE: Final = {"count": 1, "total": 1, "limit": 20, "offset": 0, "hasMore": False, "nextCursor": None}
ADMIN: Final = cookies(token(roles=("user", "admin")))
OF_MOVIE: Final = f"social/titles/{MOVIE_ID}/reviews"
DELETED: Final = {"text": None, "html": None, "hasSpoilers": False, "spoilersShown": True}


def content(text: str = "Good", html: str | None = "<p>Good</p>\n", *, spoilers: bool = False) -> dict[str, Any]:
    """Return a text."""
    return {"text": text, "html": html, "hasSpoilers": spoilers, "spoilersShown": not spoilers}


def review(**changes: Any) -> dict[str, Any]:
    """Return a review of another user."""
    stored = {
        "id": REVIEW_ID,
        "subject": {"kind": "title", "mediaItemId": MOVIE_ID, "season": None, "episode": None, "listId": None},
        "author": {"id": OTHER, "username": "ada<l>", "avatarUrl": None},
        "rating": 80,
        "content": content(),
        "language": "en",
        "spoiler": False,
        "status": "visible",
        "version": 2,
        "commentCount": 3,
        "reactions": {"helpful": 4, "like": 0, "love": 0, "funny": 0, "sad": 0},
        "reacted": [],
        "createdAt": AT,
        "updatedAt": AT,
    }
    return {**stored, **changes}


def comment(**changes: Any) -> dict[str, Any]:
    """Return a comment on it."""
    return {**review(), "id": COMMENT_ID, "parentId": None, "level": 0, "replyCount": 0, **changes}


@pytest.fixture(autouse=True)
def reviews(api: FakeApi) -> None:
    """Let the API know a movie with a review."""
    api.on("catalog/movies/orchard", Reply(200, movie()))
    api.on(OF_MOVIE, Reply(200, [review()], meta={**PAGE, "nextCursor": "next"}))
    api.on("social/me/reviews", Reply(200, [], meta=PAGE))


def form(**fields: Any) -> dict[str, Any]:
    """Return a form of the session of `cookies`."""
    return {"csrf": csrf_token("r1"), **fields}


async def test_everyone_reads_the_reviews_of_a_movie(http: httpx2.AsyncClient, api: FakeApi) -> None:
    page = (await http.get("/movies/orchard/reviews?order=helpful&spoilers=true")).text

    for text in (
        "Reviews of Orchard",
        "ada&lt;l&gt;",
        '</span> 8<span class="rated-of">/10',
        "<p>Good</p>",
        "edited",
        "3 comments",
        "(4)",
    ):
        assert text in page
    assert "cursor=next" in page
    assert 'action="/movies/orchard/reviews"' not in page
    call = next(call for call in api.calls if call.path == OF_MOVIE)
    assert call.query == {"order": "helpful", "spoilers": True, "limit": 20, "cursor": ""}


@pytest.mark.parametrize(
    ("folder", "below"), [("movies", "/reviews"), ("shows", "/reviews"), ("shows", "/seasons/2/reviews")]
)
async def test_reviews_move_with_their_title(http: httpx2.AsyncClient, api: FakeApi, folder: str, below: str) -> None:
    api.on(f"catalog/{folder}/former", Reply(308, None, headers={"location": "orchard?region=US"}))
    former = f"/{folder}/former{below}"
    for response in (await http.get(f"{former}?order=helpful"), await http.post(f"{former}?order=helpful")):
        assert (response.status_code, response.headers["location"]) == (
            308,
            f"/{folder}/orchard{below}?order=helpful",
        )


async def test_a_spoiler_is_not_on_the_page(http: httpx2.AsyncClient, api: FakeApi) -> None:
    whole = {**content(spoilers=True), "text": None, "html": None}
    api.on(OF_MOVIE, Reply(200, [review(content=whole)], meta=PAGE))

    page = (await http.get("/movies/orchard/reviews")).text

    assert "Hidden because it contains spoilers." in page
    api.on(OF_MOVIE, ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "This part is not available right now." in (await http.get("/movies/orchard/reviews")).text


async def test_a_user_writes_and_changes_a_review(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("social/reviews", Reply(201, review()), "POST")
    api.on(f"social/reviews/{REVIEW_ID}", Reply(200, review()), "PATCH")
    assert "Publish" in (await http.get("/movies/orchard/reviews", headers=cookies())).text

    fields = form(text="Good", rating="80")
    response = await http.post("/movies/orchard/reviews", data=fields, headers=cookies())
    assert (response.status_code, response.headers["location"]) == (303, "/movies/orchard/reviews")
    assert api.calls[-1].json == {
        "rating": 80,
        "text": "Good",
        "spoiler": False,
        "language": "en",
        "subject": {"mediaItemId": MOVIE_ID},
    }
    api.on("social/me/reviews", Reply(200, [review(status="hidden")], meta=PAGE))
    page = (await http.get("/movies/orchard/reviews", headers=cookies())).text
    for text in ("Save changes", f'action="/my/reviews/review/{REVIEW_ID}/delete"', 'name="version" value="2"'):
        assert text in page
    assert "Hidden until a moderator decides" in page
    changed = form(reviewId=REVIEW_ID, version="2", text="", rating="", spoiler="true")
    await http.post("/movies/orchard/reviews", data=changed, headers=cookies())
    assert (api.calls[-1].method, api.calls[-1].json) == (
        "PATCH",
        {"rating": None, "text": None, "spoiler": True},
    )
    assert api.calls[-1].headers["If-Match"] == '"2"'


async def test_a_rejected_review_is_shown_again(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("social/reviews", ApiError(400, "REVIEW_EMPTY"), "POST")
    fields = form(text=" ", rating="")

    response = await http.post("/movies/orchard/reviews", data=fields, headers=cookies())

    assert response.status_code == 400
    assert "Write a text or state a rating." in response.text


async def test_forms_below_a_review_call_the_api(http: httpx2.AsyncClient, api: FakeApi) -> None:
    base, headers = f"/my/reviews/review/{REVIEW_ID}", {**cookies(), "referer": "/movies/orchard/reviews"}
    reaction = f"social/reviews/{REVIEW_ID}/reactions/helpful"
    api.on(reaction, Reply(200, {}), "PUT")
    api.on(reaction, Reply(200, {}), "DELETE")
    api.on(f"social/reviews/{REVIEW_ID}", Reply(204, None), "DELETE")
    api.on("social/reports", ApiError(409, "REPORT_NOT_POSSIBLE"), "POST")

    for path, fields, method in (
        ("helpful", {}, "PUT"),
        ("helpful", {"withdraw": "true"}, "DELETE"),
        ("delete", {}, "DELETE"),
        ("report", {"reason": "spam"}, "POST"),
    ):
        response = await http.post(f"{base}/{path}", data=form(**fields), headers=headers)
        assert response.status_code == 303
        assert api.calls[-1].method == method
    assert api.calls[-1].json == {"kind": "review", "targetId": REVIEW_ID, "reason": "spam"}
    wrong = await http.post(f"/my/reviews/list/{REVIEW_ID}/delete", data=form(), headers=headers)
    assert wrong.status_code == 404


async def test_comments_are_a_part_of_the_page(http: httpx2.AsyncClient, api: FakeApi) -> None:
    path = f"social/reviews/{REVIEW_ID}/comments"
    gone = comment(author=None, content=DELETED, status="deleted", replyCount=2)
    api.on(path, Reply(200, [comment(), gone], meta=PAGE))
    api.on(f"social/comments/{COMMENT_ID}/replies", Reply(200, [], meta=PAGE))
    api.on("social/comments", ApiError(429, "TOO_MANY_CONTRIBUTIONS"), "POST")
    address = f"/parts/reviews/{REVIEW_ID}/comments"

    part = (await http.get(address, headers={"hx-request": "true", **cookies()})).text
    for text in ("<p>Good</p>", "Deleted by the author", "2 replies", f"{address}?parent={COMMENT_ID}"):
        assert text in part
    assert "There are no comments yet." in (await http.get(f"{address}?parent={COMMENT_ID}")).text
    rejected = await http.post(address, data=form(text="Yes"), headers={"hx-request": "true", **cookies()})
    assert "You have written much within this hour." in rejected.text
    assert api.calls[-2].json == {"reviewId": REVIEW_ID, "text": "Yes"}


async def test_users_reply_below_the_comment_and_links_keep_the_spoilers(
    http: httpx2.AsyncClient, api: FakeApi
) -> None:
    path, replies = f"social/reviews/{REVIEW_ID}/comments", f"social/comments/{COMMENT_ID}/replies"
    api.on(path, Reply(200, [comment()], meta={**PAGE, "nextCursor": "next"}))
    api.on(replies, Reply(200, [comment(level=3)], meta=PAGE))
    api.on("social/comments", Reply(201, comment()), "POST")
    headers = {"hx-request": "true", **cookies()}
    address = f"/parts/reviews/{REVIEW_ID}/comments"
    below = f"{address}?parent={COMMENT_ID}&spoilers=true"

    part = unescape((await http.get(f"{address}?spoilers=true", headers=headers)).text)
    for link in (
        f'href="{below}"',
        f'href="{address}?spoilers=true&cursor=next"',
        f'hx-post="{address}?spoilers=true"',
    ):
        assert link in part
    assert "<textarea" not in (await http.get(f"{address}?cursor=next", headers=headers)).text
    assert "Reply</a>" not in (await http.get(address, headers={"hx-request": "true"})).text
    shown = unescape((await http.post(below, data=form(text="Yes", parentId=COMMENT_ID), headers=headers)).text)
    assert [call.path for call in api.calls[-2:]] == ["social/comments", replies]
    assert api.calls[-1].query["spoilers"] is True
    assert f'hx-post="{below}"' in shown
    assert "Reply</a>" not in shown


async def test_a_moderator_decides_about_reports(http: httpx2.AsyncClient, api: FakeApi) -> None:
    case = {
        "targetId": REVIEW_ID,
        "kind": "review",
        "openedAt": AT,
        "reports": 2,
        "trustedReports": 1,
        "reasons": {"spam": 2},
        "review": review(),
        "comment": None,
    }
    decision = {
        "id": COMMENT_ID,
        "kind": "comment",
        "targetId": COMMENT_ID,
        "authorId": OTHER,
        "moderatorId": OTHER,
        "verdict": "hide",
        "why": "Because <so>",
        "mutedUntil": None,
        "before": {"status": "visible", "text": "Buy now", "rating": None, "spoiler": False, "version": 1},
        "decidedAt": AT,
    }
    api.on("admin/social/reports", Reply(200, [case], meta=PAGE))
    api.on("admin/social/decisions", Reply(200, [decision], meta=PAGE))
    api.on(f"admin/social/reports/{REVIEW_ID}/decisions", Reply(204, None), "POST")

    page = (await http.get("/admin/reviews", headers=ADMIN)).text
    for text in ("2 reports", "Spam: 2", "<p>Good</p>", "Because &lt;so&gt;", "Buy now"):
        assert text in page
    fields = form(verdict="mute", muteHours="24", why="Spam")
    response = await http.post(f"/admin/reviews/{REVIEW_ID}/decisions", data=fields, headers=ADMIN)
    assert response.status_code == 303
    assert api.calls[-1].json == {"verdict": "mute", "why": "Spam", "muteHours": 24}
    api.on(f"admin/social/reports/{REVIEW_ID}/decisions", ApiError(409, "DECISION_NOT_POSSIBLE"), "POST")
    response = await http.post(f"/admin/reviews/{REVIEW_ID}/decisions", data=fields, headers=ADMIN)
    assert response.status_code == 409
    assert "This decision is not possible any more" in response.text


@pytest.mark.parametrize("kind", ["season", "list"])
async def test_seasons_and_public_lists_have_reviews(http: httpx2.AsyncClient, api: FakeApi, kind: str) -> None:
    list_id = "0199a2f3-61b0-7d52-a3c4-5e6f70818293"
    show = {**movie(), "type": "show", "slug": "orchard", "seasons": [{"number": 2}]}
    api.on("catalog/shows/orchard", Reply(200, show))
    api.on(f"lists/{list_id}", Reply(200, {"id": list_id, "name": "No<ir>", "visibility": "public"}))
    of_season = f"social/titles/{MOVIE_ID}/seasons/2"
    subjects: dict[str, dict[str, Any]] = {
        "season": {"mediaItemId": MOVIE_ID, "season": 2},
        "list": {"listId": list_id},
    }
    places = {
        "season": ("/shows/orchard/seasons/2", "Reviews of Orchard: Season 2", of_season),
        "list": (f"/lists/{list_id}", "Reviews of No&lt;ir&gt;", f"social/lists/{list_id}"),
    }
    (address, heading, path), subject = places[kind], subjects[kind]
    api.on(f"{path}/reviews", Reply(200, [review()], meta=PAGE))
    api.on("social/reviews", Reply(201, review()), "POST")

    page = (await http.get(f"{address}/reviews", headers=cookies())).text
    for text in (heading, "<p>Good</p>", f'action="{address}/reviews"', f'href="{address}"'):
        assert text in page
    own = next(call for call in api.calls if call.path == "social/me/reviews")
    assert own.query == {**subject, "limit": 1}
    written = await http.post(f"{address}/reviews", data=form(text="Good", rating="80"), headers=cookies())
    assert (written.status_code, written.headers["location"]) == (303, f"{address}/reviews")
    assert api.calls[-1].json["subject"] == subject

    api.on(f"lists/{list_id}", Reply(200, {"id": list_id, "name": "Mine", "visibility": "private"}))
    expected = 404 if kind == "list" else 200
    assert (await http.get(f"{address}/reviews", headers=cookies())).status_code == expected


async def test_a_season_that_the_show_does_not_have_has_no_reviews(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/shows/orchard", Reply(200, {**movie(), "type": "show", "seasons": [{"number": 2}]}))
    sent = form(text="Good", rating="80")
    address = "/shows/orchard/seasons/3/reviews"
    for response in (await http.get(address), await http.post(address, data=sent, headers=cookies())):
        assert response.status_code == 404
    assert {call.path for call in api.calls} == {"catalog/shows/orchard"}
