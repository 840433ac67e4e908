"""ASGI application factory."""

from starlette.middleware import Middleware
from starlette.types import ASGIApp

from chassis.http.app import create_app
from chassis.http.middleware import RequestMiddleware
from gateway.bootstrap import Container
from gateway.presentation.cors import cors
from gateway.presentation.dispatcher import Dispatcher
from gateway.presentation.documentation.assets import asset_routes
from gateway.presentation.documentation.pages import document_route, public_health, router
from gateway.presentation.errors import ERRORS
from gateway.presentation.page_limit import PageLimit
from gateway.presentation.security_headers import SecurityHeaders


def create_api(container: Container) -> ASGIApp:
    """Return the application: the cached proxy and the pages, with CORS and security headers around both."""
    application, settings = container.application, container.settings
    pages = create_app(
        title="Marquee gateway",
        description="The public entry point.",
        routers=[],
        errors=ERRORS,
        health=container.health,
        lifespan=container.lifespan(),
        max_body_bytes=settings.max_body_bytes,
        operations=public_health(container.health),
    )
    # Appended last, it runs within the request id middleware, so that its error responses have a request id.
    pages.user_middleware.append(Middleware(PageLimit, limiter=application.limiter))
    pages.include_router(router)
    pages.router.routes[:0] = [document_route(application.document), *asset_routes()]
    dispatcher = Dispatcher(RequestMiddleware(container.cache.layer(container.proxy)), pages)
    app = SecurityHeaders(cors(dispatcher, settings.cors_origins), hsts_seconds=settings.hsts_seconds)
    return container.cache.hits(app)
