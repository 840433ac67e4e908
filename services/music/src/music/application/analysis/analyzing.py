"""Analyzes the tracks that are new or have changed, batch by batch.

What has been done stands in the rows of the tracks, so a run that is interrupted loses one batch at the most, and a
track that always fails holds up nothing.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run
from music.application.analysis.ports import AlbumLoudness, Analyzer, DueAlbum, DueTrack, OpenAnalyzer, Outcome
from music.application.unit_of_work import Units
from music.domain.analysis.loudness import integrated, merged
from music.domain.analysis.result import VERSION, AnalysisFailed
from programs.errors import ToolsMissing

_NOTED: Final = 5000
"""Tracks that one statement notes as pending."""
_ALBUMS: Final = 100
_KEPT: Final = 0.9
"""How much of the former pace counts after each batch."""


class AnalyzeMusic:
    """The handler of analyses."""

    def __init__(self, units: Units, analyzer: Analyzer, clock: Clock) -> None:
        self._units = units
        self._analyzer = analyzer
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Analyze until nothing is due."""
        await self._note_due()
        problem = None
        analyzed, failed = 0, 0
        try:
            self._analyzer.check()
        except ToolsMissing as missing:
            problem = str(missing)
        else:
            analyzed, failed = await self._analyze(run)
        await self._sum_up(None)
        pace = run.job.checkpoint.get("seconds_per_track")
        result = {"analyzed": analyzed, "failed": failed, "problem": problem, "seconds_per_track": pace}
        async with self._units.begin() as work:
            await work.analyses.save_scale()
            await run.finish(work, total=analyzed + failed, result=result)

    async def _note_due(self) -> None:
        async with self._units.begin() as work:
            # One analysis runs at a time: what still counts as running has lost its worker.
            await work.analyses.release()
        noted = _NOTED
        while noted == _NOTED:
            async with self._units.begin() as work:
                noted = await work.analyses.note_due(VERSION, _NOTED)

    async def _analyze(self, run: Run[Job]) -> tuple[int, int]:
        """Return how many tracks were analyzed, and how many tries have failed."""
        analyzed, failed = 0, 0
        pace: float | None = run.job.checkpoint.get("seconds_per_track")
        size = max(8, 4 * self._analyzer.processes)
        async with self._analyzer.open() as opened:
            while batch := await self._claim(size):
                began = time.monotonic()
                outcomes = await self._batch(opened, batch)
                seconds = (time.monotonic() - began) / len(batch)
                pace = seconds if pace is None else _KEPT * pace + (1 - _KEPT) * seconds
                tried = sum(outcome.analysis is None for outcome in outcomes)
                failed += tried
                analyzed += len(batch) - tried
                async with self._units.begin() as work:
                    await work.analyses.save(outcomes, VERSION, self._clock.now())
                    checkpoint = {"seconds_per_track": round(pace, 4)}
                    await run.checkpoint(work, checkpoint, done=analyzed + failed)
                await self._sum_up({track.album_id for track in batch})
        return analyzed, failed

    async def _claim(self, size: int) -> Sequence[DueTrack]:
        async with self._units.begin() as work:
            return await work.analyses.claim(self._clock.now(), size)

    async def _batch(self, opened: OpenAnalyzer, batch: Sequence[DueTrack]) -> list[Outcome]:
        free = asyncio.Semaphore(self._analyzer.processes)

        async def analyze(track: DueTrack) -> Outcome:
            async with free:
                try:
                    return Outcome(track, await opened.analyze(track.file))
                except AnalysisFailed as failure:
                    return Outcome(track, None, str(failure))

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(analyze(track)) for track in batch]
        return [task.result() for task in tasks]

    async def _sum_up(self, album_ids: set[UUID] | None) -> None:
        """Compute the loudness of albums whose tracks are all analyzed."""
        number = _ALBUMS
        while number == _ALBUMS:
            async with self._units.begin() as work:
                albums = await work.analyses.due_albums(album_ids, _ALBUMS)
                await work.analyses.save_albums([_summed_up(album) for album in albums])
            number = len(albums)


def _summed_up(album: DueAlbum) -> AlbumLoudness:
    loudness = integrated(merged(album.blocks))
    return AlbumLoudness(album.album_id, loudness, max(album.peaks, default=None), album.track_count, album.latest)
