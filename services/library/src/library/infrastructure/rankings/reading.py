"""Reading rankings: every query is bound to one user, by primary key."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, RowMapping, Select, Text, and_, cast, extract, func, select

from chassis.core.lists.pages import Part
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset
from library.application.rankings.read_models import (
    RankedTitle,
    RankingPageRequest,
    RankingSort,
    ranking_of,
)
from library.domain.rankings.analytics import RankedMovie
from library.domain.titles.details import Genre
from library.infrastructure.entries.ordering import LONGEST_KEY
from library.infrastructure.entries.rows import to_entry
from library.infrastructure.entries.tables import entries
from library.infrastructure.rankings.conditions import IS_RANKING, RATED_AT, STARS
from library.infrastructure.titles.rows import to_title
from library.infrastructure.titles.tables import CARD, titles

_TITLE: Final = "title_"
_KNOWN: Final = and_(titles.c.media_id == entries.c.media_id, titles.c.facts_version.is_not(None))
_SORTS: Final[Mapping[RankingSort, ColumnElement[Any]]] = {
    "ratedAt": RATED_AT,
    "rating": STARS,
    "title": func.left(func.lower(titles.c.name), LONGEST_KEY),
    "year": cast(extract("year", titles.c.release_date), Integer),
}


class SqlRankingReader:
    """Rankings in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def page(self, request: RankingPageRequest) -> Part[RankedTitle]:
        """Count and read the rankings of one user; unknown values are last in both orders."""
        chosen = and_(entries.c.user_id == request.user_id, IS_RANKING)
        key = By(_SORTS[request.sort_by], ascending=request.sort_order == "asc", nullable=True)
        order = Keyset(key, By(RATED_AT), By(entries.c.media_id, ascending=True))
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(entries).where(chosen))
            rows, last = await order.read_mappings(connection, _items().where(chosen), request.part)
            return Part([_item(row) for row in rows], total, last)

    async def ranked_movies(self, user_id: UUID) -> list[RankedMovie]:
        """Read every ranking of the user in the order of their times, without the other columns of the movies."""
        genre = titles.c.details["genres"][0]
        query = (
            select(
                RATED_AT.label("rated_at"),
                STARS.label("stars"),
                genre[0].astext.cast(Integer).label("genre_id"),
                genre[1].astext.cast(Text).label("genre_name"),
                titles.c.runtime_minutes,
            )
            .select_from(entries.outerjoin(titles, _KNOWN))
            .where(entries.c.user_id == user_id, IS_RANKING)
            .order_by(RATED_AT, entries.c.media_id)
        )
        async with self._transactions.read() as connection:
            return [_movie(row) for row in (await connection.execute(query)).mappings()]


def _items() -> Select[tuple[Any, ...]]:
    shown = [column.label(_TITLE + column.name) for column in (*CARD, titles.c.genre_ids)]
    return select(*entries.c, *shown).select_from(entries.outerjoin(titles, _KNOWN))


def _item(row: RowMapping) -> RankedTitle:
    fields = {name.removeprefix(_TITLE): value for name, value in row.items() if name.startswith(_TITLE)}
    title = None if fields["media_id"] is None else to_title(fields)
    return RankedTitle(ranking_of(to_entry(row)), title, tuple(fields["genre_ids"] or ()))


def _movie(row: RowMapping) -> RankedMovie:
    genre = None if row["genre_id"] is None else Genre(row["genre_id"], row["genre_name"])
    return RankedMovie(row["rated_at"], row["stars"], genre, row["runtime_minutes"])
