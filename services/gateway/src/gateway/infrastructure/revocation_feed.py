"""Consumption of sessions that have ended: every replica reads the whole topic from Kafka, without a consumer group.

No request waits for it. While Kafka is unavailable, the access token of a revoked session stays valid until it expires,
after ten minutes at most. Its refresh token is rejected at once, since auth checks its database. The addresses of files
of a playback session stay valid as long as they were issued for.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, Generic, TypeVar
from uuid import UUID

from chassis.messaging.envelope import check_type
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.log_reader import LogReader, lag, read_again, read_valid
from chassis.messaging.records import Record, read_event
from chassis.runtime.health import CheckResult
from contracts.auth import SessionRevokedV1
from contracts.playback.sessions import PlaybackSessionEndedV1

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 0.5
MOST_RECORDS: Final = 1000
LEEWAY_SECONDS: Final = 60.0


Ended = TypeVar("Ended", SessionRevokedV1, PlaybackSessionEndedV1)


class EndFeed(Generic[Ended]):
    """Calls `on_ended` with every session that has ended and its last expiry, from the beginning of the topic."""

    def __init__(
        self,
        bootstrap: str,
        on_ended: Callable[[UUID, float], None],
        size: Callable[[], int],
        *,
        name: str,
        event: type[Ended],
        topic: str,
        security: KafkaSecurity = PLAINTEXT,
    ) -> None:
        self.name = name
        self._bootstrap = bootstrap
        self._security = security
        self._on_ended = on_ended
        self._size = size
        self._event: type[Ended] = event
        self._topic = topic
        self._stopping = asyncio.Event()
        self._caught_up = False

    async def run(self) -> None:
        """Read until stopped. After a failure, wait and read again from the beginning."""
        warning = f"cannot read {self.name} from Kafka"
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
                for event in read_valid(await reader.read(most=MOST_RECORDS, seconds=POLL_SECONDS), self._ended):
                    self._on_ended(event.session_id, event.expires_at.timestamp() + LEEWAY_SECONDS)
                self._caught_up = self._caught_up or lag(reader.positions, ends) == 0
        finally:
            self._caught_up = False
            await reader.stop()

    def _ended(self, record: Record) -> Ended | None:
        return read_event(record, self._event)[1] if check_type(record, self._event.type) else None


class RevocationFeed(EndFeed[SessionRevokedV1]):
    """Sessions of auth that were revoked."""

    def __init__(
        self,
        bootstrap: str,
        on_ended: Callable[[UUID, float], None],
        size: Callable[[], int],
        *,
        topic: str = SessionRevokedV1.topic,
        security: KafkaSecurity = PLAINTEXT,
    ) -> None:
        super().__init__(
            bootstrap, on_ended, size, name="revocations", event=SessionRevokedV1, topic=topic, security=security
        )


class PlaybackEndFeed(EndFeed[PlaybackSessionEndedV1]):
    """Playback sessions that have ended."""

    def __init__(
        self,
        bootstrap: str,
        on_ended: Callable[[UUID, float], None],
        size: Callable[[], int],
        *,
        topic: str = PlaybackSessionEndedV1.topic,
        security: KafkaSecurity = PLAINTEXT,
    ) -> None:
        name = "ended playback sessions"
        super().__init__(
            bootstrap, on_ended, size, name=name, event=PlaybackSessionEndedV1, topic=topic, security=security
        )
