"""The only place where the gateway's classes meet."""

import time
from dataclasses import dataclass

import uvicorn
from prometheus_client import Counter
from starlette.types import ASGIApp

from chassis.background import Background
from chassis.health import Health
from chassis.security import http_key_fetcher
from chassis.service import lifespan
from chassis.web import Lifespan
from gateway.application.admission import Admit
from gateway.application.documents import ApiDocument
from gateway.application.forwarding import Forward
from gateway.application.limits import Limits, RateLimiter
from gateway.application.revocations import RevokedSessions
from gateway.domain.breaker import Breaker, BreakerRules
from gateway.infrastructure.access_tokens import JwksAccessTokens, KeySource
from gateway.infrastructure.revocation_feed import RevocationFeed
from gateway.infrastructure.services import DocumentReader, liveness_check
from gateway.infrastructure.upstreams import HttpUpstreams
from gateway.presentation.bodies import BodyReader
from gateway.presentation.deadlines import protocol_with
from gateway.presentation.proxy import Proxy
from gateway.settings import Settings

UPSTREAM_FAILURES = Counter("gateway_upstream_failures", "Requests a service gave no answer to", ("upstream", "code"))


@dataclass(frozen=True, slots=True)
class Container:
    """The wired gateway."""

    settings: Settings
    health: Health
    proxy: ASGIApp
    document: ApiDocument
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


def build(settings: Settings) -> Container:
    """Wire the gateway; opens nothing yet."""
    upstreams = HttpUpstreams(settings.upstreams, connect_seconds=settings.connect_seconds)
    revoked = RevokedSessions(time.time)
    feed = RevocationFeed(settings.kafka_bootstrap, revoked.add, revoked.__len__, security=settings.kafka_security)
    document = ApiDocument(upstreams.services)
    reader = DocumentReader(upstreams, document.learn, lambda: not document.missing)
    health = Health()
    health.add("revocations", feed.check)
    for service in upstreams.services:
        health.add(service, liveness_check(upstreams, service, time.monotonic))
    return Container(
        settings, health, _proxy(settings, upstreams, revoked), document, revoked, upstreams, [feed, reader]
    )


def _proxy(settings: Settings, upstreams: HttpUpstreams, revoked: RevokedSessions) -> Proxy:
    tokens = JwksAccessTokens(
        KeySource(http_key_fetcher(settings.jwks_url)),
        issuer=settings.token_issuer,
        audience=settings.token_audience,
        revoked=revoked.__contains__,
    )
    limits = Limits(settings.reads_per_minute, settings.writes_per_minute, settings.sign_ins_per_minute)
    rules = BreakerRules(failures=settings.breaker_failures)
    return Proxy(
        Admit(tokens, RateLimiter(time.monotonic), limits),
        Forward(
            upstreams,
            {service: Breaker(rules) for service in upstreams.services},
            time.monotonic,
            lambda service, code: UPSTREAM_FAILURES.labels(service, code).inc(),
        ),
        BodyReader(each=settings.max_body_bytes, together=settings.bodies_bytes),
        deadline_seconds=settings.deadline_seconds,
    )


def server_config(settings: Settings, app: ASGIApp) -> uvicorn.Config:
    """Give the configuration of the server that stands at the edge."""
    return uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        loop="uvloop",
        http=protocol_with(head_seconds=settings.head_seconds, body_seconds=settings.body_seconds),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        limit_concurrency=settings.max_connections,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
