"""What the tables of other services are made of: movies and shows with the ids and ratings that those know."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from library.application.exports.ports import Table
from library.infrastructure.entries.tables import entries
from library.infrastructure.exports.sections import Query
from library.infrastructure.plays.tables import plays
from library.infrastructure.titles.tables import titles

_TITLE: Final = (
    func.coalesce(titles.c.kind, entries.c.kind).label("kind"),
    titles.c.name.label("title"),
    titles.c.original_name.label("original_title"),
    titles.c.release_date,
    func.coalesce(titles.c.tmdb_id, entries.c.tmdb_id).label("tmdb_id"),
    titles.c.imdb_id,
    titles.c.runtime_minutes,
    entries.c.rating,
    entries.c.rated_at,
    entries.c.tags,
)
_OF_MOVIES: Final = plays.c.retracted_at.is_(None) & plays.c.season.is_(None)
_HAS_DAY: Final = plays.c.precision.in_(["instant", "day"])
_SEEN_ON_A_DAY: Final = exists(
    select(1).where(plays.c.user_id == entries.c.user_id, plays.c.media_id == entries.c.media_id, _OF_MOVIES, _HAS_DAY)
)
_MOVIE: Final = entries.c.kind == "movie"


def _diary(user_id: UUID) -> Select[Any]:
    """Return plays of movies in the order of their times; `latest` is the last one of its movie."""
    earlier = func.row_number().over(partition_by=plays.c.media_id, order_by=(plays.c.at, plays.c.sequence))
    later = func.row_number().over(partition_by=plays.c.media_id, order_by=(plays.c.at.desc(), plays.c.sequence.desc()))
    numbered = (
        select(plays, (earlier > 1).label("rewatch"), (later == 1).label("latest"))
        .where(plays.c.user_id == user_id, _OF_MOVIES)
        .subquery()
    )
    return (
        select(*_TITLE, numbered.c.watched_at, numbered.c.precision, numbered.c.rewatch, numbered.c.latest)
        .select_from(numbered)
        .join(entries, and_(entries.c.user_id == user_id, entries.c.media_id == numbered.c.media_id))
        .outerjoin(titles, titles.c.media_id == numbered.c.media_id)
        .where(_MOVIE, numbered.c.precision.in_(["instant", "day"]))
        .order_by(numbered.c.at, numbered.c.sequence)
    )


def _of_entries(*conditions: ColumnElement[bool]) -> Query:
    return lambda user_id: (
        select(*_TITLE)
        .select_from(entries.outerjoin(titles, titles.c.media_id == entries.c.media_id))
        .where(entries.c.user_id == user_id, *conditions)
        .order_by(entries.c.rated_at, entries.c.updated_at, entries.c.media_id)
    )


TABLES: Final[Mapping[Table, Query]] = {
    "diary": _diary,
    "watched": _of_entries(_MOVIE, (entries.c.plays > 0) | (entries.c.state == "completed"), ~_SEEN_ON_A_DAY),
    "ratings": _of_entries(entries.c.rating.is_not(None)),
    "watchlist": _of_entries(entries.c.state == "planned"),
}
