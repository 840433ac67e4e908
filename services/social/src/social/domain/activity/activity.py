"""Items of the activity feed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from social.domain.people.person import Person


class ActivityKind(StrEnum):
    """What a user has done with a title. The values are stored."""

    WATCHED = "watched"
    """A movie, or episodes of a show on one day: they are one item."""
    STARTED = "started"
    FINISHED = "finished"
    """A show: of a movie, `watched` says the same."""
    PLANNED = "planned"
    RATED = "rated"
    LISTED = "listed"
    """A list that the user has made public: its id is in place of that of a title."""


@dataclass(frozen=True, slots=True)
class Activity:
    """An item of the feed, as its viewer may see it."""

    id: int
    person: Person
    kind: ActivityKind
    media_id: UUID
    media_kind: str
    title: str | None
    """The name of the title or list; null while it is not known."""
    slug: str | None
    happened_at: datetime
    count: int
    """How many different episodes; 1 for anything else."""
    season: int | None
    """Of the last episode."""
    episode: int | None
    rating: int | None
    """Of 100; only of `rated`."""
