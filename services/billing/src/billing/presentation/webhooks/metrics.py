"""Metrics of messages that arrive."""

from typing import Final

from prometheus_client import Counter

WEBHOOKS: Final = Counter(
    "payment_webhooks",
    "Messages of providers of payments; `outcome` is stored, repeated, invalid_signature, expired_signature or"
    " unreadable",
    ("provider", "outcome"),
)
