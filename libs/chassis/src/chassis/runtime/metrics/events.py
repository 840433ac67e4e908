"""Events: the outbox and its relay, the consumer and how far it is behind, dead letters, and freshness."""

import time
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

REPLAYED_SECONDS: Final = 86_400.0
"""An event that is older when it is applied was read again: a replay says nothing about freshness."""
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

OUTBOX_DEPTH: Final = Gauge("outbox_depth_rows", "Events committed and not yet published; at most 10,001 are counted")
OUTBOX_AGE: Final = Gauge("outbox_oldest_seconds", "Age of the oldest event not yet published")
OUTBOX_PUBLISHED: Final = Counter("outbox_published", "Events confirmed by Kafka", ("topic",))
OUTBOX_PUBLISH_SECONDS: Final = Histogram(
    "outbox_publish_seconds", "Time until Kafka had confirmed a batch of the relay, or had not", buckets=_SECONDS
)
OUTBOX_FAILURES: Final = Counter("outbox_failures", "Publishing rounds that failed")

EVENTS_CONSUMED: Final = Counter(
    "events_consumed",
    "Records consumed from Kafka; `outcome` is applied, skipped, dead or, for a reader without a group, unreadable",
    ("topic", "outcome"),
)
EVENT_FRESHNESS: Final = Histogram(
    "event_freshness_seconds",
    "Time from an event, when it entered the outbox, until this service had applied it; without replayed events",
    ("topic",),
    # The target, five seconds, is the limit of a bucket.
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800),
)
BATCH_RECORDS: Final = Histogram(
    "consumer_batch_records", "Records of a batch", buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)
)
BATCH_SECONDS: Final = Histogram(
    "consumer_batch_seconds", "Time in which a batch was applied, with its retries", buckets=(*_SECONDS, 60)
)
CONSUMER_LAG: Final = Gauge("consumer_lag_records", "Records not yet applied, over all partitions of this process")
CONSUMER_AGE: Final = Gauge(
    "consumer_oldest_unapplied_seconds", "How long the oldest record that this process has still to apply has waited"
)
CONSUMER_RETRIES: Final = Counter("consumer_retries", "Batches applied again after an outage or a failed handler")
CONSUMER_STOPPED: Final = Gauge(
    "marquee_consumer_stopped", "1 after the subscription stopped for good; alert on it", ("topic", "reason")
)

DEAD_LETTERS: Final = Counter("dead_letters", "Dead letters written, by stable code", ("topic", "code"))


def note_applied(topic: str, times: Iterable[str | None]) -> None:
    """Measure how old the events of a topic are that were applied now, by their header `ce_time`."""
    series, now = EVENT_FRESHNESS.labels(topic), time.time()
    for text in times:
        age = _age(text, now)
        if age is not None and age <= REPLAYED_SECONDS:
            series.observe(max(0.0, age))


def _age(text: str | None, now: float) -> float | None:
    if text is None:
        return None
    try:
        return now - datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError):
        return None
