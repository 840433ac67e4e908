"""Every router of playback."""

from typing import Final

from playback.presentation.assets import routes as assets
from playback.presentation.assets import title_routes as titles

ROUTERS: Final = (assets.router, titles.router)
