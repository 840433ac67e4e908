"""The port of the schedule."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from catalog.application.schedule.read_models import Audience, NewEpisode, ScheduledEpisode, ScheduledRelease
from catalog.domain.calendar import Days


class Schedule(Protocol):
    """Reads the schedule of listed titles."""

    async def episodes(self, days: Days, audience: Audience, limit: int) -> Sequence[ScheduledEpisode]:
        """Return at most `limit` episodes of the days, in the order of `starts_at`."""
        ...

    async def releases(self, days: Days, audience: Audience, region: str, limit: int) -> Sequence[ScheduledRelease]:
        """Return at most `limit` releases of movies in a region on the days, by day, the most popular first."""
        ...

    async def newest(self, after: datetime, until: datetime, limit: int, *, localized: bool) -> Sequence[NewEpisode]:
        """Return the newest episode of each listed show that aired after `after` and by `until`, latest first."""
        ...
