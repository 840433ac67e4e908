"""The SQL of release dates per region, for the conditions of lists. `region` is the requested one."""

from sqlalchemy import ColumnElement, Exists, Select, bindparam, exists, select

from catalog.infrastructure.tables import media_releases


def released_here(opened: ColumnElement[bool]) -> Select[tuple[object]]:
    """Return the movies whose dates in the region meet a condition."""
    return select(media_releases.c.media_id).where(media_releases.c.region == bindparam("region"), opened)


def digital_here(movie: ColumnElement[object]) -> Exists:
    """Return whether a movie is available digitally in the region by `today`."""
    out = media_releases.alias("out")
    return exists().where(
        out.c.media_id == movie, out.c.region == bindparam("region"), out.c.digital <= bindparam("today")
    )
