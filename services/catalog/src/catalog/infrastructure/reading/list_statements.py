"""The SQL of list pages, built once per shape of a query.

A page is read in two parts: titles with a sort value, in its order, then the others by id. Each part scans an index
and stops when the page is full, so that the cost of a page does not grow with the catalog, and unknown values come
last in either direction.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import UnaryExpression

from catalog.infrastructure.discovery.conditions import discovery_conditions, looked_up
from catalog.infrastructure.reading.list_shapes import Shape
from catalog.infrastructure.reading.release_statements import digital_here, released_here
from catalog.infrastructure.reading.title_rows import ENTRY_COLUMNS
from catalog.infrastructure.tables import (
    documents,
    list_items,
    media,
    media_genres,
    media_releases,
    user_states,
)
from chassis.storage.reads import CompiledRead, literal, literal_integer

_COLUMNS: Final = {
    "trending": media.c.popularity_score,
    "popularity": media.c.popularity_score,
    "ratingo": media.c.ratingo_score,
    "releaseDate": media.c.release_date,
    "tmdbPopularity": media.c.tmdb_popularity,
}
_VOTES: Final = {"tmdb": media.c.votes_tmdb, "trakt": media.c.votes_trakt}

_MEDIA_VERSION: Final[ColumnElement[int]] = literal_column("media.xmin", Integer).label("media_version")
_SHOWN_VERSION: Final[ColumnElement[int]] = literal_column("shown.xmin", Integer).label("media_version")
_DOCUMENT_VERSION: Final[ColumnElement[int]] = literal_column("documents.xmin", Integer).label("document_version")

_NO_BITS: Final[ColumnElement[int]] = literal_column("0", Integer)

_NAME: Final = re.compile("[a-z.-]+")
_AFTER_ID: Final = bindparam("after_id", type_=media.c.media_id.type)
_UPTO: Final = literal_integer("upto")
_LIMIT: Final = literal_integer("limit")
_OFFSET: Final = literal_integer("offset")


@lru_cache(maxsize=256)
def count_read(shape: Shape) -> CompiledRead:
    """Return the statement that counts the titles of a query."""
    return CompiledRead(select(func.count()).select_from(media).where(*_conditions(shape)))


@lru_cache(maxsize=256)
def page_read(shape: Shape) -> CompiledRead:
    """Return the statement of a page, whose rows have the key of a title, its sort value and the user's entry.

    Its parameters include `upto`, the number of titles from the start of the list to the end of the page, `offset` and
    `limit`.
    """
    page = _page(shape)
    order = [page.c.part, _directed(page.c.key, shape), _tie(page.c.media_id, shape)]
    return CompiledRead(_titles(shape, page).order_by(*order))


@lru_cache(maxsize=256)
def leading_read(shape: Shape) -> CompiledRead:
    """Return the statement of a page of titles that have a sort value, at less cost than `page_read`.

    It returns a whole page unless the page ends after the last title that has one.
    """
    page = _valued(shape).limit(_LIMIT).offset(_OFFSET).subquery("page")
    order = [_directed(page.c.key, shape), _tie(page.c.media_id, shape)]
    return CompiledRead(_titles(shape, page).order_by(*order))


def _titles(shape: Shape, page: Subquery) -> Select[*tuple[Any, ...]]:
    """Return the key and the sort value of each title of `page`, and the user's entry for it."""
    media_id = page.c.media_id
    joined: FromClause = page.join(documents, documents.c.media_id == media_id)
    if shape.filtered:
        shown = media.alias("shown")
        joined = joined.join(shown, shown.c.media_id == media_id)
    columns: list[ColumnElement[Any]] = [
        media_id,
        _SHOWN_VERSION if shape.filtered else page.c.media_version,
        _DOCUMENT_VERSION,
        page.c.key.label("list_key"),
    ]
    if shape.personal:
        mine = user_states.alias("mine")
        columns += [mine.c[name].label(f"my_{name}") for name in ENTRY_COLUMNS]
        mine_here = and_(mine.c.user_id == bindparam("user_id"), mine.c.media_id == media_id, ~mine.c.removed)
        joined = joined.outerjoin(mine, mine_here)
    return select(*columns).select_from(joined)


def _page(shape: Shape) -> Subquery:
    with_value = _valued(shape).limit(_UPTO).cte("with_value")
    counted = select(func.count()).select_from(with_value).scalar_subquery()
    missing = func.greatest(0, _UPTO - counted)
    without_value = (
        select(*_read(shape))
        .where(*_conditions(shape), _has_no_value(shape), *_after_unvalued(shape))
        .order_by(_tie(media.c.media_id, shape))
        .limit(missing)
        .cte("without_value")
    )
    parts: CompoundSelect[tuple[object, ...]] = union_all(
        select(literal_column("0", Integer).label("part"), with_value),
        select(literal_column("1", Integer), without_value, cast(null(), with_value.c.key.type)),
    )
    both = parts.subquery("both")
    return (
        select(both)
        .order_by(both.c.part, _directed(both.c.key, shape), _tie(both.c.media_id, shape))
        .limit(_LIMIT)
        .offset(_OFFSET)
        .subquery("page")
    )


def _valued(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return the titles that have a sort value, in its order, with the value as `key`."""
    if shape.ranked_by is not None:
        key: ColumnElement[object] = list_items.c.rank
        source: FromClause = media.join(list_items, list_items.c.media_id == media.c.media_id)
        condition: ColumnElement[bool] = list_items.c.list_id == _constant(shape.ranked_by)
    else:
        key, source = _COLUMNS[shape.sort], media
        condition = key.is_not(None)
    return (
        select(*_read(shape), key.label("key"))
        .select_from(source)
        .where(*_conditions(shape), condition, *_after_valued(shape, key))
        .order_by(_directed(key, shape), _tie(media.c.media_id, shape))
    )


def _read(shape: Shape) -> list[ColumnElement[Any]]:
    """Return what is read of each title before the page is known: what the index lacks only if none is left out."""
    return [media.c.media_id] if shape.filtered else [media.c.media_id, _MEDIA_VERSION]


def _after_valued(shape: Shape, key: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """Return the condition of the titles with a sort value that follow the position; it bounds the index scan."""
    if shape.after is None:
        return []
    if shape.after == "unvalued":
        return [false()]
    after_key, media_id = bindparam("after_key", type_=key.type), media.c.media_id
    if shape.ranked_by is not None:
        beyond = key > after_key if shape.descending else key < after_key
        return [or_(beyond, and_(key == after_key, _beyond(media_id, _AFTER_ID, shape)))]
    return [_beyond(tuple_(key, media_id), tuple_(after_key, _AFTER_ID), shape)]


def _after_unvalued(shape: Shape) -> list[ColumnElement[bool]]:
    return [_beyond(media.c.media_id, _AFTER_ID, shape)] if shape.after == "unvalued" else []


def _beyond(value: ColumnElement[Any], after: ColumnElement[Any], shape: Shape) -> ColumnElement[bool]:
    return value < after if shape.descending else value > after


def _has_no_value(shape: Shape) -> ColumnElement[bool]:
    if shape.ranked_by is None:
        return _COLUMNS[shape.sort].is_(None)
    ranked = exists().where(
        list_items.c.list_id == _constant(shape.ranked_by), list_items.c.media_id == media.c.media_id
    )
    return ~ranked


def _ascending(shape: Shape) -> bool:
    """Return the direction of the sort column. Rank 1 is the best, so a descending trend has ascending ranks."""
    return shape.descending if shape.ranked_by else not shape.descending


def _directed(column: ColumnElement[object], shape: Shape) -> UnaryExpression[object]:
    """Return the order of known values; where unknown ones would be is that of the index, so that it is used."""
    if _ascending(shape):
        return column.asc().nulls_last() if shape.ranked_by else column.asc().nulls_first()
    return column.desc().nulls_first() if shape.ranked_by else column.desc().nulls_last()


def _tie(media_id: ColumnElement[object], shape: Shape) -> UnaryExpression[object]:
    return media_id.desc() if shape.descending else media_id.asc()


def _constant(name: str) -> ColumnElement[str]:
    """Return a name of this service as a literal: Postgres plans a statement without parameters only once."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of this service")
    return literal_column(f"'{name}'", Text)


def _day(name: str) -> ColumnElement[date]:
    return literal(name, Date())


def _conditions(shape: Shape) -> list[ColumnElement[bool]]:
    in_list = media.c.visible if shape.fresh else media.c.listed
    conditions: list[ColumnElement[bool]] = [media.c.kind == _constant(shape.kind), in_list]
    if shape.members:
        members = select(list_items.c.media_id).where(list_items.c.list_id == literal("members_of", Text()))
        conditions.append(media.c.media_id.in_(members))
    if shape.theatrical:
        opened = media_releases.c.theatrical.between(_day("theatrical_since"), _day("today"))
        conditions.append(media.c.media_id.in_(released_here(opened)))
    if shape.digital:
        opened = media_releases.c.digital.between(_day("digital_since"), _day("today"))
        conditions.append(media.c.media_id.in_(released_here(opened)))
    if shape.not_yet_digital:
        conditions.append(~digital_here(media.c.media_id))
    return conditions + _filters(shape)


def _filters(shape: Shape) -> list[ColumnElement[bool]]:
    conditions = discovery_conditions(shape, media.c.media_id)
    if shape.providers:
        conditions.append(media.c.service_bits.bitwise_and(bindparam("service_bits")) != _NO_BITS)
    if shape.genres:
        conditions.append(media.c.genre_bits.bitwise_and(bindparam("genre_bits")) != _NO_BITS)
        condition = media_genres.c.slug == func.any(literal("genres", ARRAY(Text)))
        conditions.append(looked_up(shape.in_order, media_genres.c.media_id == media.c.media_id, condition))
    if shape.min_ratingo:
        conditions.append(media.c.ratingo_score >= bindparam("min_ratingo"))
    if shape.min_votes is not None:
        conditions.append(_VOTES[shape.min_votes] >= bindparam("min_votes"))
    if shape.released_from:
        conditions.append(media.c.release_date >= _day("released_from"))
    if shape.released_before:
        conditions.append(media.c.release_date < _day("released_before"))
    return conditions
