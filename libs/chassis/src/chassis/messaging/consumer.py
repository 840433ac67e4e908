"""Consuming events: one transaction and one commit for a batch, single events only where one of it is bad.

An event is claimed in the inbox and applied in the same transaction. What is wrong with the data goes to
`<topic>.dlq` at once, with the original bytes and the reason; what is wrong with the infrastructure is waited
out and never reaches the dead letters.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar
from uuid import UUID

from opentelemetry.trace import SpanKind
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from chassis.core.backoff import backoff
from chassis.messaging.dead_letters import DeadLetter
from chassis.messaging.envelope import NO_SOURCE, EventKey, EventType, key_of, type_of
from chassis.messaging.inbox import claim
from chassis.messaging.records import BadRecord, Record, read_event
from chassis.messaging.transaction import Transaction, Transactions
from chassis.runtime.metrics import BATCH_RECORDS, BATCH_SECONDS, CONSUMER_RETRIES, EVENTS_CONSUMED
from chassis.runtime.telemetry import links, tracer
from chassis.storage.database import is_infrastructure_failure, is_schema_mismatch

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=BaseModel)

PATIENCE_SECONDS: Final = 60.0
"""How long a batch waits for the infrastructure before Kafka is asked to deliver it again: well under the
consumer's poll interval, or the group would hand its partitions to someone else."""


@dataclass(frozen=True, slots=True)
class Delivery(Generic[M]):
    """One event to apply, with its id and source, by which it is claimed."""

    event_id: UUID
    event: M
    record: Record
    source: str = NO_SOURCE

    @property
    def key(self) -> EventKey:
        """What the inbox claims."""
        return EventKey(self.event_id, self.source)


@dataclass(frozen=True, slots=True)
class Route(Generic[M]):
    """Which contract a topic carries and what applies it.

    `apply` gets every new event of a batch, in order per key, inside the batch's transaction. It must not
    commit. Any exception that is not the infrastructure's condemns the event (alone, after a second try).
    """

    topic: str
    event_type: str
    model: type[M]
    apply: Callable[[Transaction, Sequence[Delivery[M]]], Awaitable[None]]


class DeadLetterSink(Protocol):
    """Takes what cannot be applied, usually `DeadLetters`."""

    async def send(self, letters: Sequence[DeadLetter]) -> None:
        """Keep the letters for good, or raise: the batch then comes again."""
        ...


AnyRoute = Route[Any]
AnyDelivery = Delivery[Any]


class BatchProcessor:
    """Applies batches of records; knows nothing of how they came."""

    def __init__(
        self,
        routes: Sequence[AnyRoute],
        transactions: Transactions,
        dead_letters: DeadLetterSink,
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._routes = {(route.topic, route.event_type): route for route in routes}
        self._newest = _newest_versions(routes)
        self._transactions = transactions
        self._dead_letters = dead_letters
        self._patience = patience
        self._tracer = tracer(__name__)

    async def process(self, records: Sequence[Record]) -> None:
        """Apply a batch. Returns when every record is applied, known already, or a dead letter.

        Raises the infrastructure's failure when patience ends; nothing is then acknowledged.
        """
        with (
            BATCH_SECONDS.time(),
            self._tracer.start_as_current_span(
                "consume", kind=SpanKind.CONSUMER, links=links([record.headers for record in records])
            ),
        ):
            BATCH_RECORDS.observe(len(records))
            deliveries, dead = self._read(records)
            dead += await self._persist(deliveries)
            await self._dead_letters.send(dead)

    def _read(self, records: Sequence[Record]) -> tuple[list[AnyDelivery], list[DeadLetter]]:
        deliveries: list[AnyDelivery] = []
        dead: list[DeadLetter] = []
        for record in records:
            try:
                route = self._route(record)
                if route is None:
                    EVENTS_CONSUMED.labels(record.topic, "skipped").inc()
                    continue
                deliveries.append(_delivery(record, route))
            except BadRecord as bad:
                dead.append(DeadLetter(record, bad.code, str(bad)))
        return deliveries, dead

    def _route(self, record: Record) -> AnyRoute | None:
        """Return the route of a record, or null for a newer version of a type that this topic carries.

        Nothing else may be skipped: a type that is misspelled, older or of another topic would be lost in silence.
        """
        event_type = type_of(record)
        route = self._routes.get((record.topic, event_type))
        if route is None and not self._is_newer(record.topic, event_type):
            raise BadRecord("unknown_type", f"no contract of type {event_type!r} on topic {record.topic}")
        return route

    def _is_newer(self, topic: str, event_type: str) -> bool:
        parsed = EventType.parse(event_type)
        newest = self._newest.get((topic, parsed.name)) if parsed is not None else None
        return parsed is not None and newest is not None and parsed.version > newest

    async def _persist(self, deliveries: Sequence[AnyDelivery]) -> list[DeadLetter]:
        """Apply with patience: infrastructure failures are waited out, then raised."""
        if not deliveries:
            return []
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        attempt = 0
        while True:
            try:
                return await self._apply_all(deliveries)
            except Exception as failure:
                pause = backoff(attempt, cap=10)
                if not _is_worth_waiting(failure) or loop.time() + pause > deadline:
                    raise
                logger.warning("waiting for the infrastructure", extra={"reason": repr(failure), "attempt": attempt})
                CONSUMER_RETRIES.inc()
                attempt += 1
                await asyncio.sleep(pause)

    async def _apply_all(self, deliveries: Sequence[AnyDelivery]) -> list[DeadLetter]:
        """Apply together; where that fails for the data, apply one by one and give those that fail again."""
        try:
            await self._apply(deliveries)
        except Exception as failure:
            if _is_worth_waiting(failure):
                raise
            logger.info("batch holds a bad event, applying one by one", extra={"records": len(deliveries)})
        else:
            return []
        dead: list[DeadLetter] = []
        for delivery in deliveries:
            try:
                await self._apply([delivery])
            except Exception as failure:
                if _is_worth_waiting(failure):
                    raise
                dead.append(_condemn(delivery, failure))
        return dead

    async def _apply(self, deliveries: Sequence[AnyDelivery]) -> None:
        """Claim and apply in one transaction."""
        async with self._transactions.begin() as transaction:
            fresh = await claim(transaction.connection, [delivery.key for delivery in deliveries])
            by_route: dict[tuple[str, str], list[AnyDelivery]] = defaultdict(list)
            for delivery in deliveries:
                if delivery.key in fresh:
                    fresh.discard(delivery.key)
                    by_route[delivery.record.topic, delivery.record.headers["ce_type"]].append(delivery)
            for key, group in by_route.items():
                await self._routes[key].apply(transaction, group)
            await transaction.commit()
        for (topic, _), group in by_route.items():
            EVENTS_CONSUMED.labels(topic, "applied").inc(len(group))


def _newest_versions(routes: Sequence[AnyRoute]) -> dict[tuple[str, str], int]:
    """Return the newest version that is applied of each topic's types."""
    newest: dict[tuple[str, str], int] = {}
    for route in routes:
        parsed = EventType.parse(route.event_type)
        if parsed is not None:
            key = (route.topic, parsed.name)
            newest[key] = max(parsed.version, newest.get(key, 0))
    return newest


def _delivery(record: Record, route: Route[M]) -> Delivery[M]:
    _, event = read_event(record, route.model)
    key = key_of(record)
    return Delivery(key.event_id, event, record, key.source)


def _is_worth_waiting(failure: Exception) -> bool:
    """Tables that do not match condemn no event either: they would all be dead before the migration has run."""
    return is_infrastructure_failure(failure) or is_schema_mismatch(failure)


def _condemn(delivery: AnyDelivery, failure: Exception) -> DeadLetter:
    letter = DeadLetter(delivery.record, _code(failure), _reason(failure))
    logger.warning(
        "event refused",
        extra={"topic": delivery.record.topic, "event_id": str(delivery.event_id), "reason": letter.reason},
    )
    return letter


def _code(failure: Exception) -> str:
    """Give the error's own stable code; the database's errors carry one that is not ours."""
    code = None if isinstance(failure, SQLAlchemyError) else getattr(failure, "code", None)
    return code if isinstance(code, str) else "refused"


def _reason(failure: Exception) -> str:
    cause = failure.orig if isinstance(failure, DBAPIError) and failure.orig is not None else failure
    return f"{type(failure).__name__}: {cause}"
