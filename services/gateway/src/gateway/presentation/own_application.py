"""The application of the pages and of the gateway's own operations."""

from fastapi import FastAPI
from starlette.middleware import Middleware

from chassis.http.app import Lifespan, create_app
from chassis.runtime.health import Health
from chassis.runtime.stopping import Stopping
from gateway.application import Application
from gateway.domain.routes import OWN
from gateway.presentation.documentation.assets import asset_routes
from gateway.presentation.documentation.pages import document_route, public_health, router
from gateway.presentation.errors import ERRORS
from gateway.presentation.events.admission import OwnOperations
from gateway.presentation.events.reference import reference_routes
from gateway.presentation.events.routes import router as events
from gateway.presentation.images.routes import router as images
from gateway.presentation.page_limit import PageLimit


def own_application(
    application: Application,
    health: Health,
    lifespan: Lifespan,
    stopping: Stopping,
    *,
    max_body_bytes: int,
    heartbeat_seconds: float,
) -> FastAPI:
    """Return the application; the document of its operations becomes part of that of the whole API."""
    pages = create_app(
        title="Marquee gateway",
        description="The public entry point.",
        routers=[events, images],
        errors=ERRORS,
        health=health,
        lifespan=lifespan,
        max_body_bytes=max_body_bytes,
        operations=public_health(health),
        stopping=stopping,
        state={"application": application, "heartbeat_seconds": heartbeat_seconds},
    )
    # Appended last, they run within the request id middleware, so that their error responses have a request id.
    pages.user_middleware.append(Middleware(PageLimit, limiter=application.limiter))
    pages.user_middleware.append(Middleware(OwnOperations, admit=application.admit))
    application.document.update(OWN, pages.openapi())
    pages.include_router(router)
    pages.router.routes[:0] = [document_route(application.document), *reference_routes(), *asset_routes()]
    return pages
