"""A worker that scans.

It adds the folder, which is scanned, and scans it again for each line of standard input. For each scan it prints what
was counted, the seconds on the clock, those of the processor (of the process, and of its pool, which has ended), and
the most memory of both. Jobs of other kinds do nothing: covers and analyses are not a part of scans.
"""

import asyncio
import base64
import json
import os
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

from chassis.runtime.clock import SystemClock
from chassis.storage.database import is_infrastructure_failure
from jobs.model import Job
from jobs.run import Handler, Run
from jobs.worker.runner import Runner, RunnerSettings
from jobs.worker.wakeup import Wakeup
from music.application.folders.managing import FolderChange
from music.application.jobs import REGISTRY, JobKind
from music.application.scanning.scan import ScanMusic
from music.bootstrap import Container, build
from music.infrastructure.disk.folders import LocalDisk
from music.infrastructure.scanning.metrics import PrometheusScanMeters
from music.settings import Settings

MEMORY_SECONDS = 0.1


class Scans:
    """The handler of scans, with the figures of each."""

    def __init__(self, container: Container) -> None:
        disk = LocalDisk(container.settings.tag_processes)
        self._scan = ScanMusic(container.units, disk, PrometheusScanMeters(), SystemClock())
        self._figures: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._most = 0.0

    async def __call__(self, run: Run[Job]) -> None:
        """Scan."""
        measuring = asyncio.create_task(self._measure()) if os.environ.get("MEMORY") else None
        before, begun = processor(), time.perf_counter()
        await self._scan(run)
        elapsed, after = time.perf_counter() - begun, processor()
        if measuring is not None:
            measuring.cancel()
        parts = {"own": after[0] - before[0], "pool": after[1] - before[1], "memory": self._most}
        self._figures.put_nowait({"counts": run.job.result, "seconds": elapsed, **parts})

    async def figures(self) -> dict[str, Any]:
        """Return those of the next scan that ends."""
        return await self._figures.get()

    async def _measure(self) -> None:
        while True:
            self._most = max(self._most, memory())
            await asyncio.sleep(MEMORY_SECONDS)


async def nothing(_: Run[Job]) -> None:
    """Do nothing."""


def worker(container: Container, scans: Scans) -> Runner[Job]:
    """Return a worker of scans alone."""
    handlers: dict[str, Handler[Job]] = {**dict.fromkeys(REGISTRY.limits, nothing), JobKind.SCAN.value: scans}
    clock = SystemClock()
    return Runner(container.units, REGISTRY, handlers, clock, is_infrastructure_failure, Wakeup(), RunnerSettings())


def processor() -> tuple[float, float]:
    """Return the processor time of this process, and of the server of its pools with those that have ended."""
    own, *others = (process.cpu_times() for process in (psutil.Process(), *psutil.Process().children()))
    pools = sum(times.user + times.system + times.children_user + times.children_system for times in others)
    return own.user + own.system, pools


def memory() -> float:
    """Return the memory of this process and of those below it in megabytes; what they share counts once."""
    total, process = 0.0, psutil.Process()
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.Error):
            total += one.memory_full_info().pss / 1e6
    return total


async def main(url: str, root: str, processes: int) -> None:
    """Scan until standard input ends."""
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "encryption-key"
        key.write_bytes(base64.b64encode(bytes(range(32))))
        settings = Settings(
            database_url=url,
            kafka_bootstrap="127.0.0.1:1",
            encryption_key_files=(key,),
            folders=(Path(root).parent,),
            tag_processes=processes,
        )
        container = build(settings)
    scans = Scans(container)
    runner = worker(container, scans)
    running = asyncio.create_task(runner.run())
    await container.application.folders.add("Benchmark", root, FolderChange(), uuid4())
    print(json.dumps(await scans.figures()), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        await container.application.scans.request(uuid4(), is_full=False)
        print(json.dumps(await scans.figures()), flush=True)
    await runner.stop()
    await running
    await container.runtime.close()
