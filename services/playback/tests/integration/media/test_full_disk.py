"""A disk that is full while programs write: the work waits, and goes on when there is room."""

import errno
import time
from asyncio import timeout, to_thread
from pathlib import Path
from typing import Final

import pytest
from services.playback.tests.integration.media.versions import SECONDS, Versions
from sqlalchemy import text, update

import objects.files
from jobs.model import Job, Status
from playback.application.jobs import JobKind
from playback.domain.assets.asset import VersionStatus
from playback.infrastructure.tables import jobs
from programs.tools import Tools

pytestmark = pytest.mark.integration

ON_A_FULL_DISK: Final = """#!/bin/sh
for target; do :; done
case "$target" in *.mp4) /bin/ln -sf /dev/full "${{target#file:}}" ;; esac
exec {ffmpeg} "$@"
"""
"""ffmpeg, with a device as its output that has no room."""


async def waiting(versions: Versions, name: str) -> Job:
    """Return the job of a rendition as soon as it waits for room."""
    async with timeout(SECONDS):
        while True:
            for job in await versions.jobs(JobKind.ENCODE):
                if job.payload["name"] == name and (job.status, job.reason_code) == (Status.QUEUED, "scratch_full"):
                    return job
            await to_thread(time.sleep, 0.05)


async def test_a_disk_that_is_full_while_a_program_writes_is_waited_for(
    versions: Versions, movie: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "ffmpeg"
    script.write_text(ON_A_FULL_DISK.format(ffmpeg=versions.tools / "ffmpeg"), "ascii")
    script.chmod(0o755)
    asset = await versions.asset()
    version = await versions.add(asset, movie)
    with monkeypatch.context() as full:
        original = Tools.path
        full.setattr(Tools, "path", lambda self, name: str(script) if name == "ffmpeg" else original(self, name))
        async with versions.worker():
            job = await waiting(versions, "240p")
    assert (job.attempts, job.reason) == (0, "The folder of temporary files is full")
    assert (await versions.read(asset.id)).status is VersionStatus.PROCESSING
    assert await versions.work_files(asset.id, 0) == []
    folder = versions.container.settings.scratch_folder
    assert [path.name.split("-")[0] for path in sorted(folder.glob("worker-*/*"))] == ["lock", "source"]

    async with versions.container.runtime.transactions.committed() as transaction:
        await transaction.connection.execute(update(jobs).values(run_at=text("now()")))
    done = await versions.processed(version)
    assert (done.status, done.reason) == (VersionStatus.READY, None)
    assert {job.attempts for job in await versions.jobs(JobKind.ENCODE)} == {0}


async def test_a_disk_that_is_full_while_the_source_arrives_is_waited_for(
    versions: Versions, movie: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = await versions.add(await versions.asset(), movie)

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(objects.files, "_write", no_room)
        async with versions.worker(), timeout(SECONDS):
            while (job := (await versions.jobs(JobKind.PROCESS))[0]).reason_code is None:
                await to_thread(time.sleep, 0.05)
    assert (job.status, job.attempts, job.reason_code) == (Status.QUEUED, 0, "scratch_full")
    assert (await versions.read(version.asset_id)).status is VersionStatus.PROCESSING
    folder = versions.container.settings.scratch_folder
    assert [path.name for path in folder.glob("worker-*/*")] == ["lock"]
