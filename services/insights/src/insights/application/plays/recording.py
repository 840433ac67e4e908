"""Recording plays from events; the events of one play come in order, and the last one counts."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from chassis.core.clock import Clock
from insights.application.plays.ports import PlayWork
from insights.domain.plays.play import DatedPlay, last_of_plays
from insights.domain.signals.retention import Retention


class RecordPlays:
    """Keeps on which day each user watched which title."""

    def __init__(self, clock: Clock, retention: Retention) -> None:
        self._clock = clock
        self._retention = retention

    async def __call__(self, work: PlayWork, plays: Sequence[DatedPlay]) -> None:
        """Apply a batch of plays; one of a future day, or of one that is not kept any more, does not count."""
        today = self._clock.now().date()
        since = self._retention.days_since(today)
        last = last_of_plays(plays)
        counted = [play if play.day and since <= play.day <= today else replace(play, day=None) for play in last]
        await work.mark(await work.replace(counted))


async def erase_plays(work: PlayWork, user_ids: Sequence[UUID]) -> None:
    """Delete what is stored of deleted users."""
    await work.mark(await work.erase(sorted(set(user_ids))))
