"""Recording events for other systems: the log and every delivery are one commit, once per event and endpoint."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from chassis.core.clock import Clock
from notifications.application.unit_of_work import UnitOfWork
from notifications.application.webhooks.ports import Listener, NewDelivery, Schedule
from notifications.domain.messages.occurrence import Occurrence
from notifications.domain.webhooks.event_types import EVENT_TYPES
from notifications.domain.webhooks.events import WebhookEvent, matches


class RecordWebhookEvents:
    """Stores events in the log and queues them for the endpoints that listen. The caller owns the transaction."""

    def __init__(self, clock: Clock, *, days: int, hours: int) -> None:
        """Keep events for `days`, and try each delivery for `hours`."""
        self._clock = clock
        self._kept = timedelta(days=days)
        self._lifetime = timedelta(hours=hours)

    async def __call__(self, work: UnitOfWork, events: Sequence[WebhookEvent]) -> None:
        """Record a batch in a fixed number of statements.

        A repetition has no effect. What is older than the log, or concerns erased users, is ignored.
        """
        now = self._clock.now()
        fresh = {
            event.event_id: replace(event, occurred_at=min(event.occurred_at, now))
            for event in events
            if event.occurred_at > now - self._kept
        }
        owners = {event.user_id for event in fresh.values() if event.user_id is not None}
        if owners:
            # Locks them: an erasure waits for this transaction, and deletes what it writes.
            recipients = await work.users.recipients([(user_id, None) for user_id in sorted(owners)])
            owners &= set(recipients)
        kept = [event for event in fresh.values() if event.user_id is None or event.user_id in owners]
        if not kept:
            return
        new_ids = await work.webhooks.log(kept)
        new = [event for event in kept if event.event_id in new_ids]
        if not new:
            return
        listeners = await work.webhooks.listeners({event.type for event in new}, owners)
        deliveries = [delivery_of(listener, event) for listener in listeners for event in new if hears(listener, event)]
        if deliveries:
            await work.webhooks.enqueue(deliveries, self.schedule(now))

    def schedule(self, now: datetime) -> Schedule:
        """Return when deliveries that begin now are sent."""
        return Schedule(now, now + self._lifetime)


def hears(listener: Listener, event: WebhookEvent, types: Collection[str] | None = None) -> bool:
    """Return whether an endpoint gets an event: it may, it has chosen the type, and its filters let it through.

    With `types`, as a replay has them, the age of the endpoint does not matter.
    """
    if event.type not in (listener.event_types if types is None else types):
        return False
    if types is None and event.occurred_at < listener.created_at:
        return False
    return may_see(listener.user_id, event, is_administrator=listener.is_administrator) and matches(
        listener.filters, event.facts
    )


def may_see(user_id: UUID, event: WebhookEvent, *, is_administrator: bool) -> bool:
    """Return whether events may be sent to a user: their own, public ones, and operations to administrators."""
    if event.user_id is not None:
        return event.user_id == user_id
    return is_administrator or EVENT_TYPES[event.type].audience == "public"


def delivery_of(listener: Listener, event: WebhookEvent) -> NewDelivery:
    """Return the delivery of an event to an endpoint."""
    return NewDelivery(
        listener.endpoint_id, listener.user_id, event.event_id, event.type, event.occurred_at, event.origin
    )


def notification_events(occurrences: Sequence[Occurrence], now: datetime) -> list[WebhookEvent]:
    """Return the events of new notifications, except those of the account: they are between it and its owner."""
    return [
        WebhookEvent(
            occurrence.notification_id,
            "notification.created",
            now,
            {
                "id": str(occurrence.notification_id),
                "kind": occurrence.kind.name,
                "values": dict(occurrence.values),
                "mediaId": None if occurrence.media_id is None else str(occurrence.media_id),
                "occurredAt": occurrence.occurred_at.isoformat(),
            },
            {
                "messageKind": (occurrence.kind.name,),
                "mediaId": () if occurrence.media_id is None else (str(occurrence.media_id),),
            },
            occurrence.user_id,
        )
        for occurrence in occurrences
        if occurrence.kind.category != "account"
    ]
