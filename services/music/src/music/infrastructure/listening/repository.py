"""Plays in Postgres, in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, delete, exists, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset, bounded_count
from music.application.listening.ports import Ranked, Statistics, Summary
from music.domain.listening.plays import Context, Play, Source, SourceType
from music.domain.marks.marks import ItemKind
from music.infrastructure.library.presence import is_heard
from music.infrastructure.library.tables import tracks
from music.infrastructure.listening import statistics
from music.infrastructure.listening.tables import play_totals, plays, track_totals

_HISTORY: Final = Keyset(By(plays.c.played_at), By(plays.c.id))
_RECENT: Final = Keyset(By(play_totals.c.last_played_at), By(play_totals.c.track_id))


class SqlPlays:
    """Reads and writes plays and their totals."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, play: Play) -> Play | None:
        """Insert a row, and add to the totals of the user and of the track."""
        written = insert(plays).values(_row_of(play)).on_conflict_do_nothing().returning(plays.c.id)
        if (await self._connection.execute(written)).one_or_none() is None:
            stored = select(plays).where(plays.c.user_id == play.user_id, plays.c.id == play.id)
            return _play_of((await self._connection.execute(stored)).one())
        amounts = {
            "plays": int(not play.is_skip),
            "skips": int(play.is_skip),
            "weighted": play.weighted,
            "completions": play.completion,
        }
        total = insert(play_totals).values(
            user_id=play.user_id,
            track_id=play.track_id,
            **amounts,
            last_played_at=None if play.is_skip else play.played_at,
        )
        latest = func.greatest(play_totals.c.last_played_at, total.excluded.last_played_at)
        added = {name: play_totals.c[name] + total.excluded[name] for name in amounts}
        number: int = (
            await self._connection.execute(
                total.on_conflict_do_update(
                    index_elements=["user_id", "track_id"], set_={**added, "last_played_at": latest}
                ).returning(play_totals.c.plays)
            )
        ).scalar_one()
        is_first = int(number == 1 and not play.is_skip)
        everyone = insert(track_totals).values(track_id=play.track_id, listeners=is_first, **amounts)
        added = {name: track_totals.c[name] + everyone.excluded[name] for name in (*amounts, "listeners")}
        await self._connection.execute(everyone.on_conflict_do_update(index_elements=["track_id"], set_=added))
        return None

    async def history(self, user_id: UUID, folders: Sequence[UUID], part: Slice) -> Part[Play]:
        """Read by the index of times."""
        query = select(plays).where(plays.c.user_id == user_id, _is_there(plays.c.track_id, folders))
        rows, last = await _HISTORY.read(self._connection, query, part)
        return Part([_play_of(row) for row in rows], await self._count(query), last)

    async def recent(self, user_id: UUID, folders: Sequence[UUID], part: Slice) -> Part[UUID]:
        """Read the totals by the index of times."""
        query = select(play_totals.c.track_id).where(
            play_totals.c.user_id == user_id,
            play_totals.c.last_played_at.is_not(None),
            _is_there(play_totals.c.track_id, folders),
        )
        rows, last = await _RECENT.read(self._connection, query, part)
        return Part([row.track_id for row in rows], await self._count(query), last)

    async def top(
        self, kind: ItemKind, user_id: UUID | None, folders: Sequence[UUID], since: datetime | None, limit: int
    ) -> Sequence[Ranked]:
        """Add up plays of a period, or totals."""
        rows = await self._connection.execute(statistics.top(kind, user_id, folders, since, limit))
        return [Ranked(row.id, int(row.plays), float(row.weighted)) for row in rows]

    async def summary(self, user_id: UUID, folders: Sequence[UUID], since: datetime) -> Summary:
        """Add up plays by their context."""
        rows = (await self._connection.execute(statistics.summary(user_id, folders, since))).all()
        started = sum(row.plays + row.skips for row in rows)
        different: int = (
            await self._connection.execute(statistics.different_tracks(user_id, folders, since))
        ).scalar_one()
        return Summary(
            plays=sum(row.plays for row in rows),
            skips=sum(row.skips for row in rows),
            completion=sum(row.completions for row in rows) / started if started else None,
            listened_ms=round(sum(row.listened_ms for row in rows)),
            tracks=different,
            by_context={Context(row.context): row.plays for row in rows if row.plays},
        )

    async def statistics(self, kind: ItemKind, item_id: UUID, folders: Sequence[UUID]) -> Statistics:
        """Add up the totals of tracks, and the ratings."""
        row = (await self._connection.execute(statistics.of_item(kind, item_id, folders))).one()
        rated = (await self._connection.execute(statistics.ratings(kind, item_id))).one()
        started = row.plays + row.skips
        return Statistics(
            plays=int(row.plays),
            skips=int(row.skips),
            listeners=int(row.listeners),
            completion=float(row.completions) / int(started) if started else None,
            average_rating=None if rated.average is None else float(rated.average),
            rating_count=rated.number,
        )

    async def prune(self, before: datetime, limit: int) -> int:
        """Delete rows by the index of times."""
        place: ColumnElement[object] = literal_column("ctid")
        old = select(place).select_from(plays).where(plays.c.played_at < before).limit(limit)
        return (await self._connection.execute(delete(plays).where(place.in_(old)))).rowcount

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Subtract the totals of users from those of all, and delete their rows."""
        await self._connection.execute(statistics.subtract(user_ids))
        for table in (plays, play_totals):
            await self._connection.execute(delete(table).where(table.c.user_id.in_(user_ids)))
        unused = and_(track_totals.c.plays == 0, track_totals.c.skips == 0)
        await self._connection.execute(delete(track_totals).where(unused))

    async def _count(self, query: Select[Any]) -> int | None:
        return await bounded_count(self._connection, query)


def _is_there(track_id: ColumnElement[Any], folders: Sequence[UUID]) -> ColumnElement[bool]:
    return exists(literal(1)).where(tracks.c.id == track_id, is_heard(folders))


def _row_of(play: Play) -> dict[str, object]:
    return {
        "user_id": play.user_id,
        "id": play.id,
        "track_id": play.track_id,
        "played_at": play.played_at,
        "completion": play.completion,
        "context": play.context,
        "source_type": None if play.source is None else play.source.type,
        "source_id": None if play.source is None else play.source.id,
    }


def _play_of(row: Row[Any]) -> Play:
    return Play(
        id=row.id,
        user_id=row.user_id,
        track_id=row.track_id,
        played_at=row.played_at,
        completion=row.completion,
        context=Context(row.context),
        source=None if row.source_type is None else Source(SourceType(row.source_type), row.source_id),
    )
