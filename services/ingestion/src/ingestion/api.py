"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from chassis.runtime.background import Background
from egress.reporting.routes import egress_state
from egress.watching import watch_paths
from ingestion.bootstrap import Container
from ingestion.presentation.errors import ERRORS
from ingestion.presentation.routers import ROUTERS


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    return container.runtime.create_app(
        title="Marquee ingestion",
        description="Imports titles, lists and signals from the providers.",
        routers=ROUTERS if routes else [],
        errors=ERRORS,
        application=container.application,
        lifespan=container.lifespan([watch_paths(container.settings, container.runtime.health), *backgrounds]),
        state=egress_state(container.settings),
    )
