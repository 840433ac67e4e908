"""Errors of webhooks.

NotificationsError
├── InvalidWebhook
├── ReplayRunning
├── TooManyWebhooks
├── WebhookDeliveryNotFound
├── WebhookDisabled
├── WebhookNotFound
└── WebhookTypeReserved
"""

from chassis.core.rules.broken import BrokenRule
from notifications.domain.errors import NotificationsError


class WebhookNotFound(NotificationsError):
    """The user has no such webhook."""


class WebhookDeliveryNotFound(NotificationsError):
    """The webhook has no such delivery."""


class TooManyWebhooks(NotificationsError):
    """The user has as many webhooks as this installation permits."""


class WebhookDisabled(NotificationsError):
    """The webhook is disabled."""


class WebhookTypeReserved(NotificationsError):
    """The type of events is for administrators only."""


class ReplayRunning(NotificationsError):
    """A replay of the webhook runs already."""


class InvalidWebhook(NotificationsError):
    """A field breaks a rule that depends on the installation."""

    def __init__(self, field: str, broken: BrokenRule) -> None:
        super().__init__(f"{field}: {broken}")
        entry = {"field": field, "in": "body", "rule": broken.rule, "params": broken.params, "message": str(broken)}
        self.details = {"errors": [entry]}
