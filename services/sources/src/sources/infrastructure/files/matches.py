"""Which titles files are, in Postgres, in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, and_, bindparam, literal, or_, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from sources.application.matching.ports import FileFilter, KnownFile
from sources.domain.matching.match import Match, Method
from sources.infrastructure.files.listing import chosen, examined, last_examined, place_of
from sources.infrastructure.files.rows import file_of
from sources.infrastructure.files.tables import files

_PRESENT: Final = files.c.gone_at.is_(None)
_CHANGE: Final = (
    update(files)
    .where(files.c.id == bindparam("file_id"))
    .values(
        media_id=bindparam("title_id"),
        method=bindparam("by"),
        confidence=bindparam("certainty"),
        season=bindparam("in_season"),
        episodes=bindparam("numbers"),
        changed_at=bindparam("now"),
    )
)


class SqlMatches:
    """Reads and writes the matches of files."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, file_id: UUID, *, lock: bool = False) -> KnownFile | None:
        """Return one row that is not gone."""
        query = files.select().where(files.c.id == file_id, _PRESENT)
        return next(iter(await self._files(query.with_for_update() if lock else query)), None)

    async def automatic(
        self, keys: Collection[str], media_ids: Collection[UUID], after: UUID | None, limit: int
    ) -> Sequence[KnownFile]:
        """Return rows by the index of keys and by that of titles, and lock them."""
        concerned = or_(
            files.c["keys"].op("&&")(literal(sorted(keys), ARRAY(Text))), files.c.media_id.in_(sorted(media_ids))
        )
        chosen = and_(concerned, _PRESENT, files.c.method.is_distinct_from(Method.MANUAL))
        if after is not None:
            chosen = and_(chosen, files.c.id > after)
        return await self._files(files.select().where(chosen).order_by(files.c.id).limit(limit).with_for_update())

    async def change(self, matches: Mapping[UUID, Match | None], now: datetime) -> None:
        """Write the matches of rows in the order of their ids."""
        rows = [
            {
                "file_id": file_id,
                "title_id": match.media_id if match else None,
                "by": match.method if match else None,
                "certainty": match.confidence if match else None,
                "in_season": match.season if match else None,
                "numbers": list(match.episodes) if match else [],
                "now": now,
            }
            for file_id, match in sorted(matches.items())
        ]
        if rows:
            await self._connection.execute(_CHANGE, rows)

    async def move(self, media_id: UUID, successor_id: UUID, now: datetime) -> int:
        """Replace the title in rows that users have matched."""
        chosen = (files.c.media_id == media_id, files.c.method == Method.MANUAL)
        moved = update(files).where(*chosen).values(media_id=successor_id, changed_at=now)
        return (await self._connection.execute(moved)).rowcount

    async def unmatched(self, source_ids: Collection[UUID], part: Slice) -> Part[KnownFile]:
        """Read rows by the index of those without a title; the place of one is its id, as paths are long."""
        chosen = and_(files.c.source_id.in_(source_ids), files.c.media_id.is_(None), _PRESENT)
        query = files.select().order_by(files.c.source_id, files.c.path).limit(part.limit + 1)
        if part.after is None:
            query = query.offset(part.offset)
        else:
            source_id, path = await place_of(self._connection, part.after[0])
            behind = tuple_(literal(source_id), literal(path, files.c.path.type))
            chosen = and_(chosen, tuple_(files.c.source_id, files.c.path) > behind)
        items = await self._files(query.where(chosen))
        shown = items[: part.limit]
        return Part(shown, None, (shown[-1].id,) if len(items) > part.limit else None)

    async def of_source(self, source_id: UUID, which: FileFilter, part: Slice) -> Part[KnownFile]:
        """Read rows by one index, at most `MOST_EXAMINED` of them; the place of a part is the last row that it read."""
        after = None if part.after is None else (await place_of(self._connection, part.after[0]))[1]
        rows = examined(source_id, after, which.state)
        items = await self._files(chosen(rows, which).offset(part.offset if after is None else 0).limit(part.limit + 1))
        shown = items[: part.limit]
        if len(items) > part.limit:
            return Part(shown, None, (shown[-1].id,))
        last = (await self._connection.execute(last_examined(rows))).scalar_one_or_none()
        return Part(shown, None, None if last is None else (last,))

    async def below(self, source_id: UUID, folder: str, limit: int) -> Sequence[KnownFile]:
        """Return rows by a range of the primary key, and lock them."""
        inside = and_(files.c.source_id == source_id, _PRESENT, _begins_with(folder))
        return await self._files(files.select().where(inside).order_by(files.c.path).limit(limit).with_for_update())

    async def versions(self, media_id: UUID, source_ids: Collection[UUID]) -> Sequence[KnownFile]:
        """Return rows by the index of titles."""
        chosen = (files.c.media_id == media_id, files.c.source_id.in_(source_ids), _PRESENT)
        return await self._files(files.select().where(*chosen).order_by(files.c.path))

    async def _files(self, query: Select[tuple[object, ...]]) -> list[KnownFile]:
        rows = (await self._connection.execute(query)).mappings()
        return [KnownFile(row["id"], row["source_id"], file_of(row), row["gone_at"]) for row in rows]


def _begins_with(folder: str) -> ColumnElement[bool]:
    """Return whether a path lies in a folder, as a range: `0` is the character behind `/`."""
    path = files.c.path
    return and_(path >= literal(f"{folder}/", path.type), path < literal(f"{folder}0", path.type))
