"""The application factory."""

from fastapi import FastAPI

from chassis.http.middleware import RequestMiddleware
from chassis.runtime.metrics import metrics_endpoint
from chassis.service_runtime import lifespan
from web.bootstrap import Container
from web.presentation.errors import install_error_pages
from web.presentation.operations import health_routes
from web.presentation.pages import ROUTERS
from web.presentation.pages.files import file_routes


def create_api(container: Container) -> FastAPI:
    """Return the application: pages, static files, health and metrics. It has no operations of the API."""
    settings = container.settings
    app = FastAPI(
        title="Marquee web",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan(
            [], seconds=settings.shutdown_seconds, closing=[container.api.aclose, container.uploads.aclose]
        ),
    )
    app.state.application = container.application
    app.state.renderer = container.renderer
    app.state.static = container.static
    app.state.clock = container.clock
    app.state.default_region = settings.default_region
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.router.routes += [*file_routes(container.static), *health_routes(container.health)]
    app.add_route("/metrics", metrics_endpoint, methods=["GET"])
    install_error_pages(app)
    app.add_middleware(RequestMiddleware, max_body_bytes=settings.max_body_bytes, shapes=True, serves_head=True)
    return app
