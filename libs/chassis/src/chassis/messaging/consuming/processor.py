"""Applying a batch: one transaction per batch, smaller parts only when it fails, down to single events.

An event is claimed in the inbox and applied in the same transaction. Invalid data goes to `<topic>.dlq`, with the
original bytes and the reason. An infrastructure failure is waited out. Every other failure stops the subscription.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain
from typing import Final, Protocol

from chassis.core.backoff import backoff
from chassis.messaging.consumer import AnyDelivery, AnyRoute
from chassis.messaging.consuming.failures import HandlerFailed, SubscriptionStopped, is_transient, rejection_of
from chassis.messaging.consuming.reading import RouteTable
from chassis.messaging.consuming.rejection_limit import RejectionLimits, RejectionMonitor
from chassis.messaging.consuming.spans import Group, applied
from chassis.messaging.dead_letters.writer import DeadLetter
from chassis.messaging.inbox import claim
from chassis.messaging.records import BadRecord, Record
from chassis.messaging.transaction import Transaction, Transactions
from chassis.runtime.metrics.events import CONSUMER_RETRIES, EVENTS_CONSUMED, note_applied

logger = logging.getLogger(__name__)

OUTAGE_SECONDS: Final = 60.0
"""How long a batch waits for the infrastructure before Kafka redelivers it: well below the consumer's poll interval,
or the group would reassign its partitions."""
HANDLER_ATTEMPTS: Final = 4
"""How often a failing handler is called in all, with pauses of at most 0.2, 0.4 and 0.8 s."""


Handler = Callable[[Transaction, Sequence[AnyDelivery]], Awaitable[None]]


class DeadLetterSink(Protocol):
    """Where rejected records go, usually `DeadLetters`."""

    async def send(self, letters: Sequence[DeadLetter]) -> None:
        """Store the letters durably, or raise: the batch will then be redelivered."""
        ...


class BatchProcessor:
    """Applies batches of records; independent of how they were delivered."""

    def __init__(
        self,
        routes: Sequence[AnyRoute],
        transactions: Transactions,
        dead_letters: DeadLetterSink,
        *,
        outage_seconds: float = OUTAGE_SECONDS,
        handler_attempts: int = HANDLER_ATTEMPTS,
        limits: RejectionLimits = RejectionLimits(),
    ) -> None:
        self._routes = RouteTable(routes)
        self._transactions = transactions
        self._dead_letters = dead_letters
        self._outage_seconds = outage_seconds
        self._handler_attempts = handler_attempts
        self._monitor = RejectionMonitor(limits)

    async def process(self, records: Sequence[Record]) -> None:
        """Apply a batch. Return when every record is applied, already known, skipped, or stored as a dead letter.

        Raise the infrastructure's failure after `outage_seconds`, and SubscriptionStopped when a handler keeps
        failing or the rejections exceed their limit. The caller then acknowledges nothing.
        """
        deliveries, letters = self._read(records)
        letters += await self._persist(deliveries)
        rejected = {id(letter.record) for letter in letters}
        outcomes = [id(record) in rejected for record in records]
        excess = self._monitor.first_excess(outcomes)
        if excess is not None:
            letter = next(letter for letter in letters if letter.record is records[excess])
            detail = f"{self._monitor} may be rejected; this one would be: {letter.code}: {letter.reason}"
            raise SubscriptionStopped("rejection_limit", letter.record, detail)
        await self._dead_letters.send(letters)
        self._monitor.record(outcomes)

    def _read(self, records: Sequence[Record]) -> tuple[list[AnyDelivery], list[DeadLetter]]:
        deliveries: list[AnyDelivery] = []
        letters: list[DeadLetter] = []
        for record in records:
            try:
                delivery = self._routes.read(record)
            except BadRecord as invalid:
                letters.append(DeadLetter(record, invalid.code, str(invalid)))
                continue
            if delivery is None:
                EVENTS_CONSUMED.labels(record.topic, "skipped").inc()
            else:
                deliveries.append(delivery)
        return deliveries, letters

    async def _persist(self, deliveries: Sequence[AnyDelivery]) -> list[DeadLetter]:
        """Apply deliveries and return the rejected ones; wait out outages, retry a failing handler a few times."""
        if not deliveries:
            return []
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._outage_seconds
        outages = failures = 0
        while True:
            try:
                return await self._apply_all(deliveries)
            except HandlerFailed as failed:
                failures += 1
                if failures >= self._handler_attempts:
                    raise SubscriptionStopped("handler_failed", failed.record, str(failed)) from failed.__cause__
                logger.warning("handler failed", extra={"reason": str(failed), "attempt": failures})
                pause = backoff(failures - 1)
            except Exception as failure:
                pause = backoff(outages, cap=10)
                if not is_transient(failure) or loop.time() + pause > deadline:
                    raise
                logger.warning("infrastructure unavailable", extra={"reason": repr(failure), "attempt": outages})
                outages += 1
            CONSUMER_RETRIES.inc()
            await asyncio.sleep(pause)

    async def _apply_all(self, deliveries: Sequence[AnyDelivery]) -> list[DeadLetter]:
        """Apply all in one transaction; when that fails, apply them in parts and return the rejected ones."""
        if await self._is_applied(deliveries):
            return []
        logger.info("batch failed, applying it in parts", extra={"records": len(deliveries)})
        return await self._apply_parts(deliveries)

    async def _apply_parts(self, failed: Sequence[AnyDelivery]) -> list[DeadLetter]:
        """Apply deliveries that failed together, by halves down to single ones, and return the rejected ones.

        So one invalid event among 500 costs twenty transactions. A second attempt alone also settles conflicts between
        replicas: the row that both inserted is then found.
        """
        if len(failed) == 1:
            try:
                await self._apply(failed)
            except Exception as failure:
                if is_transient(failure):
                    raise
                return [_letter(failed[0], failure)]
            return []
        letters: list[DeadLetter] = []
        middle = len(failed) // 2
        for part in (failed[:middle], failed[middle:]):
            if len(part) == 1 or not await self._is_applied(part):
                letters += await self._apply_parts(part)
        return letters

    async def _is_applied(self, deliveries: Sequence[AnyDelivery]) -> bool:
        """Apply deliveries in one transaction and return whether it was committed; raise a transient failure."""
        try:
            await self._apply(deliveries)
        except Exception as failure:
            if is_transient(failure):
                raise
            return False
        return True

    async def _apply(self, deliveries: Sequence[AnyDelivery]) -> None:
        """Claim and apply in one transaction."""
        with applied(deliveries) as origins_of:
            by_handler = await self._claim_and_apply(deliveries, origins_of)
        times: dict[str, list[str | None]] = defaultdict(list)
        for delivery in chain.from_iterable(by_handler.values()):
            times[delivery.record.topic].append(delivery.record.headers.get("ce_time"))
        for topic, stated in times.items():
            EVENTS_CONSUMED.labels(topic, "applied").inc(len(stated))
            note_applied(topic, stated)

    async def _claim_and_apply(
        self, deliveries: Sequence[AnyDelivery], origins_of: Callable[[Sequence[AnyDelivery]], Group]
    ) -> dict[Handler, list[AnyDelivery]]:
        """Apply what was not applied before, and return it by its handler."""
        async with self._transactions.batch() as transaction:
            keys = [delivery.key for delivery in deliveries]
            unclaimed = await claim(transaction.connection, keys)
            by_handler: dict[Handler, list[AnyDelivery]] = defaultdict(list)
            for key, delivery in zip(keys, deliveries, strict=True):
                if key in unclaimed:
                    unclaimed.discard(key)
                    by_handler[self._routes.route_of(delivery).apply].append(delivery)
            for apply, group in by_handler.items():
                with origins_of(group):
                    await apply(transaction, group)
        return by_handler


def _letter(delivery: AnyDelivery, failure: Exception) -> DeadLetter:
    """Return the dead letter of a rejected event; raise HandlerFailed when the data is not the cause."""
    rejection = rejection_of(failure)
    if rejection is None:
        raise HandlerFailed(delivery.record, failure) from failure
    logger.warning(
        "event rejected",
        extra={"topic": delivery.record.topic, "event_id": str(delivery.event_id), "reason": rejection.reason},
    )
    return DeadLetter(delivery.record, rejection.code, rejection.reason)
