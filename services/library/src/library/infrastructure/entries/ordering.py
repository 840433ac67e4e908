"""The orders of lists of entries, and the condition of the entries that follow a position."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_, bindparam, func, or_

from library.application.entries.filters import EntryPosition, Sort
from library.infrastructure.entries.tables import entries
from library.infrastructure.titles.tables import titles

LONGEST_KEY: Final = 40
"""By how many characters of their names titles are ordered: a cursor holds them."""


_UPDATED_AT: Final = bindparam("after_updated_at", type_=entries.c.updated_at.type)
_MEDIA_ID: Final = bindparam("after_media_id", type_=entries.c.media_id.type)


@dataclass(frozen=True, slots=True)
class Order:
    """An order by a key, unknown last; entries with one key are ordered by their last change, latest first."""

    key: ColumnElement[Any] | None = None
    """Null for the order by the last change alone."""
    ascending: bool = False

    def columns(self) -> list[ColumnElement[Any]]:
        """Return what a query is ordered by; the title's id makes it total."""
        return self.of(self.key, entries.c.updated_at, entries.c.media_id)

    def of(
        self, key: ColumnElement[Any] | None, updated_at: ColumnElement[Any], media_id: ColumnElement[Any]
    ) -> list[ColumnElement[Any]]:
        """Return the same order by columns of a subquery."""
        first = [] if key is None else [(key.asc() if self.ascending else key.desc()).nulls_last()]
        return [*first, updated_at.desc(), media_id]

    def after(self, *, keyed: bool) -> ColumnElement[bool]:
        """Return the condition of what follows a position with a key, or with an unknown one."""
        later = or_(
            entries.c.updated_at < _UPDATED_AT,
            and_(entries.c.updated_at == _UPDATED_AT, entries.c.media_id > _MEDIA_ID),
        )
        if self.key is None:
            return later
        if not keyed:
            return and_(self.key.is_(None), later)
        key = bindparam("after_key", type_=self.key.type)
        beyond = self.key > key if self.ascending else self.key < key
        return or_(beyond, self.key.is_(None), and_(self.key == key, later))


def position_values(position: EntryPosition) -> dict[str, Any]:
    """Return the values of the parameters of such a condition."""
    return {
        "after_key": position.key,
        "after_updated_at": position.updated_at,
        "after_media_id": position.media_id,
    }


ORDERS: Final[Mapping[Sort, Order]] = {
    "recent": Order(),
    "rating": Order(entries.c.rating),
    "releaseDate": Order(titles.c.release_date),
    # The first of the normalized names is that of the list, without case and accents.
    "title": Order(func.left(titles.c.names[1], LONGEST_KEY, type_=Text), ascending=True),
    "added": Order(entries.c.created_at),
    "lastWatched": Order(entries.c.last_watched_at),
    "progress": Order(entries.c.episodes_seen),
}
