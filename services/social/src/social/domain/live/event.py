"""What a stream reports."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from social.domain.activity.activity import Activity
from social.domain.people.person import Person

WATCHING_LASTS: Final = timedelta(minutes=5)
"""How long someone counts as watching without another position."""


class LiveKind(StrEnum):
    """The kinds of what a stream reports. The values are stored."""

    ACTIVITY = "activity"
    """An item of the feed is new or has changed."""
    WATCHING = "watching"
    """Someone begins, pauses or ends to watch a title."""
    REQUEST = "request"
    """Someone wants to be the user's friend."""


class PlayState(StrEnum):
    """What someone does with a title at the moment. The values are stored."""

    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Watching:
    """What a person is watching, as a viewer may see it."""

    person: Person
    media_id: UUID
    title: str | None
    slug: str | None
    season: int | None
    episode: int | None
    state: PlayState
    at: datetime


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One event of a stream: the member of its kind is not null."""

    id: int
    """Rises with each of them, in the order in which they are committed."""
    kind: LiveKind
    at: datetime
    activity: Activity | None = None
    watching: Watching | None = None
    requester: Person | None = None
