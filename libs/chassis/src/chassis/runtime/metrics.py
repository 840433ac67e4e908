"""Prometheus metrics of the process, by name; one process per pod, so no multiprocess mode."""

from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import Response

_LATENCY: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

HTTP_SECONDS: Final = Histogram(
    "http_request_seconds", "Duration of requests", ("method", "route", "status"), buckets=_LATENCY
)
SHARED_RESPONSES: Final = Counter("http_shared_responses", "Responses served from memory, which other clients had")
EVENTS_CONSUMED: Final = Counter("events_consumed", "Records consumed from Kafka", ("topic", "outcome"))
CONSUMER_LAG: Final = Gauge("consumer_lag_records", "Records not yet applied, over all partitions")
CONSUMER_RETRIES: Final = Counter("consumer_retries", "Batches applied again after an outage or a failed handler")
CONSUMER_STOPPED: Final = Gauge(
    "marquee_consumer_stopped", "1 after the subscription stopped for good; alert on it", ("topic", "reason")
)
OUTBOX_DEPTH: Final = Gauge("outbox_depth_rows", "Events committed and not yet published")
OUTBOX_AGE: Final = Gauge("outbox_oldest_seconds", "Age of the oldest event not yet published")
OUTBOX_PUBLISHED: Final = Counter("outbox_published", "Events confirmed by Kafka", ("topic",))
OUTBOX_FAILURES: Final = Counter("outbox_failures", "Publishing rounds that failed")
BACKGROUND_RESTARTS: Final = Counter("background_restarts", "Background tasks started again", ("task",))
PERIODIC_FAILURES: Final = Counter("periodic_failures", "Runs of periodic tasks that failed", ("task",))

_durations: Final[dict[tuple[str, str, int], Histogram]] = {}


def request_duration(method: str, route: str, status: int) -> Histogram:
    """Return the series of a route, method and status; it is looked up by its labels only once."""
    key = (method, route, status)
    series = _durations.get(key)
    if series is None:
        series = _durations[key] = HTTP_SECONDS.labels(method, route, str(status))
    return series


async def metrics_endpoint(_: Request) -> Response:
    """Return the metrics in the text format of Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
