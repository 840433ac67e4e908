"""Every router of federation. Fixed paths come before those with an id in the same place."""

from typing import Final

from egress.reporting.routes import egress_router
from federation.presentation.errors import ERRORS
from federation.presentation.imports import routes as imports
from federation.presentation.peers import invitation_routes
from federation.presentation.peers import routes as peers
from federation.presentation.sharing import browse_routes
from federation.presentation.sharing import routes as shares
from federation.presentation.wire import content_routes
from federation.presentation.wire import routes as relations
from jobs.http.schedule_routes import schedules_router

_ADMINISTRATION: Final = "federation: administration"

ROUTERS: Final = (
    shares.router,
    browse_routes.router,
    relations.router,
    content_routes.router,
    invitation_routes.router,
    peers.router,
    imports.router,
    schedules_router("/admin/federation", "federation", "federation", tag=_ADMINISTRATION, errors=ERRORS),
    egress_router("/admin/federation", "federation", tag=_ADMINISTRATION),
)
