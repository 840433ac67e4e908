"""Hands on what administrators and users have chosen for albums whose tracks have got another album by their tags."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import is_among
from music.domain.library.succession import successors
from music.infrastructure.covers.tables import album_covers
from music.infrastructure.library.tables import tracks
from music.infrastructure.marks.tables import album_marks


async def hand_on(connection: AsyncConnection, before: Mapping[UUID, UUID], after: Mapping[UUID, UUID]) -> None:
    """Copy covers and marks of albums that have no track any more to their successors, which keep their own.

    Both have the albums of tracks by their ids; the rows of tracks are written.
    """
    moves = [(before[track_id], album_id) for track_id, album_id in after.items() if track_id in before]
    left = {former for former, present in moves if former != present}
    if not left:
        return
    query = select(tracks.c.album_id).where(is_among(tracks.c.album_id, left)).distinct()
    inhabited = set((await connection.execute(query)).scalars())
    for former, successor in sorted(successors(moves, inhabited).items()):
        await _hand_on_cover(connection, former, successor)
        await _hand_on_marks(connection, former, successor)


async def _hand_on_cover(connection: AsyncConnection, former: UUID, successor: UUID) -> None:
    chosen = select(literal(successor, album_covers.c.album_id.type), album_covers.c.own_picture_id).where(
        album_covers.c.album_id == former, album_covers.c.own_picture_id.is_not(None)
    )
    copied = insert(album_covers).from_select(["album_id", "own_picture_id"], chosen)
    kept = func.coalesce(album_covers.c.own_picture_id, copied.excluded.own_picture_id)
    await connection.execute(copied.on_conflict_do_update(index_elements=["album_id"], set_={"own_picture_id": kept}))


async def _hand_on_marks(connection: AsyncConnection, former: UUID, successor: UUID) -> None:
    names = ("user_id", "favourite_at", "rating", "rated_at")
    item = literal(successor, album_marks.c.item_id.type)
    marks = select(item, *(album_marks.c[name] for name in names)).where(album_marks.c.item_id == former)
    await connection.execute(insert(album_marks).from_select(["item_id", *names], marks).on_conflict_do_nothing())
