"""The tables of favourites and ratings: one per kind, so that marks go with what they are of."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Column, ForeignKey, Index, SmallInteger, Table, Uuid, text

from music.domain.marks.marks import ItemKind
from music.infrastructure.metadata import INSTANT, metadata


def _marks(one: str, many: str) -> Table:
    return Table(
        f"{one}_marks",
        metadata,
        Column("user_id", Uuid, primary_key=True),
        Column("item_id", Uuid, ForeignKey(f"{many}.id", ondelete="cascade"), primary_key=True),
        Column("favourite_at", INSTANT),
        Column("rating", SmallInteger),
        Column("rated_at", INSTANT),
        Index(
            f"ix_{one}_marks_favourite_at",
            "user_id",
            "favourite_at",
            "item_id",
            postgresql_where=text("favourite_at is not null"),
        ),
        Index(
            f"ix_{one}_marks_rated_at", "user_id", "rated_at", "item_id", postgresql_where=text("rated_at is not null")
        ),
        Index(f"ix_{one}_marks_item_id", "item_id"),
    )


track_marks: Final = _marks("track", "tracks")
album_marks: Final = _marks("album", "albums")
artist_marks: Final = _marks("artist", "artists")

MARKS: Final[Mapping[ItemKind, Table]] = {
    ItemKind.TRACKS: track_marks,
    ItemKind.ALBUMS: album_marks,
    ItemKind.ARTISTS: artist_marks,
}
