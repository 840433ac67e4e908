"""The use cases of webhooks."""

from dataclasses import dataclass

from notifications.application.webhooks.endpoints import Endpoints
from notifications.application.webhooks.reading import ReadWebhooks
from notifications.application.webhooks.recording import RecordWebhookEvents
from notifications.application.webhooks.replays import Replays


@dataclass(frozen=True, slots=True)
class WebhookUseCases:
    """Every use case of webhooks."""

    record: RecordWebhookEvents
    endpoints: Endpoints
    reading: ReadWebhooks
    replays: Replays
