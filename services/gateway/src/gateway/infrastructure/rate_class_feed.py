"""Consumption of the rate classes of users from Kafka: every replica reads the whole topic, without a consumer group.

No request waits for it. Until the topic was read once, the plan of the token decides; while Kafka is unavailable
afterwards, the classes stay as they were read.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final
from uuid import UUID

from chassis.messaging.envelope import check_type
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.log_reader import LogReader, lag, read_again, read_valid
from chassis.messaging.records import LARGEST_VERSION, BadRecord, Record, read_event
from chassis.runtime.health import CheckResult
from contracts.billing import SubscriptionChangedV1
from gateway.application.rate_classes import (
    Change,
    CurrentRateClasses,
    RateClassChange,
    RateClasses,
    UserRemoved,
)

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 0.5
MOST_RECORDS: Final = 200
"""Applied together, while no request is served: some milliseconds."""


class RateClassFeed:
    """Keeps the rate classes of users current, from the beginning of the topic."""

    name = "rate classes"

    def __init__(
        self,
        bootstrap: str,
        current: CurrentRateClasses,
        now: Callable[[], float],
        *,
        topic: str = SubscriptionChangedV1.topic,
        security: KafkaSecurity = PLAINTEXT,
    ) -> None:
        """`now` returns the seconds since the epoch."""
        self._bootstrap = bootstrap
        self._security = security
        self._current = current
        self._now = now
        self._topic = topic
        self._stopping = asyncio.Event()
        self._is_current = False

    async def run(self) -> None:
        """Read until stopped. After a failure, wait and read again from the beginning."""
        warning = "cannot read rate classes from Kafka"
        await read_again(self._read, until=self._stopping, log=logger, warning=warning)

    async def stop(self) -> None:
        """Return within one poll."""
        self._stopping.set()

    async def check(self) -> CheckResult:
        """Return whether the feed is current. Register it as optional: the gateway also serves without it."""
        return CheckResult("up" if self._is_current else "down", {"users": len(self._current)})

    async def _read(self) -> None:
        """Read from the beginning until stopped; raise what Kafka raises, and PositionLost behind compacted records.

        What is read replaces what was known when it is complete: users who were removed meanwhile are not in it.
        """
        classes = RateClasses(self._now)
        reader = LogReader(self._bootstrap, [self._topic], client_id="gateway", security=self._security)
        try:
            await reader.start({})
            ends = await reader.ends()
            while not self._stopping.is_set():
                records = await reader.read(most=MOST_RECORDS, seconds=POLL_SECONDS)
                changes: list[Change] = read_valid(records, _change, _removed)
                for change in changes:
                    classes.apply(change)
                if not self._is_current and lag(reader.positions, ends) == 0:
                    self._current.replace(classes)
                    self._is_current = True
        finally:
            self._is_current = False
            await reader.stop()


def _change(record: Record) -> Change | None:
    if not check_type(record, SubscriptionChangedV1.type):
        return None
    event = read_event(record, SubscriptionChangedV1)[1]
    if not 0 <= event.version <= LARGEST_VERSION:
        raise BadRecord("malformed_body", f"version: must be between 0 and {LARGEST_VERSION}")
    end = None if event.valid_until is None else event.valid_until.timestamp()
    return RateClassChange(event.user_id, event.version, event.entitlements.rate_class, end)


def _removed(record: Record) -> Change:
    try:
        return UserRemoved(UUID((record.key or b"").decode()))
    except ValueError as broken:
        raise BadRecord("malformed_key", "key: must be the id of a user") from broken
