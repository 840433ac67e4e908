"""The SQL of release dates per region, for the conditions of lists. `region` is the requested one."""

from sqlalchemy import ColumnElement, Date, Exists, Select, Text, exists, select

from catalog.infrastructure.tables import media_releases
from chassis.storage.reads import literal


def released_here(opened: ColumnElement[bool]) -> Select[tuple[object]]:
    """Return the movies whose dates in the region meet a condition."""
    return select(media_releases.c.media_id).where(media_releases.c.region == literal("region", Text()), opened)


def digital_here(movie: ColumnElement[object]) -> Exists:
    """Return whether a movie is available digitally in the region by `today`."""
    out = media_releases.alias("out")
    return exists().where(
        out.c.media_id == movie,
        out.c.region == literal("region", Text()),
        out.c.digital <= literal("today", Date()),
    )
