"""Titles in Postgres, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, RowMapping, Text, any_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, is_newer, upsert_arrays
from sources.domain.files.listed import ExternalIds
from sources.domain.matching.title import Title
from sources.domain.names.folding import keys_of_all
from sources.infrastructure.titles.tables import titles

_LOCK: Final = "sources.titles"
_COLUMNS: Final = tuple(column.name for column in titles.c)
_SAVE: Final = upsert_arrays(titles, _COLUMNS, where=is_newer(titles, "version"))


class SqlTitles:
    """Reads and writes titles."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, *, exclusive: bool = False) -> None:
        """Hold an advisory lock, in common with other transactions or alone."""
        function = func.pg_advisory_xact_lock if exclusive else func.pg_advisory_xact_lock_shared
        await self._connection.execute(select(function(func.hashtext(_LOCK))))

    async def save(self, changed: Sequence[Title]) -> Sequence[Title]:
        """Insert rows, or replace those of older versions, in the order of their ids."""
        newest = {title.media_id: title for title in sorted(changed, key=lambda title: title.version)}
        rows = [_row_of(newest[media_id]) for media_id in sorted(newest)]
        if not rows:
            return []
        stored = await self._connection.execute(_SAVE.returning(titles.c.media_id), arrays_of(titles, _COLUMNS, rows))
        return [newest[media_id] for media_id in stored.scalars()]

    async def named(self, names: Collection[str]) -> Mapping[str, Sequence[Title]]:
        """Return rows by the index of keys."""
        keys = set(names)
        by_name: dict[str, list[Title]] = defaultdict(list)
        chosen = titles.c.folded.op("&&")(literal(sorted(keys), ARRAY(Text)))
        for row in await self._rows(chosen):
            for name in keys.intersection(row["folded"]):
                by_name[name].append(_title_of(row))
        return by_name

    async def with_ids(self, ids: Collection[ExternalIds]) -> Sequence[Title]:
        """Return rows by the indexes of ids."""
        values = {
            name: [getattr(item, name) for item in ids if getattr(item, name)] for name in ("imdb", "tmdb", "tvdb")
        }
        chosen = [
            titles.c[name] == any_(literal(numbers, ARRAY(titles.c[name].type))) for name, numbers in values.items()
        ]
        return [_title_of(row) for row in await self._rows(or_(*chosen))]

    async def by_id(self, media_ids: Collection[UUID]) -> Sequence[Title]:
        """Return rows by the primary key."""
        return [_title_of(row) for row in await self._rows(titles.c.media_id.in_(media_ids))]

    async def _rows(self, chosen: ColumnElement[bool]) -> Sequence[RowMapping]:
        present = titles.select().where(chosen, titles.c.is_gone.is_(False)).order_by(titles.c.media_id)
        return (await self._connection.execute(present)).mappings().all()


def _row_of(title: Title) -> dict[str, Any]:
    return {
        "media_id": title.media_id,
        "kind": title.kind,
        "names": list(title.names),
        "folded": sorted(keys_of_all(title.names)),
        "year": title.year,
        "imdb": title.ids.imdb,
        "tmdb": title.ids.tmdb,
        "tvdb": title.ids.tvdb,
        "version": title.version,
        "is_gone": title.is_gone,
        "seasons": {str(number): count for number, count in title.seasons.items()},
        "countries": list(title.countries),
        "successor_id": title.successor_id,
    }


def _title_of(row: RowMapping) -> Title:
    return Title(
        media_id=row["media_id"],
        kind=row["kind"],
        names=tuple(row["names"]),
        year=row["year"],
        ids=ExternalIds(row["imdb"], row["tmdb"], row["tvdb"]),
        version=row["version"],
        is_gone=row["is_gone"],
        seasons={int(number): count for number, count in row["seasons"].items()},
        countries=tuple(row["countries"]),
        successor_id=row["successor_id"],
    )
