"""Columns with which other queries show pictures."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, func, select
from sqlalchemy.dialects.postgresql import JSONB

from music.application.library.views import PictureRef
from music.infrastructure.covers.tables import album_covers, artist_pictures, pictures
from music.infrastructure.library.tables import albums, artists

_SHOWN: Final = func.coalesce(album_covers.c.own_picture_id, album_covers.c.picture_id)


def with_cover(query: Select[Any]) -> Select[Any]:
    """Return a query of albums with their covers."""
    return (
        query.add_columns(
            pictures.c.id.label("cover_id"),
            pictures.c.color.label("cover_color"),
            album_covers.c.problem.label("cover_problem"),
        )
        .outerjoin(album_covers, album_covers.c.album_id == albums.c.id)
        .outerjoin(pictures, pictures.c.id == _SHOWN)
    )


def cover_of(row: RowMapping) -> PictureRef | None:
    """Return the cover of a row."""
    return None if row["cover_id"] is None else PictureRef(row["cover_id"], row["cover_color"])


def artist_picture_column(folders: Sequence[UUID]) -> ColumnElement[Any]:
    """Return the picture of an artist in the folders, as a column of a query of artists."""
    return (
        select(func.jsonb_build_array(pictures.c.id, pictures.c.color, type_=JSONB))
        .join(artist_pictures, artist_pictures.c.picture_id == pictures.c.id)
        .where(artist_pictures.c.artist_id == artists.c.id, artist_pictures.c.folder_id.in_(folders))
        .order_by(artist_pictures.c.folder_id)
        .limit(1)
        .scalar_subquery()
        .label("picture")
    )


def picture_of(row: RowMapping) -> PictureRef | None:
    """Return the picture of a row of an artist."""
    return None if row["picture"] is None else PictureRef(*row["picture"])
