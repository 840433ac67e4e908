"""Moving what was written about titles that were merged into others, in Postgres."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, ColumnElement, delete, insert, or_, select, update

from chassis.messaging.transaction import Transaction
from social.domain.reviews.comment import Thread
from social.domain.reviews.merging import newer_first, united
from social.domain.reviews.review import Review, Revision
from social.domain.reviews.subject import Subject
from social.infrastructure.moderation.tables import cases
from social.infrastructure.reviews.averages import SqlAverages
from social.infrastructure.reviews.erasure import count_reactions
from social.infrastructure.reviews.reviews import SqlReviews
from social.infrastructure.reviews.rows import revision_row, to_review, to_revision
from social.infrastructure.reviews.tables import comments, reactions, reviews, revisions

_PARTS: Final = ("season", "episode")


class SqlReviewMergers:
    """Moves reviews and comments in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection
        self._averages = SqlAverages(transaction)
        self._reviews = SqlReviews(transaction.connection)

    async def move(self, successors: Mapping[UUID, UUID]) -> None:
        """Move them in the order of the titles' ids; what was moved already is not there any more."""
        raters: dict[UUID, set[UUID]] = defaultdict(set)
        for media_id, successor in sorted(successors.items()):
            await self._move_threads(media_id, successor)
            query = select(reviews).where(_about(reviews.c.subject, media_id)).order_by(reviews.c.review_id)
            rows = (await self._connection.execute(query.with_for_update())).mappings().all()
            for review in map(to_review, rows):
                is_rating = await self._move(review, review.subject.moved(successor))
                if is_rating and review.user_id is not None:
                    raters[media_id].add(review.user_id)
                    raters[successor].add(review.user_id)
        # As in an erasure, the rows of averages are locked behind those of reviews, in the order of their titles.
        for title, user_ids in sorted(raters.items()):
            await self._averages.recount(title, user_ids, datetime.now(UTC))

    async def _move_threads(self, media_id: UUID, successor: UUID) -> None:
        """Move comments on the title itself and on its parts."""
        query = select(comments.c.thread).where(_about(comments.c.thread, media_id)).distinct()
        for thread in sorted((await self._connection.execute(query)).scalars()):
            moved = Thread(subject=Subject.parse(thread).moved(successor)).key
            await self._connection.execute(update(comments).where(comments.c.thread == thread).values(thread=moved))

    async def _move(self, review: Review, subject: Subject) -> bool:
        """Move a review; where its author has another one there, the newer stays and the older is a revision of it.

        Return whether this changes what an average counts of the author: not by a rating of a season or an episode.
        """
        other = None if review.user_id is None else await self._other(review.user_id, subject)
        stays = review
        if other is not None:
            stays, former = newer_first(review, other)
            stays = await self._unite(stays, former)
        of_review = reviews.c.review_id == stays.review_id
        await self._connection.execute(
            update(reviews).where(of_review).values(subject=subject.key, version=stays.version)
        )
        counted = None if other is None else other.counted_rating
        return review.counted_rating is not None or counted != stays.counted_rating

    async def _other(self, user_id: UUID, subject: Subject) -> Review | None:
        own = await self._reviews.of_author(user_id, subject)
        return None if own is None else await self._reviews.find(own.review_id, lock=True)

    async def _unite(self, newer: Review, older: Review) -> Review:
        """Move what belongs to the older review to the newer one, and delete the older."""
        after, former = united(newer, await self._former(newer), older, await self._former(older))
        await self._reviews.delete_revisions([newer.review_id])
        if former:
            await self._connection.execute(insert(revisions), [revision_row(after.review_id, one) for one in former])
        threads = [Thread(review_id=one.review_id).key for one in (older, newer)]
        moved = update(comments).where(comments.c.thread == threads[0]).values(thread=threads[1])
        await self._connection.execute(moved)
        mine = reactions.alias("mine")
        same = (
            mine.c.target_id == newer.review_id,
            mine.c.user_id == reactions.c.user_id,
            mine.c.kind == reactions.c.kind,
        )
        others = (reactions.c.target_id == older.review_id, ~select(mine.c.user_id).where(*same).exists())
        await self._connection.execute(update(reactions).where(*others).values(target_id=newer.review_id))
        await self._connection.execute(delete(reactions).where(reactions.c.target_id == older.review_id))
        await self._connection.execute(update(cases).where(cases.c.target_id == older.review_id).values(is_open=False))
        await self._connection.execute(delete(reviews).where(reviews.c.review_id == older.review_id))
        await self._reviews.count_comments(newer.review_id, older.comments)
        await count_reactions(self._connection, [newer.review_id])
        return after

    async def _former(self, review: Review) -> Sequence[Revision]:
        query = select(revisions).where(revisions.c.review_id == review.review_id)
        return [to_revision(row) for row in (await self._connection.execute(query)).mappings()]


def _about(column: Column[Any], media_id: UUID) -> ColumnElement[bool]:
    """Return whether a natural key is that of a title or of one of its parts, by the index of keys."""
    parts = [column.startswith(f"{part}:{media_id}:") for part in _PARTS]
    return or_(column == Subject.of_title(media_id).key, *parts)
