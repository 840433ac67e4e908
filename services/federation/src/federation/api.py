"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from chassis.runtime.background import Background
from egress.reporting.routes import egress_state
from egress.watching import watch_paths
from federation.bootstrap import Container
from federation.presentation.errors import ERRORS
from federation.presentation.internal import router as internal
from federation.presentation.routers import ROUTERS


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    app = container.runtime.create_app(
        title="Marquee federation",
        description="Relations to other servers: what is shared with them, and what they share.",
        routers=ROUTERS if routes else (),
        errors=ERRORS,
        application=container.application,
        backgrounds=[watch_paths(container.settings, container.runtime.health), *backgrounds],
        state=egress_state(container.settings),
    )
    if routes:
        app.include_router(internal)
    return app
