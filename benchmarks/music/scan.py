"""A scan of music, next to readers of tags alone, on the same files in the same run.

The floors read the tags and the length of every file by as many processes, and store nothing: mutagen, and tinytag,
which the service uses. The scan is that of the worker, with a Postgres of the benchmark's own; the second one has
nothing to read. `own`, `pool` and `Postgres` are microseconds of processor time per file.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from databases import ServiceDatabase, migrated
from generated import HERE, reader, write_music

from devstack.folders import temporary_data_folder

GOAL: Final = 0.6
FLOOR: Final = "mutagen"
FLOORS: Final = (FLOOR, "tinytag")


class Scanner:
    """A worker in a process of its own, with the database that it writes to."""

    def __init__(self, process: asyncio.subprocess.Process, database: ServiceDatabase) -> None:
        self._process = process
        self._database = database
        self._postgres = database.cpu()

    async def scanned(self) -> dict[str, Any]:
        """Return the figures of the scan that runs."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise SystemExit("the scan has failed: its message is above")
        before, self._postgres = self._postgres, self._database.cpu()
        figures: dict[str, Any] = {**json.loads(line), "postgres": self._postgres - before}
        return figures

    async def scan(self) -> dict[str, Any]:
        """Scan again, and return the figures."""
        assert self._process.stdin is not None
        self._postgres = self._database.cpu()
        self._process.stdin.write(b"\n")
        return await self.scanned()


@asynccontextmanager
async def scanner(root: Path, processes: int, *, memory: bool = False) -> AsyncIterator[Scanner]:
    """Yield a worker whose first scan runs, on an empty database."""
    async with (
        migrated("music", ServiceDatabase) as database,
        scanner_of(database, root, processes, memory=memory) as worker,
    ):
        yield worker


@asynccontextmanager
async def scanner_of(
    database: ServiceDatabase, root: Path, processes: int, *, memory: bool = False
) -> AsyncIterator[Scanner]:
    """Yield a worker of a database whose first scan runs."""
    command = (sys.executable, str(HERE / "scan_process.py"), database.url(), str(root), str(processes))
    environment = {**os.environ, "MEMORY": "1" if memory else ""}
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, env=environment)
    try:
        yield Scanner(process, database)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


PARTS: Final = ("own", "pool", "postgres")


def processor(figures: dict[str, Any]) -> float:
    """Return the processor time of every part."""
    return float(sum(figures.get(part, 0) for part in PARTS))


def line(name: str, files: int, figures: dict[str, Any], floor: dict[str, Any]) -> str:
    """Return a row of the table."""
    ratios = (floor["seconds"] / figures["seconds"], processor(floor) / processor(figures))
    parts = "".join(f"{figures.get(part, 0) / files * 1e6:>10,.0f}" for part in PARTS)
    return f"{name:<12}{files / figures['seconds']:>9,.0f}{ratios[0]:>12.2f}{ratios[1]:>8.2f}{parts}"


async def main(arguments: Sequence[str]) -> None:
    """Measure in turn, and print the round of each with the least processor time."""
    parser = argparse.ArgumentParser(prog="scan", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=min(4, os.cpu_count() or 1), help="that read tags")
    options = parser.parse_args(arguments)
    runs: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory(dir=temporary_data_folder()) as folder:
        root = Path(folder) / "music"
        await write_music(root, options.files)
        for _ in range(options.rounds):
            for name in FLOORS:
                figures = json.loads(await reader("read", name, str(root), str(options.processes)))
                assert figures["files"] == options.files, figures
                figures["pool"] = figures["processor"]
                runs.setdefault(name, []).append(figures)
            async with scanner(root, options.processes) as worker:
                first = await worker.scanned()
                assert first["counts"]["added"] == options.files, first
                assert first["counts"]["unreadable"] == 0, first
                runs.setdefault("first scan", []).append(first)
                second = await worker.scan()
                assert second["counts"]["unchanged"] == options.files, second
                runs.setdefault("second scan", []).append(second)
        async with scanner(root, options.processes, memory=True) as worker:
            memory = (await worker.scanned())["memory"]
    best = {name: min(figures, key=processor) for name, figures in runs.items()}
    print(f"{options.files:,} files, {options.processes} processes that read tags; the best of {options.rounds} rounds")
    print(f"{'':<12}{'files/s':>9}{'of mutagen':>12}{'by CPU':>8}{'own':>10}{'pool':>10}{'Postgres':>10}")
    for name, figures in best.items():
        print(line(name, options.files, figures, best[FLOOR]))
    print(f"most memory of the worker with its pool: {memory:.0f} MB")
    print(f"goal: the first scan at least {GOAL} of mutagen")
