"""Every router of sources."""

from typing import Final

from sources.presentation.media_sources import routes as media_sources

ROUTERS: Final = (media_sources.router, media_sources.admin_router)
