"""Erasing what users have written, in Postgres.

Rows under which replies are stay without author and text. Reactions and reports are deleted, and what counts them is
counted again. The caller has locked out every other write of the service's users (`erased_users`).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, cast, delete, exists, func, literal, null, or_, select, update
from sqlalchemy import Text as TextType
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import is_among
from social.domain.reviews.comment import Thread
from social.infrastructure.moderation.tables import cases, decisions, reports
from social.infrastructure.reviews.averages import SqlAverages
from social.infrastructure.reviews.rows import to_review
from social.infrastructure.reviews.tables import (
    changed_ratings,
    comments,
    contribution_counts,
    contributors,
    reactions,
    reviewable_lists,
    reviews,
    revisions,
)

_ERASED: Final[dict[str, Any]] = {
    "user_id": null(),
    "body": null(),
    "spoiler": False,
    "status": "deleted",
    "reactions": {},
}
_OF_EVERY_USER: Final = (contributors, contribution_counts, reviewable_lists, changed_ratings)


class SqlReviewErasure:
    """Erases in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection
        self._averages = SqlAverages(transaction)

    async def erase(self, user_id: UUID, now: datetime) -> None:
        """Erase reviews, comments, reactions and reports, then the rows that are only the user's."""
        await self._erase_comments(user_id, now)
        await self._erase_reviews(user_id, now)
        await self._delete_reactions(user_id)
        await self._delete_reports(user_id)
        await self._erase_decisions(user_id)
        for table in _OF_EVERY_USER:
            await self._connection.execute(delete(table).where(table.c.user_id == user_id))

    async def _erase_comments(self, user_id: UUID, now: datetime) -> None:
        columns = (comments.c.comment_id, comments.c.thread, comments.c.parent_id, comments.c.status)
        written = (await self._connection.execute(select(*columns).where(comments.c.user_id == user_id))).all()
        visible = [row for row in written if row.status == "visible"]
        threads = Counter(Thread.parse(row.thread).review_id for row in visible)
        await self._discount(reviews, "review_id", threads, "comments")
        await self._discount(comments, "comment_id", Counter(row.parent_id for row in visible), "replies")
        statement = update(comments).where(comments.c.user_id == user_id)
        await self._connection.execute(statement.values(**_ERASED, version=comments.c.version + 1, updated_at=now))
        await self._forget([row.comment_id for row in written])

    async def _erase_reviews(self, user_id: UUID, now: datetime) -> None:
        # The lock of a user does not keep out mergers of titles, which move reviews.
        query = select(reviews).where(reviews.c.user_id == user_id).order_by(reviews.c.review_id)
        rows = await self._connection.execute(query.with_for_update())
        written = [to_review(row) for row in rows.mappings()]
        for review in sorted(written, key=lambda review: review.subject.target):
            if review.counted_rating is not None:
                await self._averages.replace(review.subject.target, user_id, review.counted_rating, None, now)
        ids = [review.review_id for review in written]
        await self._connection.execute(delete(revisions).where(is_among(revisions.c.review_id, ids)))
        statement = update(reviews).where(reviews.c.user_id == user_id)
        more = {"rating": null(), "language": null(), "helpful": 0}
        await self._connection.execute(
            statement.values(**_ERASED, **more, version=reviews.c.version + 1, updated_at=now)
        )
        await self._forget(ids)

    async def _forget(self, ids: list[UUID]) -> None:
        """Delete reactions to what was erased, and close its cases."""
        await self._connection.execute(delete(reactions).where(is_among(reactions.c.target_id, ids)))
        await self._connection.execute(update(cases).where(is_among(cases.c.target_id, ids)).values(is_open=False))

    async def _delete_reactions(self, user_id: UUID) -> None:
        statement = delete(reactions).where(reactions.c.user_id == user_id).returning(reactions.c.target_id)
        await count_reactions(self._connection, sorted(set((await self._connection.execute(statement)).scalars())))

    async def _delete_reports(self, user_id: UUID) -> None:
        statement = delete(reports).where(reports.c.user_id == user_id).returning(reports.c.target_id)
        targets = sorted(set((await self._connection.execute(statement)).scalars()))
        left = and_(reports.c.target_id == cases.c.target_id, reports.c.created_at >= cases.c.opened_at)
        numbers = [
            select(func.count()).select_from(reports).where(left, *more).scalar_subquery()
            for more in ((), (reports.c.trusted,))
        ]
        # What trusted users have hidden waits for a decision, also when all of them are erased.
        is_hidden = [
            exists().where(key == cases.c.target_id, key.table.c.status == "hidden")
            for key in (reviews.c.review_id, comments.c.comment_id)
        ]
        of_targets = (is_among(cases.c.target_id, targets), cases.c.is_open)
        await self._connection.execute(
            update(cases)
            .where(*of_targets)
            .values(reports=numbers[0], trusted_reports=numbers[1], is_open=or_(numbers[0] > 0, *is_hidden))
        )

    async def _erase_decisions(self, user_id: UUID) -> None:
        """Erase what was decided about, and who decided."""
        await self._connection.execute(
            update(decisions).where(decisions.c.author_id == user_id).values(author_id=None, before=None)
        )
        await self._connection.execute(
            update(decisions).where(decisions.c.moderator_id == user_id).values(moderator_id=None)
        )

    async def _discount(self, table: Table, key: str, numbers: Counter[UUID | None], column: str) -> None:
        """Subtract a number in each row; null stands for comments that are below none."""
        for row_id, number in sorted((row_id, number) for row_id, number in numbers.items() if row_id is not None):
            statement = update(table).where(table.c[key] == row_id)
            await self._connection.execute(statement.values({column: table.c[column] - number}))


async def count_reactions(connection: AsyncConnection, targets: Sequence[UUID]) -> None:
    """Count the reactions to reviews and comments again."""
    helpful = (
        select(func.count())
        .select_from(reactions)
        .where(reactions.c.target_id == reviews.c.review_id, reactions.c.kind == "helpful")
        .scalar_subquery()
    )
    await connection.execute(
        update(reviews)
        .where(is_among(reviews.c.review_id, targets))
        .values(reactions=_counts_of(reviews.c.review_id), helpful=helpful)
    )
    await connection.execute(
        update(comments)
        .where(is_among(comments.c.comment_id, targets))
        .values(reactions=_counts_of(comments.c.comment_id))
    )


def _counts_of(target_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the counts of the reactions that are left, by kind."""
    counted = (
        select(reactions.c.kind, func.count().label("users"))
        .where(reactions.c.target_id == target_id)
        .group_by(reactions.c.kind)
        .correlate(target_id.table)
        .subquery()
    )
    document = select(func.jsonb_object_agg(counted.c.kind, counted.c.users)).scalar_subquery()
    return func.coalesce(document, cast(literal("{}", TextType), JSONB))
