"""Every router of sources. Fixed paths come before those with an id in the same place."""

from typing import Final

from egress.reporting.routes import egress_router
from sources.presentation.content import routes as content
from sources.presentation.media_sources import admin_routes
from sources.presentation.media_sources import routes as media_sources
from sources.presentation.scanning import routes as scanning
from sources.presentation.schedules import routes as schedules
from sources.presentation.titles import routes as titles

ROUTERS: Final = (
    titles.router,
    content.router,
    media_sources.router,
    scanning.router,
    schedules.router,
    egress_router("/admin/sources", "sources", tag="sources: administration"),
    admin_routes.router,
    scanning.admin_router,
)
