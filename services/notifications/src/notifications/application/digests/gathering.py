"""Digests: what was collected for a user and destination becomes one delivery when it is due."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from notifications.application.digests.ports import Replanned, WaitingDelivery
from notifications.application.digests.replanning import replanned_of
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.deliveries.digests import digest_id_of
from notifications.domain.deliveries.model import Delivery, State, delivery_id_of
from notifications.domain.messages.kinds import KINDS
from notifications.domain.preferences.model import Destination, Recipient
from notifications.domain.preferences.planning import due_alone

USERS_PER_BATCH: Final = 200
_DIGEST: Final = KINDS["digest"]


class GatherDigests:
    """Gathers what is due, in batches of users: each is one transaction, so a crash leaves whole digests only."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], clock: Clock, *, batch: int = USERS_PER_BATCH) -> None:
        self._units = units
        self._clock = clock
        self._batch = batch

    async def __call__(self) -> int:
        """Gather everything that is due, and return the number of digests."""
        digests = 0
        while True:
            users, gathered = await self._gather_batch()
            digests += gathered
            if users < self._batch:
                return digests

    async def _gather_batch(self) -> tuple[int, int]:
        """Return the number of users in the batch, and of their digests."""
        now = self._clock.now()
        async with self._units.begin() as work:
            user_ids = await work.waiting.users_of_due(now, self._batch)
            if not user_ids:
                return 0, 0
            recipients = await work.users.recipients([(user_id, None) for user_id in user_ids])
            groups: dict[tuple[UUID, Destination], list[WaitingDelivery]] = defaultdict(list)
            for item in await work.waiting.due(user_ids, now):
                groups[item.user_id, Destination(item.channel, item.target_id)].append(item)
            digests = {key: _digest(key[1], items, recipients[key[0]], now) for key, items in groups.items()}
            sent = await work.waiting.existing([digest.delivery_id for digest in digests.values()])
            new = {key: digest for key, digest in digests.items() if digest.delivery_id not in sent}
            await work.deliveries.add(list(new.values()))
            await work.waiting.gather(
                {item.delivery_id: digest.delivery_id for key, digest in new.items() for item in groups[key]}
            )
            await work.waiting.replan(_late(groups, new, recipients, now), now)
        return len(user_ids), len(new)


def _digest(
    destination: Destination, items: Sequence[WaitingDelivery], recipient: Recipient, now: datetime
) -> Delivery:
    due_at = due_alone(_DIGEST, recipient, now)
    period = max(item.due_at for item in items)
    return Delivery(
        delivery_id=delivery_id_of(digest_id_of(recipient.user_id, period), destination),
        user_id=recipient.user_id,
        kind=_DIGEST.name,
        channel=destination.channel,
        priority=_DIGEST.priority,
        state=State.PENDING,
        due_at=due_at,
        expires_at=due_at + _DIGEST.lifetime,
        created_at=now,
        target_id=destination.target_id,
    )


def _late(
    groups: Mapping[tuple[UUID, Destination], Sequence[WaitingDelivery]],
    gathered: Mapping[tuple[UUID, Destination], Delivery],
    recipients: Mapping[UUID, Recipient],
    now: datetime,
) -> list[Replanned]:
    """Return the plan for items whose digest exists already, as they were committed just after it: the next digest."""
    return [
        replanned
        for (user_id, destination), items in groups.items()
        if (user_id, destination) not in gathered
        for item in items
        if (replanned := replanned_of(item, recipients[user_id], now)) is not None
    ]
