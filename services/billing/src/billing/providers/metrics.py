"""Metrics of calls to providers of payments."""

from typing import Final

from prometheus_client import Counter, Histogram

CALLS: Final = Counter(
    "payment_provider_calls",
    "Tries of calls to providers of payments; `outcome` is ok, rejected, failed (5xx), limited (429), timeout,"
    " unreachable, broken or stopped (by the circuit breaker)",
    ("provider", "outcome"),
)
CALL_SECONDS: Final = Histogram(
    "payment_provider_call_seconds",
    "Time of one try of a call to a provider of payments",
    ("provider",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
