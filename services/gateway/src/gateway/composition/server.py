"""The public server: its limits of connections, its protocols, and whose word counts on the client's address."""

import uvicorn
from prometheus_client import Gauge
from starlette.types import ASGIApp

from chassis.http.server.connections import ConnectionLimits, Connections
from chassis.http.server.protocol import KEEP_ALIVE_SECONDS, protocol_with
from chassis.http.server.websockets import MESSAGE_BYTES, CountedWebSocket
from chassis.runtime.stopping import Stopping
from gateway.presentation.api import Api
from gateway.presentation.client_networks import KeepPeer, client_network
from gateway.presentation.security_headers import ALWAYS
from gateway.presentation.stated_clients import BehindProxies
from gateway.settings import Settings

CONNECTIONS = Gauge("gateway_connections", "Connections of clients open now")


def server_config(settings: Settings, api: Api, stopping: Stopping) -> uvicorn.Config:
    """Return the configuration of the public server, which begins `stopping` when it stops."""
    limits = ConnectionLimits(settings.max_connections, settings.connections_per_address, KEEP_ALIVE_SECONDS)
    connections = Connections(limits, client_network(settings.trusted_proxies))
    CONNECTIONS.set_function(connections.__len__)
    return uvicorn.Config(
        _behind_proxies(settings, api),
        host=settings.http_host,
        port=settings.http_port,
        loop="uvloop",
        http=protocol_with(
            head_seconds=settings.head_seconds,
            body_seconds=settings.body_seconds,
            places=connections,
            refusal_headers=ALWAYS,
            always_served=(b"/health/live", b"/health/ready"),
            stopping=stopping,
            at_once=api.at_once,
        ),
        ws=CountedWebSocket,
        ws_max_size=MESSAGE_BYTES,
        ws_ping_interval=settings.heartbeat_seconds,
        ws_ping_timeout=settings.heartbeat_seconds,
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )


def _behind_proxies(settings: Settings, api: Api) -> ASGIApp:
    """Return the application with the client that trusted proxies state; the peer is kept first, where it counts."""
    app = BehindProxies(api.application, api.clients) if settings.trusted_proxies else api.application
    return app if settings.proxy_user_header is None else KeepPeer(app)
