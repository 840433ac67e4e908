"""Sums of plays: one query over the index of the user's plays, whatever their number."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Date, RowMapping, Text, bindparam, func, select, text
from sqlalchemy import Uuid as UuidType

from chassis.messaging.transaction import Transactions
from library.application.statistics.ports import Scope
from library.domain.statistics.tallies import DayTally, HourTally, Moment, Tallies, TitleTally, WatchedTitle
from library.domain.titles.details import Genre, Person
from library.infrastructure.entries.tables import entries
from library.infrastructure.rankings.conditions import RATED_AT, STARS
from library.infrastructure.titles.tables import titles

# A day that is stored without a time is that day in every time zone. Episodes are found by TMDB's id, which stays when
# they get another number. The bits of `grouping` are set for what a row is not grouped by.
_SUMS: Final = text("""
with mine as materialized (
  select media_id, season, episode, source_id, watched_at, sequence, duration_seconds,
    case precision
      when 'instant' then (watched_at at time zone :zone)::date
      when 'unknown' then null
      else (watched_at at time zone 'UTC')::date
    end as day,
    precision <> 'year' as has_day,
    case when precision = 'instant' then extract(hour from watched_at at time zone :zone)::int end as hour
  from plays
  where user_id = :user_id and retracted_at is null
), numbered as materialized (
  select distinct on (part.media_id, part.number, one.number)
    part.media_id, part.number as season, one.number as episode, one.id, one.runtime
  from season_parts as part
  cross join lateral jsonb_to_recordset(part.details) as one (number int, id bigint, runtime int)
  where part.media_id in (select media_id from mine where season is not null) and one.runtime > 0
  order by part.media_id, part.number, one.number, part.version desc
), identified as materialized (
  select id, max(runtime) as runtime from numbered where id is not null group by id
), watched as materialized (
  select mine.*,
    coalesce(duration_seconds, 60 * identified.runtime, 60 * numbered.runtime, 60 * titles.runtime_minutes) as seconds
  from mine
  left join titles on titles.media_id = mine.media_id and titles.runtime_minutes > 0
  left join identified on identified.id = mine.source_id
  left join numbered on numbered.media_id = mine.media_id and numbered.season = mine.season
    and numbered.episode = mine.episode
  where (:first is null or day >= :first) and (:last is null or day <= :last)
)
select 'group' as kind, grouping(media_id, day, hour) as groups, media_id, day, hour, count(*) as plays,
  coalesce(sum(seconds), 0) as seconds, count(*) - count(seconds) as unknown, count(season) as of_episodes,
  null::int as season, null::int as episode, null::timestamptz as watched_at
from (select media_id, case when has_day then day end as day, hour, seconds, season from watched) as dated
group by grouping sets ((media_id), (day), (hour))
union all
select 'episodes', null, media_id, null, null, count(*), 0, 0, 0, null, null, null
from (select distinct media_id, season, episode from watched where season is not null) as different
group by media_id
union all
(select 'first', null, media_id, null, null, 0, 0, 0, 0, season, episode, watched_at
from watched where watched_at is not null order by watched_at, sequence limit 1)
union all
(select 'last', null, media_id, null, null, 0, 0, 0, 0, season, episode, watched_at
from watched where watched_at is not null order by watched_at desc, sequence desc limit 1)
""").bindparams(
    bindparam("user_id", type_=UuidType),
    bindparam("zone", type_=Text),
    bindparam("first", type_=Date),
    bindparam("last", type_=Date),
)
_BY_TITLE, _BY_DAY, _BY_HOUR = 0b011, 0b101, 0b110


class SqlPlaySums:
    """Sums up the plays of users."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def tallies(self, scope: Scope) -> Tallies:
        """Sum plays up by title, day and hour in one query, and ratings by stars in another."""
        first, last = scope.period.first, scope.period.last
        values = {"user_id": scope.user_id, "zone": scope.time_zone, "first": first, "last": last}
        rated_on = func.date(func.timezone(scope.time_zone, RATED_AT))
        chosen = [entries.c.user_id == scope.user_id, entries.c.state.is_not(None), entries.c.rating.is_not(None)]
        chosen += [rated_on >= first] if first else []
        chosen += [rated_on <= last] if last else []
        ratings = select(STARS.label("stars"), func.count().label("titles")).where(*chosen).group_by(STARS)
        async with self._transactions.read() as connection:
            rows = (await connection.execute(_SUMS, values)).mappings().all()
            stars = (await connection.execute(ratings)).all()
        return _tallies(rows, {row.stars: row.titles for row in stars})

    async def titles(self, media_ids: Collection[UUID]) -> Mapping[UUID, WatchedTitle]:
        """Read titles by primary key."""
        columns = [titles.c[name] for name in ("media_id", "name", "release_date", "language", "countries", "details")]
        query = select(*columns).where(titles.c.media_id.in_(list(media_ids)), titles.c.facts_version.is_not(None))
        async with self._transactions.read() as connection:
            rows = (await connection.execute(query)).all()
        return {row.media_id: _title(row) for row in rows}


def _tallies(rows: Collection[RowMapping], ratings: dict[int, int]) -> Tallies:
    episodes = {row["media_id"]: row["plays"] for row in rows if row["kind"] == "episodes"}
    moments = {row["kind"]: _moment(row) for row in rows if row["kind"] in ("first", "last")}
    groups = [row for row in rows if row["kind"] == "group"]
    return Tallies(
        titles=sorted(
            (_title_tally(row, episodes) for row in groups if row["groups"] == _BY_TITLE),
            key=lambda tally: tally.media_id,
        ),
        days=[
            DayTally(row["day"], row["plays"], int(row["seconds"]))
            for row in groups
            if row["groups"] == _BY_DAY and row["day"] is not None
        ],
        hours=[
            HourTally(row["hour"], row["plays"], int(row["seconds"]))
            for row in groups
            if row["groups"] == _BY_HOUR and row["hour"] is not None
        ],
        first=moments.get("first"),
        last=moments.get("last"),
        ratings=ratings,
    )


def _title_tally(row: RowMapping, episodes: Mapping[UUID, int]) -> TitleTally:
    return TitleTally(
        media_id=row["media_id"],
        kind="show" if row["of_episodes"] else "movie",
        plays=row["plays"],
        seconds=int(row["seconds"]),
        plays_without_duration=row["unknown"],
        episodes=episodes.get(row["media_id"], 0),
    )


def _moment(row: RowMapping) -> Moment:
    return Moment(row["media_id"], row["season"], row["episode"], row["watched_at"])


def _title(row: Any) -> WatchedTitle:
    details = row.details or {}
    return WatchedTitle(
        name=row.name,
        year=row.release_date.year if row.release_date else None,
        language=row.language,
        countries=tuple(row.countries or ()),
        genres=tuple(Genre(*genre) for genre in details.get("genres", ())),
        people=tuple(Person(*person) for person in details.get("people", ())),
    )
