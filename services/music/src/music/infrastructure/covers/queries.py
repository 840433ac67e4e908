"""Columns with which other queries show pictures."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, func, select
from sqlalchemy.dialects.postgresql import JSONB

from music.application.library.views import PictureRef
from music.infrastructure.covers.tables import album_covers, artist_pictures, artist_portraits, pictures
from music.infrastructure.library.tables import albums, artists

SHOWN_COVER: Final = func.coalesce(
    album_covers.c.own_picture_id, album_covers.c.picture_id, album_covers.c.database_picture_id
)
"""What an administrator has chosen, what the files show, or what a database has."""


def with_cover(query: Select[Any]) -> Select[Any]:
    """Return a query of albums with their covers."""
    return (
        query.add_columns(
            pictures.c.id.label("cover_id"),
            pictures.c.color.label("cover_color"),
            album_covers.c.problem.label("cover_problem"),
        )
        .outerjoin(album_covers, album_covers.c.album_id == albums.c.id)
        .outerjoin(pictures, pictures.c.id == SHOWN_COVER)
    )


def cover_of(row: RowMapping) -> PictureRef | None:
    """Return the cover of a row."""
    return None if row["cover_id"] is None else PictureRef(row["cover_id"], row["cover_color"])


def artist_picture_column(folders: Sequence[UUID]) -> ColumnElement[Any]:
    """Return the picture of an artist with its color, as a column of a query of artists."""
    return (
        select(func.jsonb_build_array(pictures.c.id, pictures.c.color, type_=JSONB))
        .where(pictures.c.id == shown_portrait(folders))
        .scalar_subquery()
        .label("picture")
    )


def shown_portrait(folders: Sequence[UUID] | None) -> ColumnElement[Any]:
    """Return the id of an artist's picture in a query of artists: chosen, of files in the folders, or of a database."""
    return func.coalesce(_portrait("own_picture_id"), file_portrait(folders), _portrait("database_picture_id"))


def file_portrait(folders: Sequence[UUID] | None) -> ColumnElement[Any]:
    """Return the id of the picture of an artist that files in folders show, in a query of artists; null is any."""
    query = select(artist_pictures.c.picture_id).where(
        artist_pictures.c.artist_id == artists.c.id, artist_pictures.c.picture_id.is_not(None)
    )
    if folders is not None:
        query = query.where(artist_pictures.c.folder_id.in_(folders))
    return query.order_by(artist_pictures.c.folder_id).limit(1).correlate(artists).scalar_subquery()


def _portrait(column: str) -> ColumnElement[Any]:
    query = select(artist_portraits.c[column]).where(artist_portraits.c.artist_id == artists.c.id)
    return query.correlate(artists).scalar_subquery()


def picture_of(row: RowMapping) -> PictureRef | None:
    """Return the picture of a row of an artist."""
    return None if row["picture"] is None else PictureRef(*row["picture"])
