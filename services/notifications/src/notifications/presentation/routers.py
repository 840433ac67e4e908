"""The routers of all subjects."""

from typing import Final

from egress.reporting.routes import egress_router
from notifications.presentation.deliveries.admin_routes import router as all_deliveries
from notifications.presentation.deliveries.routes import router as deliveries
from notifications.presentation.messages.routes import router as inbox
from notifications.presentation.messages.stream_routes import router as stream
from notifications.presentation.preferences.routes import router as preferences
from notifications.presentation.preferences.unsubscribe_routes import router as unsubscribe
from notifications.presentation.targets.routes import router as targets
from notifications.presentation.templates.routes import router as templates
from notifications.presentation.webhooks.admin_routes import router as all_webhooks
from notifications.presentation.webhooks.delivery_routes import router as webhook_deliveries
from notifications.presentation.webhooks.routes import router as webhooks

ROUTERS: Final = (
    inbox,
    stream,
    preferences,
    unsubscribe,
    targets,
    deliveries,
    all_deliveries,
    templates,
    webhooks,
    webhook_deliveries,
    all_webhooks,
    egress_router("/admin/notifications", "notifications", tag="notifications"),
)
