"""The parts of webhooks: use cases, the lane that delivers, and periodic work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import Transactions
from chassis.runtime.background import Background
from chassis.runtime.periodic import PeriodicTask
from notifications.application.deliveries.lanes import LaneSettings, LaneWorker
from notifications.application.deliveries.queue import Lane
from notifications.application.messages.recording import RecordOccurrences
from notifications.application.unit_of_work import UnitOfWork
from notifications.application.webhooks.attempts import WebhookAttempts
from notifications.application.webhooks.endpoints import Endpoints
from notifications.application.webhooks.ports import Secrets, Sender
from notifications.application.webhooks.reading import ReadWebhooks
from notifications.application.webhooks.recording import RecordWebhookEvents
from notifications.application.webhooks.replays import Replays
from notifications.application.webhooks.use_cases import WebhookUseCases
from notifications.infrastructure.deliveries.traced_attempts import TracedAttempts
from notifications.infrastructure.webhooks.log import LogRetention
from notifications.infrastructure.webhooks.queue import SqlWebhookQueue
from notifications.infrastructure.webhooks.reading import SqlWebhookReader
from notifications.infrastructure.webhooks.settings import WebhookSettings

REPLAY_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class WebhookParts:
    """What the parts share."""

    settings: WebhookSettings
    transactions: Transactions
    units: UnitOfWorkFactory[UnitOfWork]
    clock: Clock
    secrets: Secrets
    sender: Sender

    def use_cases(self) -> WebhookUseCases:
        """Return the use cases."""
        record = RecordWebhookEvents(self.clock, days=self.settings.webhook_log_days, hours=self.settings.webhook_hours)
        endpoints = Endpoints(
            self.units, self.clock, self.secrets, self.sender, record, most=self.settings.webhooks_per_user
        )
        reading = ReadWebhooks(SqlWebhookReader(self.transactions))
        return WebhookUseCases(record, endpoints, reading, Replays(self.units, self.clock, record))

    def lane(self, record: RecordOccurrences, is_outage: Callable[[BaseException], bool]) -> LaneWorker:
        """Return the lane that delivers webhooks."""
        limits = self.settings.webhook_limits()
        return LaneWorker(
            Lane("webhook"),
            SqlWebhookQueue(self.transactions, self.clock, self.secrets),
            TracedAttempts(WebhookAttempts(self.units, self.sender, record, self.clock, is_outage, limits)),
            self.clock,
            is_outage,
            LaneSettings(slots=self.settings.webhook_slots),
        )

    def tasks(self, replays: Replays) -> list[Background]:
        """Return the periodic work: replays, and the partitions of the log."""
        retention = LogRetention(self.transactions, self.clock, days=self.settings.webhook_log_days)
        return [
            PeriodicTask(replays.run, name="webhook-replays", seconds=REPLAY_SECONDS),
            PeriodicTask(retention.run, name="webhook-log"),
        ]
