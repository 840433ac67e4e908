"""Metrics of the guards of this process."""

from typing import Final

from prometheus_client import Counter, Gauge

REFUSALS: Final = Counter(
    "egress_refusals",
    "Outgoing connections that break a rule; in mode `observe` they were opened nevertheless",
    ("purpose", "code"),
)
CONDITION: Final = Gauge("egress_condition", "Whether the required path of outgoing connections holds", ("purpose",))
