"""The tables of the notifications schema."""

from typing import Final

from notifications.infrastructure.deliveries.tables import deliveries, delivery_attempts, delivery_rates
from notifications.infrastructure.messages.tables import notifications
from notifications.infrastructure.metadata import inbox, metadata, outbox
from notifications.infrastructure.plans.tables import user_plans
from notifications.infrastructure.preferences.tables import muted_titles, preferences
from notifications.infrastructure.targets.tables import target_codes, targets
from notifications.infrastructure.upcoming.tables import upcoming_episodes
from notifications.infrastructure.users.tables import users
from notifications.infrastructure.webhooks.tables import (
    webhook_attempts,
    webhook_deliveries,
    webhook_endpoints,
    webhook_events,
    webhook_replays,
)

READ_MODEL: Final = (users, inbox)
"""What `replay` empties before it reads the log again: an event that the inbox knows would not be applied.

Notifications and deliveries stay, and know what they were made of: the events make none again."""

__all__ = [
    "READ_MODEL",
    "deliveries",
    "delivery_attempts",
    "delivery_rates",
    "inbox",
    "metadata",
    "muted_titles",
    "notifications",
    "outbox",
    "preferences",
    "target_codes",
    "targets",
    "upcoming_episodes",
    "user_plans",
    "users",
    "webhook_attempts",
    "webhook_deliveries",
    "webhook_endpoints",
    "webhook_events",
    "webhook_replays",
]
