"""Scans the music folders: one after another, directory by directory.

A directory that looks as it did at the last scan is not read. The digest of a directory is saved with its tracks, in
one transaction, so a scan that is killed goes on where it was: what is saved looks unchanged.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run
from music.application.jobs import analysis_job, covers_job
from music.application.scanning.ports import Disk, KnownTrack, OpenFolder, ScanMeters, ScannedTrack
from music.application.scanning.progress import Progress
from music.application.scanning.reading import Batch, Reading
from music.application.unit_of_work import UnitOfWork, Units
from music.domain.changes.change import ChangeKind
from music.domain.folders.errors import FolderUnreadable
from music.domain.folders.folder import MusicFolder
from music.domain.library.grouping import GroupedFile, grouped
from music.domain.library.identity import content_key
from music.domain.scanning.counts import Counts


class ScanMusic:
    """The handler of scans."""

    def __init__(self, units: Units, disk: Disk, meters: ScanMeters, clock: Clock) -> None:
        self._units = units
        self._disk = disk
        self._meters = meters
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Scan to the end. Folders that cannot be read keep what is known of them, and are named in the result."""
        started = time.monotonic()
        if run.job.checkpoint:
            progress = Progress.of(run.job.checkpoint)
        else:
            progress = Progress(self._clock.now(), bool(run.job.payload.get("is_full")))
        async with self._units.begin() as work:
            folders = await work.folders.all()
        problems = {}
        for folder in folders:
            if folder.id not in progress.finished:
                try:
                    progress = await _FolderScan(run, folder, self._units, self._meters, self._clock).scan(
                        self._disk, progress
                    )
                except FolderUnreadable as unreadable:
                    problems[str(folder.id)] = str(unreadable)
                    progress = await self._skip(run, folder, progress, str(unreadable))
        async with self._units.begin() as work:
            result = {**progress.counts.document(), "is_full": progress.is_full, "problems": problems}
            await work.queue(covers_job(self._clock.now(), run.job.id))
            await run.finish(work, total=progress.counts.listed, result=result)
            await work.queue(analysis_job(self._clock.now()))
        self._meters.ended("incomplete" if problems else "complete", time.monotonic() - started)

    async def _skip(self, run: Run[Job], folder: MusicFolder, progress: Progress, problem: str) -> Progress:
        skipped = replace(progress, finished=(*progress.finished, folder.id), listed_before=progress.counts.listed)
        async with self._units.begin() as work:
            await work.folders.note_scan(folder.id, None, problem)
            await run.checkpoint(work, skipped.document(), done=skipped.counts.listed)
        return skipped


class _FolderScan:
    """The scan of one music folder."""

    def __init__(self, run: Run[Job], folder: MusicFolder, units: Units, meters: ScanMeters, clock: Clock) -> None:
        self._run = run
        self._folder = folder
        self._units = units
        self._meters = meters
        self._clock = clock

    async def scan(self, disk: Disk, progress: Progress) -> Progress:
        """Return the progress behind the folder; raise FolderUnreadable."""
        async with self._units.begin() as work:
            left = dict(await work.scanned.directories(self._folder.id))
        progress = replace(progress, counts=replace(progress.counts, listed=progress.listed_before))
        reading = Reading(self._units, self._folder.id, self._run.job.id, progress.is_full, left)
        async with disk.open(self._folder) as opened, aclosing(reading.batches(opened)) as batches:
            async for batch in batches:
                counts = Counts(listed=batch.unchanged)
                progress = replace(progress, counts=progress.counts.plus(counts))
                self._meters.counted(counts)
                if batch.directories:
                    progress = await self._store(opened, batch, progress)
        unread = reading.unread
        return await self._finish([path for path in left if not _is_within(path, unread)], unread, progress)

    async def _store(self, opened: OpenFolder, batch: Batch, progress: Progress) -> Progress:
        """Save the files of directories that have changed, with the digests, in one transaction."""
        folder_id, read = self._folder.id, batch.tags
        groups = [
            file
            for directory, changed in zip(batch.directories, batch.altered, strict=True)
            if changed
            for file in grouped(folder_id, directory.path, [(item.path, read[item.path]) for item in directory.files])
        ]
        listed = {file.path: file for directory in batch.directories for file in directory.files}
        keys = {file.path: content_key(file, listed[file.path].bytes) for file in groups}
        now = self._clock.now()
        async with self._units.begin() as work:
            # Not those of the reading: the batch before may have moved a track from here.
            stored = await work.scanned.known(folder_id, [directory.path for directory in batch.directories])
            moved = await self._moved(work, opened, groups, keys, stored)
            tracks = [
                ScannedTrack(_id_of(file.path, stored, moved), listed[file.path], file, keys[file.path])
                for file in groups
            ]
            await work.scanned.save(folder_id, tracks, now)
            missing = await work.scanned.note_missing(folder_id, stored.keys() - listed.keys(), now)
            there = {path for path, track in stored.items() if track.is_missing and path in listed}
            returned = len(there & read.keys()) + await work.scanned.note_returned(folder_id, there - read.keys())
            await work.scanned.save_directories(folder_id, batch.directories, self._run.job.id)
            changed = {file.path for group in batch.altered for file in group}
            new = changed - stored.keys()
            counts = Counts(
                listed=len(listed),
                added=len(new) - len(moved),
                changed=len(changed & stored.keys()),
                moved=len(moved),
                missing=missing,
                returned=returned,
                unreadable=sum(read[path].problem is not None for path in changed),
            )
            albums = {file.path: file.album.id for file in groups}
            await self._note_changes(work, counts, new - moved.keys(), changed - (new - moved.keys()), albums)
            progress = replace(progress, counts=progress.counts.plus(counts))
            await self._run.checkpoint(work, progress.document(), done=progress.counts.listed)
        self._meters.counted(counts)
        return progress

    async def _note_changes(
        self, work: UnitOfWork, counts: Counts, added: set[str], updated: set[str], albums: Mapping[str, UUID]
    ) -> None:
        """Let users know what has changed."""
        now, folder_id = self._clock.now(), self._folder.id
        for kind, paths in ((ChangeKind.ADDED, added), (ChangeKind.UPDATED, updated)):
            await work.changes.add(folder_id, kind, len(paths), now, {albums[path] for path in paths})
        await work.changes.add(folder_id, ChangeKind.MISSING, counts.missing, now)
        await work.changes.add(folder_id, ChangeKind.RECOVERED, counts.returned, now)

    async def _moved(
        self,
        work: UnitOfWork,
        opened: OpenFolder,
        groups: Sequence[GroupedFile],
        keys: dict[str, bytes],
        stored: Mapping[str, KnownTrack],
    ) -> dict[str, UUID]:
        """Return the ids of tracks whose files were moved here, by their new paths."""
        new = [file.path for file in groups if file.path not in stored]
        candidates = await work.scanned.with_content(self._folder.id, {keys[path] for path in new})
        there = await opened.are_there([path for tracks in candidates.values() for _, path in tracks])
        moved: dict[str, UUID] = {}
        used: set[UUID] = set()
        for path in new:
            for track_id, before in candidates.get(keys[path], ()):
                if before not in there and track_id not in used:
                    moved[path] = track_id
                    used.add(track_id)
                    break
        return moved

    async def _finish(self, gone: Sequence[str], unread: Sequence[str], progress: Progress) -> Progress:
        """Note what has left the folder, and count."""
        now = self._clock.now()
        async with self._units.begin() as work:
            missing = await work.scanned.note_missing_directories(self._folder.id, gone, now)
            await work.changes.add(self._folder.id, ChangeKind.MISSING, missing, now)
            await work.scanned.forget_directories(self._folder.id, gone)
            await work.scanned.recount(self._folder.id)
            problem = f"{len(unread)} directories cannot be read, the first is {unread[0]!r}" if unread else None
            await work.folders.note_scan(self._folder.id, None if unread else progress.began_at, problem)
            progress = replace(
                progress,
                finished=(*progress.finished, self._folder.id),
                listed_before=progress.counts.listed,
                counts=progress.counts.plus(Counts(missing=missing)),
            )
            await self._run.checkpoint(work, progress.document(), done=progress.counts.listed)
        self._meters.counted(Counts(missing=missing))
        return progress


def _id_of(path: str, stored: Mapping[str, KnownTrack], moved: Mapping[str, UUID]) -> UUID:
    if path in stored:
        return stored[path].id
    return moved[path] if path in moved else uuid4()


def _is_within(path: str, unread: Sequence[str]) -> bool:
    return any(not folder or path == folder or path.startswith(f"{folder}/") for folder in unread)
