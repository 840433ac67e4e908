"""Computing the review of a year from roll-ups by month, titles and lists: one statement per part."""

from datetime import date
from typing import Any, Final

from sqlalchemy import Date, bindparam, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.expression import TextClause

from chassis.messaging.transaction import Transaction
from insights.application.change_keys import KEYS
from insights.application.years.ports import StoredReview
from insights.domain.signals.signal import GLOBAL, Signal, Source
from insights.domain.years.review import (
    LEAST_DAYS,
    LEAST_VOTES,
    MOST_ITEMS,
    MOST_LISTS,
    ListLeader,
    MonthlyChange,
    RatedTitle,
    Review,
    WatchedTitle,
)
from insights.infrastructure.years.rows import to_document
from insights.infrastructure.years.tables import year_reviews

_SPAN: Final = (bindparam("first", type_=Date), bindparam("following", type_=Date))


def _changes(sign: str) -> TextClause:
    """Return the statement that reads the largest rises (`sign` is empty) or falls (`-`)."""
    return text(f"""
        with months as (
          select media_id, month, mean, lag(mean) over months as before, lag(month) over months as before_month
          from monthly_signals
          where signal = :signal and source = :source and region = :region and days_observed >= :least_days
            and month >= cast(:first as date) - interval '1 month' and month < :following
          window months as (partition by media_id order by month)
        ),
        steps as (
          select distinct on (media_id) media_id, month, before, mean as after, {sign}(mean - before) as size
          from months
          where month >= :first and before_month = (month - interval '1 month')::date
          order by media_id, size desc, month
        )
        select s.media_id, s.month, s.before, s.after
        from steps s join titles t on t.media_id = s.media_id
        where s.size > 0 and t.facts_version is not null and t.gone_at is null
        order by s.size desc, s.media_id
        limit :limit
        """).bindparams(*_SPAN)  # noqa: S608 - made of constants


_RISERS: Final = _changes("")
_FALLERS: Final = _changes("-")
_WATCHED: Final = text("""
with totals as (
  select media_id,
    (array_agg(case when month < :first then last else first end order by month))[1]::bigint as before,
    (array_agg(last order by month desc))[1]::bigint as after
  from monthly_signals
  where signal = :signal and source = :source and region = :region
    and month >= cast(:first as date) - interval '1 month' and month < :following
  group by media_id
)
select w.media_id, w.before, w.after
from totals w join titles t on t.media_id = w.media_id
where w.after > w.before and t.facts_version is not null and t.gone_at is null
order by w.after - w.before desc, w.media_id
limit :limit
""").bindparams(*_SPAN)
_RATED: Final = text("""
select media_id, release_date, ratingo_score from titles
where release_date >= :first and release_date < :following and ratingo_score is not null and tmdb_votes >= :least_votes
  and facts_version is not null and gone_at is null
order by ratingo_score desc, tmdb_votes desc, media_id
limit :limit
""").bindparams(*_SPAN)
_LEADERS: Final = text("""
select distinct on (r.list_id) r.media_id, r.list_id, count(*) as days, min(r.day) as first_day
from list_ranks r join titles t on t.media_id = r.media_id
where r.rank = 1 and r.day >= :first and r.day < :following and t.facts_version is not null and t.gone_at is null
group by r.list_id, r.media_id
order by r.list_id, count(*) desc, min(r.day), r.media_id
limit :limit
""").bindparams(*_SPAN)


class SqlYearWork:
    """Computes reviews in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def review(self, year: int) -> Review:
        """Read each part in one statement, whatever the number of titles."""
        span = {"first": date(year, 1, 1), "following": date(year + 1, 1, 1)}
        popularity = {"signal": Signal.POPULARITY, "source": Source.TMDB, "region": GLOBAL, "least_days": LEAST_DAYS}
        watchers = {"signal": Signal.TOTAL_WATCHERS, "source": Source.TRAKT, "region": GLOBAL}
        return Review(
            risers=[MonthlyChange(*row) for row in await self._rows(_RISERS, **span, **popularity)],
            fallers=[MonthlyChange(*row) for row in await self._rows(_FALLERS, **span, **popularity)],
            most_watched=[WatchedTitle(*row) for row in await self._rows(_WATCHED, **span, **watchers)],
            best_rated=[RatedTitle(*row) for row in await self._rows(_RATED, **span, least_votes=LEAST_VOTES)],
            leaders=[ListLeader(*row) for row in await self._rows(_LEADERS, **span, limit=MOST_LISTS)],
        )

    async def save(self, year: int, stored: StoredReview) -> None:
        """Replace the document."""
        values = {"refreshed_at": stored.computed_at, "document": to_document(stored.review)}
        statement = insert(year_reviews).values(year=year, **values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["year"], set_=values))
        self._transaction.changed(KEYS.subject("years"))

    async def _rows(self, statement: TextClause, **values: object) -> list[Any]:
        return list(await self._connection.execute(statement, {"limit": MOST_ITEMS, **values}))
