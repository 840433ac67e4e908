"""Composition of the images: their hosts, each behind a circuit breaker, and the memory of what was fetched."""

from prometheus_client import Counter, Gauge

from gateway.application.forwarding import Forward, OnFailure, ServiceGuard
from gateway.application.images.showing import ShowImage
from gateway.application.images.store import ImageStore
from gateway.application.ports import MonotonicClock
from gateway.domain.images.references import TMDB, TVMAZE
from gateway.domain.services.breaker import Breaker, BreakerRules
from gateway.domain.services.retry_budget import BudgetRules, RetryBudget
from gateway.infrastructure.images.hosts import ImageHosts
from gateway.settings import Settings

IMAGE_REQUESTS = Counter("gateway_image_requests", "Requests for images by where the image came from", ("outcome",))
IMAGE_BYTES = Gauge("gateway_image_bytes", "Memory of the stored images")
IMAGES = Gauge("gateway_images", "Stored images")


def image_hosts(settings: Settings) -> ImageHosts:
    """Return the clients of the hosts of images; they connect on first use."""
    bases = {TMDB: settings.tmdb_images_url, TVMAZE: settings.tvmaze_images_url}
    return ImageHosts(bases, seconds=settings.image_seconds, most_bytes=settings.image_bytes)


def show_image(settings: Settings, hosts: ImageHosts, clock: MonotonicClock, on_failure: OnFailure) -> ShowImage:
    """Return the use case."""
    rules = BreakerRules(failures=settings.breaker_failures, at_once=settings.requests_per_service)
    guards = {host: ServiceGuard(Breaker(rules), RetryBudget(BudgetRules(), clock())) for host in (TMDB, TVMAZE)}
    store = ImageStore(settings.image_cache_bytes)
    IMAGE_BYTES.set_function(lambda: store.bytes)
    IMAGES.set_function(store.__len__)
    return ShowImage(
        Forward(hosts, guards, clock, on_failure),
        store,
        clock,
        seconds=settings.image_seconds,
        count=lambda outcome: IMAGE_REQUESTS.labels(outcome).inc(),
    )
