"""Reverting an import: what it added is retracted in batches, and what the user has changed since stays."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.ports import Wake
from jobs.queue import enqueue
from jobs.run import Run
from library.application.imports.jobs import IMPORT_ID, REVERT, import_job
from library.application.imports.locking import locked, locked_of
from library.application.imports.ports import ImportUnits
from library.application.imports.processing.keeping import remove_kept
from library.application.imports.processing.list_members import remove_from_lists
from library.application.plays.journal import retract
from library.domain.errors import AccountErased
from library.domain.imports.errors import ImportStateForbids
from library.domain.imports.run import ImportRun
from library.domain.plays.items import Play

BATCH: Final = 500
"""Plays and marks that are retracted in one transaction."""


class RevertImport:
    """Reverts a committed import; the same file can be imported again afterwards."""

    def __init__(self, units: ImportUnits, clock: Clock, wake: Wake) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake

    async def start(self, user_id: UUID, import_id: UUID) -> ImportRun:
        """Queue the reversal and return the import; raise ImportNotFound, ImportStateForbids and AccountErased."""
        async with self._units.begin() as work:
            run = await locked_of(work, import_id, user_id)
            if run.state in ("reverting", "reverted"):
                return run
            if run.state not in ("committed", "failed"):
                raise ImportStateForbids(f"an import that is {run.state} cannot be reverted")
            now = self._clock.now()
            total = run.counts.get("committed", 0)
            begun = replace(run.in_state("reverting", now), total=total, error_code=None, error=None)
            await work.imports.save(begun)
            await enqueue(work, [import_job(REVERT, import_id, now)])
        self._wake()
        return begun

    async def __call__(self, run: Run[Job]) -> None:
        """Retract what is left of the import."""
        import_id = UUID(run.job.payload[IMPORT_ID])
        try:
            while await self._retract_some(run, import_id):
                pass
        except AccountErased:
            return

    async def _retract_some(self, run: Run[Job], import_id: UUID) -> bool:
        """Retract a batch, and return whether more may follow; the last transaction ends the import."""
        async with self._units.begin() as work:
            import_run = await locked(work, import_id)
            if import_run is None or import_run.state != "reverting":
                return False
            now = self._clock.now()
            items = await work.journal.of_batch(import_run.user_id, import_id, BATCH)
            if items:
                imported_at = import_run.created_at
                await retract(work, import_run.user_id, items, now, release_keys=True, imported_at=imported_at)
                plays = {item.play_id: item.media_id for item in items if isinstance(item, Play)}
                await work.imports.release_equal(import_run.user_id, plays)
                done = min(import_run.done + len(items), import_run.total)
                await work.imports.move(import_id, done, now)
                await run.checkpoint(work, {}, done=done, total=import_run.total)
                return True
            if await remove_kept(work, import_run, BATCH, now):
                return True
            await remove_from_lists(work, import_run, now)
            await work.imports.release_keys(import_id)
            await work.import_rows.replace_status(import_id, "committed", "reverted")
            reverted = replace(import_run.in_state("reverted", now), done=import_run.total)
            await work.imports.save(await work.imports.recount(reverted))
            await run.finish(work)
            return False
