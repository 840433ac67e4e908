"""Parts of the files of sources, in the order of their paths."""

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, collate, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Key
from sources.application.matching.ports import FileFilter, FileState
from sources.domain.matching.errors import PlaceForgotten
from sources.infrastructure.files.tables import files

MOST_EXAMINED: Final = 10_000
"""Files that one page reads at most: a search that finds few would read every file of a source otherwise."""

_ANY_LANGUAGE: Final = "und-x-icu"
"""Paths are in the order of their bytes, in which only ASCII has small letters."""
_PRESENT: Final = files.c.gone_at.is_(None)
_INDEXED: Final = {
    FileState.UNMATCHED: and_(files.c.media_id.is_(None), _PRESENT),
    FileState.GONE: files.c.gone_at.is_not(None),
}
"""What has an index in the order of paths; the others are read by the primary key."""


async def place_of(connection: AsyncConnection, file_id: Key) -> tuple[UUID, str]:
    """Return the source and the path of a row; raise PlaceForgotten."""
    query = select(files.c.source_id, files.c.path).where(files.c.id == file_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise PlaceForgotten
    return row.source_id, row.path


def examined(source_id: UUID, after: str | None, state: FileState | None) -> Select[tuple[object, ...]]:
    """Return the query of the rows that a page reads: a range of one index."""
    query = files.select().where(files.c.source_id == source_id).order_by(files.c.path)
    if after is not None:
        query = query.where(files.c.path > literal(after, files.c.path.type))
    return query.where(_INDEXED[state]) if state in _INDEXED else query


def chosen(rows: Select[tuple[object, ...]], which: FileFilter) -> Select[tuple[object, ...]]:
    """Return the query of the rows among these that a filter chooses."""
    read = rows.limit(MOST_EXAMINED).subquery("examined")
    conditions = list[ColumnElement[bool]]()
    if which.state is not FileState.GONE:
        conditions.append(read.c.gone_at.is_(None))
    if which.state is FileState.MATCHED:
        conditions.append(read.c.media_id.is_not(None))
    if which.search is not None:
        conditions.append(func.strpos(_small(read.c.path), _small(literal(which.search))) > 0)
    return select(read).where(*conditions).order_by(read.c.path)


def last_examined(rows: Select[tuple[object, ...]]) -> Select[UUID]:
    """Return the query of the last row that a page has read, if it has not read them all."""
    return rows.with_only_columns(files.c.id).offset(MOST_EXAMINED - 1).limit(1)


def _small(text: ColumnElement[str]) -> ColumnElement[str]:
    return func.lower(collate(text, _ANY_LANGUAGE))
