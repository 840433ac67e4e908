"""The only place where the gateway's classes meet."""

import time
from dataclasses import dataclass
from uuid import UUID

import uvicorn
from prometheus_client import Counter, Gauge
from starlette.types import ASGIApp

from chassis.http.app import Lifespan
from chassis.http.server.connections import ConnectionLimits, Connections
from chassis.http.server.management import ManagementServer
from chassis.http.server.protocol import KEEP_ALIVE_SECONDS, protocol_with
from chassis.http.tokens import http_key_fetcher
from chassis.runtime.background import Background
from chassis.runtime.health import Health
from chassis.service_runtime import lifespan
from gateway.application.admission import Admit
from gateway.application.documents import ApiDocument
from gateway.application.forwarding import Forward
from gateway.application.limits import Limits, RateLimiter
from gateway.application.revocations import RevokedSessions
from gateway.application.streams import EventStreams, StreamLimits
from gateway.domain.breaker import Breaker, BreakerRules
from gateway.infrastructure.access_tokens import JwksAccessTokens, KeySource
from gateway.infrastructure.revocation_feed import RevocationFeed
from gateway.infrastructure.services import DocumentReader, liveness_check
from gateway.infrastructure.upstreams import HttpUpstreams
from gateway.presentation.additions import additions
from gateway.presentation.bodies import BodyReader
from gateway.presentation.clients import client_of
from gateway.presentation.proxy import Proxy
from gateway.presentation.security_headers import ALWAYS
from gateway.settings import Settings

UPSTREAM_FAILURES = Counter("gateway_upstream_failures", "Requests a service gave no answer to", ("upstream", "code"))
EVENT_STREAMS = Gauge("gateway_event_streams", "Event streams open now")
CONNECTIONS = Gauge("gateway_connections", "Connections of clients open now")


@dataclass(frozen=True, slots=True)
class Container:
    """The wired gateway."""

    settings: Settings
    health: Health
    proxy: ASGIApp
    document: ApiDocument
    limiter: RateLimiter
    limits: Limits
    streams: EventStreams
    revoked: RevokedSessions
    upstreams: HttpUpstreams
    backgrounds: list[Background]

    def lifespan(self) -> Lifespan:
        """Give the life of the process."""
        return lifespan(
            self.backgrounds,
            seconds=self.settings.shutdown_seconds,
            on_start=self.upstreams.open,
            closing=[self.upstreams.close],
        )

    def revoke(self, session_id: UUID, until: float) -> None:
        """Refuse the tokens of an ended session, and end its event streams."""
        self.revoked.add(session_id, until)
        self.streams.end_session(session_id)


def build(settings: Settings) -> Container:
    """Wire the gateway; opens nothing yet."""
    upstreams = HttpUpstreams(settings.upstreams, connect_seconds=settings.connect_seconds)
    revoked = RevokedSessions(time.time)
    streams = EventStreams(
        StreamLimits(settings.streams_per_account, settings.streams_per_address, settings.max_streams),
        revoked.__contains__,
    )
    EVENT_STREAMS.set_function(streams.__len__)
    limiter = RateLimiter(time.monotonic)
    limits = Limits(settings.reads_per_minute, settings.writes_per_minute, settings.sign_ins_per_minute)
    admit = Admit(_tokens(settings, revoked), limiter, limits)
    document = ApiDocument(upstreams.services, additions())
    health = Health()
    backgrounds: list[Background] = []
    container = Container(
        settings,
        health,
        _proxy(settings, upstreams, admit, streams),
        document,
        limiter,
        limits,
        streams,
        revoked,
        upstreams,
        backgrounds,
    )
    feed = RevocationFeed(settings.kafka_bootstrap, container.revoke, revoked.__len__, security=settings.kafka_security)
    health.add("revocations", feed.check, required=False)
    for service in upstreams.services:
        health.add(service, liveness_check(upstreams, service, time.monotonic), required=False)
    # The first to start is the last to stop: health responds until the end.
    backgrounds += [
        ManagementServer(health, host=settings.management_host, port=settings.management_port),
        feed,
        DocumentReader(upstreams, document.learn, lambda: not document.missing),
    ]
    return container


def _tokens(settings: Settings, revoked: RevokedSessions) -> JwksAccessTokens:
    return JwksAccessTokens(
        KeySource(http_key_fetcher(settings.jwks_url)),
        issuer=settings.token_issuer,
        audience=settings.token_audience,
        revoked=revoked.__contains__,
    )


def _proxy(settings: Settings, upstreams: HttpUpstreams, admit: Admit, streams: EventStreams) -> Proxy:
    rules = BreakerRules(failures=settings.breaker_failures)
    return Proxy(
        admit,
        Forward(
            upstreams,
            {service: Breaker(rules) for service in upstreams.services},
            time.monotonic,
            lambda service, code: UPSTREAM_FAILURES.labels(service, code).inc(),
        ),
        BodyReader(each=settings.max_body_bytes, together=settings.bodies_bytes),
        streams,
        deadline_seconds=settings.deadline_seconds,
        now=time.time,
    )


def server_config(settings: Settings, app: ASGIApp) -> uvicorn.Config:
    """Return the configuration of the server that stands at the edge."""
    limits = ConnectionLimits(settings.max_connections, settings.connections_per_address, KEEP_ALIVE_SECONDS)
    places = Connections(limits, client_of(settings.trusted_proxies))
    CONNECTIONS.set_function(places.__len__)
    return uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        loop="uvloop",
        http=protocol_with(
            head_seconds=settings.head_seconds,
            body_seconds=settings.body_seconds,
            places=places,
            refusal_headers=ALWAYS,
            always_served=(b"/health/live", b"/health/ready"),
        ),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
