"""Ports of the use cases about what lies ahead."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifications.domain.upcoming.episode import EpisodeKey, UpcomingEpisode


class UpcomingEpisodes(Protocol):
    """Episodes that lie ahead, within one transaction."""

    async def save(self, episodes: Sequence[UpcomingEpisode], now: datetime) -> set[EpisodeKey]:
        """Store versions that are newer; return those of them of which an earlier version was reported."""
        ...

    async def unreported(self, user_id: UUID) -> Sequence[UpcomingEpisode]:
        """Return and lock the airings that were not reported to a user, without those withdrawn."""
        ...

    async def plan(self, due: Mapping[EpisodeKey, datetime | None]) -> None:
        """Set when each airing is reported."""
        ...

    async def users_of_due(self, now: datetime, limit: int) -> Sequence[UUID]:
        """Return users to whom an airing is to be reported, in their order."""
        ...

    async def due(self, user_ids: Collection[UUID], now: datetime) -> Sequence[UpcomingEpisode]:
        """Return and lock the airings that lie ahead and are to be reported by now."""
        ...

    async def mark_reported(self, keys: Sequence[EpisodeKey], now: datetime) -> None:
        """Remember that airings were reported."""
        ...
