"""Requests that the process serves: rate, errors and duration per route template, and how many are in progress."""

from typing import Final, Literal

from prometheus_client import Counter, Gauge, Histogram

ServedFrom = Literal["memory", "application", "stream"]

# The targets of the gateway, 0.3 s from memory and 0.8 s otherwise, are limits of buckets.
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.5, 3, 10, 30)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUEST_SECONDS: Final = Histogram(
    "http_request_seconds",
    "Duration of requests; `served_from` is memory for a response that was stored, stream for events, else application",
    ("method", "route", "status", "served_from"),
    buckets=_SECONDS,
)
REQUESTS_IN_PROGRESS: Final = Gauge(
    "http_requests_in_progress", "Requests that have begun and not ended, with open streams and with this one"
)
SHARED_RESPONSES: Final = Counter("http_shared_responses", "Responses served from memory, which other clients had")

_durations: Final[dict[tuple[str, str, int, ServedFrom], Histogram]] = {}


class InProgress:
    """The number of requests in progress: an addition costs less than a method of a metric, which takes a lock."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0

    def __len__(self) -> int:
        """Return the number."""
        return self.count


IN_PROGRESS: Final = InProgress()
REQUESTS_IN_PROGRESS.set_function(IN_PROGRESS.__len__)


def request_duration(method: str, route: str, status: int, served_from: ServedFrom = "application") -> Histogram:
    """Return the series of a route, method and status; it is looked up by its labels only once."""
    key = (method, route, status, served_from)
    series = _durations.get(key)
    if series is None:
        series = REQUEST_SECONDS.labels(method if method in _METHODS else "other", route, str(status), served_from)
        _durations[key] = series
    return series
