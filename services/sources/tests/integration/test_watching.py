"""Folders are watched: what changes in them is scanned soon, once, and without a watch at the interval."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from services.sources.tests.integration.test_scanning import source_of
from services.sources.tests.integration.test_stores import SOURCE
from services.sources.tests.scanning import ended, jobs_of, stored, until, working
from sqlalchemy import text

from chassis.storage.database import is_infrastructure_failure
from chassis.storage.watching.folder_watch import WatchState
from chassis.storage.watching.watcher import FolderWatcher
from chassis.testing.clock import NOON, FixedClock
from sources.application.jobs import scan_job
from sources.application.scanning.changes import QueueChangedScans
from sources.bootstrap import Container
from sources.domain.media_sources.source import MediaSource, SourceKind
from sources.infrastructure.kinds.adapters import SpecAdapters
from sources.infrastructure.kinds.registry import SPECS
from sources.infrastructure.kinds.spec import Surroundings
from sources.infrastructure.scanning.metrics import FOLDER_WATCHES
from sources.infrastructure.scanning.watching import counts as is_counted
from sources.infrastructure.scanning.watching import folder_watcher

pytestmark = pytest.mark.integration


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with one file."""
    root = tmp_path / "media" / "library"
    (root / "a").mkdir(parents=True)
    (root / "a" / "1.mkv").write_bytes(b"x")
    return root


@pytest.fixture
def adapters(root: Path) -> SpecAdapters:
    """Return the registered kinds; the folder is allowed."""

    def none(*_: object) -> Any:
        raise AssertionError("a folder has no server")

    return SpecAdapters(SPECS, Surroundings(client=none, limiter=none, clock=FixedClock(), folders=(root.parent,)))


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.storage.watching.folder_watch.STABLE_MS", 20)
    monkeypatch.setattr("chassis.storage.watching.watcher.REFRESH_SECONDS", 0.05)
    monkeypatch.setattr("chassis.storage.watching.watcher.AGAIN_SECONDS", 0.05)


@pytest_asyncio.fixture
async def source(container: Container, root: Path) -> MediaSource:
    """Return a source with the folder, which was scanned a moment ago."""
    source = replace(
        SOURCE, kind=SourceKind.FOLDER, configuration={"path": str(root)}, outage=None, scanned_at=NOON, listed_at=NOON
    )
    async with container.units.begin() as work:
        await work.media_sources.save(source)
    return source


@asynccontextmanager
async def watching(container: Container, allowed: Path) -> AsyncIterator[FolderWatcher]:
    """Run a watcher, as each replica of the worker does, until it watches the folder or cannot."""
    queue = QueueChangedScans(container.units, container.clock)
    watcher = folder_watcher(container.units, queue, (allowed,), container.clock, is_infrastructure_failure)
    task = asyncio.create_task(watcher.run())
    try:
        await until(lambda: has_state(watcher, *(state for state in WatchState if state is not WatchState.STARTING)))
        yield watcher
    finally:
        await watcher.stop()
        await task


async def has_state(watcher: FolderWatcher, *states: WatchState) -> bool:
    return bool(watcher._watches) and all(watch.state in states for watch in watcher._watches.values())


async def scans_are_due(container: Container) -> None:
    """Let the time pass until scans that are queued begin."""
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update jobs set run_at = '2000-01-01' where status = 'queued'"))


async def test_a_change_is_scanned_once_although_two_replicas_see_it(
    container: Container, source: MediaSource, root: Path
) -> None:
    async with watching(container, root.parent) as one, watching(container, root.parent) as other:
        assert await jobs_of(container) == []
        await move(root / "a", root / "b")
        [queued] = await until(lambda: jobs_of(container))
        assert queued.run_at == NOON + timedelta(minutes=1)
        await until(lambda: have_no_changes(one, other))
        assert len(await jobs_of(container)) == 1
        assert FOLDER_WATCHES.labels(WatchState.WATCHED)._value.get() == 1
        await scans_are_due(container)
        async with working(container):
            await ended(container)
        assert await stored(container) == {"b/1.mkv": True}
    assert (await source_of(container, str(source.id))).scanned_at == NOON


async def have_no_changes(*watchers: FolderWatcher) -> bool:
    return not any(watcher._changes for watcher in watchers)


async def test_a_change_during_a_scan_is_scanned_after_it(container: Container, source: MediaSource) -> None:
    queue = QueueChangedScans(container.units, container.clock)
    async with container.units.begin() as work:
        await work.queue(replace(scan_job(source.id, NOON), run_at=NOON - timedelta(days=9999)))
        [running] = await work.jobs.claim(1, timedelta(seconds=30))
    seen_at = NOON + timedelta(seconds=1)
    assert await queue({source.id: seen_at}) == {source.id}
    assert [job.id for job in await jobs_of(container)] == [running.id]
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("delete from jobs"))
    assert await queue({source.id: NOON - timedelta(seconds=1)}) == set()
    assert await jobs_of(container) == []
    assert await queue({source.id: seen_at}) == set()
    assert await queue({source.id: seen_at}) == set()
    assert len(await jobs_of(container)) == 1


async def test_a_watch_that_begins_requests_a_scan_of_what_was_not_watched(
    container: Container, source: MediaSource, root: Path
) -> None:
    async with container.units.begin() as work:
        await work.media_sources.save(replace(source, scanned_at=NOON - timedelta(minutes=16)))
    async with watching(container, root.parent):
        [queued] = await until(lambda: jobs_of(container))
    assert queued.run_at == NOON + timedelta(seconds=5)


async def test_a_limit_of_the_machine_is_reported_and_ends_no_worker(
    container: Container,
    source: MediaSource,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refused(*_: object, **__: object) -> Any:
        raise OSError('OS file watch limit reached. about ["/media"]')

    monkeypatch.setattr("chassis.storage.watching.folder_watch.watch", refused)
    with caplog.at_level(logging.WARNING):
        async with watching(container, root.parent) as watcher:
            await until(lambda: has_state(watcher, WatchState.LIMIT))
            await until(counts_limits)
    assert "raise fs.inotify.max_user_watches" in caplog.text
    assert source.next_scan_at == NOON


async def counts_limits() -> bool:
    return bool(FOLDER_WATCHES.labels(WatchState.LIMIT)._value.get() == 1)


async def test_a_folder_that_is_put_back_is_watched_again(
    container: Container, source: MediaSource, root: Path
) -> None:
    async with watching(container, root.parent) as watcher:
        first = watcher._watches[source.id]
        await move(root, root.parent / "away")
        await until(lambda: has_watches(watcher, 0))
        await move(root.parent / "away" / "a", root)
        await until(lambda: has_watches(watcher, 1))
        await until(lambda: has_state(watcher, WatchState.WATCHED))
        assert watcher._watches[source.id] is not first
        async with container.units.begin() as work:
            await work.media_sources.save(replace(source, is_paused=True))
        await until(lambda: has_watches(watcher, 0))


async def has_watches(watcher: FolderWatcher, number: int) -> bool:
    return len(watcher._watches) == number


async def move(path: Path, target: Path) -> None:
    await asyncio.to_thread(path.rename, target)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("a", True),
        ("a/1.mkv", True),
        ("gone.1080p", True),
        ("poster.jpg", False),
        ("1.mkv.part", False),
        (".hidden.mkv", False),
        ("@eaDir", False),
    ],
)
def test_only_changes_that_may_be_of_media_files_count(root: Path, name: str, counts: bool) -> None:
    for file in ("poster.jpg", "1.mkv.part", ".hidden.mkv"):
        (root / file).write_bytes(b"x")
    assert is_counted(root / name) is counts
