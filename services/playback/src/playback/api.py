"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from chassis.runtime.background import Background
from egress.reporting.routes import egress_state
from egress.watching import watch_paths
from playback.bootstrap import Container
from playback.presentation.errors import ERRORS
from playback.presentation.routers import ROUTERS


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    app = container.runtime.create_app(
        title="Marquee playback",
        description="Videos of titles: upload, transcoding, protection and streaming.",
        routers=ROUTERS if routes else (),
        errors=ERRORS,
        application=container.application,
        backgrounds=[watch_paths(container.settings, container.runtime.health), *backgrounds],
        state=egress_state(container.settings),
    )
    if routes:
        # The region of a session is the country of the client, whose address the gateway states.
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(container.settings.trusted_proxies))
    return app
