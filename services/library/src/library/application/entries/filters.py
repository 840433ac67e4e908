"""Which entries a list has, in which order, and where a page begins."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from library.domain.entries.state import WatchState

Sort = Literal["recent", "rating", "releaseDate", "title", "added", "lastWatched", "progress"]
SortKey = int | str | date | datetime | None


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries a list has; what is null or empty does not restrict it."""

    states: tuple[WatchState, ...] = ()
    kind: Literal["movie", "show"] | None = None
    tag: str | None = None
    min_rating: int | None = None
    max_rating: int | None = None
    genre: int | None = None
    """A genre by TMDB's number."""
    year: int | None = None
    """The year of the title's release."""
    name: str | None = None
    """A part of one of the title's names, normalized (`library.domain.titles.names`)."""


EVERY_ENTRY: Final = EntryFilter()


@dataclass(frozen=True, slots=True)
class EntryPosition:
    """The place of an entry in a list: by the key of the order, then by its last change, then by its title."""

    key: SortKey
    updated_at: datetime
    media_id: UUID
