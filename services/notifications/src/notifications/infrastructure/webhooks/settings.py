"""Settings of webhooks."""

from datetime import timedelta

from pydantic import Field

from chassis.core.clock import Clock
from notifications.domain.webhooks.endpoints import Limits
from notifications.infrastructure.channels.settings import OutgoingSettings
from notifications.infrastructure.webhooks.sending import HttpSender, http_sender


class WebhookSettings(OutgoingSettings):
    """How webhooks are sent, and how many a user may have."""

    webhooks_per_user: int = Field(default=10, ge=1, le=1000)
    webhook_slots: int = Field(default=32, ge=1, le=500)
    """How many webhooks a process sends at a time."""
    webhook_per_minute: int = Field(default=600, ge=1, le=60_000)
    """How often an endpoint is called per minute, over all processes."""
    webhook_hours: int = Field(default=24, ge=1, le=240)
    """How long a delivery is repeated that an endpoint does not accept."""
    webhook_failing_days: int = Field(default=5, ge=1, le=100)
    """After how many days of failures only an endpoint is disabled."""
    webhook_log_days: int = Field(default=30, ge=2, le=400)
    """How long events and deliveries are kept: as far back as a replay reaches."""

    def open_sender(self, clock: Clock) -> HttpSender:
        """Return the sender; it opens no connection yet."""
        return http_sender(self.outgoing_rules("webhooks"), self.outgoing_guard("webhooks", clock))

    def webhook_limits(self) -> Limits:
        """Return the limits of endpoints."""
        return Limits(timedelta(minutes=1) / self.webhook_per_minute, self.webhook_failing_days)
