"""All routes of ingestion."""

from typing import Final

from egress.reporting.routes import egress_router
from ingestion.presentation import state
from ingestion.presentation.external_lists import routes as external_lists
from ingestion.presentation.jobs import routes as jobs
from ingestion.presentation.lists import routes as lists
from ingestion.presentation.searching import routes as searching
from ingestion.presentation.signals import routes as signals
from ingestion.presentation.titles import refresh_routes
from ingestion.presentation.titles import routes as titles

ROUTERS: Final = (
    titles.router,
    titles.on_demand_router,
    lists.router,
    lists.stats_router,
    external_lists.router,
    searching.router,
    signals.router,
    refresh_routes.router,
    jobs.router,
    state.router,
    egress_router("/ingestion", "ingestion", tag="ingestion"),
)
