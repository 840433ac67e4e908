"""Play queues and bookmarks in Postgres, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import upsert
from music.application.subsonic.ports import Bookmark, NowPlaying, PlayQueue
from music.application.subsonic.states import MOST_BOOKMARKS
from music.infrastructure.subsonic.tables import bookmarks, now_playing, play_queues

KEPT: Final = timedelta(hours=1)
_REPLACED: Final = ("position_ms", "comment", "changed_at")
_SAVE: Final = insert(bookmarks).on_conflict_do_update(
    index_elements=["user_id", "track_id"], set_={name: insert(bookmarks).excluded[name] for name in _REPLACED}
)


class SqlAppStates:
    """Reads and writes play queues and bookmarks."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def queue(self, user_id: UUID) -> PlayQueue | None:
        """Read by the user."""
        query = select(play_queues).where(play_queues.c.user_id == user_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        return PlayQueue(row["track_ids"], row["current"], row["position_ms"], row["changed_at"], row["changed_by"])

    async def save_queue(self, user_id: UUID, queue: PlayQueue) -> None:
        """Insert or replace the row."""
        values = {**asdict(queue), "track_ids": list(queue.track_ids), "user_id": user_id}
        await self._connection.execute(upsert(play_queues), values)

    async def bookmarks(self, user_id: UUID) -> Sequence[Bookmark]:
        """Read by the user."""
        query = (
            select(bookmarks)
            .where(bookmarks.c.user_id == user_id)
            .order_by(bookmarks.c.changed_at.desc(), bookmarks.c.track_id)
            .limit(MOST_BOOKMARKS)
        )
        return [
            Bookmark(row["track_id"], row["position_ms"], row["comment"], row["created_at"], row["changed_at"])
            for row in (await self._connection.execute(query)).mappings()
        ]

    async def save_bookmark(self, user_id: UUID, bookmark: Bookmark) -> None:
        """Insert the row, or update it."""
        await self._connection.execute(_SAVE, {**asdict(bookmark), "user_id": user_id})

    async def playing(self, user_id: UUID, after: datetime) -> Sequence[NowPlaying]:
        """Read by the user."""
        query = (
            select(now_playing)
            .where(now_playing.c.user_id == user_id, now_playing.c.since > after)
            .order_by(now_playing.c.since.desc())
        )
        rows = (await self._connection.execute(query)).mappings()
        return [NowPlaying(row["track_id"], row["client"], row["since"]) for row in rows]

    async def save_playing(self, user_id: UUID, playing: NowPlaying) -> None:
        """Replace the row of the app; what other apps have begun long ago is deleted with it."""
        old = now_playing.c.since < playing.since - KEPT
        await self._connection.execute(now_playing.delete().where(now_playing.c.user_id == user_id, old))
        await self._connection.execute(upsert(now_playing), {**asdict(playing), "user_id": user_id})

    async def delete_bookmark(self, user_id: UUID, track_id: UUID) -> None:
        """Delete the row."""
        await self._connection.execute(
            bookmarks.delete().where(bookmarks.c.user_id == user_id, bookmarks.c.track_id == track_id)
        )
