"""The encoding of a movie by playback, next to bare ffmpeg with the same parameters in the same run.

`playback` is a worker with one job at a time on a real Postgres and a real storage: from the end of the probe until
every rendition is stored, with limits, progress in the database, the copy of the source and the uploads. `ffmpeg` runs
the same command lines one after another and stores nothing. The order changes with each round.
"""

import argparse
import asyncio
import base64
import contextlib
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import psutil
from databases import ServiceDatabase, migrated

from chassis.runtime.clock import SystemClock
from devstack.folders import cache_folder, temporary_data_folder
from devstack.media import tools
from devstack.ports import free_ports
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.object_storage import ACCESS_KEY, ObjectStorage
from jobs.model import Job
from jobs.ports import JobFilter
from playback.application.assets.management import NewAsset
from playback.application.jobs import JobKind
from playback.application.versions.adding import AddVersion
from playback.application.versions.plan import planned
from playback.bootstrap import Container, build
from playback.domain.assets.asset import Access, Availability, Rendition, VersionStatus
from playback.domain.assets.subject import Subject
from playback.domain.media.media import Media
from playback.domain.transcoding import commands
from playback.domain.transcoding.commands import Effort
from playback.domain.transcoding.loudness import measured
from playback.domain.transcoding.renditions import VideoRendition
from playback.infrastructure.media.prober import FfmpegProber
from playback.settings import Settings
from programs.tools import Tools

SECRET: Final = "benchmark"
WAIT_SECONDS: Final = 1800
PRESET: Final = "veryfast"
PAUSE_SECONDS: Final = 0.25


@dataclass(frozen=True, slots=True)
class Cost:
    """What one encoding of the whole movie took."""

    seconds: float
    processor: float
    program_megabytes: float = 0.0


async def main(arguments: Sequence[str]) -> None:
    """Print the medians of both and their ratio."""
    parser = argparse.ArgumentParser(prog="benchmarks/playback transcoding")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--size", default="1280x720")
    options = parser.parse_args(arguments)
    folder = temporary_data_folder()
    try:
        programs = await asyncio.to_thread(tools.install, cache_folder(os.environ))
        movie = folder / "movie.mp4"
        await asyncio.to_thread(_make, programs / "ffmpeg", movie, options.size, options.seconds)
        media = await FfmpegProber(Tools(programs, "PLAYBACK_TOOLS_FOLDER")).probe(movie)
        async with _playback(folder, programs) as container:
            parts: dict[str, Callable[[], Awaitable[Cost]]] = {
                "playback": lambda: _piped(container, movie),
                "ffmpeg": lambda: asyncio.to_thread(_bare, programs / "ffmpeg", movie, media, folder),
            }
            costs: dict[str, list[Cost]] = {name: [] for name in parts}
            for number in range(options.rounds):
                for name in sorted(parts, reverse=number % 2 == 0):
                    costs[name].append(await parts[name]())
        _report(costs, media)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _report(costs: dict[str, list[Cost]], media: Media) -> None:
    seconds = {name: statistics.median(cost.seconds for cost in rounds) for name, rounds in costs.items()}
    processor = {name: statistics.median(cost.processor for cost in rounds) for name, rounds in costs.items()}
    names = ", ".join(plan.name for plan in planned(media))
    largest = max(cost.program_megabytes for cost in costs["playback"])
    own = psutil.Process().memory_info().rss / 1e6
    sys.stdout.write(f"{media.duration_ms / 1000:g} s of {media.video.width}x{media.video.height}: {names}\n")
    for name in costs:
        speed = media.duration_ms / 1000 / seconds[name]
        sys.stdout.write(
            f"{name:10} {seconds[name]:6.1f} s ({speed:.2f} x real time), {processor[name]:6.1f} s of processor\n"
        )
    sys.stdout.write(
        f"speed of ffmpeg that playback reaches: {seconds['ffmpeg'] / seconds['playback']:.2f}"
        f" (by processor time {processor['ffmpeg'] / processor['playback']:.2f}); goal 0.9\n"
        f"memory: worker {own:.0f} MB, largest program {largest:.0f} MB\n"
    )


def _make(ffmpeg: Path, target: Path, size: str, seconds: int) -> None:
    picture = f"testsrc2=s={size}:r=24:d={seconds},noise=alls=6:allf=t"
    inputs = ("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=d={seconds}")
    _run(ffmpeg, ["-v", "error", *inputs, "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "6M", str(target)])


def _bare(ffmpeg: Path, movie: Path, media: Media, folder: Path) -> Cost:
    begin, before = time.perf_counter(), _processor()
    for plan in planned(media):
        target = folder / f"bare-{plan.name}.mp4"
        if isinstance(plan, VideoRendition):
            lines = commands.video(movie, media, plan, target, Effort(PRESET))
        else:
            messages = _run(ffmpeg, commands.loudness(movie, plan))
            lines = commands.audio(movie, plan, measured(messages), target)
        _run(ffmpeg, lines)
    return Cost(time.perf_counter() - begin, _processor() - before)


def _run(ffmpeg: Path, arguments: Sequence[str]) -> str:
    return subprocess.run([ffmpeg, *arguments], check=True, capture_output=True, text=True).stderr


def _processor() -> float:
    """Return the processor time of this process and its ended children."""
    usages = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _program_memory() -> int:
    """Return the memory of the programs that run now, after a pause."""
    time.sleep(PAUSE_SECONDS)
    memory = 0
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if child.name().startswith("ffmpeg"):
                memory = max(memory, child.memory_info().rss)
    return memory


async def _piped(container: Container, movie: Path) -> Cost:
    editor, clock = uuid4(), SystemClock()
    new = NewAsset(Subject(uuid4()), Access.FREE, Availability(), editor)
    asset = await container.application.manage_assets.create(new)
    storage = container.settings.open_storage(clock)
    assert storage is not None
    key = f"uploads/{uuid4()}/source"
    await storage.upload_file(movie, key, content_type="video/mp4")
    head = await storage.head(key)
    assert head is not None
    async with container.units.begin() as work:
        await AddVersion(clock)(work, asset, key, head.size, "none", editor)
    worker = asyncio.create_task(container.runners.encoding.run())
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            while not await _renditions(container, asset.id):
                await asyncio.to_thread(time.sleep, 0.05)
            before = _processor()
            largest = 0
            while not _are_ready(done := await _renditions(container, asset.id)):
                largest = max(largest, await asyncio.to_thread(_program_memory))
            processor = _processor() - before
        # By the times in the database: a look every few milliseconds would be a load of its own.
        begin = min(job.created_at for job in await _jobs(container, asset.id))
        end = max(one.finished_at for one in done if one.finished_at is not None)
        return Cost((end - begin).total_seconds(), processor, largest / 1e6)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        # The worker gave its job back: without it the next round would begin with packaging this one.
        await container.application.cancel_version(asset.id, 1)


async def _renditions(container: Container, asset_id: UUID) -> Sequence[Rendition]:
    async with container.units.read() as work:
        return await work.assets.renditions(asset_id, 1)


def _are_ready(renditions: Sequence[Rendition]) -> bool:
    return all(one.status is VersionStatus.READY for one in renditions)


async def _jobs(container: Container, asset_id: UUID) -> list[Job]:
    async with container.units.read() as work:
        jobs, _ = await work.jobs.find(JobFilter(kinds=(JobKind.ENCODE,), limit=100))
    return [job for job in jobs if job.payload["asset_id"] == str(asset_id)]


@asynccontextmanager
async def _playback(folder: Path, programs: Path) -> AsyncIterator[Container]:
    installed = await asyncio.to_thread(install, cache_folder(os.environ), download)
    [port] = free_ports(1)
    storage = ObjectStorage(installed.storage_jar, folder / "storage", folder / "storage.log", port, SECRET)
    key = folder / "key"
    key.write_bytes(base64.b64encode(bytes(32)))
    async with migrated("playback", ServiceDatabase) as database:
        await storage.start()
        values = {
            "database_url": database.url(),
            "kafka_bootstrap": "127.0.0.1:1",
            "sources_url": "http://127.0.0.1:1",
            "encryption_key_files": [str(key)],
            "storage_endpoint": storage.url,
            "storage_access_key": ACCESS_KEY,
            "storage_secret_key": SECRET,
            "tools_folder": str(programs),
            "scratch_folder": str(folder / "scratch"),
            "encode_preset": PRESET,
            "encode_concurrency": 1,
        }
        container = build(Settings.model_validate(values))
        try:
            yield container
        finally:
            await container.runtime.close()
            await storage.stop()
