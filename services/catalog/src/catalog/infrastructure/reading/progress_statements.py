"""The SQL of how far a show has aired, for the statements of lists."""

from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, DateTime, FromClause, bindparam, func, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.selectable import LateralFromClause

from catalog.infrastructure.tables import episodes

Facts: TypeAlias = ReadOnlyColumnCollection[str, Any]
"""The columns of `media`, of the table itself or of a page of it."""

# Rows of the previous release have no `aired_at`.
_AIRED_AT: Final = func.coalesce(episodes.c.aired_at, episodes.c.starts_at)


def last_aired(show: ColumnElement[object]) -> LateralFromClause:
    """Return the last regular episode of a show that has aired at `now`; the bound on `starts_at` uses the index."""
    now: ColumnElement[datetime] = bindparam("now", type_=DateTime(timezone=True))
    columns = (episodes.c.season, episodes.c.number, episodes.c.starts_at, episodes.c.aired_at, episodes.c.air_date)
    return (
        select(*columns)
        .where(episodes.c.media_id == show, episodes.c.season > 0, episodes.c.starts_at <= now, now >= _AIRED_AT)
        .order_by(episodes.c.starts_at.desc(), episodes.c.season.desc(), episodes.c.number.desc())
        .limit(1)
        .lateral("aired")
    )


def next_airing(show: ColumnElement[object]) -> LateralFromClause:
    """Return when a show airs next after `now`; a day that began before `open_from` has ended."""
    return (
        select(episodes.c.starts_at)
        .where(
            episodes.c.media_id == show,
            episodes.c.season > 0,
            episodes.c.starts_at > bindparam("open_from"),
            bindparam("now") < _AIRED_AT,
        )
        .order_by(episodes.c.starts_at)
        .limit(1)
        .lateral("coming")
    )


def progress_columns(aired: FromClause, coming: FromClause, facts: Facts) -> list[ColumnElement[object]]:
    """Return the columns of a show's progress, which `to_progress` reads; those of `media` are `facts`."""
    return [
        aired.c.season,
        aired.c.number,
        aired.c.starts_at,
        aired.c.aired_at,
        aired.c.air_date,
        coming.c.starts_at.label("next_at"),
        facts.last_air_date,
        facts.next_air_date,
        facts.last_episode_season,
        facts.last_episode_number,
        facts.last_episode_date,
        facts.ended,
    ]
