"""Planning again what waits to be sent, when a user has changed their choices or their time zone."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from notifications.application.digests.ports import Replanned, WaitingDelivery
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.deliveries.model import State
from notifications.domain.messages.kinds import KINDS
from notifications.domain.preferences.model import Destination, Recipient
from notifications.domain.preferences.planning import expiry_of, planned_for

TURNED_OFF: Final = "turned_off"
"""The code of deliveries that are cancelled since the user does not want them any more."""
TOO_LATE: Final = "too_late"
"""The code of deliveries that are cancelled since they would be sent when there is no point in them any more."""


class Replan:
    """Plans deliveries of users again that were not attempted yet. The caller owns the transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, user_ids: Collection[UUID]) -> None:
        """Set the state and time that the choices of users imply now; cancel what they have turned off."""
        now = self._clock.now()
        waiting = await work.waiting.of(user_ids, now)
        if not waiting:
            return
        recipients = await work.users.recipients([(item.user_id, item.media_id) for item in waiting])
        changes = [
            replanned
            for item in waiting
            if (recipient := recipients.get(item.user_id)) is not None
            and (replanned := replanned_of(item, recipient, now)) is not None
        ]
        await work.waiting.replan(changes, now)


def replanned_of(item: WaitingDelivery, recipient: Recipient, now: datetime) -> Replanned | None:
    """Return what changes on a delivery; null when nothing does."""
    kind = KINDS[item.kind]
    planned = planned_for(kind, Destination(item.channel, item.target_id), recipient, now, item.until)
    if planned is None or item.media_id in recipient.muted:
        off = item.media_id in recipient.muted or recipient.preferences.frequency(kind, item.channel) == "off"
        code = TURNED_OFF if off else TOO_LATE
        return Replanned(item.delivery_id, State.CANCELLED, item.due_at, item.expires_at, code)
    state = State.PENDING if planned.frequency == "immediate" else State.COLLECTED
    expires_at = expiry_of(kind, planned.due_at, item.until)
    if (state, planned.due_at, expires_at) == (item.state, item.due_at, item.expires_at):
        return None
    return Replanned(item.delivery_id, state, planned.due_at, expires_at)
