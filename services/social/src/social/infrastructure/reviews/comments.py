"""Comments and reactions, in Postgres."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from social.domain.reviews.comment import Comment
from social.domain.reviews.reaction import Counts, TargetKind
from social.infrastructure.reviews.rows import comment_row, to_comment
from social.infrastructure.reviews.tables import comments, reactions, reviews

_WRITTEN: Final = ("user_id", "body", "spoiler", "status", "version", "updated_at")
_SAVE: Final = insert(comments).on_conflict_do_update(
    index_elements=["comment_id"], set_={name: insert(comments).excluded[name] for name in _WRITTEN}
)


class SqlComments:
    """Reads and writes comments in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, comment_id: UUID, *, lock: bool) -> Comment | None:
        """Read by primary key."""
        query = select(comments).where(comments.c.comment_id == comment_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
        return None if row is None else to_comment(row)

    async def save(self, comment: Comment) -> None:
        """Insert or update the row."""
        await self._connection.execute(_SAVE, comment_row(comment))

    async def count_replies(self, comment_id: UUID, difference: int) -> None:
        """Update by primary key."""
        counted = {comments.c.replies: comments.c.replies + difference}
        await self._connection.execute(update(comments).where(comments.c.comment_id == comment_id).values(counted))


class SqlReactions:
    """Reads and writes reactions in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, user_id: UUID, kind: TargetKind, target_id: UUID, reaction: str, now: datetime) -> bool:
        """Insert the row unless it exists."""
        statement = insert(reactions).values(
            target_id=target_id, user_id=user_id, kind=reaction, target_kind=kind, created_at=now
        )
        return (await self._connection.execute(statement.on_conflict_do_nothing())).rowcount == 1

    async def remove(self, user_id: UUID, target_id: UUID, reaction: str) -> bool:
        """Delete by primary key."""
        statement = delete(reactions).where(
            reactions.c.target_id == target_id, reactions.c.user_id == user_id, reactions.c.kind == reaction
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def clear(self, target_id: UUID) -> None:
        """Delete by the first column of the primary key."""
        await self._connection.execute(delete(reactions).where(reactions.c.target_id == target_id))

    async def save_counts(self, kind: TargetKind, target_id: UUID, counts: Counts) -> None:
        """Update by primary key."""
        values: dict[str, Any] = {"reactions": dict(counts)}
        if kind == "review":
            statement = update(reviews).where(reviews.c.review_id == target_id)
            await self._connection.execute(statement.values(**values, helpful=counts.get("helpful", 0)))
        else:
            await self._connection.execute(update(comments).where(comments.c.comment_id == target_id).values(**values))
