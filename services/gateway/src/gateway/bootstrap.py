"""Composition of the gateway: the only module that creates adapters and use cases."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from prometheus_client import Counter, Gauge

from chassis.core.clock import Clock
from chassis.http.app import Lifespan
from chassis.http.authorization.keys import http_key_fetcher
from chassis.http.server.management import ManagementServer
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.health import Health
from chassis.runtime.periodic import PeriodicTask
from chassis.runtime.stopping import Stopping
from chassis.service_runtime import lifespan
from gateway.application import Application
from gateway.application.admission import Admit
from gateway.application.api_document import ApiDocument
from gateway.application.api_keys import ApiKeyTokens
from gateway.application.cache.store import ResponseStore
from gateway.application.event_streams import EventStreams, StreamLimits
from gateway.application.events.log import PublicLog
from gateway.application.events.public_events import PublicEvents
from gateway.application.events.subscribers import EventSubscriber
from gateway.application.forwarding import Forward, ServiceGuard
from gateway.application.ports import MonotonicClock
from gateway.application.revocations import RevokedSessions, RevokeSession
from gateway.composition.cache import CACHE_REMOVALS, Cache, response_cache
from gateway.composition.images import image_hosts, show_image
from gateway.composition.media import Media, MediaClocks, media_files
from gateway.composition.rate_limits import RateLimiting, rate_limiting
from gateway.domain.errors import GatewayError
from gateway.domain.route_limits import Limits, LimitsByRoute
from gateway.domain.routes import API_SERVICES, OWN
from gateway.domain.services.breaker import Breaker, BreakerRules
from gateway.domain.services.retry_budget import BudgetRules, RetryBudget
from gateway.infrastructure.access_tokens import JwksAccessTokens, KeySource
from gateway.infrastructure.cache.changes import ChangedResponses
from gateway.infrastructure.events.feed import EventFeed
from gateway.infrastructure.events.history import KafkaHistory
from gateway.infrastructure.events.public_forms import TOPIC_BY_TYPE, public_event
from gateway.infrastructure.http.sockets import HttpSockets
from gateway.infrastructure.images.hosts import ImageHosts
from gateway.infrastructure.key_exchange import HttpKeyExchange
from gateway.infrastructure.metrics import REQUEST_METRICS
from gateway.infrastructure.revocation_feed import RevocationFeed
from gateway.infrastructure.service_documents import DocumentPoller
from gateway.infrastructure.service_health import liveness_check
from gateway.infrastructure.upstreams import HttpUpstreams
from gateway.presentation.documentation.additions import additions
from gateway.presentation.errors import ERRORS
from gateway.presentation.exchanges.request_body import RequestBodies
from gateway.presentation.exchanges.web_sockets import WebSockets
from gateway.presentation.proxy import Proxy
from gateway.settings import Settings

UPSTREAM_FAILURES = Counter(
    "gateway_upstream_failures", "Requests without a response of the service", ("upstream", "code")
)
EVENT_STREAMS = Gauge("gateway_event_streams", "Event streams open now")
FEED_AGE = Gauge("gateway_event_feed_age_seconds", "Seconds since all events were last known to be read")
REVOKED_SESSIONS = Gauge("gateway_revoked_sessions", "Sessions that were revoked and whose tokens have not expired")

TOKEN_KEYS = "token keys"
"""The name of the check; `marquee up` waits for it."""
KEYS_EVERY_SECONDS = 2.0
"""How often it is looked whether the token keys are old: a gateway that starts before auth has them soon after."""


@dataclass(frozen=True, slots=True)
class Container:
    """The assembled gateway."""

    settings: Settings
    application: Application
    proxy: Proxy
    cache: Cache
    health: Health
    upstreams: HttpUpstreams
    history: KafkaHistory
    images: ImageHosts
    media: Media
    service_sockets: HttpSockets
    sockets: WebSockets
    stopping: Stopping
    backgrounds: list[Background]

    def lifespan(self) -> Lifespan:
        """Return the lifespan of the process."""
        return lifespan(
            self.backgrounds,
            seconds=self.settings.shutdown_seconds,
            on_start=self._open,
            closing=[
                self.application.show_image.close,
                self.images.close,
                self.media.upstreams.close,
                self.history.close,
                self.service_sockets.close,
                self.upstreams.close,
            ],
        )

    def _open(self) -> None:
        self.upstreams.open()
        self.media.upstreams.open()
        self.service_sockets.open()


def build(settings: Settings, *, clock: Clock = SystemClock(), monotonic: MonotonicClock = time.monotonic) -> Container:
    """Return the gateway without opening a connection. Expiry follows `clock`; limits and breakers, `monotonic`."""

    def now() -> float:
        return clock.now().timestamp()

    upstreams = HttpUpstreams(settings.upstreams)
    service_sockets = HttpSockets(settings.upstreams, heartbeat_seconds=settings.heartbeat_seconds)
    revoked = RevokedSessions(now)
    log = PublicLog(TOPIC_BY_TYPE, public_event, most_bytes=settings.stream_memory_bytes)
    history = KafkaHistory(settings.kafka_bootstrap, security=settings.kafka_security)
    events = PublicEvents(log, history, most_catching_up=settings.streams_catching_up)
    tokens = _tokens(settings, revoked)
    images = image_hosts(settings)
    limiting = rate_limiting(settings, monotonic, now)
    media = media_files(
        settings, revoked, tokens, MediaClocks(clock, monotonic), _count_failure, limiting.limiter.count
    )
    application = _application(settings, upstreams, revoked, tokens, monotonic, events, images, limiting, media)
    EVENT_STREAMS.set_function(application.streams.__len__)
    REVOKED_SESSIONS.set_function(revoked.__len__)
    REQUEST_METRICS.watch(application.limiter, tokens.verifier, tokens.keys, application.forward)
    cache = response_cache(settings, application, monotonic)
    health = Health()
    health.add(TOKEN_KEYS, tokens.check, required=False)
    health.add("rate classes", limiting.feed.check, required=False)
    health.add("ended playback sessions", media.feed.check, required=False)
    stopping = Stopping()
    stopping.add(application.streams.stop)
    return Container(
        settings,
        application,
        _proxy(settings, application, now),
        cache,
        health,
        upstreams,
        history,
        images,
        media,
        service_sockets,
        _sockets(settings, application, service_sockets, now),
        stopping,
        [
            *_backgrounds(settings, application, upstreams, revoked, health, monotonic, cache.store),
            limiting.feed,
            media.feed,
            PeriodicTask(tokens.keys.keep_fresh, name="token keys", seconds=KEYS_EVERY_SECONDS, first_seconds=0),
        ],
    )


def _tokens(settings: Settings, revoked: RevokedSessions) -> JwksAccessTokens:
    return JwksAccessTokens(
        KeySource(http_key_fetcher(settings.jwks_url)),
        issuer=settings.token_issuer,
        audience=settings.token_audience,
        revoked=revoked.__contains__,
    )


def _application(
    settings: Settings,
    upstreams: HttpUpstreams,
    revoked: RevokedSessions,
    tokens: JwksAccessTokens,
    monotonic: MonotonicClock,
    events: PublicEvents,
    images: ImageHosts,
    limiting: RateLimiting,
    media: Media,
) -> Application:
    api_keys = ApiKeyTokens(HttpKeyExchange(upstreams), monotonic)
    stream_limits = StreamLimits(settings.streams_per_user, settings.streams_per_address, settings.max_streams)
    streams = EventStreams(stream_limits, revoked.__contains__)
    rules = BreakerRules(failures=settings.breaker_failures, at_once=settings.requests_per_service)
    guards = {
        service: ServiceGuard(Breaker(rules), RetryBudget(BudgetRules(), monotonic())) for service in upstreams.services
    }
    return Application(
        admit=Admit(tokens, api_keys, limiting.limiter, SystemClock(), settings.proxy_users),
        forward=Forward(upstreams, guards, monotonic, _count_failure),
        limiter=limiting.limiter,
        streams=streams,
        events=events,
        revoke_session=RevokeSession(revoked, streams, media.sessions.end),
        document=ApiDocument(
            (*(service for service in API_SERVICES if service in upstreams.services), OWN), additions()
        ),
        show_image=show_image(settings, images, monotonic, _count_failure),
    )


def _count_failure(service: str, error: GatewayError | None) -> None:
    UPSTREAM_FAILURES.labels(service, ERRORS[type(error)].code if error else "NO_RESPONSE").inc()


def _limits(settings: Settings) -> LimitsByRoute:
    return LimitsByRoute(
        Limits(
            settings.connect_seconds, settings.first_byte_seconds, settings.deadline_seconds, settings.max_body_bytes
        )
    )


def _sockets(
    settings: Settings, application: Application, sockets: HttpSockets, now: Callable[[], float]
) -> WebSockets:
    return WebSockets(
        application.admit,
        application.forward,
        sockets,
        application.streams,
        _limits(settings),
        now=now,
        origins=settings.cors_origins,
        removed_headers=settings.proxy_users.removed,
    )


def _proxy(settings: Settings, application: Application, now: Callable[[], float]) -> Proxy:
    return Proxy(
        application.admit,
        application.forward,
        RequestBodies(total_bytes=settings.bodies_bytes),
        application.streams,
        _limits(settings),
        now=now,
        removed_headers=settings.proxy_users.removed,
        heartbeat_seconds=settings.heartbeat_seconds,
    )


def _backgrounds(
    settings: Settings,
    application: Application,
    upstreams: HttpUpstreams,
    revoked: RevokedSessions,
    health: Health,
    monotonic: MonotonicClock,
    store: ResponseStore,
) -> list[Background]:
    document = application.document
    feed = RevocationFeed(
        settings.kafka_bootstrap,
        application.revoke_session,
        revoked.__len__,
        security=settings.kafka_security,
    )
    health.add("revocations", feed.check, required=False)
    subscribers: list[EventSubscriber] = [application.events.log]
    if store.is_enabled:
        subscribers.append(ChangedResponses(store, CACHE_REMOVALS.inc))
    events = EventFeed(settings.kafka_bootstrap, subscribers, security=settings.kafka_security, clock=monotonic)
    FEED_AGE.set_function(events.age)
    # Without its topic, no change would be announced.
    store.follow(lambda: events.age(ChangedResponses.topics))
    health.add("events", events.check, required=False)
    for service in upstreams.services:
        health.add(service, liveness_check(upstreams, service, monotonic), required=False)
    # The first to start is the last to stop: health responds until the end.
    return [
        ManagementServer(health, host=settings.management_host, port=settings.management_port),
        feed,
        events,
        DocumentPoller(upstreams, document.update, lambda: not document.missing),
    ]
