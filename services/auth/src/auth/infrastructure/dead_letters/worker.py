"""The worker of dead letters: it reads their topics into the index, and carries out what was requested."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from auth.application.dead_letters.ports import LogUnavailable
from auth.infrastructure.dead_letters.index import LetterIndex
from chassis.core.clock import Clock
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.log_reader import LogReader, read_again
from contracts.event_catalog import DEAD_LETTER_TOPICS

logger = logging.getLogger(__name__)

TOPICS: Final = tuple(topic.name for topic in DEAD_LETTER_TOPICS)
BATCH: Final = 500
TURN_SECONDS: Final = 1.0
"""How long a turn waits for letters before it looks for requested actions."""


class LetterWorker:
    """Reads all letters from the first one, then what follows, and carries out actions in between.

    It keeps no offsets: letters are few, and reading one again changes nothing.
    """

    name = "dead letters"

    def __init__(
        self,
        index: LetterIndex,
        carry_out: Callable[[], Awaitable[int]],
        clock: Clock,
        *,
        bootstrap: str,
        topics: Sequence[str] = TOPICS,
        security: KafkaSecurity = PLAINTEXT,
    ) -> None:
        self._index = index
        self._carry_out = carry_out
        self._clock = clock
        self._bootstrap = bootstrap
        self._topics = topics
        self._security = security
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until stopped; after a failure of Kafka, begin again."""
        await read_again(self._read, until=self._stopping, log=logger, warning="cannot read dead letters")

    async def stop(self) -> None:
        """End after the current turn."""
        self._stopping.set()

    async def _read(self) -> None:
        reader = LogReader(
            self._bootstrap, self._topics, client_id="auth-dead-letters", security=self._security, awaits_topics=True
        )
        try:
            await reader.start({})
            while not self._stopping.is_set():
                await self._index.add(await reader.read(most=BATCH, seconds=TURN_SECONDS), self._clock.now())
                await self._attempt()
        finally:
            await reader.stop()

    async def _attempt(self) -> None:
        try:
            await self._carry_out()
        except LogUnavailable as failure:
            logger.warning("dead letters not handled", extra={"reason": str(failure)})
