"""Read models: entries with what is shown of their titles."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, cast
from uuid import UUID

from library.application.entries.filters import EVERY_ENTRY, EntryFilter, EntryPosition, Sort
from library.domain.entries.entry import Entry
from library.domain.entries.progress import EpisodeNumber
from library.domain.entries.state import ENDED
from library.domain.titles.seasons import Seasons
from library.domain.titles.title import Title

Selection = Literal["all", "continue", "watchlist", "history", "ratings", "activity"]


@dataclass(frozen=True, slots=True)
class EntryItem:
    """An entry, its title (null while it is not imported), and what is known of a show's seasons."""

    entry: Entry
    title: Title | None
    seasons: Seasons = field(default_factory=Seasons)
    _written: bytes | None = field(default=None, init=False, repr=False, compare=False)

    def written(self, write: Callable[["EntryItem"], bytes]) -> bytes:
        """Return what `write` returns for the item, which is kept: an item that is read again is not written again."""
        if self._written is None:
            object.__setattr__(self, "_written", write(self))
        return cast("bytes", self._written)

    @property
    def unconfirmed_seasons(self) -> list[int]:
        """The seasons of the progress that what is known of the show does not confirm."""
        progress = self.entry.progress
        return self.seasons.unconfirmed(progress.seasons) if progress else []

    @property
    def next_episode(self) -> EpisodeNumber | None:
        """The next regular episode; null when there is none, or when the user has completed or dropped the show."""
        progress = self.entry.progress
        if progress is None or progress.furthest is None or self.entry.state in ENDED:
            return None
        return self.seasons.after(progress.furthest)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request for a page of a user's entries, and their order."""

    user_id: UUID
    selection: Selection
    limit: int
    offset: int
    sort: Sort = "recent"
    chosen: EntryFilter = EVERY_ENTRY
    after: EntryPosition | None = None
    """The last entry of the page before; then `offset` does not count."""


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One page of a user's entries, the number of all entries, and the last of the page if more follow."""

    items: list[EntryItem]
    total: int
    last: EntryPosition | None = None


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag of a user, and the number of its entries."""

    tag: str
    entries: int
