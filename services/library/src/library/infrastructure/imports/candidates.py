"""Titles of the catalog that rows may mean: a query per kind of id and one for names, however many rows there are."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Text, bindparam, column, func, select
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.ext.asyncio import AsyncConnection

from library.domain.imports.applying.lookup import Lookup
from library.domain.imports.applying.matching import Candidate, TitleReference
from library.infrastructure.titles.tables import titles

_COLUMNS: Final = (
    "media_id",
    "kind",
    "tmdb_id",
    "names",
    "release_date",
    "imdb_id",
    "tvdb_id",
    "trakt_id",
    "popularity",
    "successor_id",
)


_NAMES: Final = (
    func.unnest(bindparam("names", type_=ARRAY(Text)))
    .table_valued(column("name", Text), name="wanted")
    .render_derived()
)
"""The names as rows: each is looked up in the index, which one overlap with all of them would not use."""


def _in(of: ColumnElement[Any], name: str, type_: Any) -> ColumnElement[bool]:
    return of == func.any(bindparam(name, type_=ARRAY(type_)))


_CONDITIONS: Final[tuple[tuple[str, ColumnElement[bool]], ...]] = (
    ("marquee", _in(titles.c.media_id, "marquee", UuidType)),
    ("imdb", _in(titles.c.imdb_id, "imdb", Text)),
    ("tvdb", _in(titles.c.tvdb_id, "tvdb", Integer)),
    ("trakt", _in(titles.c.trakt_id, "trakt", Integer)),
    ("tmdb", titles.c.kind.in_(["movie", "show"]) & _in(titles.c.tmdb_id, "tmdb", Integer)),
    ("names", titles.c.names.op("@>", is_comparison=True)(array([_NAMES.c.name]))),
)


class SqlCandidates:
    """Reads candidates on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, references: Sequence[TitleReference]) -> Lookup:
        """Return the candidates of all of these, to find those of each."""
        values: dict[str, list[Any]] = {
            "marquee": [item.ids.marquee for item in references if item.ids.marquee],
            "imdb": [item.ids.imdb for item in references if item.ids.imdb],
            "tvdb": [item.ids.tvdb for item in references if item.ids.tvdb],
            "trakt": [item.ids.trakt for item in references if item.ids.trakt],
            "tmdb": [item.ids.tmdb for item in references if item.ids.tmdb],
            "names": [name for item in references for name in item.names],
        }
        candidates: dict[UUID, Candidate] = {}
        for name, condition in _CONDITIONS:
            if values[name]:
                distinct = list(dict.fromkeys(values[name]))
                query = select(*(titles.c[name] for name in _COLUMNS)).where(
                    condition, titles.c.facts_version.is_not(None)
                )
                rows = await self._connection.execute(query, {name: distinct})
                candidates |= {row.media_id: _candidate(row) for row in rows}
        return Lookup(candidates.values())


def _candidate(row: Any) -> Candidate:
    """Return the candidate of a title; of one that was merged upstream, with the id of its successor."""
    return Candidate(
        media_id=row.successor_id or row.media_id,
        kind=row.kind,
        tmdb_id=row.tmdb_id,
        names=tuple(row.names or ()),
        year=row.release_date.year if row.release_date else None,
        imdb=row.imdb_id,
        tvdb=row.tvdb_id,
        trakt=row.trakt_id,
        popularity=row.popularity or 0.0,
    )
