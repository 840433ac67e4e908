"""Storing what events say of airings that lie ahead, and correcting what was reported of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chassis.core.clock import Clock
from notifications.application.digests.replanning import Replan
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.preferences.planning import announced_at
from notifications.domain.upcoming.episode import EpisodeKey, UpcomingEpisode

WITHDRAWN: Final = "withdrawn"
"""The code of deliveries that are cancelled since what they announce does not happen."""


class StoreUpcoming:
    """Stores airings until they are reported. The caller owns the transaction."""

    def __init__(self, clock: Clock, replan: Replan) -> None:
        self._clock = clock
        self._replan = replan

    async def __call__(self, work: UnitOfWork, episodes: Sequence[UpcomingEpisode]) -> None:
        """Store a batch in any order: of each airing the newest version counts. Erased users are ignored.

        What was reported of a moved airing has the new instant from then on, in the inbox and wherever it still
        waits to be sent. If the airing was withdrawn, both are withdrawn. Nothing is sent twice.
        """
        now = self._clock.now()
        newest: dict[EpisodeKey, UpcomingEpisode] = {}
        for item in episodes:
            if item.key not in newest or newest[item.key].version < item.version:
                newest[item.key] = item
        recipients = await work.users.recipients([(item.user_id, None) for item in newest.values()])
        planned = {
            key: item
            if item.airs_at is None
            else replace(item, due_at=announced_at(item.kind, item.airs_at, recipient))
            for key, item in sorted(newest.items())
            if (recipient := recipients.get(item.user_id)) is not None
        }
        reported = [planned[key] for key in sorted(await work.upcoming.save(list(planned.values()), now))]
        if not reported:
            return
        gone = [item.occurrence(now).notification_id for item in reported if item.airs_at is None]
        await work.notifications.withdraw(gone, now)
        await work.waiting.cancel(gone, WITHDRAWN, now)
        await work.notifications.correct([item.occurrence(now) for item in reported if item.airs_at is not None])
        await self._replan(work, sorted({item.user_id for item in reported}))
