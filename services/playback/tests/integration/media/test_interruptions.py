"""Programs and workers that are killed, versions that are cancelled: nothing is repeated, nothing is left."""

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import psutil
import pytest
from services.playback.tests.integration.conftest import EDITING
from services.playback.tests.integration.media.versions import SECONDS, Versions

from chassis.runtime.clock import SystemClock
from chassis.storage.database import is_infrastructure_failure
from jobs.model import Status
from jobs.worker.leases import Heartbeat
from jobs.worker.outages import OutageWatch
from playback.application.jobs import REGISTRY, JobKind
from playback.domain.assets.asset import Version, VersionStatus

pytestmark = pytest.mark.integration

LEASE: Final = timedelta(seconds=1)
WORKER: Final = """
import asyncio, sys
from playback.bootstrap import build
from playback.settings import Settings

asyncio.run(build(Settings.model_validate_json(sys.stdin.read())).runners.encoding.run())
"""


def encoders(folder: Path, owner: int | None = None) -> list[psutil.Process]:
    """Return the programs that work in a folder of temporary files."""
    programs = []
    for process in psutil.Process(owner or os.getpid()).children(recursive=True):
        try:
            if "ffmpeg" in process.name() and any(str(folder) in part for part in process.cmdline()):
                programs.append(process)
        except psutil.NoSuchProcess:
            continue
    return programs


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(SECONDS):
        while not holds():
            await asyncio.to_thread(time.sleep, 0.01)


async def encoding(versions: Versions, version: Version, name: str) -> None:
    """Wait until the job of a rendition runs."""
    async with asyncio.timeout(SECONDS):
        while not any(
            job.payload["name"] == name and job.status is Status.PROCESSING
            for job in await versions.jobs(JobKind.ENCODE)
        ):
            await asyncio.to_thread(time.sleep, 0.01)


async def worker(versions: Versions) -> Process:
    """Return a worker as a process of its own."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER, stdin=asyncio.subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(versions.plain_settings().encode())
    process.stdin.close()
    return process


async def recovered(versions: Versions) -> None:
    """Queue the jobs of dead workers again, as another worker does after their leases."""
    units, clock = versions.container.units, SystemClock()
    outages = OutageWatch(clock, LEASE)
    heartbeat = Heartbeat(units, REGISTRY, clock, is_infrastructure_failure, outages, LEASE, {}, lambda: None)
    await versions.expire_leases()
    await heartbeat.recover_stalled()


@pytest.mark.parametrize("versions", [{"encode_concurrency": 1, "encode_preset": "slow"}], indirect=True)
async def test_a_killed_worker_repeats_no_rendition_that_is_ready(versions: Versions, movie: Path) -> None:
    version = await versions.add(await versions.asset(), movie)
    process = await worker(versions)
    folder = versions.container.settings.scratch_folder
    await encoding(versions, version, "240p")
    await until(lambda: encoders(folder, process.pid))
    [encoder] = encoders(folder, process.pid)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await until(lambda: not encoder.is_running() or encoder.status() == psutil.STATUS_ZOMBIE)
    before = await versions.renditions(version)
    assert {name: one.status for name, one in before.items()} == {
        "240p": VersionStatus.PROCESSING,
        "audio-en": VersionStatus.READY,
        "audio-uk": VersionStatus.READY,
    }

    await recovered(versions)
    done = await versions.processed(version)
    after = await versions.renditions(version)
    assert (done.status, done.reason) == (VersionStatus.READY, None)
    assert {name: one.finished_at for name, one in after.items() if name != "240p"} == {
        name: one.finished_at for name, one in before.items() if name != "240p"
    }
    assert {job.payload["name"]: (job.status, job.attempts) for job in await versions.jobs(JobKind.ENCODE)} == {
        "240p": (Status.READY, 0),
        "audio-en": (Status.READY, 0),
        "audio-uk": (Status.READY, 0),
    }
    # The folder of the killed worker is deleted, and nothing is left in that of this one.
    assert [path.name for path in folder.glob("worker-*/*")] == ["lock"]


@pytest.mark.slow
@pytest.mark.parametrize("versions", [{"encode_preset": "slow"}], indirect=True)
async def test_a_killed_program_is_started_again(versions: Versions, movie: Path) -> None:
    version = await versions.add(await versions.asset(), movie)
    folder = versions.container.settings.scratch_folder
    async with versions.worker():
        await encoding(versions, version, "240p")
        await until(lambda: [one for one in encoders(folder) if "libx264" in one.cmdline()])
        [encoder] = [one for one in encoders(folder) if "libx264" in one.cmdline()]
        encoder.kill()
        done = await versions.until(version, lambda now: now.status is not VersionStatus.PROCESSING)
    assert (done.status, done.reason) == (VersionStatus.READY, None)
    attempts = {job.payload["name"]: job.attempts for job in await versions.jobs(JobKind.ENCODE)}
    assert attempts == {"240p": 1, "audio-en": 0, "audio-uk": 0}


@pytest.mark.parametrize("versions", [{"encode_preset": "slow"}], indirect=True)
async def test_cancelled_version_ends_its_programs(versions: Versions, movie: Path) -> None:
    asset = await versions.asset()
    version = await versions.add(asset, movie)
    folder = versions.container.settings.scratch_folder
    async with versions.worker(), versions.api() as api:
        await encoding(versions, version, "240p")
        await until(lambda: encoders(folder))
        path = f"admin/playback/assets/{asset.id}/versions/1/cancel"
        response = await api.request("POST", path, **EDITING)
        assert (response.status_code, response.json()["data"]["status"]) == (200, "failed")
        await until(lambda: not encoders(folder))
        again = await api.request("POST", path, **EDITING)
        unknown = await api.request("POST", path.replace("/1/", "/7/"), **EDITING)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "VERSION_NOT_PROCESSING")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "VERSION_NOT_FOUND")
    ended = await versions.read(asset.id)
    assert (ended.status, ended.reason_code) == (VersionStatus.FAILED, "cancelled")
    [job] = [job for job in await versions.jobs(JobKind.ENCODE) if job.payload["name"] == "240p"]
    assert (job.status, (await versions.renditions(version))["240p"].status) == (Status.CANCELLED, VersionStatus.FAILED)
    assert await versions.storage.list(version.prefix, limit=1) == []
