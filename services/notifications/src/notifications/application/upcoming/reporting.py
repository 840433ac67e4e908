"""Reporting what lies ahead when its lead time begins."""

from typing import Final

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from notifications.application.messages.recording import RecordOccurrences
from notifications.application.unit_of_work import UnitOfWork

USERS_PER_BATCH: Final = 200


class ReportUpcoming:
    """Records what is due, in batches of users: each is one transaction, so that none is reported twice."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        record: RecordOccurrences,
        clock: Clock,
        *,
        batch: int = USERS_PER_BATCH,
    ) -> None:
        self._units = units
        self._record = record
        self._clock = clock
        self._batch = batch

    async def __call__(self) -> int:
        """Record everything that is due, and return the number of announcements."""
        reported = 0
        while True:
            users, recorded = await self._report_batch()
            reported += recorded
            if users < self._batch:
                return reported

    async def _report_batch(self) -> tuple[int, int]:
        """Return the number of users in the batch, and of their announcements."""
        now = self._clock.now()
        async with self._units.begin() as work:
            user_ids = await work.upcoming.users_of_due(now, self._batch)
            if not user_ids:
                return 0, 0
            # Users are locked before what is due for them, as everywhere.
            await work.users.recipients([(user_id, None) for user_id in user_ids])
            episodes = await work.upcoming.due(user_ids, now)
            await self._record(work, [item.occurrence(item.due_at or now) for item in episodes])
            await work.upcoming.mark_reported([item.key for item in episodes], now)
        return len(user_ids), len(episodes)
