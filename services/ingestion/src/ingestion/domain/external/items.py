"""What an external list states of a title, and the items that are stored of it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ingestion.domain.titles.facts import Kind, TitleKey
from ingestion.domain.titles.names import folded

MOST_ITEMS: Final = 5_000
"""An external list is read up to so many items: the events of more would exceed the size of a record."""


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A title as an external list names it: by an id, or by its name and year; null where it states none."""

    kind: Kind | None = None
    tmdb_id: int | None = None
    imdb_id: str | None = None
    tvdb_id: int | None = None
    name: str | None = None
    year: int | None = None

    @property
    def key(self) -> str | None:
        """The identity of the item in its list: its best id; null for one that names no title."""
        if self.tmdb_id is not None and self.kind is not None:
            return f"{self.kind}:{self.tmdb_id}"
        if self.imdb_id is not None:
            return self.imdb_id
        if self.tvdb_id is not None and self.kind is not None:
            return f"{self.kind}:tvdb:{self.tvdb_id}"
        name = folded(self.name or "")
        if not name or self.year is None:
            return None
        return f"{self.kind or 'any'}:name:{hashlib.sha256(name.encode()).hexdigest()[:32]}:{self.year}"

    @property
    def title(self) -> TitleKey | None:
        """The title, if the list states its number at TMDB."""
        return None if self.kind is None or self.tmdb_id is None else TitleKey(self.kind, self.tmdb_id)


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item of a list with its place, from 1. `title` is null while it has not been found at TMDB."""

    key: str
    position: int
    listed: ListedItem
    title: TitleKey | None = None
    looked_up_at: datetime | None = None
    """When the title was last searched; null for one that needs no search, and before the first."""


def named_once(items: Iterable[ListedItem]) -> tuple[ListedItem, ...]:
    """Return the items that name a title, each at its first place, at most `MOST_ITEMS`."""
    by_key: dict[str, ListedItem] = {}
    for item in items:
        if item.key is not None:
            by_key.setdefault(item.key, item)
    return tuple(by_key.values())[:MOST_ITEMS]


def digest(keys: Sequence[str]) -> str:
    """Return what two readings have in common only when they have the same items in the same order."""
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32]
