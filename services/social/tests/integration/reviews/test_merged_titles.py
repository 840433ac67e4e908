"""Titles that editors merge: what was written about the duplicate is about the other one."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from services.social.tests.integration.activity.test_feed import published
from services.social.tests.integration.reviews.conftest import MOVIE, SHOW, Write
from services.social.tests.integration.reviews.conftest import published as events_of
from services.social.tests.society import ADA, BEN, CLEO, DAN, Society
from sqlalchemy import select, text

from chassis.testing.clock import NOON
from chassis.testing.kafka import wait_until
from contracts.auth import UserDeletedV1
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1
from contracts.social import RatingsAveragedV1
from social.infrastructure.reviews.merging import SqlReviewMergers
from social.infrastructure.reviews.tables import title_ratings

pytestmark = pytest.mark.integration

OTHER, LAST = media_id("movie", 3), media_id("movie", 4)


async def merge(society: Society, title: UUID, into: UUID | None, version: int = 2) -> None:
    """Publish that a title is merged into another, or is not any more."""
    await society.apply(published(title, "A title", version=version, listed=into is None, successor_id=into))


async def test_reviews_and_comments_move_to_the_title_that_stays(
    reviewing: Society, write: Write, comment: Write
) -> None:
    await reviewing.apply(
        *(
            MediaImportedV1(version=1, media_id=title, kind="movie", tmdb_id=3, title="Other", imported_at=NOON)
            for title in (OTHER, LAST)
        ),
        *(published(title, "A title") for title in (MOVIE, OTHER, LAST)),
    )
    there = {"mediaItemId": str(OTHER)}
    moved = await write(ADA, rating=90, text="Mine")
    older = await write(BEN, rating=10, text="First")
    newer = await write(BEN, there, rating=30, text="Second")
    later = await write(CLEO, there, rating=50, text="Before")
    last = await write(CLEO, rating=70, text="Last")
    for user_id in (ADA, DAN):
        await reviewing.request(user_id, "PUT", f"/reviews/{older['id']}/reactions/helpful", expect=200)
    await reviewing.request(DAN, "PUT", f"/reviews/{newer['id']}/reactions/helpful", expect=200)
    below = await comment(DAN, reviewId=later["id"])
    beside = await comment(DAN, subject={"mediaItemId": str(MOVIE)})
    for number in range(3):
        await write(UUID(int=60 + number), rating=50)

    await merge(reviewing, MOVIE, OTHER)
    page = await reviewing.get(DAN, f"/titles/{OTHER}/reviews")
    shown: dict[str, dict[str, Any]] = {review["id"]: review for review in page}
    assert len(shown) == 6
    assert {id_: shown[id_]["rating"] for id_ in (moved["id"], newer["id"], last["id"])} == {
        moved["id"]: 90,
        newer["id"]: 30,
        last["id"]: 70,
    }
    assert (shown[newer["id"]]["reactions"]["helpful"], shown[last["id"]]["commentCount"]) == (2, 1)
    former = await reviewing.get(DAN, f"/reviews/{newer['id']}/revisions")
    assert [(one["rating"], one["content"]["text"]) for one in former] == [(10, "First")]
    former = await reviewing.get(DAN, f"/reviews/{last['id']}/revisions")
    assert [(one["rating"], one["content"]["text"]) for one in former] == [(50, "Before")]
    assert [one["id"] for one in await reviewing.get(ADA, f"/reviews/{last['id']}/comments")] == [below["id"]]
    assert [one["id"] for one in await reviewing.get(ADA, f"/titles/{OTHER}/comments")] == [beside["id"]]
    for gone in (older, later):
        assert (await reviewing.refusal(DAN, "GET", f"/reviews/{gone['id']}"))[0] == 404
    events = await events_of(reviewing, RatingsAveragedV1.topic)
    assert {event["mediaId"]: event["average"] for event in events} == {str(MOVIE): None, str(OTHER): 56.67}

    # Who changes it keeps what was stated before, once more than without the merger.
    await reviewing.request(BEN, "PATCH", f"/reviews/{newer['id']}", json={"rating": 31}, expect=200)
    assert [one["rating"] for one in await reviewing.get(DAN, f"/reviews/{newer['id']}/revisions")] == [30, 10]
    refused = {"subject": {"mediaItemId": str(MOVIE)}, "rating": 1}
    assert (await reviewing.refusal(DAN, "POST", "/reviews", json=refused))[0] == 404

    # A chain of mergers ends at its last title, whichever event arrives first; a repetition changes nothing.
    await merge(reviewing, OTHER, LAST)
    await merge(reviewing, MOVIE, OTHER, version=3)
    assert len(await reviewing.get(DAN, f"/titles/{LAST}/reviews")) == 6


async def test_what_a_moderator_has_removed_is_no_revision(reviewing: Society, write: Write) -> None:
    await reviewing.apply(
        MediaImportedV1(version=1, media_id=OTHER, kind="movie", tmdb_id=3, title="Other", imported_at=NOON)
    )
    removed = await write(BEN, rating=10, text="Insult")
    report = {"kind": "review", "targetId": removed["id"], "reason": "hate"}
    await reviewing.request(CLEO, "POST", "/reports", json=report, expect=204)
    decision = {"verdict": "remove", "why": "An insult"}
    path = f"/reports/{removed['id']}/decisions"
    await reviewing.request(DAN, "POST", path, json=decision, admin=True, expect=204)
    stays = await write(BEN, {"mediaItemId": str(OTHER)}, rating=30, text="Second")

    await merge(reviewing, MOVIE, OTHER)
    assert await reviewing.get(CLEO, f"/reviews/{stays['id']}/revisions") == []


async def test_a_review_without_a_rating_takes_the_former_one_out_of_the_average(
    reviewing: Society, write: Write
) -> None:
    await reviewing.apply(
        MediaImportedV1(version=1, media_id=OTHER, kind="movie", tmdb_id=3, title="Other", imported_at=NOON)
    )
    await write(ADA, {"mediaItemId": str(OTHER)}, rating=90)
    stays = await write(ADA, rating=None, text="No number")

    await merge(reviewing, MOVIE, OTHER)
    assert [one["id"] for one in await reviewing.get(BEN, f"/titles/{OTHER}/reviews")] == [stays["id"]]
    async with reviewing.container.runtime.engine.connect() as connection:
        query = select(title_ratings.c.raters, title_ratings.c.total).where(title_ratings.c.media_id == OTHER)
        assert (await connection.execute(query)).one() == (0, 0)


async def test_ratings_of_a_season_show_no_other_average(reviewing: Society, write: Write) -> None:
    """One rating of the title itself moves: from another average it could be read."""
    show = media_id("show", 5)
    await reviewing.apply(
        MediaImportedV1(version=1, media_id=show, kind="show", tmdb_id=5, title="Other", imported_at=NOON)
    )
    for number in range(5):
        await write(UUID(int=60 + number), {"mediaItemId": str(show)}, rating=50)
        await write(UUID(int=70 + number), {"mediaItemId": str(SHOW), "season": 2}, rating=10)
    await write(ADA, {"mediaItemId": str(SHOW)}, rating=98)

    await merge(reviewing, SHOW, show)
    assert len(await reviewing.get(BEN, f"/titles/{show}/reviews")) == 6
    events = await events_of(reviewing, RatingsAveragedV1.topic)
    assert [(event["mediaId"], event["average"], event["raters"]) for event in events] == [(str(show), 50.0, 5)]


async def test_an_erasure_that_meets_a_merger_takes_the_rating_out_of_the_title_that_stays(
    reviewing: Society, write: Write
) -> None:
    await write(ADA, rating=90)
    await write(BEN, rating=50)
    transactions = reviewing.container.runtime.transactions

    async def is_waiting() -> bool:
        async with transactions.read() as connection:
            return bool(await connection.scalar(text("select count(*) from pg_locks where not granted")))

    async with transactions.committed() as transaction:
        await SqlReviewMergers(transaction).move({MOVIE: OTHER})
        erasing = asyncio.create_task(reviewing.apply(UserDeletedV1(version=9, user_id=ADA, deleted_at=NOON)))
        await wait_until(is_waiting, what="a lock that is waited for")
    await erasing
    async with reviewing.container.runtime.engine.connect() as connection:
        counted = (await connection.execute(select(title_ratings))).all()
    assert {row.media_id: (row.raters, row.total) for row in counted} == {MOVIE: (0, 0), OTHER: (1, 50)}
