"""Music folders are watched: what changes in them is scanned once for all replicas."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import SECONDS, Music
from sqlalchemy import text

from chassis.storage.database import is_infrastructure_failure
from chassis.storage.watching.folder_watch import WatchState
from chassis.testing.clock import FixedClock
from jobs.model import Job, Status
from jobs.ports import JobFilter
from music.application.folders.managing import FolderChange
from music.application.jobs import JobKind
from music.application.scanning.changes import QueueChangedScans
from music.domain.scanning.errors import ScanRunning
from music.infrastructure.scanning.watching import counts, folder_watcher


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(SECONDS):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.02)


async def scans(music: Music) -> list[Job]:
    async with music.container.units.read() as work:
        jobs, _ = await work.jobs.find(JobFilter(kinds=(JobKind.SCAN,)))
    return jobs


async def test_a_moved_folder_is_scanned_once_although_two_replicas_see_it(
    music: Music, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.storage.watching.folder_watch.STABLE_MS", 20)
    write(music.root / "Records/A/1.flac", title="T", artist="A", album="X")
    await music.add()
    clock, units = music.container.clock, music.container.units
    watchers = [folder_watcher(units, units, clock, is_infrastructure_failure) for _ in range(2)]
    tasks = [asyncio.create_task(watcher.run()) for watcher in watchers]

    async def are_watched() -> bool:
        watches = [watch for watcher in watchers for watch in watcher._watches.values()]
        return len(watches) == 2 and all(watch.state is WatchState.WATCHED for watch in watches)

    async def is_queued() -> bool:
        return len(await scans(music)) == 2 and not any(watcher._changes for watcher in watchers)

    await until(are_watched)
    await asyncio.to_thread((music.root / "Records/A").rename, music.root / "Records/B")
    await until(is_queued)
    queued, first = await scans(music)
    (folder,) = await music.container.application.folders.all()
    assert folder.scanned_at is not None
    assert queued.run_at >= folder.scanned_at + timedelta(minutes=1)
    async with music.container.runtime.engine.begin() as connection:
        await connection.execute(text("update jobs set run_at = '2000-01-01' where status = 'queued'"))
    done = await music.scanned()
    assert done.id == queued.id != first.id
    assert done.result is not None
    assert done.result["moved"] == 1
    for watcher in watchers:
        await watcher.stop()
    await asyncio.gather(*tasks)


async def test_a_request_and_a_watch_scan_one_at_a_time(music: Music) -> None:
    await music.container.runner.stop()
    write(music.root / "Records/a.flac", title="T")
    folder = await music.container.application.folders.add("R", str(music.root / "Records"), FolderChange(), uuid4())
    (waiting,) = await scans(music)
    clock = FixedClock(folder.created_at + timedelta(seconds=10))
    queue = QueueChangedScans(music.container.units, clock)
    # A scan that waits reads the change.
    assert await queue({folder.id: clock.now()}) == set()
    with pytest.raises(ScanRunning):
        await music.container.application.scans.request(uuid4(), is_full=False)
    async with music.container.units.begin() as work:
        (running,) = await work.jobs.claim(1, timedelta(seconds=30))
    assert running.id == waiting.id
    # One that runs may have missed it.
    assert await queue({folder.id: clock.now()}) == {folder.id}
    assert await queue({uuid4(): clock.now()}) == set()
    async with music.container.units.begin() as work:
        await work.folders.note_scan(folder.id, clock.now() + timedelta(seconds=1), None)
    assert await queue({folder.id: clock.now()}) == set()
    assert len(await scans(music)) == 1
    async with music.container.units.begin() as work:
        await work.jobs.save(replace(running, status=Status.READY, lease=None, finished_at=clock.now()))


@pytest.mark.parametrize(
    ("name", "counted"),
    [("a", True), ("a.flac", True), ("gone.old", True), ("cover.jpg", True), ("notes.txt", False), (".a.flac", False)],
)
def test_only_changes_of_audio_and_pictures_count(tmp_path: Path, name: str, counted: bool) -> None:
    for file in ("a.flac", "cover.jpg", "notes.txt", ".a.flac"):
        (tmp_path / file).write_bytes(b"x")
    assert counts(tmp_path / name) is counted
