"""Reviews and their revisions, in Postgres."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from social.domain.reviews.review import MOST_REVISIONS, Review, Revision
from social.domain.reviews.subject import Subject
from social.infrastructure.reviews.rows import review_row, revision_row, to_review
from social.infrastructure.reviews.tables import reviews, revisions

_WRITTEN: Final = ("user_id", "rating", "body", "language", "spoiler", "status", "version", "updated_at")
_SAVE: Final = insert(reviews).on_conflict_do_update(
    index_elements=["review_id"], set_={name: insert(reviews).excluded[name] for name in _WRITTEN}
)


class SqlReviews:
    """Reads and writes reviews in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, review_id: UUID, *, lock: bool) -> Review | None:
        """Read by primary key."""
        query = select(reviews).where(reviews.c.review_id == review_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
        return None if row is None else to_review(row)

    async def of_author(self, user_id: UUID, subject: Subject) -> Review | None:
        """Read by the natural key."""
        query = select(reviews).where(reviews.c.user_id == user_id, reviews.c.subject == subject.key)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_review(row)

    async def save(self, review: Review) -> None:
        """Insert or update the row."""
        await self._connection.execute(_SAVE, review_row(review))

    async def add_revision(self, review_id: UUID, revision: Revision) -> None:
        """Insert the row, and delete the one that is beyond the limit."""
        await self._connection.execute(insert(revisions), revision_row(review_id, revision))
        oldest = (revisions.c.review_id == review_id, revisions.c.number <= revision.number - MOST_REVISIONS)
        await self._connection.execute(delete(revisions).where(*oldest))

    async def delete_revisions(self, review_ids: Collection[UUID]) -> None:
        """Delete by primary key."""
        await self._connection.execute(delete(revisions).where(revisions.c.review_id.in_(review_ids)))

    async def count_comments(self, review_id: UUID, difference: int) -> None:
        """Update by primary key."""
        counted = {reviews.c.comments: reviews.c.comments + difference}
        await self._connection.execute(update(reviews).where(reviews.c.review_id == review_id).values(counted))
