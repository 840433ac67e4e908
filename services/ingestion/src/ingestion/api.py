"""Door 1: HTTP."""

from collections.abc import Sequence
from typing import Final

from fastapi import FastAPI

from chassis.http.app import create_app
from chassis.runtime.background import Background
from ingestion.bootstrap import Container
from ingestion.presentation import imports, jobs, pipelines, state
from ingestion.presentation.errors import ERRORS

ROUTERS: Final = (imports.router, imports.on_demand_router, pipelines.router, jobs.router, state.router)


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Give the application; without `routes` only health and metrics, for a worker."""
    return create_app(
        title="Marquee ingestion",
        description="Imports titles, lists and signals from the providers.",
        routers=ROUTERS if routes else [],
        errors=ERRORS,
        health=container.foundation.health,
        verifier=container.foundation.verifier,
        lifespan=container.lifespan(list(backgrounds)),
        state={"application": container.application},
        max_body_bytes=container.settings.max_body_bytes,
    )
