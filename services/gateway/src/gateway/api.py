"""Door 1: HTTP."""

from starlette.types import ASGIApp

from chassis.middleware import RequestMiddleware
from chassis.web import create_app
from gateway.bootstrap import Container
from gateway.presentation.cors import Cors
from gateway.presentation.errors import ERRORS
from gateway.presentation.front import Front
from gateway.presentation.pages import ASSETS_PATH, assets, document_route, router


def create_api(container: Container) -> ASGIApp:
    """Give the application: the proxy beside the pages, and cross-origin rules over both."""
    pages = create_app(
        title="Marquee gateway",
        description="The front door.",
        routers=[],
        errors=ERRORS,
        health=container.health,
        lifespan=container.lifespan(),
        max_body_bytes=container.settings.max_body_bytes,
    )
    pages.include_router(router)
    pages.router.routes.insert(0, document_route(lambda: container.document.merged))
    pages.mount(ASSETS_PATH, assets())
    return Cors(Front(RequestMiddleware(container.proxy), pages), container.settings.cors_origins)
