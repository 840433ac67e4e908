"""ASGI application factory."""

from starlette.types import ASGIApp

from chassis.http.middleware import RequestMiddleware
from gateway.bootstrap import Container
from gateway.presentation.cors import Cors
from gateway.presentation.dispatcher import Dispatcher
from gateway.presentation.own_application import own_application
from gateway.presentation.security_headers import SecurityHeaders


def create_api(container: Container) -> ASGIApp:
    """Return the application: cached proxy, pages and media files, with CORS and security headers around them."""
    settings = container.settings
    pages = own_application(
        container.application,
        container.health,
        container.lifespan(),
        container.stopping,
        max_body_bytes=settings.max_body_bytes,
        heartbeat_seconds=settings.heartbeat_seconds,
    )
    proxy = RequestMiddleware(container.cache.layer(container.proxy))
    dispatcher = Dispatcher(proxy, pages, container.sockets, RequestMiddleware(container.media.application))
    app = SecurityHeaders(Cors(dispatcher, settings.cors_origins), hsts_seconds=settings.hsts_seconds)
    security = app.by_scheme()
    return container.cache.hits(container.media.hits(app, security), security)
