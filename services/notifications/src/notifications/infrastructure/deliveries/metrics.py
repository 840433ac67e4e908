"""The metrics of deliveries."""

from typing import Final

from prometheus_client import Counter, Gauge

from notifications.application.deliveries.queue import Result
from notifications.domain.deliveries.model import State

ATTEMPTS: Final = Counter(
    "notifications_deliveries",
    "Results of deliveries: how they ended, or `repeated`, by channel",
    ("channel", "outcome"),
)
OLDEST: Final = Gauge(
    "notifications_oldest_due_seconds", "How long the oldest delivery that is due has waited", ("channel",)
)


def count(result: Result) -> None:
    """Count a result."""
    outcome = "repeated" if result.state is State.PENDING else result.state.value
    ATTEMPTS.labels(result.delivery.channel, outcome).inc()
