"""Reports, decisions, limits by trust, averages and erasure."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from services.social.tests.integration.reviews.conftest import MOVIE, SHOW, Write, block, published
from services.social.tests.society import ADA, BEN, CLEO, DAN, Society
from sqlalchemy import insert, select, update

from contracts.auth import UserDeletedV1
from contracts.social import ContributionModeratedV1, RatingsAveragedV1
from social.infrastructure.moderation.tables import decisions, reports
from social.infrastructure.reviews.tables import comments, contributors, reactions, reviews, revisions, title_ratings

pytestmark = pytest.mark.integration

MODERATOR = UUID(int=90)
OF_MOVIE = f"/titles/{MOVIE}/reviews"


class Moderator:
    """Requests of a moderator."""

    def __init__(self, society: Society) -> None:
        self._society = society

    async def queue(self) -> list[dict[str, Any]]:
        """Return the open cases."""
        return await self._read("/reports")

    async def trail(self, **params: Any) -> list[dict[str, Any]]:
        """Return the decisions."""
        return await self._read("/decisions", **params)

    async def decide(self, target: dict[str, Any], verdict: str, *, expect: int = 204, **values: Any) -> None:
        """Decide about a review or comment."""
        body = {"verdict": verdict, "why": "Because", **values}
        path = f"/reports/{target['id']}/decisions"
        await self._society.request(MODERATOR, "POST", path, json=body, expect=expect, admin=True)

    async def _read(self, path: str, **params: Any) -> list[dict[str, Any]]:
        response = await self._society.request(MODERATOR, "GET", path, params=params, expect=200, admin=True)
        data: list[dict[str, Any]] = response.json()["data"]
        return data


@pytest.fixture
def moderator(reviewing: Society) -> Moderator:
    return Moderator(reviewing)


async def report(society: Society, user_id: UUID, target: dict[str, Any], kind: str = "review", **values: Any) -> None:
    body = {"kind": kind, "targetId": target["id"], "reason": "spam", **values}
    await society.request(user_id, "POST", "/reports", json=body, expect=204)


async def trust(society: Society, *user_ids: UUID) -> None:
    """Let users have written enough to be trusted."""
    now = society.clock.now()
    async with society.container.runtime.engine.begin() as connection:
        for user_id in user_ids:
            rows = [
                {
                    "comment_id": UUID(int=user_id.int * 1_000 + number),
                    "thread": f"title:{SHOW}",
                    "user_id": user_id,
                    "body": "x",
                    "spoiler": False,
                    "level": 0,
                    "status": "visible",
                    "version": 1,
                    "created_at": now,
                    "updated_at": now,
                }
                for number in range(20)
            ]
            await connection.execute(insert(comments), rows)


async def test_reports_wait_in_the_queue_and_decisions_leave_a_trail(
    reviewing: Society, write: Write, comment: Write, moderator: Moderator
) -> None:
    review = await write(ADA, text="Buy now")
    reply = await comment(ADA, reviewId=review["id"])
    await report(reviewing, BEN, review, note="Look")
    for _ in range(2):
        await report(reviewing, CLEO, review, reason="hate")
    await report(reviewing, CLEO, reply, kind="comment")
    own = {"kind": "review", "targetId": review["id"], "reason": "spam"}
    assert await reviewing.refusal(ADA, "POST", "/reports", json=own) == (409, "REPORT_NOT_POSSIBLE")

    first, second = await moderator.queue()
    assert (first["targetId"], first["reports"], first["reasons"]) == (review["id"], 2, {"hate": 1, "spam": 1})
    assert (first["review"]["content"]["text"], first["review"]["author"]["username"]) == ("Buy now", "Ada_L")
    assert (second["kind"], second["comment"]["id"]) == ("comment", reply["id"])
    response = await reviewing.request(BEN, "GET", "/reports", admin=True, roles=("user",))
    assert response.status_code == 403

    await moderator.decide(review, "hide")
    assert await reviewing.get(BEN, OF_MOVIE) == []
    assert await reviewing.refusal(BEN, "GET", f"/reviews/{review['id']}") == (404, "REVIEW_NOT_FOUND")
    assert await reviewing.refusal(BEN, "GET", f"/comments/{reply['id']}") == (404, "COMMENT_NOT_FOUND")
    assert (await reviewing.get(ADA, f"/reviews/{review['id']}"))["status"] == "hidden"
    await moderator.decide(review, "dismiss")
    assert len(await reviewing.get(BEN, OF_MOVIE)) == 1
    await moderator.decide(reply, "remove")
    assert await reviewing.get(BEN, f"/reviews/{review['id']}/comments") == []
    assert (await reviewing.get(BEN, f"/reviews/{review['id']}"))["commentCount"] == 0
    await moderator.decide(reply, "hide", expect=409)
    await moderator.decide({"id": str(MOVIE)}, "hide", expect=404)
    await moderator.decide(review, "mute", expect=400)

    assert await moderator.queue() == []
    removal, dismissal, hiding = await moderator.trail()
    assert [row["verdict"] for row in (removal, dismissal, hiding)] == ["remove", "dismiss", "hide"]
    assert (hiding["moderatorId"], hiding["authorId"], hiding["why"]) == (str(MODERATOR), str(ADA), "Because")
    assert hiding["before"] == {
        "status": "visible",
        "text": "Buy now",
        "rating": 80,
        "spoiler": False,
        "version": 1,
    }
    assert dismissal["before"]["status"] == "hidden"
    # Authors learn what concerns them.
    notices = await published(reviewing, ContributionModeratedV1.topic)
    assert [(notice["userId"], notice["targetId"], notice["verdict"]) for notice in notices] == [
        (str(ADA), review["id"], "hidden"),
        (str(ADA), review["id"], "shown"),
        (str(ADA), reply["id"], "removed"),
    ]
    assert [row["id"] for row in await moderator.trail(targetId=reply["id"])] == [removal["id"]]


async def test_a_muted_author_does_not_write_until_the_time_is_over(
    reviewing: Society, write: Write, moderator: Moderator
) -> None:
    review = await write(ADA, text="Buy now")
    await report(reviewing, BEN, review)
    await moderator.decide(review, "mute", muteHours=2)

    body = {"subject": {"mediaItemId": str(SHOW)}, "rating": 1}
    assert await reviewing.refusal(ADA, "POST", "/reviews", json=body) == (403, "AUTHOR_MUTED")
    standing = await reviewing.get(ADA, "/me/standing")
    assert (standing["mutedUntil"] is not None, standing["sanctions"]) == (True, 1)
    reviewing.clock.instant += timedelta(hours=2)
    await reviewing.request(ADA, "POST", "/reviews", json=body, expect=201)
    assert (await reviewing.get(ADA, "/me/standing"))["mutedUntil"] is None


async def test_three_reports_of_trusted_users_hide_until_a_moderator_decides(
    reviewing: Society, write: Write, moderator: Moderator
) -> None:
    review = await write(ADA)
    await trust(reviewing, BEN, CLEO)
    other = UUID(int=50)
    for user_id in (BEN, CLEO, DAN, other):
        await report(reviewing, user_id, review)
    assert len(await reviewing.get(BEN, OF_MOVIE)) == 1
    (case,) = await moderator.queue()
    assert (case["reports"], case["trustedReports"]) == (4, 2)

    last = UUID(int=51)
    registered_at = reviewing.clock.now() - timedelta(days=40)
    async with reviewing.container.runtime.engine.begin() as connection:
        await connection.execute(insert(contributors).values(user_id=last, registered_at=registered_at))
    await trust(reviewing, last)
    await report(reviewing, last, review)
    assert await reviewing.get(BEN, OF_MOVIE) == []
    for number, left in ((1, 4), (5, 0)):
        reporters = (BEN, CLEO, DAN, other, last)[:number]
        at = reviewing.clock.now()
        await reviewing.apply(*(UserDeletedV1(version=9, user_id=user_id, deleted_at=at) for user_id in reporters))
        (case,) = await moderator.queue()
        assert (case["targetId"], case["reports"]) == (review["id"], left)
    await moderator.decide(review, "dismiss")
    assert len(await reviewing.get(BEN, OF_MOVIE)) == 1


async def test_a_new_user_writes_five_reviews_within_an_hour(reviewing: Society, write: Write) -> None:
    subjects = [{"mediaItemId": str(SHOW), "season": 2, "episode": number} for number in (1, 2, 3)]
    subjects += [{"mediaItemId": str(SHOW)}, {"mediaItemId": str(SHOW), "season": 0}]
    for subject in subjects:
        await write(DAN, subject)
    assert (await reviewing.get(DAN, "/me/standing"))["level"] == "basic"
    async with reviewing.container.runtime.engine.begin() as connection:
        await connection.execute(update(contributors).values(registered_at=reviewing.clock.now()))

    body = {"subject": {"mediaItemId": str(MOVIE)}, "rating": 1}
    response = await reviewing.request(DAN, "POST", "/reviews", json=body, expect=429)
    assert response.json()["error"]["code"] == "TOO_MANY_CONTRIBUTIONS"
    assert response.json()["error"]["details"] == {"action": "review", "level": "new", "limit": 5}
    assert 1 <= int(response.headers["Retry-After"]) <= 3600
    await write(ADA)
    reviewing.clock.instant += timedelta(hours=1)
    await reviewing.request(DAN, "POST", "/reviews", json=body, expect=201)
    standing = await reviewing.get(DAN, "/me/standing")
    assert (standing["level"], standing["contributions"], standing["limitsPerHour"]["review"]) == ("new", 6, 5)


async def test_requests_of_the_hour_before_do_not_begin_the_hour_again(reviewing: Society) -> None:
    body = {"subject": {"mediaItemId": str(SHOW)}, "text": "x"}
    async with reviewing.container.runtime.engine.begin() as connection:
        await connection.execute(update(contributors).values(registered_at=reviewing.clock.now()))
    for hours, number in ((1, 1), (-1, 9)):
        reviewing.clock.instant += timedelta(hours=hours)
        for _ in range(number):
            await reviewing.request(DAN, "POST", "/comments", json=body, expect=201)
    reviewing.clock.instant += timedelta(hours=1)
    assert await reviewing.refusal(DAN, "POST", "/comments", json=body) == (429, "TOO_MANY_CONTRIBUTIONS")


async def test_an_average_of_five_is_published_and_withdrawn(
    reviewing: Society, write: Write, moderator: Moderator
) -> None:
    raters = [UUID(int=60 + number) for number in range(5)]
    written = [await write(user_id, rating=10 * number) for number, user_id in enumerate(raters)]
    await write(raters[0], {"mediaItemId": str(SHOW), "season": 2}, rating=100)
    changed = f"/reviews/{written[4]['id']}"
    await reviewing.request(raters[4], "PATCH", changed, json={"rating": 90}, expect=200)
    await report(reviewing, ADA, written[0])
    await moderator.decide(written[0], "hide")
    await moderator.decide(written[0], "dismiss")
    shown = [(20.0, 5), (None, None)]

    async def averages() -> list[tuple[float | None, int | None]]:
        return [(event["average"], event["raters"]) for event in await published(reviewing, RatingsAveragedV1.topic)]

    # Five again, of whom two have changed: from another average their ratings could be read.
    assert await averages() == shown
    for number in (5, 6):
        await write(UUID(int=60 + number), rating=90)
    await reviewing.request(raters[4], "DELETE", changed, expect=204)
    assert await averages() == shown
    await write(UUID(int=67), rating=90)
    assert await averages() == [*shown, (47.14, 7)]
    # One user who changes often counts once.
    for rating in (8, 9):
        await reviewing.request(raters[0], "PATCH", f"/reviews/{written[0]['id']}", json={"rating": rating}, expect=200)
    for number in (8, 9, 10, 11):
        await write(UUID(int=60 + number), rating=100)
    events = await published(reviewing, RatingsAveragedV1.topic)
    assert [(event["average"], event["raters"]) for event in events[3:]] == [(67.18, 11)]
    versions = [event["version"] for event in events]
    assert versions == sorted(set(versions))


async def test_everything_of_a_deleted_user_is_erased_and_counts_are_corrected(
    reviewing: Society, write: Write, comment: Write, moderator: Moderator
) -> None:
    raters = [UUID(int=60 + number) for number in range(4)]
    for user_id in raters:
        await write(user_id, rating=50)
    gone = await write(ADA, rating=100, text="Secret words")
    await reviewing.request(ADA, "PATCH", f"/reviews/{gone['id']}", json={"text": "Secret words 2"}, expect=200)
    stays = await write(BEN, text="Mine")
    top = await comment(ADA, reviewId=stays["id"], text="Secret comment")
    reply = await comment(CLEO, parentId=top["id"])
    await comment(ADA, parentId=reply["id"], text="Secret reply")
    for user_id in (ADA, CLEO):
        await reviewing.request(user_id, "PUT", f"/reviews/{stays['id']}/reactions/helpful", expect=200)
        await report(reviewing, user_id, stays)
    await reviewing.request(ADA, "PUT", f"/comments/{reply['id']}/reactions/love", expect=200)
    await report(reviewing, CLEO, gone)
    await moderator.decide(gone, "warn")

    for _ in range(2):
        await reviewing.apply(UserDeletedV1(version=9, user_id=ADA, deleted_at=reviewing.clock.now()))

    left = await reviewing.get(BEN, f"/reviews/{stays['id']}")
    assert (left["commentCount"], left["reactions"]["helpful"]) == (1, 1)
    (case,) = await moderator.queue()
    assert (case["targetId"], case["reports"]) == (stays["id"], 1)
    (above,) = await reviewing.get(BEN, f"/reviews/{stays['id']}/comments")
    assert (above["status"], above["author"], above["content"]["text"], above["replyCount"]) == (
        "deleted",
        None,
        None,
        1,
    )
    (below,) = await reviewing.get(BEN, f"/comments/{top['id']}/replies")
    assert (below["replyCount"], below["reactions"]["love"]) == (0, 0)
    assert (await reviewing.get(BEN, f"/reviews/{gone['id']}"))["status"] == "deleted"
    (decision,) = await moderator.trail(targetId=gone["id"])
    assert (decision["authorId"], decision["before"]) == (None, None)
    async with reviewing.container.runtime.transactions.read() as connection:
        for table in (reviews, comments, revisions, decisions, reports, reactions, contributors):
            rows = (await connection.execute(select(table))).all()
            assert "Secret" not in repr(rows)
            assert repr(ADA) not in repr(rows)
        ratings = (await connection.execute(select(title_ratings))).one()
        assert (ratings.raters, ratings.total) == (5, 280)
    refused = {"subject": {"mediaItemId": str(SHOW)}, "rating": 1}
    assert await reviewing.refusal(ADA, "POST", "/reviews", json=refused) == (403, "ACCOUNT_ERASED")
    decided = {"json": {"verdict": "dismiss", "why": "Because"}, "admin": True}
    refusal = await reviewing.refusal(ADA, "POST", f"/reports/{stays['id']}/decisions", **decided)
    assert refusal == (403, "ACCOUNT_ERASED")
    await block(reviewing, BEN, CLEO)
    assert await reviewing.get(BEN, f"/comments/{top['id']}/replies") == []
