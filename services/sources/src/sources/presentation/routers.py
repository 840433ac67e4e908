"""Every router of sources. Fixed paths come before those with an id in the same place."""

from typing import Final

from sources.presentation.media_sources import admin_routes
from sources.presentation.media_sources import routes as media_sources

ROUTERS: Final = (media_sources.router, admin_routes.router)
