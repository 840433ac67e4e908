"""Receiving an upload: every part is stored in a transaction of its own, so that an upload can go on after a break."""

import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from jobs.ports import Wake
from jobs.queue import enqueue
from library.application.imports.jobs import MATCH, import_job
from library.application.imports.locking import locked_of
from library.application.imports.ports import Chunk, ImportUnits
from library.domain.imports.errors import (
    ImportEmpty,
    ImportPartMissing,
    ImportStateForbids,
    ImportTooLarge,
    TooManyImports,
)
from library.domain.imports.limits import LARGEST_UPLOAD
from library.domain.imports.options import ImportOptions
from library.domain.imports.rows import Format
from library.domain.imports.run import MOST_UNDECIDED, ImportRun

_FASTEST: Final = 1
"""The level of compression."""


@dataclass(frozen=True, slots=True)
class NewImport:
    """An upload that a user sends."""

    user_id: UUID
    name: str
    format: Format | None
    options: ImportOptions
    is_complete: bool = True
    """Whether the first request has the whole file; further parts follow otherwise."""
    prefers_zone: bool = False
    """Whether the time zone is the one that the user prefers, if there is one."""


class ReceiveImport:
    """Stores an upload, in one request or in parts, and queues its processing."""

    def __init__(self, units: ImportUnits, clock: Clock, wake: Wake) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake

    async def begin(self, new: NewImport, content: bytes) -> ImportRun:
        """Return a new import with the first part of its upload, or with the whole of it.

        Raise AccountErased, TooManyImports and ImportEmpty.
        """
        async with self._units.begin() as work:
            await work.users.lock(new.user_id)
            if await work.imports.count_undecided(new.user_id) >= MOST_UNDECIDED:
                raise TooManyImports(f"at most {MOST_UNDECIDED} imports can wait: commit or delete one of them")
            if new.is_complete and not content:
                raise ImportEmpty("file: the file is empty")
            now = self._clock.now()
            zone = await work.users.time_zone(new.user_id) if new.prefers_zone else None
            run = ImportRun(
                import_id=uuid4(),
                user_id=new.user_id,
                name=new.name,
                size=len(content),
                format=new.format,
                state="received" if new.is_complete else "receiving",
                options=new.options if zone is None else replace(new.options, time_zone=zone),
                created_at=now,
                updated_at=now,
            )
            await work.imports.save(run)
            if content:
                await work.imports.add_chunk(_chunk(run, 0, content, now))
            if new.is_complete:
                await enqueue(work, [import_job(MATCH, run.import_id, now)])
        self._wake()
        return run

    async def add_part(self, user_id: UUID, import_id: UUID, number: int, content: bytes) -> ImportRun:
        """Store a part of an upload, which replaces one with the same number, and return the import.

        Raise ImportNotFound, ImportStateForbids, ImportTooLarge and AccountErased.
        """
        async with self._units.begin() as work:
            run = _receiving(await locked_of(work, import_id, user_id))
            now = self._clock.now()
            await work.imports.add_chunk(_chunk(run, number, content, now))
            size = sum((await work.imports.chunk_sizes(import_id)).values())
            if size > LARGEST_UPLOAD:
                raise ImportTooLarge(f"file: the file has more than {LARGEST_UPLOAD} bytes")
            after = replace(run, size=size, updated_at=now)
            await work.imports.save(after)
            return after

    async def complete(self, user_id: UUID, import_id: UUID) -> ImportRun:
        """Queue the processing of an upload whose parts are all there, and return the import; a repetition is harmless.

        Raise ImportNotFound, ImportStateForbids, ImportPartMissing, ImportEmpty and AccountErased.
        """
        async with self._units.begin() as work:
            run = await locked_of(work, import_id, user_id)
            if run.state in ("received", "parsing", "matching", "ready"):
                return run
            numbers = list(await work.imports.chunk_sizes(_receiving(run).import_id))
            if not run.size:
                raise ImportEmpty("file: the file is empty")
            missing = set(range(1, numbers[-1] + 1)) - set(numbers)
            if missing:
                raise ImportPartMissing(f"part {min(missing)} of the upload is missing")
            now = self._clock.now()
            after = run.in_state("received", now)
            await work.imports.save(after)
            await enqueue(work, [import_job(MATCH, import_id, now)])
        self._wake()
        return after


def _receiving(run: ImportRun) -> ImportRun:
    """Return an import that receives its upload; raise ImportStateForbids for any other."""
    if run.state != "receiving":
        raise ImportStateForbids(f"an import that is {run.state} receives no parts")
    return run


def _chunk(run: ImportRun, number: int, content: bytes, now: datetime) -> Chunk:
    return Chunk(run.import_id, run.user_id, number, zlib.compress(content, _FASTEST), len(content), now)
