"""Exports of users' data."""

from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from library.application.exports.ports import ExportReader, Snapshot

AT_ONCE: Final = 2
"""Exports that one process reads at the same time, each with a connection; others wait."""


class ExportLibrary:
    """Exports what is stored of a user."""

    def __init__(self, reader: ExportReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock
        self._slots = Semaphore(AT_ONCE)

    @asynccontextmanager
    async def open(self, user_id: UUID) -> AsyncIterator[tuple[Snapshot, datetime]]:
        """Open a snapshot of a user's data, with the time of the export."""
        async with self._slots, self._reader.open(user_id) as snapshot:
            yield snapshot, self._clock.now()
