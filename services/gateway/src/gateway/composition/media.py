"""Composition of media files: who may read them, the storage behind a circuit breaker, and the memory of files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import Gauge
from starlette.types import ASGIApp

from chassis.core.clock import Clock
from gateway.application.forwarding import Forward, OnFailure, ServiceGuard
from gateway.application.media.segments import SegmentStore
from gateway.application.media.serving import ServeMedia
from gateway.application.media.sessions import EndPlayback, MediaSessions
from gateway.application.media.viewers import CheckViewer
from gateway.application.ports import AccessTokens, MonotonicClock
from gateway.application.revocations import RevokedSessions
from gateway.domain.headers import Header
from gateway.domain.route_limits import Limits
from gateway.domain.services.breaker import Breaker, BreakerRules
from gateway.domain.services.retry_budget import BudgetRules, RetryBudget
from gateway.infrastructure.media.storage import STORAGE, SignedStorage
from gateway.infrastructure.media.tokens import SharedKeyTokens
from gateway.infrastructure.revocation_feed import PlaybackEndFeed
from gateway.infrastructure.upstreams import HttpUpstreams
from gateway.presentation.media.application import CountRequest, MediaFiles
from gateway.presentation.media.hits import MediaHits
from gateway.presentation.media.measuring import MediaMetrics
from gateway.settings import Settings
from objects.prefix_tokens import PrefixTokenKeys
from objects.signing import Credentials

MEDIA_CACHE_BYTES = Gauge("gateway_media_cache_bytes", "Memory of the stored media files")
MEDIA_CACHE_FILES = Gauge("gateway_media_cache_files", "Stored media files")
ENDED_PLAYBACKS = Gauge("gateway_ended_playback_sessions", "Playback sessions that have ended before their tokens")


@dataclass(frozen=True, slots=True)
class Media:
    """The application of media files, and what keeps it current."""

    application: MediaFiles
    sessions: MediaSessions
    feed: PlaybackEndFeed
    upstreams: HttpUpstreams
    serve: ServeMedia | None
    metrics: MediaMetrics
    seconds: float

    def hits(self, app: ASGIApp, security: Mapping[str, Sequence[Header]]) -> ASGIApp:
        """Return the application with the shortest way of a file from memory to its player."""
        return app if self.serve is None else MediaHits(app, self.serve, self.seconds, self.metrics, security)


@dataclass(frozen=True, slots=True)
class MediaClocks:
    """Time for signatures and expiry, and for breakers."""

    clock: Clock
    monotonic: MonotonicClock

    def now(self) -> float:
        """Return the seconds since the epoch."""
        return self.clock.now().timestamp()


def media_files(
    settings: Settings,
    revoked: RevokedSessions,
    tokens: AccessTokens,
    clocks: MediaClocks,
    on_failure: OnFailure,
    count: CountRequest,
) -> Media:
    """Return the edge of media files; it opens no connection before the first request."""
    ended = RevokedSessions(clocks.now)
    ENDED_PLAYBACKS.set_function(ended.__len__)
    sessions = MediaSessions(ended, revoked, settings.media_per_session)
    bases = {STORAGE: settings.storage_endpoint} if settings.storage_endpoint else {}
    upstreams = HttpUpstreams(bases)
    limits = Limits(settings.connect_seconds, settings.first_byte_seconds, settings.media_seconds, 0)
    feed = PlaybackEndFeed(
        settings.kafka_bootstrap,
        EndPlayback(ended, sessions),
        ended.__len__,
        security=settings.kafka_security,
    )
    serve = _serve(settings, sessions, CheckViewer(tokens), upstreams, clocks, on_failure)
    metrics = MediaMetrics()
    application = MediaFiles(serve, limits, metrics, count)
    return Media(application, sessions, feed, upstreams, serve, metrics, settings.media_seconds)


def _serve(
    settings: Settings,
    sessions: MediaSessions,
    check_viewer: CheckViewer,
    upstreams: HttpUpstreams,
    clocks: MediaClocks,
    on_failure: OnFailure,
) -> ServeMedia | None:
    """Return the use case, or null without a storage or keys."""
    keys = settings.delivery_keys.get_secret_value()
    if not keys or settings.storage_endpoint is None:
        return None
    store = SegmentStore(settings.media_cache_bytes)
    MEDIA_CACHE_BYTES.set_function(lambda: store.bytes)
    MEDIA_CACHE_FILES.set_function(store.__len__)
    secret = settings.storage_secret_key.get_secret_value()
    storage = SignedStorage(
        settings.storage_endpoint,
        settings.storage_bucket,
        Credentials(settings.storage_access_key, secret, settings.storage_region),
        clocks.clock,
        settings.connect_seconds,
    )
    rules = BreakerRules(failures=settings.breaker_failures, at_once=settings.media_at_once)
    guards = {STORAGE: ServiceGuard(Breaker(rules), RetryBudget(BudgetRules(), clocks.monotonic()))}
    forward = Forward(upstreams, guards, clocks.monotonic, on_failure)
    media_tokens = SharedKeyTokens(PrefixTokenKeys.parse(keys), clocks.now)
    return ServeMedia(media_tokens, sessions, storage, forward, store, check_viewer)
