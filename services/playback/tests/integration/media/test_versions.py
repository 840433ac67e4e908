"""Which version of an asset is played, and what the work on versions waits for."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest
from services.playback.tests.integration.media.conftest import Ffmpeg
from services.playback.tests.integration.media.versions import SECONDS, Versions

from chassis.runtime.clock import SystemClock
from jobs.model import Status, new_job
from playback.application.jobs import REGISTRY, JobKind
from playback.domain.assets.asset import Asset, Version, VersionStatus
from playback.domain.media.errors import Rejection
from playback.infrastructure.tables import outbox

pytestmark = pytest.mark.integration


@pytest.fixture(scope="session")
def clip(ffmpeg: Ffmpeg, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a second without sound."""
    target = tmp_path_factory.mktemp("clip") / "clip.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x36:r=10:d=1", "-c:v", "libx264", "-preset", "ultrafast", target)
    return target


async def current(versions: Versions, asset: Asset) -> int | None:
    async with versions.container.units.read() as work:
        stored = await work.assets.find(asset.id)
    assert stored is not None
    return stored.current_version


async def published(versions: Versions) -> int:
    async with versions.container.runtime.transactions.read() as connection:
        return len((await connection.execute(outbox.select())).all())


async def save(versions: Versions, asset: Asset, version: Version) -> None:
    """Let a version be ready and played."""
    async with versions.container.units.begin() as work:
        await work.assets.save_version(replace(version, status=VersionStatus.READY))
        await work.assets.save(replace(asset, current_version=version.number))


async def test_a_newer_version_retires_the_one_that_was_played(versions: Versions, clip: Path) -> None:
    asset = await versions.asset()
    await save(versions, asset, await versions.add(asset, clip))
    second = await versions.processed(await versions.add(asset, clip))
    first = await versions.read(asset.id, 1)
    assert (first.status, second.status) == (VersionStatus.RETIRED, VersionStatus.READY)
    assert first.retired_at == second.ready_at
    assert (await current(versions, asset), await published(versions)) == (2, 1)


async def test_an_older_version_that_is_late_is_not_played(versions: Versions, clip: Path) -> None:
    asset = await versions.asset()
    first = await versions.add(asset, clip)
    await save(versions, asset, replace(first, number=2, prefix=f"vod/{asset.id}/2/"))
    late = await versions.processed(first)
    assert late.status is VersionStatus.RETIRED
    assert (await current(versions, asset), await published(versions)) == (2, 0)


async def test_a_version_of_an_unpublished_asset_is_ready_and_not_played(versions: Versions, clip: Path) -> None:
    asset = await versions.asset()
    version = await versions.add(asset, clip)
    await versions.unpublish(asset)
    assert (await versions.processed(version)).status is VersionStatus.READY
    assert (await current(versions, asset), await published(versions)) == (None, 0)


async def test_a_rejected_source_says_why(versions: Versions, tmp_path: Path) -> None:
    source = tmp_path / "movie.mp4"
    source.write_bytes(b"#EXTM3U\n/etc/passwd\n")
    asset = await versions.asset()
    failed = await versions.processed(await versions.add(asset, source))
    assert (failed.status, failed.reason_code) == (VersionStatus.FAILED, Rejection.PLAYLIST)
    assert failed.reason == "The file is a playlist: it refers to other files and has no video"
    [job] = await versions.jobs(JobKind.PROCESS)
    assert (job.status, job.attempts) == (Status.FAILED, 1)


async def test_a_source_that_is_gone_says_so(versions: Versions, clip: Path) -> None:
    asset = await versions.asset()
    version = await versions.add(asset, clip)
    await versions.storage.delete([version.source])
    assert (await versions.processed(version)).reason_code == "source_missing"


async def waiting(versions: Versions) -> str | None:
    """Return why the job of the version waits, as soon as it has run."""
    async with versions.worker(), asyncio.timeout(SECONDS):
        while (job := (await versions.jobs(JobKind.PROCESS))[0]).reason_code is None:
            await asyncio.to_thread(time.sleep, 0.02)
    assert (job.status, job.attempts) == (Status.QUEUED, 0)
    return job.reason_code


@pytest.mark.parametrize("versions", [{"tools_folder": "/missing"}], indirect=True)
async def test_without_programs_versions_wait_and_say_so(versions: Versions, clip: Path) -> None:
    asset = await versions.asset()
    await versions.add(asset, clip)
    assert await waiting(versions) == "tools_missing"
    version = await versions.read(asset.id)
    assert (version.status, version.reason_code) == (VersionStatus.PROCESSING, "tools_missing")


@pytest.mark.parametrize("versions", [{"scratch_bytes": 2**20}], indirect=True)
async def test_without_room_versions_wait(versions: Versions, tmp_path: Path) -> None:
    source = tmp_path / "large"
    source.write_bytes(bytes(2**20 + 1))
    await versions.add(await versions.asset(), source)
    assert await waiting(versions) == "scratch_full"


@pytest.mark.parametrize("versions", [{"storage_endpoint": ""}], indirect=True)
async def test_without_a_storage_versions_wait(versions: Versions) -> None:
    asset = await versions.asset()
    await versions.add_row(asset)
    assert await waiting(versions) == "storage_unavailable"


async def test_no_other_job_waits_for_the_work_on_versions(versions: Versions) -> None:
    runners = versions.container.runners
    await versions.add_row(await versions.asset())
    async with versions.container.units.begin() as work:
        await work.queue(new_job(JobKind.PRUNE_RELEASES, "all", SystemClock().now(), {}))
    running = asyncio.create_task(runners.others.run())
    async with asyncio.timeout(SECONDS):
        while (await versions.jobs(JobKind.PRUNE_RELEASES))[0].status is not Status.READY:
            await asyncio.to_thread(time.sleep, 0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (await versions.jobs(JobKind.PROCESS))[0].status is Status.QUEUED
    kinds = [set(runner._registry.limits) for runner in (runners.encoding, runners.others)]
    assert kinds[0] | kinds[1] == set(REGISTRY.limits)
    assert kinds[0] & kinds[1] == set()
