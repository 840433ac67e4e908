"""The SQL of release dates per region, for the statements of lists. `region` is the requested one."""

from sqlalchemy import (
    ColumnElement,
    Exists,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from catalog.infrastructure.tables import media_releases


def dates_here(movie: ColumnElement[object]) -> tuple[FromClause, ColumnElement[bool]]:
    """Return the dates per region, and the condition of a movie's dates in `region`."""
    dates = media_releases.alias("dates")
    return dates, and_(dates.c.media_id == movie, dates.c.region == bindparam("region"))


def dates_of(movie: ColumnElement[object]) -> tuple[FromClause, ColumnElement[bool]]:
    """Return a movie's dates in the first of `regions` that has any; of a fallback region only the theatrical date."""
    preferred = func.unnest(bindparam("regions", type_=ARRAY(Text))).table_valued("region", with_ordinality="place")
    preferred = preferred.render_derived("preferred")
    is_requested = preferred.c.place == 1
    dates = (
        select(
            media_releases.c.theatrical,
            case((is_requested, media_releases.c.digital)).label("digital"),
            media_releases.c.region,
        )
        .select_from(preferred.join(media_releases, media_releases.c.region == preferred.c.region))
        .where(media_releases.c.media_id == movie, or_(is_requested, media_releases.c.theatrical.is_not(None)))
        .order_by(preferred.c.place)
        .limit(1)
        .lateral("dates")
    )
    return dates, true()


def released_here(opened: ColumnElement[bool]) -> Select[tuple[object]]:
    """Return the movies whose dates in the region meet a condition."""
    return select(media_releases.c.media_id).where(media_releases.c.region == bindparam("region"), opened)


def digital_here(movie: ColumnElement[object]) -> Exists:
    """Return whether a movie is available digitally in the region by `today`."""
    out = media_releases.alias("out")
    return exists().where(
        out.c.media_id == movie, out.c.region == bindparam("region"), out.c.digital <= bindparam("today")
    )
