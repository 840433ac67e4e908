"""The state, progress and counts of one title: a pure function of the journal and of the show's episodes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from library.domain.entries.progress import Progress
from library.domain.entries.state import WatchState
from library.domain.plays.run import Run

StateCause = Literal["mark", "play", "progress", "all_seen", "rewatch", "rated", "noted"]
Effect = Literal[
    "counted",
    "counted_again",
    "counted_as_special",
    "started_run",
    "set_state",
    "set_progress",
    "set_rating",
    "set_notes",
    "set_tags",
]


@dataclass(frozen=True, slots=True)
class Step:
    """What one item of the journal did: its effect, the run that it belongs to, and the state after it."""

    item_id: UUID
    effect: Effect
    run: int | None
    state: WatchState | None


@dataclass(frozen=True, slots=True)
class PlaceRating:
    """A rating of a season, or of one of its episodes."""

    season: int
    episode: int | None
    rating: int


@dataclass(slots=True)
class Summary:
    """What a journal says of one title."""

    state: WatchState | None = None
    cause: StateCause | None = None
    cause_id: UUID | None = None
    """The item that decided the state."""
    rating: int | None = None
    rated_at: datetime | None = None
    progress: Progress | None = None
    """The progress of the current run."""
    notes: str | None = None
    tags: tuple[str, ...] = ()
    plays: int = 0
    episodes_seen: int = 0
    """The different regular episodes that were seen in any run."""
    specials_seen: int = 0
    first_watched_at: datetime | None = None
    last_watched_at: datetime | None = None
    runs: list[Run] = field(default_factory=list)
    place_ratings: list[PlaceRating] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
