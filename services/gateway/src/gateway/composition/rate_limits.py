"""Composition of the rate limits: the limiter, and the feed of the rate classes of users."""

from collections.abc import Callable
from dataclasses import dataclass

from prometheus_client import Gauge

from gateway.application.ports import MonotonicClock
from gateway.application.rate_classes import CurrentRateClasses
from gateway.application.rate_limiter import RateLimiter
from gateway.infrastructure.rate_class_feed import RateClassFeed
from gateway.settings import Settings

RATE_CLASS_USERS = Gauge("gateway_rate_class_users", "Users in memory whose rate class is not the free one, or was not")


@dataclass(frozen=True, slots=True)
class RateLimiting:
    """The limiter, and what keeps its rate classes current."""

    limiter: RateLimiter
    feed: RateClassFeed


def rate_limiting(settings: Settings, monotonic: MonotonicClock, now: Callable[[], float]) -> RateLimiting:
    """Return the limits of the settings; `now` returns the seconds since the epoch."""
    classes = CurrentRateClasses()
    RATE_CLASS_USERS.set_function(classes.__len__)
    return RateLimiting(
        RateLimiter(settings.rate_limits, monotonic, classes.of),
        RateClassFeed(settings.kafka_bootstrap, classes, now, security=settings.kafka_security),
    )
