"""Metrics of calls to licence servers."""

from typing import Final

from prometheus_client import Counter, Histogram

CALLS: Final = Counter(
    "license_server_calls",
    "Tries of calls to licence servers; `outcome` is ok, rejected, failed (5xx), limited (429), timeout, unreachable,"
    " broken, not_permitted (by the guard of outgoing connections) or stopped (by the circuit breaker)",
    ("system", "outcome"),
)
CALL_SECONDS: Final = Histogram(
    "license_server_call_seconds",
    "Time of one try of a call to a licence server",
    ("system",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
