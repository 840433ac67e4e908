"""Consumption of revoked sessions from Kafka: every replica reads the whole topic, without a consumer group.

No request waits for it. While Kafka is unavailable, the access token of a revoked session stays valid until it expires,
after ten minutes at most. Its refresh token is rejected at once, since auth checks its database.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final
from uuid import UUID

from chassis.messaging.envelope import check_type
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.log_reader import LogReader, lag, read_again, read_valid
from chassis.messaging.records import Record, read_event
from chassis.runtime.health import CheckResult
from contracts.auth import SessionRevokedV1

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 0.5
MOST_RECORDS: Final = 1000
LEEWAY_SECONDS: Final = 60.0


class RevocationFeed:
    """Calls `on_revoked` with every revoked session and its last expiry, from the beginning of the topic."""

    name = "revocations"

    def __init__(
        self,
        bootstrap: str,
        on_revoked: Callable[[UUID, float], None],
        size: Callable[[], int],
        *,
        topic: str = SessionRevokedV1.topic,
        security: KafkaSecurity = PLAINTEXT,
    ) -> None:
        self._bootstrap = bootstrap
        self._security = security
        self._on_revoked = on_revoked
        self._size = size
        self._topic = topic
        self._stopping = asyncio.Event()
        self._caught_up = False

    async def run(self) -> None:
        """Read until stopped. After a failure, wait and read again from the beginning."""
        warning = "cannot read revocations from Kafka"
        await read_again(self._read, until=self._stopping, log=logger, warning=warning)

    async def stop(self) -> None:
        """Return within one poll."""
        self._stopping.set()

    async def check(self) -> CheckResult:
        """Return whether the feed is current. Register it as optional: the gateway also serves without it."""
        return CheckResult("up" if self._caught_up else "down", {"sessions": self._size()})

    async def _read(self) -> None:
        """Read from the beginning until stopped; raise what Kafka raises, and PositionLost behind expired records."""
        reader = LogReader(self._bootstrap, [self._topic], client_id="gateway", security=self._security)
        try:
            await reader.start({})
            ends = await reader.ends()
            while not self._stopping.is_set():
                for event in read_valid(await reader.read(most=MOST_RECORDS, seconds=POLL_SECONDS), _revoked):
                    self._on_revoked(event.session_id, event.expires_at.timestamp() + LEEWAY_SECONDS)
                self._caught_up = self._caught_up or lag(reader.positions, ends) == 0
        finally:
            self._caught_up = False
            await reader.stop()


def _revoked(record: Record) -> SessionRevokedV1 | None:
    return read_event(record, SessionRevokedV1)[1] if check_type(record, SessionRevokedV1.type) else None
