"""Matching the lines of a text with imported titles: by ids, otherwise by name and year."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Text, extract, func, literal, select
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.identity import Kind, media_id
from library.domain.lists.lines import Reference
from library.domain.titles.names import match_name
from library.infrastructure.titles.tables import titles

YEARS_APART: Final = 1
"""How far the year of a line may be from that of the title: a release differs between countries."""
_KINDS: Final[tuple[Kind, ...]] = ("movie", "show")


async def match_references(
    connection: AsyncConnection, references: Sequence[Reference]
) -> Mapping[int, Sequence[UUID]]:
    """Return the titles that each line may mean; a line with an id is not matched by its name."""
    ids = {reference.line: _media_ids(reference) for reference in references}
    imported = await _imported(connection, {identity for many in ids.values() for identity in many})
    imdb = await _by_imdb(connection, {reference.imdb_id for reference in references if reference.imdb_id})
    names = {reference.line: match_name(reference.name) for reference in references if reference.name}
    named = await _by_name(connection, {name for name in names.values() if name})
    matches: dict[int, Sequence[UUID]] = {}
    for reference in references:
        if reference.imdb_id is not None:
            matches[reference.line] = imdb.get(reference.imdb_id, ())
        elif ids[reference.line]:
            matches[reference.line] = [identity for identity in ids[reference.line] if identity in imported]
        else:
            matches[reference.line] = _closest(reference, named.get(names.get(reference.line, ""), ()))
    return matches


def _media_ids(reference: Reference) -> list[UUID]:
    """Return the ids of a title that a line states; a number of TMDB without a kind may be a movie or a show."""
    if reference.media_id is not None:
        return [reference.media_id]
    if reference.tmdb_id is None or not reference.tmdb_id:
        return []
    kinds = [reference.kind] if reference.kind else _KINDS
    return [media_id(kind, reference.tmdb_id) for kind in kinds]


async def _imported(connection: AsyncConnection, media_ids: set[UUID]) -> set[UUID]:
    if not media_ids:
        return set()
    query = select(titles.c.media_id).where(
        titles.c.media_id == func.any(literal(sorted(media_ids), ARRAY(UuidType))), titles.c.facts_version.is_not(None)
    )
    return set((await connection.execute(query)).scalars())


async def _by_imdb(connection: AsyncConnection, imdb_ids: set[str]) -> Mapping[str, Sequence[UUID]]:
    if not imdb_ids:
        return {}
    query = select(titles.c.imdb_id, titles.c.media_id).where(
        titles.c.imdb_id == func.any(literal(sorted(imdb_ids), ARRAY(Text)))
    )
    matches: dict[str, list[UUID]] = {}
    for imdb_id, identity in await connection.execute(query):
        matches.setdefault(imdb_id, []).append(identity)
    return matches


async def _by_name(
    connection: AsyncConnection, names: set[str]
) -> Mapping[str, Sequence[tuple[UUID, str, int | None]]]:
    """Return id, kind and year of the titles by name, in one query by the index of names."""
    if not names:
        return {}
    query = select(titles.c.names, titles.c.media_id, titles.c.kind, extract("year", titles.c.release_date)).where(
        titles.c.names.op("&&", is_comparison=True)(literal(sorted(names), ARRAY(Text))), titles.c.gone_at.is_(None)
    )
    matches: dict[str, list[tuple[UUID, str, int | None]]] = {}
    for own_names, identity, kind, year in await connection.execute(query):
        for name in names.intersection(own_names):
            matches.setdefault(name, []).append((identity, kind, None if year is None else int(year)))
    return matches


def _closest(reference: Reference, candidates: Sequence[tuple[UUID, str, int | None]]) -> list[UUID]:
    """Return the titles of the kind and the exact year of a line, otherwise those of the years beside."""
    fitting = [item for item in candidates if reference.kind in (None, item[1])]
    if reference.year is None:
        return [identity for identity, _, _ in fitting]
    distances = {identity: abs(year - reference.year) for identity, _, year in fitting if year is not None}
    nearest = min(distances.values(), default=None)
    if nearest is None or nearest > YEARS_APART:
        return []
    return [identity for identity, distance in distances.items() if distance == nearest]
