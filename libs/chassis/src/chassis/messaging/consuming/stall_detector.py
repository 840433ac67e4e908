"""Detect a stalled consumer: one that is idle or waits for Kafka is well, one with work and no progress is stuck."""

import asyncio
from typing import Final

RESTART_SECONDS: Final = 60.0
STUCK_SECONDS: Final = 180.0


class StallDetector:
    """Observes one consumer; times are the event loop's, in seconds."""

    def __init__(self, *, restart_seconds: float = RESTART_SECONDS, stuck_seconds: float = STUCK_SECONDS) -> None:
        self._restart_seconds = restart_seconds
        self._stuck_seconds = stuck_seconds
        self._begun_at: float | None = None
        self._moved_at: float | None = None
        self.kafka_responds = False

    def begin(self) -> None:
        """Note that the consumer is started, for the first time or again."""
        self._begun_at = _now()
        self.kafka_responds = False
        if self._moved_at is None:
            self._moved_at = self._begun_at

    def advance(self) -> None:
        """Note that a batch has ended."""
        self._moved_at = _now()

    def observe(self, *, kafka_responds: bool, idle: bool) -> None:
        """Note an observation: without Kafka, or with nothing to do, no progress is expected."""
        self.kafka_responds = kafka_responds
        if idle or not kafka_responds:
            self._moved_at = _now()

    def wants_restart(self) -> bool:
        """Return whether the consumer should be started again: no progress for a minute since it was started."""
        if self._begun_at is None or self._moved_at is None:
            return False
        return _now() - max(self._begun_at, self._moved_at) > self._restart_seconds

    def is_alive(self) -> bool:
        """Return whether starting the consumer again may still help; after three minutes only a new process does."""
        return self._moved_at is None or _now() - self._moved_at < self._stuck_seconds


def _now() -> float:
    return asyncio.get_running_loop().time()
