"""Announcements of a service without a database to those who keep public responses.

Each replica announces what it serves itself: a page that was requested from a replica which is behind is removed by the
announcement of that replica.
"""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Final

from chassis.core.backoff import backoff
from chassis.messaging.kafka_security import KafkaSecurity
from chassis.messaging.publishing.producer import Outgoing, Producer, encode_headers
from chassis.runtime.background import wait_for
from contracts.event import encode
from contracts.event_catalog import ANNOUNCEMENTS

logger = logging.getLogger(__name__)

LONGEST_PAUSE: Final = 5.0


class Announcements:
    """Publishes that all responses have changed; changes during an outage of Kafka are one announcement after it."""

    name = "announcements"

    def __init__(self, service: str, producer: Producer) -> None:
        self._service = service
        self._producer = producer
        self._noted = asyncio.Event()
        self._stopping = asyncio.Event()

    def note(self) -> None:
        """Announce soon that responses have changed."""
        self._noted.set()

    async def run(self) -> None:
        """Announce changes until stopped."""
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
        """End with the announcement in hand; the next start announces everything."""
        self._stopping.set()
        self._noted.set()

    async def close(self) -> None:
        """Close the connection to Kafka."""
        await self._producer.close()

    async def _is_announced(self) -> bool:
        changed = ANNOUNCEMENTS[self._service](keys=(self._service,), changed_at=datetime.now(UTC))
        message = encode(changed, self._service)
        record = Outgoing(message.topic, message.key, message.body, encode_headers(message.headers))
        try:
            (failure,) = await self._producer.publish([record])
        except Exception as unavailable:  # noqa: BLE001 - whatever it was, it is tried again
            failure = unavailable
        if failure is not None:
            logger.warning("cannot announce a change", extra={"reason": repr(failure)[:500]})
        return failure is None


def announcements_of(service: str, bootstrap: str, security: KafkaSecurity) -> Announcements:
    """Return the announcements of a service."""
    return Announcements(service, Producer(bootstrap, client_id=f"{service}-announcements", security=security))
