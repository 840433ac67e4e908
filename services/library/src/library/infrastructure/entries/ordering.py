"""The orders of lists of entries, and the condition of the entries that follow a position."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_

from library.application.entries.filters import EntryPosition, Sort
from library.infrastructure.entries.tables import entries
from library.infrastructure.titles.tables import titles

LONGEST_KEY: Final = 40
"""By how many characters of their names titles are ordered: a cursor holds them."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order by a key, unknown last; entries with one key are ordered by their last change, latest first."""

    key: ColumnElement[Any] | None = None
    """Null for the order by the last change alone."""
    ascending: bool = False

    def columns(self) -> list[ColumnElement[Any]]:
        """Return what a query is ordered by; the title's id makes it total."""
        first = []
        if self.key is not None:
            first = [(self.key.asc() if self.ascending else self.key.desc()).nulls_last()]
        return [*first, entries.c.updated_at.desc(), entries.c.media_id]

    def after(self, position: EntryPosition) -> ColumnElement[bool]:
        """Return the condition of what follows a position."""
        later = or_(
            entries.c.updated_at < position.updated_at,
            and_(entries.c.updated_at == position.updated_at, entries.c.media_id > position.media_id),
        )
        if self.key is None:
            return later
        if position.key is None:
            return and_(self.key.is_(None), later)
        beyond = self.key > position.key if self.ascending else self.key < position.key
        return or_(beyond, self.key.is_(None), and_(self.key == position.key, later))


ORDERS: Final[Mapping[Sort, Order]] = {
    "recent": Order(),
    "rating": Order(entries.c.rating),
    "releaseDate": Order(titles.c.release_date),
    # The first of the normalized names is that of the list, without case and accents.
    "title": Order(func.left(titles.c.names[1], LONGEST_KEY), ascending=True),
    "added": Order(entries.c.created_at),
    "lastWatched": Order(entries.c.last_watched_at),
    "progress": Order(entries.c.episodes_seen),
}
