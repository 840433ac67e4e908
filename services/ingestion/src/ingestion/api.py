"""The application factory."""

from collections.abc import Sequence
from typing import Final

from fastapi import FastAPI

from chassis.runtime.background import Background
from ingestion.bootstrap import Container
from ingestion.presentation import imports, job_triggers, jobs, state
from ingestion.presentation.errors import ERRORS

ROUTERS: Final = (imports.router, imports.on_demand_router, job_triggers.router, jobs.router, state.router)


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
