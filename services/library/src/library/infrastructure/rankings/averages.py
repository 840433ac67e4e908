"""Averages of titles in Postgres: all are counted in one statement, and those that have changed are written."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Integer, and_, case, cast, delete, exists, func, or_, select
from sqlalchemy.dialects.postgresql import array, insert

from chassis.messaging.transaction import Transaction, Transactions
from library.application.change_keys import AVERAGES
from library.application.rankings.averages import Kind, TitleAverage, TopPage, TopTitle
from library.domain.rankings.averages import LEAST_RATERS, PRIOR_RATERS, Histogram
from library.domain.rankings.stars import STARS as EVERY_NUMBER
from library.infrastructure.entries.tables import entries
from library.infrastructure.rankings.conditions import STARS
from library.infrastructure.rankings.tables import title_ratings
from library.infrastructure.titles.rows import to_title
from library.infrastructure.titles.tables import CARD, titles
from library.infrastructure.users.tables import users

_LOCK: Final = "library.title_ratings"

# A user of whom no settings are known has the default ones, which show ratings.
_SHOWN: Final = and_(
    entries.c.state.is_not(None),
    entries.c.rating.is_not(None),
    func.coalesce(users.c.profile_public, True),
    func.coalesce(users.c.show_ratings, True),
)
_RATED: Final = (
    select(entries.c.media_id, entries.c.kind, STARS.label("stars"))
    .select_from(entries.outerjoin(users, users.c.user_id == entries.c.user_id))
    .where(_SHOWN)
    .subquery("rated")
)
_PRIOR: Final = select(_RATED.c.kind, func.avg(_RATED.c.stars).label("mean")).group_by(_RATED.c.kind).subquery("prior")
_COUNTED: Final = (
    select(
        _RATED.c.media_id,
        _RATED.c.kind,
        cast(array([func.count(case((_RATED.c.stars == stars, 1))) for stars in EVERY_NUMBER]), ARRAY(Integer)).label(
            "counts"
        ),
        ((func.sum(_RATED.c.stars) + PRIOR_RATERS * func.max(_PRIOR.c.mean)) / (func.count() + PRIOR_RATERS)).label(
            "weighted"
        ),
    )
    .select_from(_RATED.join(_PRIOR, _PRIOR.c.kind == _RATED.c.kind))
    .group_by(_RATED.c.media_id, _RATED.c.kind)
    .having(func.count() >= LEAST_RATERS)
)


class SqlRatingCounts:
    """Counts ratings in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def count(self) -> None:
        """Count in one snapshot while no other process does, and write the rows that differ."""
        if not await self._connection.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext(_LOCK)))):
            return
        counted = _COUNTED.cte("counted").prefix_with("materialized")
        gone = (
            delete(title_ratings)
            .where(title_ratings.c.media_id.not_in(select(counted.c.media_id)))
            .returning(title_ratings.c.media_id)
            .cte("gone")
        )
        names = [column.name for column in title_ratings.c]
        statement = insert(title_ratings).from_select(names, select(*(counted.c[name] for name in names)))
        changed = or_(
            title_ratings.c.counts != statement.excluded.counts,
            title_ratings.c.weighted != statement.excluded.weighted,
        )
        written = (
            statement.on_conflict_do_update(
                index_elements=["media_id"],
                set_={name: statement.excluded[name] for name in ("counts", "weighted")},
                where=changed,
            )
            .returning(title_ratings.c.media_id)
            .cte("written")
        )
        if await self._connection.scalar(select(exists(select(written)) | exists(select(gone)))):
            self._transaction.changed(AVERAGES)


class SqlRatingAverages:
    """Reads the averages of titles."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def find(self, media_ids: Sequence[UUID]) -> list[TitleAverage]:
        """Read averages by primary key."""
        query = (
            select(titles.c.media_id, title_ratings.c.counts)
            .select_from(titles.outerjoin(title_ratings, title_ratings.c.media_id == titles.c.media_id))
            .where(titles.c.media_id.in_(list(media_ids)), titles.c.facts_version.is_not(None))
        )
        async with self._transactions.read() as connection:
            rows = {row.media_id: row for row in await connection.execute(query)}
        return [TitleAverage(media_id, _histogram(rows[media_id].counts)) for media_id in media_ids if media_id in rows]

    async def top(self, kind: Kind, limit: int, offset: int) -> TopPage:
        """Read a page by the index of weighted means; titles that were deleted upstream are omitted."""
        chosen = and_(title_ratings.c.kind == kind, titles.c.facts_version.is_not(None), titles.c.gone_at.is_(None))
        joined = title_ratings.join(titles, titles.c.media_id == title_ratings.c.media_id)
        query = (
            select(*CARD, title_ratings.c.counts, title_ratings.c.weighted)
            .select_from(joined)
            .where(chosen)
            .order_by(title_ratings.c.weighted.desc(), title_ratings.c.media_id)
        )
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(joined).where(chosen))
            rows = (await connection.execute(query.limit(limit).offset(offset))).mappings().all()
        return TopPage([_top(row, offset + place) for place, row in enumerate(rows, 1)], total or 0)


def _histogram(counts: Sequence[int] | None) -> Histogram | None:
    return None if counts is None else Histogram(dict(zip(EVERY_NUMBER, counts, strict=True)))


def _top(row: Any, rank: int) -> TopTitle:
    histogram = Histogram(dict(zip(EVERY_NUMBER, row["counts"], strict=True)))
    return TopTitle(rank, to_title(row), histogram, row["weighted"])
