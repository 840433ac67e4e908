"""Recording occurrences: the notification and every delivery of it are one commit, once per user and occurrence."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chassis.core.clock import Clock
from notifications.application.unit_of_work import UnitOfWork
from notifications.application.webhooks.recording import RecordWebhookEvents, notification_events
from notifications.domain.deliveries.model import Delivery, Ended, State, delivery_id_of
from notifications.domain.messages.occurrence import Occurrence
from notifications.domain.preferences.model import Destination
from notifications.domain.preferences.planning import PlannedDelivery, expiry_of, plan


class RecordOccurrences:
    """Notifies users of what happened. The caller owns the transaction."""

    def __init__(self, clock: Clock, announce: RecordWebhookEvents | None = None) -> None:
        """Announce new notifications to other systems of their users, if they are to know of them."""
        self._clock = clock
        self._announce = announce

    async def __call__(self, work: UnitOfWork, occurrences: Sequence[Occurrence]) -> None:
        """Record a batch; a repetition has no effect, and what concerns erased users is ignored."""
        now = self._clock.now()
        first = {occurrence.notification_id: occurrence for occurrence in reversed(occurrences)}
        subjects = [(occurrence.user_id, occurrence.media_id) for occurrence in first.values()]
        recipients = await work.users.recipients(subjects)
        plans = {
            id_: (occurrence, plan(occurrence, recipient, now))
            for id_, occurrence in sorted(first.items())
            if (recipient := recipients.get(occurrence.user_id)) is not None
        }
        chosen_plans = [item for item in plans.values() if item[1].in_inbox or item[1].deliveries]
        new = await work.notifications.add(
            [(occurrence, planned.in_inbox) for occurrence, planned in chosen_plans], now
        )
        await work.deliveries.add(
            [
                _delivery(occurrence, item, now)
                for occurrence, planned in chosen_plans
                if occurrence.notification_id in new
                for item in planned.deliveries
            ]
        )
        await work.deliveries.publish(
            [
                shown_in_inbox(occurrence, now)
                for occurrence, planned in chosen_plans
                if occurrence.notification_id in new and planned.in_inbox
            ]
        )
        if self._announce is not None:
            announced = [occurrence for occurrence, _ in chosen_plans if occurrence.notification_id in new]
            await self._announce(work, notification_events(announced, now))

    async def for_administrators(self, work: UnitOfWork, occurrences: Sequence[Occurrence]) -> None:
        """Record for every administrator; the `user_id` of the occurrences does not count."""
        administrators = await work.users.administrators()
        await self(work, [replace(item, user_id=user_id) for user_id in administrators for item in occurrences])


def shown_in_inbox(occurrence: Occurrence, now: datetime) -> Ended:
    """Return the delivery into the inbox, which ends as it is recorded."""
    return Ended(
        delivery_id=delivery_id_of(occurrence.notification_id, Destination("inbox")),
        user_id=occurrence.user_id,
        kind=occurrence.kind.name,
        channel="inbox",
        state=State.DELIVERED,
        attempts=1,
        created_at=now,
        ended_at=now,
        notification_id=occurrence.notification_id,
    )


def _delivery(occurrence: Occurrence, planned: PlannedDelivery, now: datetime) -> Delivery:
    """Return the delivery of a planned one."""
    kind = occurrence.kind
    return Delivery(
        delivery_id=delivery_id_of(occurrence.notification_id, planned.destination),
        user_id=occurrence.user_id,
        kind=kind.name,
        channel=planned.destination.channel,
        priority=kind.priority,
        state=State.PENDING if planned.frequency == "immediate" else State.COLLECTED,
        due_at=planned.due_at,
        expires_at=expiry_of(kind, max(planned.due_at, now), occurrence.until),
        created_at=now,
        notification_id=occurrence.notification_id,
        target_id=planned.destination.target_id,
    )
