"""Every router of playback."""

from typing import Final

from playback.presentation.assets import routes as assets

ROUTERS: Final = (assets.router,)
