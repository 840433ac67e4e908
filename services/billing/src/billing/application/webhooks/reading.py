"""Messages for administrators: what arrived, what became of it, and replaying it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from billing.application.unit_of_work import Readers, Units
from billing.application.webhooks.ports import WebhookFilter
from billing.domain.webhooks.errors import WebhookNotFound
from billing.domain.webhooks.webhook import Webhook
from chassis.core.clock import Clock

KEPT: Final = timedelta(days=90)
DELETED_AT_ONCE: Final = 5000


class Webhooks:
    """Lists, replays and deletes messages."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def page(self, matching: WebhookFilter) -> tuple[Sequence[Webhook], int]:
        """Return a page of messages, the newest first, and how many match in all."""
        async with self._readers.read() as work:
            return await work.webhooks.page(matching)

    async def replay(self, webhook_id: UUID) -> Webhook:
        """Request the objects of a message again, whatever became of it; raise WebhookNotFound."""
        async with self._units.begin() as work:
            webhook = await work.webhooks.find(webhook_id, lock=True)
            if webhook is None:
                raise WebhookNotFound(webhook_id)
            if webhook.objects:
                await work.webhooks.replay(webhook_id, self._clock.now())
            replayed = await work.webhooks.find(webhook_id)
        return replayed or webhook

    async def delete_expired(self) -> int:
        """Delete messages that are kept no longer, and return how many."""
        count = 0
        while True:
            async with self._units.begin() as work:
                deleted = await work.webhooks.delete_before(self._clock.now() - KEPT, DELETED_AT_ONCE)
            count += deleted
            if deleted < DELETED_AT_ONCE:
                return count
