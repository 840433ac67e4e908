"""Announcements to those who keep public responses: each replica announces the commits that it serves itself.

A page that was requested from a replica which is behind is removed by the announcement of that replica.
"""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Final

from chassis.core.backoff import backoff
from chassis.core.responses.keys import ResponseKeys
from chassis.messaging.publishing.producer import Outgoing, Producer, encode_headers
from chassis.runtime.background import wait_for
from contracts.event import encode
from contracts.search import SearchChangedV1

logger = logging.getLogger(__name__)

SERVICE: Final = "search"
KEYS: Final = ResponseKeys("search")
LONGEST_PAUSE: Final = 5.0


class CommitAnnouncements:
    """Publishes that responses have changed; commits during an outage of Kafka are one announcement after it."""

    name = "announcements"

    def __init__(self, producer: Producer) -> None:
        self._producer = producer
        self._noted = asyncio.Event()
        self._stopping = asyncio.Event()

    def note(self) -> None:
        """Announce soon that another commit is served."""
        self._noted.set()

    async def run(self) -> None:
        """Announce commits until stopped."""
        attempt = 0
        while True:
            await self._noted.wait()
            if self._stopping.is_set():
                return
            self._noted.clear()
            if await self._is_announced():
                attempt = 0
            else:
                self._noted.set()
                await wait_for(self._stopping, backoff(attempt, cap=LONGEST_PAUSE))
                attempt += 1

    async def stop(self) -> None:
        """End with the announcement in hand; the next start announces all anew."""
        self._stopping.set()
        self._noted.set()

    async def close(self) -> None:
        """Close the connection to Kafka."""
        await self._producer.close()

    async def _is_announced(self) -> bool:
        message = encode(SearchChangedV1(keys=(KEYS.everything,), changed_at=datetime.now(UTC)), SERVICE)
        record = Outgoing(message.topic, message.key, message.body, encode_headers(message.headers))
        try:
            (failure,) = await self._producer.publish([record])
        except Exception as unavailable:  # noqa: BLE001 - whatever it was, it is tried again
            failure = unavailable
        if failure is not None:
            logger.warning("cannot announce a commit", extra={"reason": repr(failure)[:500]})
        return failure is None
