"""The application factory."""

from collections.abc import Sequence
from typing import Final

from fastapi import FastAPI

from chassis.runtime.background import Background
from ingestion.bootstrap import Container
from ingestion.presentation import state
from ingestion.presentation.errors import ERRORS
from ingestion.presentation.jobs import routes as jobs
from ingestion.presentation.lists import routes as lists
from ingestion.presentation.signals import routes as signals
from ingestion.presentation.titles import refresh_routes
from ingestion.presentation.titles import routes as titles

ROUTERS: Final = (
    titles.router,
    titles.on_demand_router,
    lists.router,
    signals.router,
    refresh_routes.router,
    jobs.router,
    state.router,
)


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    return container.runtime.create_app(
        title="Marquee ingestion",
        description="Imports titles, lists and signals from the providers.",
        routers=ROUTERS if routes else [],
        errors=ERRORS,
        application=container.application,
        lifespan=container.lifespan(list(backgrounds)),
    )
