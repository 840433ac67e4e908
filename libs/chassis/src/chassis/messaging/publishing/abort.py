"""Closing a producer of aiokafka at once, which it has no public method for.

The private names used here are pinned by `libs/chassis/tests/unit/test_private_names.py`.
"""

import asyncio
import contextlib
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import ProducerClosed

CLOSE_SECONDS: Final = 5.0


async def abort(producer: AIOKafkaProducer) -> None:
    """Close without sending what is pending.

    `stop` would wait for an unavailable broker, and a producer that is left running would write its old records as
    soon as the broker is available again.
    """
    producer._closed = True  # noqa: SLF001 - no public equivalent
    producer._message_accumulator.fail_all(ProducerClosed())  # noqa: SLF001
    sender = producer._sender.sender_task  # noqa: SLF001
    if sender is not None:
        sender.remove_done_callback(producer._sender._fail_all)  # noqa: SLF001 - done above; it would raise
        sender.cancel()
    with contextlib.suppress(Exception):
        async with asyncio.timeout(CLOSE_SECONDS):
            await producer.client.close()
            if sender is not None:
                await asyncio.wait([sender])
    if sender is not None and sender.done() and not sender.cancelled():
        sender.exception()
