"""Items of lists that stay as they are from one request to the next: one object per content of a row."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from chassis.storage.reads import Record

T = TypeVar("T")
MOST_ITEMS: Final = 2_048
VERSIONS: Final = 4
"""The number of columns that identify the content of a title: its id, and the versions of its three parts."""
TITLE_COLUMNS: Final = """t.media_id, t.facts_version, t.standing_version, t.slug_version, t.kind, t.tmdb_id, t.name,
  t.original_name, t.poster_path, t.backdrop_path, t.gone_at, t.release_date, t.genres, t.countries, t.providers,
  t.ratingo_score, t.tmdb_rating, t.tmdb_votes, t.slug"""
"""What a list reads of `titles t`, those that identify the content first."""


class Kept(Generic[T]):
    """Makes items of rows, or returns those that it made of rows with the same values in the columns `key`."""

    def __init__(self, make: Callable[[Record], T], key: slice) -> None:
        self._make = make
        self._key = key
        self._items: dict[tuple[object, ...], T] = {}

    def __call__(self, row: Record) -> T:
        """Return the item of a row."""
        key: tuple[object, ...] = row[self._key]
        item = self._items.get(key)
        if item is None:
            if len(self._items) >= MOST_ITEMS:
                self._items.clear()
            item = self._items[key] = self._make(row)
        return item
