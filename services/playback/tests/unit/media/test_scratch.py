"""Temporary files: shared, bounded, and deleted with what is left of workers that have ended."""

import asyncio
import errno
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.retries import Defer, Retry
from objects.errors import ObjectMissing, StorageUnavailable
from objects.testing.memory import MemoryObjects
from playback.application.storage.access import Storage
from playback.domain.media.errors import OutputIncomplete
from playback.domain.media.failures import classify
from playback.infrastructure.media.scratch import ScratchFolder
from programs.errors import ScratchFull, ToolFailed

pytestmark = pytest.mark.unit

KEY = "uploads/one/source"


class CountingObjects(MemoryObjects):
    """A storage that counts downloads."""

    def __init__(self) -> None:
        super().__init__()
        self.downloads = 0

    async def download(self, key: str, path: Path) -> int:
        """Count, and let others run meanwhile."""
        self.downloads += 1
        await asyncio.sleep(0)
        return await super().download(key, path)


@pytest.fixture
async def storage() -> CountingObjects:
    objects = CountingObjects()
    for key in (KEY, "uploads/two/source"):
        await objects.put(key, key.encode(), content_type="video/mp4")
    return objects


def names(root: Path) -> list[str]:
    return sorted(path.name.split("-")[0] for path in root.glob("worker-*/*"))


async def test_a_copy_is_shared_and_stays_for_the_next_user(storage: CountingObjects, tmp_path: Path) -> None:
    scratch = ScratchFolder(tmp_path, 1000, Storage(storage))

    async def use() -> bytes:
        async with scratch.source(KEY, 20) as path:
            return path.read_bytes()

    assert await asyncio.gather(*(use() for _ in range(3))) == [KEY.encode()] * 3
    assert (await use(), storage.downloads) == (KEY.encode(), 1)
    scratch.release(KEY)
    assert names(tmp_path) == ["lock"]
    assert (await use(), storage.downloads) == (KEY.encode(), 2)


async def test_a_copy_that_is_used_is_not_deleted(storage: CountingObjects, tmp_path: Path) -> None:
    scratch = ScratchFolder(tmp_path, 30, Storage(storage))
    async with scratch.source(KEY, 20) as path:
        scratch.release(KEY)
        with pytest.raises(ScratchFull):
            async with scratch.source("uploads/two/source", 20):
                pytest.fail("there is no room")
        assert path.exists()
    # Now it gives way.
    async with scratch.source("uploads/two/source", 20):
        assert not path.exists()


async def test_room_is_bounded_and_given_back(storage: CountingObjects, tmp_path: Path) -> None:
    scratch = ScratchFolder(tmp_path, 100, Storage(storage))
    async with scratch.folder(60) as path:
        (path / "file").write_bytes(b"1")
        with pytest.raises(ScratchFull):
            async with scratch.folder(60):
                pytest.fail("there is no room")
    assert names(tmp_path) == ["lock"]
    async with scratch.folder(100):
        assert names(tmp_path) == ["lock", "work"]


async def test_room_is_given_back_after_a_failure(storage: CountingObjects, tmp_path: Path) -> None:
    scratch = ScratchFolder(tmp_path, 100, Storage(storage))
    for failure in (ObjectMissing, StorageUnavailable, ObjectMissing):
        storage.available = failure is ObjectMissing
        with pytest.raises(failure):
            async with scratch.source("uploads/none/source", 90):
                pytest.fail("there is no source")
    assert names(tmp_path) == ["lock"]


@pytest.mark.parametrize("failure", [ToolFailed("packager", "cannot write"), OutputIncomplete("1.m4s is missing")])
async def test_a_program_that_fails_on_a_full_disk_is_not_at_fault(
    failure: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch, usage = ScratchFolder(tmp_path, 100, Storage(None)), shutil.disk_usage(tmp_path)

    async def fail(free: int) -> None:
        async with scratch.folder(10):
            monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=free))
            raise failure

    with pytest.raises(type(failure)):
        await fail(2**30)
    monkeypatch.undo()
    with pytest.raises(ScratchFull):
        await fail(4096)
    assert names(tmp_path) == ["lock"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_waited_for_wherever_it_shows(number: int) -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    assert classify(OSError(number, "full"), now) == Defer("scratch_full", now + timedelta(seconds=30))
    assert isinstance(classify(OSError(errno.EACCES, "forbidden"), now), Retry)


def test_folders_of_ended_workers_are_deleted_and_those_of_others_stay(tmp_path: Path) -> None:
    ended = tmp_path / "worker-ended"
    ended.mkdir()
    (ended / "lock").touch()
    (ended / "work-1").mkdir()
    unlocked = tmp_path / "worker-unlocked"
    unlocked.mkdir()
    first = ScratchFolder(tmp_path, 100, Storage(None)).open()
    second = ScratchFolder(tmp_path, 100, Storage(None)).open()
    assert set(tmp_path.glob("worker-*")) == {first, second}
