"""A Kafka producer that never stays broken: acknowledged by all, idempotent, and replaced after a failure.

An idempotent aiokafka producer whose sequence went bad refuses every later record until it is replaced
(aio-libs/aiokafka#1017), so any failed round throws it away.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aiokafka import AIOKafkaProducer

logger = logging.getLogger(__name__)

ROUND_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record to publish; a null key or value is kept as null."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


def encode_headers(headers: Mapping[str, str]) -> list[tuple[str, bytes]]:
    """Give headers in the form Kafka carries."""
    return [(name, value.encode()) for name, value in headers.items()]


class Producer:
    """Publishes rounds of records; opens its connection when first used."""

    def __init__(self, bootstrap: str, *, client_id: str) -> None:
        self._bootstrap = bootstrap
        self._client_id = client_id
        self._producer: AIOKafkaProducer | None = None

    async def publish(self, records: Sequence[Outgoing]) -> list[BaseException | None]:
        """Publish records in order and give, for each, null or why Kafka did not confirm it.

        A record that was not confirmed may still have been written: the caller sends it again.
        Raises when the broker cannot be reached within the round's time.
        """
        try:
            async with asyncio.timeout(ROUND_SECONDS):
                producer = await self._open()
                pending = [
                    await producer.send(item.topic, item.value, key=item.key, headers=list(item.headers))
                    for item in records
                ]
                outcomes = await asyncio.gather(*pending, return_exceptions=True)
        except BaseException:
            await self.close()
            raise
        failures = [outcome if isinstance(outcome, BaseException) else None for outcome in outcomes]
        if any(failures):
            await self.close()
        return failures

    async def _open(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap,
                client_id=self._client_id,
                enable_idempotence=True,
                acks="all",
                compression_type="lz4",
                linger_ms=5,
                max_batch_size=262_144,
                request_timeout_ms=10_000,
            )
            try:
                await producer.start()
            except BaseException:
                await producer.stop()
                raise
            self._producer = producer
        return self._producer

    async def close(self) -> None:
        """Drop the connection; the next round opens a new one."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            async with asyncio.timeout(5):
                await producer.stop()
        except Exception:
            logger.warning("producer did not close cleanly", exc_info=True)
