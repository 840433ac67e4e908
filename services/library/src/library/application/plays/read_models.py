"""Read models: plays and marks with what is shown of their titles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from library.domain.entries.progress import EpisodeNumber
from library.domain.plays.items import Item, Play
from library.domain.plays.show import Show
from library.domain.titles.title import Title

MOST_SHOWN: Final = 100
"""How many plays the response to their recording shows."""
MOST_COUNTED: Final = 10_000
"""Up to how many plays a filtered list is counted."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: the number of plays, the ids of the first of them, and the titles that were named."""

    plays: int
    already_seen: int
    play_ids: tuple[UUID, ...]
    media_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PlayFilter:
    """Which plays a list has; null does not restrict it."""

    media_id: UUID | None = None
    kind: Literal["movie", "show"] | None = None
    since: datetime | None = None
    """Watched at or after this instant."""
    until: datetime | None = None
    """Watched before this instant."""
    origin: str | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether a list has every play."""
        return self == PlayFilter()


@dataclass(frozen=True, slots=True)
class PlayItem:
    """A play, its title (null while it is not imported), and its episode by its present number."""

    play: Play
    title: Title | None
    place: EpisodeNumber | None
    episode_name: str | None


@dataclass(frozen=True, slots=True)
class TitleJournal:
    """The whole journal of one title, retracted items too, and what it is read against."""

    title: Title
    show: Show
    items: Sequence[Item]
