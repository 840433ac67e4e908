"""An episode that airs soon, as its subscribers hear of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from notifications.domain.messages.kinds import Kind
from notifications.domain.messages.occurrence import Occurrence, Value


class EpisodeKey(NamedTuple):
    """What a user hears of once, however often its airing is moved."""

    subscription_id: UUID
    season: int
    episode: int


@dataclass(frozen=True, slots=True)
class UpcomingEpisode:
    """What the newest event says of an airing."""

    key: EpisodeKey
    kind: Kind
    """What the user subscribes to: the episodes of the show, or its seasons, which begin with this one."""
    user_id: UUID
    media_id: UUID
    version: int
    airs_at: datetime | None
    """Null when the airing was withdrawn."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """The values of the texts."""
    due_at: datetime | None = None
    """When its user hears of it; null when they do not before it airs."""

    def occurrence(self, at: datetime) -> Occurrence:
        """Return the announcement as an occurrence: it is worth sending until the episode airs."""
        subscription_id, season, episode = self.key
        return Occurrence(
            kind=self.kind,
            key=f"upcoming:{subscription_id}:{season}x{episode:02}",
            user_id=self.user_id,
            occurred_at=at,
            values=self.values,
            media_id=self.media_id,
            until=self.airs_at,
        )
