"""The job that reads an upload and matches its rows. After the loss of a worker it begins again."""

import asyncio
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run
from library.application.imports.ending import save_result
from library.application.imports.jobs import IMPORT_ID
from library.application.imports.locking import locked
from library.application.imports.ports import ImportUnits
from library.application.imports.processing.resolving import resolve
from library.application.imports.rows import StoredRow
from library.domain.errors import AccountErased
from library.domain.imports.applying.preparation import Prepared, TitleGroup, prepare
from library.domain.imports.errors import ImportRefused
from library.domain.imports.rows import ParsedFile, RejectedRow
from library.domain.imports.run import ImportRun

BATCH: Final = 1000
"""Rows that are matched and stored in one transaction."""
_WORD: Final = re.compile(r"(?<!^)(?=[A-Z])")


class MatchImport:
    """Reads and matches an upload."""

    def __init__(self, units: ImportUnits, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Store every row with what it means; an upload that cannot be read fails its import, not the job."""
        import_id = UUID(run.job.payload[IMPORT_ID])
        try:
            await self._process(run, import_id)
        except AccountErased:
            return
        except ImportRefused as refused:
            async with self._units.begin() as work:
                import_run = await locked(work, import_id)
                if import_run is not None:
                    await work.import_rows.clear(import_id)
                    await work.imports.delete_chunks(import_id)
                    now = self._clock.now()
                    await save_result(work, import_run.failed(refusal_code(refused), str(refused), now), now)
                await run.finish(work)

    async def _process(self, run: Run[Job], import_id: UUID) -> None:
        async with self._units.begin() as work:
            import_run = await locked(work, import_id)
            if import_run is None or import_run.state not in ("received", "parsing", "matching"):
                return
            await work.import_rows.clear(import_id)
            await work.imports.save(import_run.in_state("parsing", self._clock.now()))
        content = await self._content(import_id)
        now = self._clock.now()
        # Parsing is pure computation of seconds: in a thread the leases of this worker stay alive.
        prepared = await asyncio.to_thread(
            prepare, import_run.name, content, now, import_run.format, import_run.options
        )
        del content
        async with self._units.begin() as work:
            stored = await locked(work, import_id)
            if stored is None:
                return
            matching = _described(stored.in_state("matching", now), prepared)
            await work.imports.save(matching)
        await self._match(run, matching, prepared)

    async def _content(self, import_id: UUID) -> bytes:
        async with self._units.begin() as work:
            numbers = await work.imports.chunk_sizes(import_id)
            return b"".join([zlib.decompress(await work.imports.chunk(import_id, number)) for number in numbers])

    async def _match(self, run: Run[Job], import_run: ImportRun, prepared: Prepared) -> None:
        done = 0
        for groups in batches(prepared.groups):
            async with self._units.begin() as work:
                if await locked(work, import_run.import_id) is None:
                    return
                rows = await resolve(work, import_run.user_id, groups, self._clock.now())
                await work.import_rows.add(import_run.import_id, import_run.user_id, rows)
                done += len(rows)
                await work.imports.move(import_run.import_id, done, self._clock.now())
                await run.checkpoint(work, {}, done=done, total=import_run.total)
        async with self._units.begin() as work:
            if await locked(work, import_run.import_id) is None:
                return
            rejected = _rejected(prepared.parsed)
            await work.import_rows.add(import_run.import_id, import_run.user_id, rejected)
            await work.imports.delete_chunks(import_run.import_id)
            ready = replace(import_run.in_state("ready", self._clock.now()), done=import_run.total)
            await work.imports.save(await work.imports.recount(ready))
            await run.finish(work)


def batches(groups: Sequence[TitleGroup]) -> Iterator[list[TitleGroup]]:
    """Yield groups whose rows are about a batch together; one group is never divided."""
    batch: list[TitleGroup] = []
    size = 0
    for group in groups:
        batch.append(group)
        size += len(group.rows)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def refusal_code(refused: ImportRefused) -> str:
    """Return the stable code of a refusal: `ImportTooLarge` is `IMPORT_TOO_LARGE`."""
    return _WORD.sub("_", type(refused).__name__).upper()


def _described(run: ImportRun, prepared: Prepared) -> ImportRun:
    parsed = prepared.parsed
    return replace(
        run,
        format=parsed.format,
        total=len(parsed.rows) + len(parsed.rejected),
        ignored=parsed.ignored,
        notices=parsed.notices,
        lists=parsed.lists,
        contents=prepared.contents,
    )


def _rejected(parsed: ParsedFile) -> list[StoredRow]:
    """Return the rows that cannot be read; they follow all others."""
    return [_rejected_row(number, row) for number, row in enumerate(parsed.rejected, len(parsed.rows) + 1)]


def _rejected_row(number: int, row: RejectedRow) -> StoredRow:
    return StoredRow(
        number=number,
        status="rejected",
        position=row.position,
        code=row.code,
        column=row.field,
        message=row.message,
        excerpt=row.excerpt,
    )
