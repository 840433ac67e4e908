"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from chassis.runtime.background import Background
from egress.reporting.routes import egress_state
from egress.watching import watch_paths
from music.bootstrap import Container
from music.presentation.changes.sockets import SOCKETS
from music.presentation.errors import ERRORS
from music.presentation.federation.access import federation_verifier
from music.presentation.federation.routes import router as federation
from music.presentation.routers import ROUTERS


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    app = container.runtime.create_app(
        title="Marquee music",
        description="The music of the server: artists, albums and tracks, and the radio.",
        routers=ROUTERS if routes else (),
        errors=ERRORS,
        application=container.application,
        backgrounds=[watch_paths(container.settings, container.runtime.health), *backgrounds],
        state={
            **egress_state(container.settings),
            "federation": federation_verifier(container.settings.federation_url),
        },
        sockets=SOCKETS if routes else (),
    )
    if routes:
        app.include_router(federation)
    return app
