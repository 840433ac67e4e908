"""Reading reviews and comments: pages by indexes, authors and reactions of the viewer with them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset, bounded_count
from chassis.storage.rows import is_among
from social.application.reviews.read_models import (
    Author,
    CommentsRequest,
    CommentView,
    ReviewOrder,
    ReviewsRequest,
    ReviewView,
    comment_for,
)
from social.domain.reviews.comment import Comment, Thread
from social.domain.reviews.review import Review, Revision
from social.domain.reviews.subject import Subject
from social.infrastructure.people.tables import people
from social.infrastructure.relations.tables import blocks
from social.infrastructure.reviews.rows import to_comment, to_review, to_revision
from social.infrastructure.reviews.subjects import SqlSubjects
from social.infrastructure.reviews.tables import comments, reactions, reviews, revisions

K = TypeVar("K")

_NEW: Final = (By(reviews.c.created_at), By(reviews.c.review_id, ascending=True))
_ORDERS: Final[dict[ReviewOrder, Keyset]] = {"new": Keyset(*_NEW), "helpful": Keyset(By(reviews.c.helpful), *_NEW)}
_THREAD: Final = Keyset(By(comments.c.created_at, ascending=True), By(comments.c.comment_id, ascending=True))


class SqlReviewReader:
    """Reviews and comments in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def exists(self, subject: Subject) -> bool:
        """Read by primary keys."""
        async with self._transactions.read() as connection:
            return await SqlSubjects(connection).exists(subject)

    async def is_open(self, subject: Subject) -> bool:
        """Read by primary key."""
        async with self._transactions.read() as connection:
            return await SqlSubjects(connection).is_open(subject)

    async def blocked(self, viewer: UUID | None) -> Collection[UUID]:
        """Read by the indexes of both sides."""
        if viewer is None:
            return frozenset()
        other = case((blocks.c.blocker_id == viewer, blocks.c.blocked_id), else_=blocks.c.blocker_id)
        query = select(other).where(or_(blocks.c.blocker_id == viewer, blocks.c.blocked_id == viewer))
        async with self._transactions.read() as connection:
            return frozenset((await connection.execute(query)).scalars())

    async def review(self, review_id: UUID) -> Review | None:
        """Read by primary key."""
        async with self._transactions.read() as connection:
            row = (await connection.execute(select(reviews).where(reviews.c.review_id == review_id))).mappings().first()
        return None if row is None else to_review(row)

    async def comment(self, comment_id: UUID) -> Comment | None:
        """Read by primary key."""
        query = select(comments).where(comments.c.comment_id == comment_id)
        async with self._transactions.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else to_comment(row)

    async def reviews(self, request: ReviewsRequest, blocked: Collection[UUID]) -> Part[ReviewView]:
        """Read by the index of the order."""
        conditions = [reviews.c.subject == request.subject.key, reviews.c.status == "visible"]
        if request.language is not None:
            conditions.append(reviews.c.language == request.language)
        if blocked:
            conditions.append(~is_among(reviews.c.user_id, blocked))
        query = select(reviews).where(*conditions)
        async with self._transactions.read() as connection:
            return await _review_page(connection, query, _ORDERS[request.order], request.part, request.viewer, blocked)

    async def own(self, user_id: UUID, part: Slice, subject: Subject | None) -> Part[ReviewView]:
        """Read by the index of authors, or by the natural key."""
        query = select(reviews).where(reviews.c.user_id == user_id)
        if subject is not None:
            query = query.where(reviews.c.subject == subject.key)
        async with self._transactions.read() as connection:
            return await _review_page(connection, query, _ORDERS["new"], part, user_id, ())

    async def review_view(self, review: Review, viewer: UUID | None, blocked: Collection[UUID]) -> ReviewView:
        """Read by primary keys."""
        async with self._transactions.read() as connection:
            (view,) = await _review_views(connection, [review], viewer, blocked)
        return view

    async def comments(self, request: CommentsRequest, blocked: Collection[UUID]) -> Part[CommentView]:
        """Read by the index of the thread, or of the comment above."""
        conditions: list[ColumnElement[bool]] = [comments.c.thread == request.thread.key]
        conditions.append(comments.c.parent_id == request.parent_id)
        conditions.append(or_(comments.c.status == "visible", comments.c.replies > 0))
        if blocked:
            conditions.append(or_(comments.c.user_id.is_(None), ~is_among(comments.c.user_id, blocked)))
        query = select(comments).where(*conditions)
        async with self._transactions.read() as connection:
            total = await bounded_count(connection, query)
            rows, last = await _THREAD.read_mappings(connection, query, request.part)
            shown = [comment_for(to_comment(row), request.viewer) for row in rows]
            return Part(await _comment_views(connection, shown, request.viewer, blocked), total, last)

    async def comment_view(self, comment: Comment, viewer: UUID | None, blocked: Collection[UUID]) -> CommentView:
        """Read by primary keys."""
        async with self._transactions.read() as connection:
            (view,) = await _comment_views(connection, [comment], viewer, blocked)
        return view

    async def revisions(self, review_id: UUID) -> list[Revision]:
        """Read by primary key."""
        query = select(revisions).where(revisions.c.review_id == review_id).order_by(revisions.c.number.desc())
        async with self._transactions.read() as connection:
            return [to_revision(row) for row in (await connection.execute(query)).mappings()]


async def _review_page(
    connection: AsyncConnection,
    query: Select[Any],
    order: Keyset,
    part: Slice,
    viewer: UUID | None,
    blocked: Collection[UUID],
) -> Part[ReviewView]:
    total = await bounded_count(connection, query)
    rows, last = await order.read_mappings(connection, query, part)
    shown = [to_review(row) for row in rows]
    return Part(await _review_views(connection, shown, viewer, blocked), total, last)


async def _review_views(
    connection: AsyncConnection, shown: Sequence[Review], viewer: UUID | None, blocked: Collection[UUID]
) -> list[ReviewView]:
    threads = {review.review_id: Thread(review_id=review.review_id).key for review in shown}
    unseen = await _unseen(connection, comments.c.thread, threads.values(), blocked)
    authors = await _authors(connection, [review.user_id for review in shown])
    reacted = await _reacted(connection, [review.review_id for review in shown], viewer)
    return [
        ReviewView(
            replace(review, comments=max(0, review.comments - unseen.get(threads[review.review_id], 0))),
            _author(authors, review.user_id),
            _own(reacted, review.review_id),
        )
        for review in shown
    ]


async def _comment_views(
    connection: AsyncConnection, shown: Sequence[Comment], viewer: UUID | None, blocked: Collection[UUID]
) -> list[CommentView]:
    ids = [comment.comment_id for comment in shown]
    unseen = await _unseen(connection, comments.c.parent_id, ids, blocked)
    authors = await _authors(connection, [comment.user_id for comment in shown])
    reacted = await _reacted(connection, ids, viewer)
    return [
        CommentView(
            replace(comment, replies=max(0, comment.replies - unseen.get(comment.comment_id, 0))),
            _author(authors, comment.user_id),
            _own(reacted, comment.comment_id),
        )
        for comment in shown
    ]


async def _unseen(
    connection: AsyncConnection, column: Column[K], keys: Collection[K], blocked: Collection[UUID]
) -> dict[K, int]:
    """Return the numbers of visible comments of users whom the viewer does not see, by thread or comment above."""
    if not blocked or not keys:
        return {}
    chosen = (is_among(column, keys), is_among(comments.c.user_id, blocked), comments.c.status == "visible")
    rows = await connection.execute(select(column, func.count()).where(*chosen).group_by(column))
    return dict(iter(rows))


async def _authors(connection: AsyncConnection, user_ids: Collection[UUID | None]) -> dict[UUID, Author]:
    ids = {user_id for user_id in user_ids if user_id is not None}
    if not ids:
        return {}
    query = select(people.c.user_id, people.c.username, people.c.avatar_id).where(people.c.user_id.in_(ids))
    return {row.user_id: Author(*row) for row in await connection.execute(query)}


def _author(authors: dict[UUID, Author], user_id: UUID | None) -> Author | None:
    return None if user_id is None else authors.get(user_id, Author(user_id, None, None))


async def _reacted(
    connection: AsyncConnection, target_ids: Collection[UUID], viewer: UUID | None
) -> dict[UUID, list[str]] | None:
    if viewer is None:
        return None
    reacted: dict[UUID, list[str]] = {}
    if target_ids:
        of_viewer = (reactions.c.target_id.in_(target_ids), reactions.c.user_id == viewer)
        query = select(reactions.c.target_id, reactions.c.kind).where(*of_viewer)
        for target_id, kind in await connection.execute(query):
            reacted.setdefault(target_id, []).append(kind)
    return reacted


def _own(reacted: dict[UUID, list[str]] | None, target_id: UUID) -> tuple[str, ...] | None:
    return None if reacted is None else tuple(sorted(reacted.get(target_id, ())))
