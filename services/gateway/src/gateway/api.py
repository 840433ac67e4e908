"""The application factory."""

from starlette.middleware import Middleware
from starlette.types import ASGIApp

from chassis.http.app import create_app
from chassis.http.middleware import RequestMiddleware
from gateway.bootstrap import Container
from gateway.presentation.cors import Cors
from gateway.presentation.errors import ERRORS
from gateway.presentation.front import Front
from gateway.presentation.page_limit import PageLimit
from gateway.presentation.pages import ASSETS_PATH, assets, document_route, public_health, router
from gateway.presentation.security_headers import SecurityHeaders


def create_api(container: Container) -> ASGIApp:
    """Return the application: the proxy beside the pages, and the rules for browsers over both."""
    pages = create_app(
        title="Marquee gateway",
        description="The front door.",
        routers=[],
        errors=ERRORS,
        health=container.health,
        lifespan=container.lifespan(),
        max_body_bytes=container.settings.max_body_bytes,
        operations=public_health(container.health),
    )
    # Added last, it runs first but within the request's id, so that its refusals carry one.
    pages.user_middleware.append(Middleware(PageLimit, limiter=container.limiter, limits=container.limits))
    pages.include_router(router)
    pages.router.routes.insert(0, document_route(lambda: container.document.merged))
    pages.mount(ASSETS_PATH, assets())
    front = Cors(Front(RequestMiddleware(container.proxy), pages), container.settings.cors_origins)
    return SecurityHeaders(front, hsts_seconds=container.settings.hsts_seconds)
