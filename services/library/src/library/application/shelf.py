"""What queries give: entries with what is shown of their titles."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from library.domain.entry import ENDED, Entry, WatchState
from library.domain.progress import EpisodeNumber
from library.domain.seasons import Seasons
from library.domain.title import Title

Selection = Literal["all", "continue", "watchlist", "history", "ratings", "activity"]
Sort = Literal["recent", "rating", "releaseDate"]


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """An entry, its title, null while the title is not imported (again), and what is known of a show's seasons."""

    entry: Entry
    title: Title | None
    seasons: Seasons = field(default_factory=Seasons)

    @property
    def unconfirmed_seasons(self) -> list[int]:
        """The seasons of the progress that what is known of the show does not confirm."""
        progress = self.entry.progress
        return self.seasons.unconfirmed(progress.seasons) if progress else []

    @property
    def next_episode(self) -> EpisodeNumber | None:
        """The regular episode to go on with; null when there is none or the user has finished or dropped the show."""
        progress = self.entry.progress
        if progress is None or progress.furthest is None or self.entry.state in ENDED:
            return None
        return self.seasons.after(progress.furthest)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which of a viewer's entries are wanted, in which order."""

    user_id: UUID
    selection: Selection
    limit: int
    offset: int
    sort: Sort = "recent"
    state: WatchState | None = None


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """One page of a viewer's entries and how many there are in all."""

    items: list[ShelfItem]
    total: int
