"""The routers of all subjects."""

from typing import Final

from notifications.presentation.messages.routes import router as inbox

ROUTERS: Final = (inbox,)
