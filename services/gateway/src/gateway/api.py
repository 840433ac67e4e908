"""Factory of the ASGI application, and of what serves requests before it."""

from chassis.http.middleware import RequestMiddleware
from gateway.bootstrap import Container
from gateway.presentation.api import Api
from gateway.presentation.cors import Cors
from gateway.presentation.dispatcher import Dispatcher
from gateway.presentation.own_application import own_application
from gateway.presentation.security_headers import SecurityHeaders
from gateway.presentation.stated_clients import StatedClients


def create_api(container: Container) -> Api:
    """Return what the public server runs."""
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
    clients = StatedClients(settings.trusted_proxies)
    return Api(container.media.hits(app, security), container.cache.hits(clients, security).serve, clients)
