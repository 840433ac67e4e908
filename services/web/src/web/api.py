"""The application factory."""

from fastapi import FastAPI

from chassis.runtime.stopping import Stopping
from chassis.service_runtime import lifespan
from web.bootstrap import Container
from web.presentation.site import install_site
from web.presentation.visits import origin_of


def create_api(container: Container) -> FastAPI:
    """Return the application: pages, static files, health and metrics. It has no operations of the API."""
    settings = container.settings
    closing = [container.api.aclose, container.uploads.aclose]
    app = FastAPI(
        title="Marquee web",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan([], seconds=settings.shutdown_seconds, closing=closing),
    )
    app.state.stopping = Stopping()
    app.state.stopping.add(container.health.stop)
    app.state.application = container.application
    app.state.renderer = container.renderer
    app.state.static = container.static
    app.state.clock = container.clock
    app.state.default_region = settings.default_region
    app.state.storage_origin = origin_of(settings.storage_url)
    app.state.media_origin = origin_of(settings.media_url)
    install_site(app, container.static, container.health, max_body_bytes=settings.max_body_bytes)
    return app
