"""Scans of a real folder: what changes in it is stored exactly, whatever happens to the scans."""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from services.sources.tests.integration.test_scanning import counts
from services.sources.tests.scanning import stored
from sqlalchemy import text

from chassis.storage.folders import open_folder
from chassis.testing.clock import NOON, FixedClock
from jobs.model import Job
from jobs.run import Run
from sources.application.jobs import REGISTRY, JobKind, scan_job
from sources.application.scanning.scan import ScanSource
from sources.bootstrap import Container
from sources.domain.media_sources.errors import SourceFailed
from sources.domain.media_sources.source import MediaSource, SourceKind, Visibility
from sources.infrastructure.kinds.adapters import SpecAdapters
from sources.infrastructure.kinds.registry import SPECS
from sources.infrastructure.kinds.spec import Surroundings

pytestmark = pytest.mark.integration

SOURCE_ID = UUID(int=5)


class Killed(BaseException):
    """Ends a worker."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with three folders and six files."""
    root = tmp_path / "media"
    for path in ("a/1.mkv", "a/2.mkv", "b/3.mkv", "b/c/4.mkv", "b/c/5.mkv", "6.mkv"):
        write(root / path)
    return root


@pytest.fixture
def adapters(root: Path) -> SpecAdapters:
    """Return the registered kinds; the folder is allowed."""

    def none(*_: object) -> Any:
        raise AssertionError("a folder has no server")

    return SpecAdapters(SPECS, Surroundings(client=none, limiter=none, clock=FixedClock(), folders=(root.parent,)))


@pytest_asyncio.fixture
async def service(container: Container, root: Path, monkeypatch: pytest.MonkeyPatch) -> Container:
    """Return the service with the folder as a source, whose pages and batches are small."""
    monkeypatch.setattr("sources.application.scanning.batches.BATCH_SECONDS", -1.0)
    monkeypatch.setattr("sources.infrastructure.kinds.folder.walk.PAGE_FILES", 1)
    monkeypatch.setattr("sources.infrastructure.kinds.folder.walk.PAGE_FOLDERS", 1)
    source = MediaSource(
        id=SOURCE_ID,
        kind=SourceKind.FOLDER,
        name="Media",
        owner_id=UUID(int=1),
        visibility=Visibility.PRIVATE,
        configuration={"path": str(root)},
        created_at=NOON,
        updated_at=NOON,
        next_scan_at=NOON,
    )
    async with container.units.begin() as work:
        await work.media_sources.save(source)
    return container


def write(file: Path, content: bytes = b"x") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


@contextmanager
def unreadable(folder: str) -> Iterator[None]:
    """Let the folders of a name be unreadable, also for the administrator that tests may run as."""

    def refuse(name: str, parent: int) -> int:
        if name == folder:
            raise PermissionError(13, "Permission denied", name)
        return open_folder(name, parent)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sources.infrastructure.kinds.folder.walk.open_folder", refuse)
        yield


@contextmanager
def raising(error: BaseException, batches: int) -> Iterator[None]:
    """Raise behind a number of stored batches."""
    store, number = ScanSource._store, 0

    async def store_some(self: ScanSource, *arguments: Any) -> Any:
        nonlocal number
        number += 1
        progress = await store(self, *arguments)
        if number > batches:
            raise error
        return progress

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScanSource, "_store", store_some)
        yield


async def claimed(service: Container) -> Job:
    async with service.units.begin() as work:
        [job] = await work.jobs.claim(1, timedelta(milliseconds=1))
    return job


async def scan(service: Container) -> Job:
    """Run a new scan, or the one that was not ended, and return it."""
    await service.runner._heartbeat.recover_stalled()
    async with service.units.begin() as work:
        await work.queue(scan_job(SOURCE_ID, NOON))
    run = Run(await claimed(service), service.clock, REGISTRY)
    await service.runner._handlers[JobKind.SCAN](run)
    return run.job


async def fail(service: Container, batches: int) -> None:
    """Run a scan that fails for good."""
    with raising(SourceFailed("unreachable", "the disk is gone"), batches), pytest.raises(SourceFailed):
        await scan(service)
    async with service.runtime.engine.begin() as connection:
        await connection.execute(text("delete from jobs"))


async def kill(service: Container, batches: int) -> None:
    """Run a scan whose worker dies."""
    with raising(Killed(), batches), pytest.raises(Killed):
        await scan(service)


def fingerprints(root: Path) -> dict[str, str]:
    """Return the files of a folder by their paths."""
    states = {str(file.relative_to(root)): file.stat() for file in root.rglob("*.mkv")}
    return {path: f"{state.st_size}-{state.st_mtime_ns}" for path, state in states.items()}


async def check(service: Container, root: Path) -> None:
    """Check that what is stored is what is in the folder."""
    actual = fingerprints(root)
    async with service.runtime.engine.connect() as connection:
        rows = await connection.execute(text("select path, fingerprint from files where gone_at is null"))
        assert {row.path: row.fingerprint for row in rows} == actual
        assert (await connection.execute(text("select count(*) from sightings"))).scalar_one() == 0
        folders = await connection.execute(text("select path from folders where scan_id is null order by path"))
        assert list(folders.scalars()) == sorted({path.rpartition("/")[0] for path in actual})


async def test_rows_of_files_in_unchanged_folders_are_not_read(service: Container, root: Path) -> None:
    assert counts((await scan(service)).result) == [6, 6, 0, 0, 0, 0]
    async with service.runtime.engine.begin() as connection:
        await connection.execute(text("update files set fingerprint = 'other'"))
    assert counts((await scan(service)).result) == [6, 0, 0, 6, 0, 0]
    write(root / "b" / "7.mkv")
    assert counts((await scan(service)).result) == [7, 1, 1, 5, 0, 0]


async def test_what_changes_is_stored_and_a_moved_folder_too(service: Container, root: Path) -> None:
    await scan(service)
    (root / "a" / "1.mkv").unlink()
    write(root / "b" / "c" / "4.mkv", b"longer")
    assert counts((await scan(service)).result) == [5, 0, 1, 4, 1, 0]
    await check(service, root)
    (root / "b" / "c").rename(root / "d")
    assert counts((await scan(service)).result) == [5, 2, 0, 3, 2, 0]
    await check(service, root)
    (root / "d").rename(root / "b" / "c")
    assert counts((await scan(service)).result) == [5, 2, 0, 3, 2, 0]
    await check(service, root)


async def test_a_file_that_an_incomplete_listing_has_not_shown_is_gone_after_a_complete_one(
    service: Container, root: Path
) -> None:
    await scan(service)
    (root / "a" / "1.mkv").unlink()
    shutil.rmtree(root / "b" / "c")
    with unreadable("b"):
        assert counts((await scan(service)).result) == [2, 0, 0, 2, 0, 0]
        assert all((await stored(service)).values())
    assert counts((await scan(service)).result) == [3, 0, 0, 3, 3, 0]
    await check(service, root)


async def test_an_unreadable_folder_keeps_no_other_from_being_compared_as_a_whole(
    service: Container, root: Path
) -> None:
    with unreadable("c"):
        await scan(service)
        async with service.runtime.engine.begin() as connection:
            await connection.execute(text("update files set fingerprint = 'other'"))
        assert counts((await scan(service)).result) == [4, 0, 0, 4, 0, 0]


@pytest.mark.parametrize("batches", range(4))
async def test_a_file_that_a_failed_scan_has_not_shown_is_gone_after_another_one(
    service: Container, root: Path, batches: int
) -> None:
    await scan(service)
    (root / "a" / "1.mkv").unlink()
    (root / "b" / "c" / "4.mkv").unlink()
    await fail(service, batches)
    assert all((await stored(service)).values())
    assert (await scan(service)).result is not None
    await check(service, root)


async def test_a_folder_is_compared_with_what_is_stored_of_it(service: Container, root: Path) -> None:
    file = root / "a" / "1.mkv"
    state = file.stat()
    await scan(service)
    write(file, b"longer")
    await fail(service, 1)
    write(file)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    await scan(service)
    await check(service, root)


@pytest.mark.parametrize("batches", range(4))
async def test_a_file_that_changes_while_its_scan_is_killed_is_stored(
    service: Container, root: Path, batches: int
) -> None:
    for number in range(6):
        write(root / "a" / f"1{number}.mkv")
    await kill(service, batches)
    for path in fingerprints(root):
        write(root / path, b"longer")
    await scan(service)
    await scan(service)
    await check(service, root)


@pytest.mark.parametrize("seed", range(8))
async def test_any_sequence_of_changes_and_failures_ends_with_what_is_in_the_folder(
    service: Container, root: Path, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(6):
        for _ in range(chance.randrange(4)):
            change(root, chance)
        match chance.randrange(5):
            case 0:
                await fail(service, 0)
            case 1:
                await kill(service, 0)
                change(root, chance)
            case 2:
                with unreadable(chance.choice("abcd")):
                    await scan(service)
            case 3:
                change(root, chance)
    await scan(service)
    await scan(service)
    await check(service, root)


def change(root: Path, chance: random.Random) -> None:
    """Add, change, delete or move something."""
    files = sorted(root.rglob("*.mkv"))
    folders = sorted(path for path in root.rglob("*") if path.is_dir())
    match chance.randrange(4):
        case 0:
            write(chance.choice([root, *folders]) / chance.choice("abcd") / f"{chance.randrange(9)}.mkv")
        case 1:
            write(chance.choice(files), b"x" * chance.randrange(5))
        case 2 if len(files) > 1:
            chance.choice(files).unlink()
        case 3 if folders:
            folder, target = chance.choice(folders), root / chance.choice("abcd")
            if not target.exists():
                folder.rename(target)
