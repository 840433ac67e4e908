"""The routes and the middleware of the site."""

from typing import Final

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from chassis.http.app import operation_routes
from chassis.http.middleware import RequestMiddleware
from chassis.runtime.health import Health
from web.presentation.errors import install_error_pages
from web.presentation.pages import ROUTERS
from web.presentation.pages.files import file_routes
from web.presentation.rendering.static_files import StaticFiles

COMPRESSED_FROM_BYTES: Final = 1_000


def install_site(app: FastAPI, static: StaticFiles, health: Health, *, max_body_bytes: int) -> None:
    """Add pages, static files, health and metrics to an application, and pages for its errors."""
    # Not `include_router`: for each application FastAPI would prepare every route again at the first request (0.2 s).
    app.router.routes += [route for router in ROUTERS for route in router.routes]
    # The application is ready without the gateway: its error pages say what is missing.
    app.router.routes += [*file_routes(static), *operation_routes(health)]
    install_error_pages(app)
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM_BYTES, compresslevel=5)
    app.add_middleware(RequestMiddleware, max_body_bytes=max_body_bytes, shapes=True, serves_head=True)
