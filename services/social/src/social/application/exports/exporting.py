"""Exporting everything that a user has shared."""

from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.snapshots import Sections

AT_ONCE: Final = 2
"""Exports that one process reads at the same time, each with a connection; others wait."""


class ExportReader(Protocol):
    """Opens what is stored of a user."""

    def open(self, user_id: UUID) -> AbstractAsyncContextManager[Sections]:
        """Open the sections of one moment."""
        ...


class ExportSocial:
    """Exports what is stored of a user."""

    def __init__(self, reader: ExportReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock
        self._slots = Semaphore(AT_ONCE)

    @asynccontextmanager
    async def open(self, user_id: UUID) -> AsyncIterator[tuple[Sections, datetime]]:
        """Open the sections of a user, with the time of the export."""
        async with self._slots, self._reader.open(user_id) as sections:
            yield sections, self._clock.now()
