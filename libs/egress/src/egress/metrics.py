"""Metrics of the guards of this process."""

from typing import Final

from prometheus_client import Counter, Gauge

REFUSALS: Final = Counter(
    "egress_refusals",
    "Outgoing connections that break a rule; in mode `observe` they were opened nevertheless",
    ("purpose", "code"),
)
CONDITION: Final = Gauge("egress_condition", "Whether the required path of outgoing connections holds", ("purpose",))
LIMITED_SERVERS: Final = Gauge(
    "egress_limited_servers", "Servers that have refused calls of this process as too many", ("purpose",)
)
LOWEST_RATE: Final = Gauge(
    "egress_lowest_rate",
    "Calls per second that the slowest of these servers permits, as the process has learned; no number without one",
    ("purpose",),
)
