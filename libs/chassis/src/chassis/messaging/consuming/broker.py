"""FastStream as every service uses it: one broker, and a router with one batch subscriber over all topics.

The broker brings FastStream's own middlewares for traces and metrics. Its defaults would lose events, so the
acknowledgement policy and the first offset are set here, and a parser keeps untrusted headers from FastStream.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from aiokafka.abc import ConsumerRebalanceListener
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaRouter
from faststream.kafka.message import KafkaMessage
from faststream.kafka.opentelemetry import KafkaTelemetryMiddleware
from faststream.kafka.prometheus import KafkaPrometheusMiddleware
from faststream.kafka.subscriber.usecase import BatchSubscriber
from faststream.security import BaseSecurity, SASLScram256, SASLScram512
from opentelemetry.trace import TracerProvider
from prometheus_client import REGISTRY

from chassis.messaging.consuming.batches import BatchReader
from chassis.messaging.kafka_security import KafkaSecurity
from chassis.messaging.records import Record, from_kafka

POLL_MS: Final = 10 * 365 * 24 * 3_600_000
"""How long one poll waits for records: until there are some. After an empty poll FastStream sleeps for as long as the
poll took, and a record would wait meanwhile; stopping cancels the poll."""
FETCH_WAIT_MS: Final = 2_000
"""How long Kafka holds a fetch that finds nothing; records are sent as soon as there are some. A partition that is
assigned or rewound meanwhile waits for the end of the fetch."""
REQUEST_TIMEOUT_MS: Final = 10_000
STOP_SECONDS: Final = 15.0
"""How long stopping waits for the batch that is being applied."""

Middleware = Callable[..., Any]
_SCRAM: Final = {"SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}

logger = logging.getLogger(__name__)


def event_router(
    handle: Callable[[list[Record]], Awaitable[None]],
    *,
    group: str,
    topics: Sequence[str],
    listener: ConsumerRebalanceListener | None = None,
    batch_records: int = 500,
    gather_seconds: float = 0.0,
    linger_seconds: float = 0.0,
    session_seconds: int = 10,
    traces: bool = True,
) -> tuple[KafkaRouter, BatchSubscriber]:
    """Return a router whose only subscriber passes batches of records to `handle`, and that subscriber.

    A batch is committed to Kafka when `handle` returns; when it raises, all of it is delivered again. While records
    keep arriving, a batch waits for more of them, `gather_seconds` at most; any other batch waits `linger_seconds`.
    `traces` links it to those of its records.
    """
    batches = BatchReader(
        batch_records=batch_records, gather_seconds=gather_seconds, linger_seconds=linger_seconds, traces=traces
    )
    router = KafkaRouter()
    subscriber = router.subscriber(
        *topics,
        batch=True,
        group_id=group,
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.NACK_ON_ERROR,
        batch_timeout_ms=POLL_MS,
        max_records=batch_records,
        fetch_max_wait_ms=FETCH_WAIT_MS,
        max_partition_fetch_bytes=2 * 1024 * 1024,
        session_timeout_ms=session_seconds * 1000,
        heartbeat_interval_ms=session_seconds * 1000 // 4,
        listener=listener,
        parser=batches.parse,
        decoder=decode_batch,
        # A header `reply_to` would make FastStream publish to a topic of the sender's choice.
        no_reply=True,
        title=f"{group}:consume",
    )
    subscriber(handle)
    return router, subscriber


def create_broker(
    bootstrap: str,
    router: KafkaRouter,
    *,
    group: str,
    security: KafkaSecurity,
    middlewares: Sequence[Middleware] = (),
    traces: bool = True,
    tracer_provider: TracerProvider | None = None,
) -> KafkaBroker:
    """Return a broker that includes the router; `middlewares` run inside FastStream's own for traces and metrics.

    Without `tracer_provider`, spans go to the one of the process; `traces=False` creates none.
    """
    broker = KafkaBroker(
        # FastStream passes on a list, whose items aiokafka does not divide as it does a text.
        bootstrap.split(","),
        client_id=group,
        consumer_only=True,
        allow_auto_create_topics=False,
        apply_types=False,
        graceful_timeout=STOP_SECONDS,
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        security=broker_security(security),
        middlewares=[
            *([KafkaTelemetryMiddleware(tracer_provider=tracer_provider)] if traces else []),
            KafkaPrometheusMiddleware(registry=REGISTRY, app_name=group),
            *middlewares,
        ],
        logger=logger,
        log_level=logging.DEBUG,
    )
    broker.include_router(router)
    return broker


def broker_security(security: KafkaSecurity) -> BaseSecurity | None:
    """Return the security of a FastStream broker, or null for plain text."""
    context = security.ssl_context() if security.uses_tls else None
    if security.uses_sasl:
        scram = _SCRAM[security.mechanism]
        return scram(username=security.username or "", password=security.password or "", ssl_context=context)
    return BaseSecurity(ssl_context=context) if context is not None else None


async def decode_batch(message: KafkaMessage) -> list[Record]:
    """Return the records of a batch; their bodies are parsed one by one, where each can be rejected alone."""
    return [from_kafka(record) for record in message.raw_message]
