"""The routers of all subjects."""

from typing import Final

from notifications.presentation.deliveries.admin_routes import router as all_deliveries
from notifications.presentation.deliveries.routes import router as deliveries
from notifications.presentation.messages.routes import router as inbox
from notifications.presentation.messages.stream_routes import router as stream
from notifications.presentation.preferences.routes import router as preferences
from notifications.presentation.preferences.unsubscribe_routes import router as unsubscribe
from notifications.presentation.templates.routes import router as templates

ROUTERS: Final = (inbox, stream, preferences, unsubscribe, deliveries, all_deliveries, templates)
