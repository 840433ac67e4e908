"""Metrics of calls to providers."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

PROVIDER_CALLS: Final = Counter("provider_calls", "Calls to providers by how they ended", ("source", "outcome"))
PROVIDER_SECONDS: Final = Histogram(
    "provider_call_seconds",
    "Time of one try of a call to a provider, waiting for its budget excepted",
    ("source",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
BUDGET_SECONDS: Final = Histogram(
    "provider_budget_wait_seconds",
    "Time a call waited for a provider's budget",
    ("source",),
    buckets=(0.001, 0.01, 0.1, 0.5, 1, 5, 10, 30),
)
BUDGET_LIMIT: Final = Gauge("provider_budget_calls", "Calls that a provider's budget allows in its window", ("source",))
BUDGET_LEFT: Final = Gauge("provider_budget_remaining_calls", "Calls that are left in the window", ("source",))
BUDGET_BLOCKED: Final = Gauge(
    "provider_blocked_seconds", "How long no call may be made, because the provider refused one", ("source",)
)
BREAKER: Final = Gauge(
    "provider_breaker_state", "The breaker of a provider: 0 closed, 1 half open, 2 open", ("source",)
)
OUTAGE: Final = Gauge(
    "provider_outage", "How a provider does: 0 without an outage, 1 degraded, 2 unavailable", ("source",)
)
