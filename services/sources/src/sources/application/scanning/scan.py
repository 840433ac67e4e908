"""Scans a source: lists its files, recognizes those that are new or changed, and notes those that are gone."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.outgoing.intervals import Intervals, spread
from jobs.errors import LeaseLost
from jobs.model import Job
from jobs.ports import IsOutage
from jobs.retries import UNEXPECTED
from jobs.run import Run
from sources.application.matching.ports import Recognize
from sources.application.media_sources.connecting import connected
from sources.application.media_sources.outages import degraded, recovered
from sources.application.media_sources.ports import Adapters, SourceAdapter
from sources.application.scanning.batches import Batch, batches
from sources.application.scanning.pages import pages_of
from sources.application.scanning.ports import ScanMeters
from sources.application.scanning.progress import Progress
from sources.application.unit_of_work import UnitOfWork, Units
from sources.domain.files.listed import ListedFile
from sources.domain.matching.match import RecognizedFile
from sources.domain.media_sources.errors import ChangesUnknown, SourceFailed
from sources.domain.media_sources.source import MediaSource
from sources.domain.scanning.counts import Counts

_UNEXPECTED: Final = SourceFailed(UNEXPECTED, "the scan has failed unexpectedly: the log of the worker has the cause")
RECOGNIZED_AT_ONCE: Final = 200
"""Files between which the event loop does other work."""


@dataclass(frozen=True, slots=True)
class ScanRules:
    """When sources are scanned."""

    intervals: Intervals
    listed_every: timedelta
    """A source that states what has changed is listed as a whole this often: some do not state what is gone."""


class ScanSource:
    """The handler of scans. What it writes with a batch is one transaction with the position behind it."""

    def __init__(
        self,
        units: Units,
        adapters: Adapters,
        recognize: Recognize,
        rules: ScanRules,
        meters: ScanMeters,
        clock: Clock,
        is_infrastructure_failure: IsOutage,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._units = units
        self._adapters = adapters
        self._recognize = recognize
        self._rules = rules
        self._meters = meters
        self._clock = clock
        self._is_infrastructure_failure = is_infrastructure_failure
        self._chance = chance

    async def __call__(self, run: Run[Job]) -> None:
        """Scan to the end, or raise SourceFailed or another error after the outage of the source was saved."""
        source_id = UUID(run.job.payload["source_id"])
        async with self._units.begin() as work:
            source = await work.media_sources.find(source_id)
            if source is None or source.is_paused:
                await run.finish(work, result=Counts().document())
                return
        started = time.monotonic()
        try:
            async with self._units.begin() as work:
                credentials = await work.media_sources.credentials(source_id)
            async with connected(self._adapters, source, credentials) as adapter:
                progress = await self._scan(run, source, adapter)
        except LeaseLost:
            raise
        except Exception as error:
            if self._is_infrastructure_failure(error):
                raise
            failure = error if isinstance(error, SourceFailed) else _UNEXPECTED
            self._meters.ended(source.kind, failure.code, time.monotonic() - started)
            await self._note(run, source_id, failure)
            raise
        outcome = "complete" if progress.is_complete else "incomplete"
        self._meters.ended(source.kind, outcome, time.monotonic() - started)

    async def _scan(self, run: Run[Job], source: MediaSource, adapter: SourceAdapter) -> Progress:
        if run.job.checkpoint:
            progress = Progress.of(run.job.checkpoint)
        else:
            progress = self._beginning(source)
            async with self._units.begin() as work:
                await work.files.forget_sightings(source.id)
                await run.checkpoint(work, progress.document(), done=0)
        try:
            progress = await self._read(run, source, adapter, progress)
        except ChangesUnknown:
            listing = Progress(self._clock.now(), is_listing=True, batch=progress.batch)
            progress = await self._read(run, source, adapter, listing)
        await self._finish(run, source.id, progress)
        return progress

    def _beginning(self, source: MediaSource) -> Progress:
        now = self._clock.now()
        is_listing = (
            source.position is None or source.listed_at is None or now - source.listed_at >= self._rules.listed_every
        )
        return Progress(now, is_listing, None if is_listing else source.position)

    async def _read(self, run: Run[Job], source: MediaSource, adapter: SourceAdapter, progress: Progress) -> Progress:
        pages = pages_of(self._units, source, adapter, progress)
        async with aclosing(pages), aclosing(batches(pages)) as listed:
            async for batch in listed:
                progress = await self._store(run, source, batch, progress)
        return progress

    async def _store(self, run: Run[Job], source: MediaSource, batch: Batch, progress: Progress) -> Progress:
        files = {file.path: file for file in batch.files}
        now = self._clock.now()
        async with self._units.begin() as work:
            fingerprints = await work.files.fingerprints(source.id, files)
            altered = [file for file in files.values() if fingerprints.get(file.path) != file.fingerprint]
            recognized = await self._recognized(work, altered)
            new = sum(file.path not in fingerprints for file in altered)
            counts = Counts(
                listed=len(files) + batch.unchanged_files,
                new=new,
                changed=len(altered) - new,
                unchanged=len(files) - len(altered) + batch.unchanged_files,
                recognized=sum(file.match is not None for file in recognized),
            )
            if progress.is_listing:
                seen = files.keys() - {file.path for file in altered}
                await work.files.seen(source.id, seen, batch.unchanged, run.job.id, progress.batch)
            await work.files.save(source.id, recognized, run.job.id, now)
            await work.folders.forget(source.id, batch.incomplete_folders(altered))
            await work.folders.save(source.id, batch.folders, run.job.id)
            counts = replace(counts, gone=await work.files.remove(source.id, batch.gone, now))
            progress = replace(
                progress,
                position=batch.position,
                is_complete=progress.is_complete and batch.is_complete,
                batch=progress.batch + 1,
                counts=progress.counts.plus(counts),
            )
            await run.checkpoint(work, progress.document(), done=progress.counts.listed)
        self._meters.batch(source.kind, counts)
        return progress

    async def _recognized(self, work: UnitOfWork, files: Sequence[ListedFile]) -> list[RecognizedFile]:
        """Recognize files in pieces, between which other tasks of the process go on."""
        recognized: list[RecognizedFile] = []
        for at in range(0, len(files), RECOGNIZED_AT_ONCE):
            recognized.extend(await self._recognize(work.titles, files[at : at + RECOGNIZED_AT_ONCE]))
            await asyncio.sleep(0)
        return recognized

    async def _finish(self, run: Run[Job], source_id: UUID, progress: Progress) -> None:
        now = self._clock.now()
        async with self._units.begin() as work:
            source = await work.media_sources.find(source_id, lock=True)
            if source is None:
                raise LeaseLost(run.job.id)
            counts = progress.counts
            if progress.is_listing and progress.is_complete:
                gone = await work.files.remove_unseen(source_id, run.job.id, now)
                counts = replace(counts, gone=counts.gone + gone)
                await work.folders.forget_unseen(source_id, run.job.id)
            await work.folders.confirm(source_id, run.job.id)
            await work.files.forget_sightings(source_id)
            total = await work.files.count(source_id)
            interval = self._rules.intervals.next(source.scan_interval, counts.altered_share(total))
            source = await recovered(work, source, now)
            source = replace(
                source,
                scanned_at=progress.began_at,
                scan_interval=interval,
                next_scan_at=now + spread(interval, self._chance()),
            )
            if progress.is_complete:
                listed_at = progress.began_at if progress.is_listing else source.listed_at
                source = replace(source, listed_at=listed_at, position=progress.position or source.position)
            await work.media_sources.save(source)
            result = {**counts.document(), "is_listing": progress.is_listing, "is_complete": progress.is_complete}
            await run.finish(work, total=counts.listed, result=result)

    async def _note(self, run: Run[Job], source_id: UUID, failure: SourceFailed) -> None:
        """Save the outage, unless the scan was cancelled meanwhile: its source may be another one by now."""
        async with self._units.begin() as work:
            source = await work.media_sources.find(source_id, lock=True)
            job = await work.jobs.get(run.job.id)
            if source is not None and job is not None and job.lease == run.lease:
                await degraded(work, source, failure, self._clock.now(), self._rules.intervals)
