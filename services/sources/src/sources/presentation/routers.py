"""Every router of sources. Fixed paths come before those with an id in the same place."""

from typing import Final

from egress.reporting.routes import egress_router
from jobs.http.schedule_routes import schedules_router
from sources.presentation.content import routes as content
from sources.presentation.errors import ERRORS
from sources.presentation.media_sources import admin_routes
from sources.presentation.media_sources import routes as media_sources
from sources.presentation.scanning import routes as scanning
from sources.presentation.titles import routes as titles

ROUTERS: Final = (
    titles.router,
    content.router,
    media_sources.router,
    scanning.router,
    schedules_router("/admin/sources", "source", "sources", tag="sources: administration", errors=ERRORS),
    egress_router("/admin/sources", "sources", tag="sources: administration"),
    admin_routes.router,
    scanning.admin_router,
)
