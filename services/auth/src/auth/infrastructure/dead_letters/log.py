"""The letters in Kafka: redriving and discarding them."""

import asyncio
from collections.abc import Sequence
from typing import Final

from aiokafka.errors import KafkaError

from auth.application.dead_letters.ports import ClaimedLetter, LogUnavailable, Outcome
from chassis.core.clock import Clock
from chassis.messaging.dead_letters.handling import LetterHandler
from chassis.messaging.dead_letters.letters import Letter, read_letters
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.replay import ReplayRefused

RATE: Final = 100.0
SECONDS: Final = 45.0
"""Less than the lease of claimed letters."""


class KafkaLetters:
    """Carries actions out on one cluster."""

    def __init__(self, bootstrap: str, clock: Clock, *, security: KafkaSecurity = PLAINTEXT) -> None:
        self._bootstrap = bootstrap
        self._security = security
        self._handler = LetterHandler(bootstrap, clock, security=security)

    async def carry_out(self, claimed: Sequence[ClaimedLetter]) -> Sequence[Outcome]:
        """Read the letters as they are now, and handle those that are open."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self._carry_out(claimed)
        except (KafkaError, OSError, ReplayRefused) as failure:  # TimeoutError is an OSError
            raise LogUnavailable(repr(failure)) from failure

    async def _carry_out(self, claimed: Sequence[ClaimedLetter]) -> list[Outcome]:
        topics = sorted({item.topic for item in claimed})
        letters = {letter.id: letter for letter in await read_letters(self._bootstrap, topics, security=self._security)}
        outcomes: list[Outcome] = []
        groups: dict[tuple[str, str], list[tuple[ClaimedLetter, Letter]]] = {}
        for item in claimed:
            letter = letters.get(item.reference)
            if letter is None:
                outcomes.append(Outcome(item.id, "expired", "the topic of dead letters no longer has the letter"))
            elif letter.state != "open":
                outcomes.append(Outcome(item.id, letter.state))
            else:
                groups.setdefault((item.action, item.note), []).append((item, letter))
        for (action, note), group in groups.items():
            ids = {letter.id: item.id for item, letter in group}
            chosen = [letter for _, letter in group]
            handled = (
                self._handler.redrive(chosen, rate=RATE, reason=note)
                if action == "redrive"
                else self._handler.discard(chosen, reason=note)
            )
            outcomes += [Outcome(ids[outcome.letter.id], outcome.result, outcome.detail) async for outcome in handled]
        return outcomes
