"""Applying what billing states about the plans of users, and recording what they hear of it."""

from collections.abc import Sequence

from chassis.core.clock import Clock
from notifications.application.messages.recording import RecordOccurrences
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.messages.occurrence import Occurrence
from notifications.domain.plans.changes import UserPlan, occurrence_of


class ApplyPlans:
    """Keeps the plans of users current. The caller owns the transaction; a repetition has no effect."""

    def __init__(self, record: RecordOccurrences, clock: Clock) -> None:
        self._record = record
        self._clock = clock

    async def __call__(self, work: UnitOfWork, plans: Sequence[UserPlan]) -> None:
        """Apply a batch: of each user, every state that is newer than the one before. Erased users are ignored.

        The first state of a user is no change. What has happened too long ago is stored without a message, for a
        service that reads the log from its beginning.
        """
        now = self._clock.now()
        recipients = await work.users.recipients([(plan.user_id, None) for plan in plans])
        latest = dict(await work.plans.of(recipients))
        changed: dict[object, UserPlan] = {}
        occurrences: list[Occurrence] = []
        for plan in sorted(plans, key=lambda item: (item.user_id, item.version)):
            before = latest.get(plan.user_id)
            if plan.user_id not in recipients or (before is not None and plan.version <= before.version):
                continue
            latest[plan.user_id] = changed[plan.user_id] = plan
            occurrence = None if before is None else occurrence_of(before, plan)
            if occurrence is not None and now < occurrence.occurred_at + occurrence.kind.lifetime:
                occurrences.append(occurrence)
        await work.plans.save(list(changed.values()))
        await self._record(work, occurrences)
