"""Receiving an upload: it is stored while it arrives, and a worker reads it."""

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from jobs.ports import Wake
from jobs.queue import enqueue
from library.application.imports.jobs import MATCH, import_job
from library.application.imports.ports import ImportUnits, ImportWork
from library.domain.imports.errors import ImportEmpty, ImportTooLarge, TooManyImports
from library.domain.imports.limits import LARGEST_UPLOAD
from library.domain.imports.options import ImportOptions
from library.domain.imports.rows import Format
from library.domain.imports.run import MOST_UNDECIDED, ImportRun

CHUNK: Final = 2**20
"""Bytes of a chunk before it is compressed."""
_FASTEST: Final = 1


@dataclass(frozen=True, slots=True)
class NewImport:
    """An upload that a user sends."""

    user_id: UUID
    name: str
    format: Format | None
    options: ImportOptions


class ReceiveImport:
    """Stores an upload and queues its processing."""

    def __init__(self, units: ImportUnits, clock: Clock, wake: Wake) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake

    async def __call__(self, new: NewImport, content: AsyncIterator[bytes]) -> ImportRun:
        """Return the import that was begun.

        Raise AccountErased, TooManyImports, ImportTooLarge and ImportEmpty. No transaction is open while a slow client
        sends; the chunks of an upload that breaks off are deleted later.
        """
        import_id = uuid4()
        async with self._units.begin() as work:
            await _check(work, new.user_id)
        try:
            size = await self._store(import_id, new.user_id, content)
            async with self._units.begin() as work:
                await _check(work, new.user_id)
                now = self._clock.now()
                run = ImportRun(
                    import_id=import_id,
                    user_id=new.user_id,
                    name=new.name,
                    size=size,
                    format=new.format,
                    state="received",
                    options=new.options,
                    created_at=now,
                    updated_at=now,
                )
                await work.imports.save(run)
                await enqueue(work, [import_job(MATCH, import_id, now)])
        except (ImportTooLarge, ImportEmpty, TooManyImports):
            async with self._units.begin() as work:
                await work.imports.delete_chunks(import_id)
            raise
        self._wake()
        return run

    async def _store(self, import_id: UUID, user_id: UUID, content: AsyncIterator[bytes]) -> int:
        size = number = 0
        buffer = bytearray()
        async for part in content:
            size += len(part)
            if size > LARGEST_UPLOAD:
                raise ImportTooLarge(f"file: the file has more than {LARGEST_UPLOAD} bytes")
            buffer += part
            while len(buffer) >= CHUNK:
                await self._add(import_id, user_id, number, bytes(buffer[:CHUNK]))
                del buffer[:CHUNK]
                number += 1
        if not size:
            raise ImportEmpty("file: the file is empty")
        if buffer:
            await self._add(import_id, user_id, number, bytes(buffer))
        return size

    async def _add(self, import_id: UUID, user_id: UUID, number: int, content: bytes) -> None:
        async with self._units.begin() as work:
            await work.users.lock(user_id)
            compressed = zlib.compress(content, _FASTEST)
            await work.imports.add_chunk((import_id, user_id), number, compressed, self._clock.now())


async def _check(work: ImportWork, user_id: UUID) -> None:
    await work.users.lock(user_id)
    if await work.imports.count_undecided(user_id) >= MOST_UNDECIDED:
        raise TooManyImports(f"at most {MOST_UNDECIDED} imports can wait for a decision: commit or delete one of them")
