"""Events that keep coming while a test disturbs what reads them."""

import asyncio
import itertools
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.faults.pipeline.harness.counter_service import TOPIC
from tests.faults.pipeline.harness.events import events_of, notes_of

from chassis.messaging.outbox import Message
from chassis.testing.kafka import produce

_CHUNK: Final = 25


@dataclass(slots=True)
class Publishing:
    """Publishes one version of all titles after the other, and events to be counted among them, until it is stopped."""

    bootstrap: str
    random: Random
    titles: int = 30
    pause: float = 0.25
    published: int = 0
    counted: list[Message] = field(default_factory=list)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Publish until stopped, a version to its end."""
        for version in itertools.count(1):
            events = [*events_of(self.random, self.titles, version)]
            for start in range(0, len(events), _CHUNK):
                notes = notes_of(self.random, TOPIC, _CHUNK)
                chunk = [*events[start : start + _CHUNK], *notes]
                await produce(self.bootstrap, chunk)
                self.published += len(chunk)
                self.counted += notes
                await asyncio.sleep(self.pause)
            if self._stopping.is_set():
                return

    def stop(self) -> None:
        """Let the version in hand be the last."""
        self._stopping.set()
