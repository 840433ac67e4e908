"""A scan of a folder beside a bare walk of the same tree, in one run.

    python benchmarks/sources [--files 5000 100000] [--rounds 3]

The walk reads every folder and the state of every file, and does nothing else. Each further row does more of what a
scan does: the adapter of the kind, the reading of names, the search for titles in memory, and the whole scan as the
worker runs it, with Postgres. All run in turn, round by round; the best round of each counts. A ratio is that of the
processor time per file: rates depend on what else the machine does.
"""

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from databases import ServiceDatabase, migrated
from memory import MemoryTitles, catalog
from scans import first_and_second_scan

from devstack.media_library.generation import library, write
from sources.application.matching.recognition import RecognizeFiles
from sources.domain.names.reading import read_name
from sources.infrastructure.kinds.folder.adapter import FolderAdapter

MEGABYTE = 1024


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of one run: on the clock, and of the processor."""

    elapsed: float
    processor: float


def walk(root: Path) -> int:
    """Return the number of files below a folder, after reading the state of each."""
    count, folders = 0, [str(root)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    count += entry.stat(follow_symlinks=False).st_size >= 0
    return count


async def bare(root: Path) -> int:
    """Walk."""
    return walk(root)


async def listing(root: Path) -> int:
    """List by the adapter."""
    return sum([len(page.files) async for page in FolderAdapter(root, [root]).files(None)])


async def names(root: Path) -> int:
    """List, and read the names."""
    return sum(
        [len([read_name(file.name) for file in page.files]) async for page in FolderAdapter(root, [root]).files(None)]
    )


async def recognition(root: Path) -> int:
    """List, read the names, and find the titles."""
    recognize, titles = RecognizeFiles(), MemoryTitles(catalog())
    return sum([len(await recognize(titles, page.files)) async for page in FolderAdapter(root, [root]).files(None)])


PARTS: dict[str, Callable[[Path], Awaitable[int]]] = {
    "bare walk with stat": bare,
    "adapter": listing,
    "adapter, names": names,
    "adapter, names, titles": recognition,
}


async def measured(part: Callable[[Path], Awaitable[int]], root: Path, files: int) -> Run:
    """Return the time of a part."""
    elapsed, processor = time.perf_counter(), time.process_time()
    count = await part(root)
    assert count == files, (count, files)
    return Run(time.perf_counter() - elapsed, time.process_time() - processor)


def row(name: str, run: Run, floor: Run, files: int) -> str:
    """Return a line of the table."""
    microseconds = run.processor / files * 1e6
    ratio = floor.processor / run.processor
    return f"| {name} | {files / run.elapsed:,.0f} | {microseconds:.1f} | {ratio:.2f} |"


def peak() -> int:
    """Return the most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE


async def compare(files: int, rounds: int, folder: Path) -> None:
    """Print the table of a tree."""
    root = folder / f"library-{files}"
    write(root, library(files))
    print(
        f"\n{files:,} files\n\n| part | files/s | processor µs per file | of the walk |\n|---|---|---|---|", flush=True
    )
    runs: dict[str, list[Run]] = {name: [] for name in PARTS}
    for _ in range(rounds):
        for name, part in PARTS.items():
            runs[name].append(await measured(part, root, files))
    best = {name: min(items, key=lambda run: run.processor) for name, items in runs.items()}
    floor = best["bare walk with stat"]
    for name, run in best.items():
        print(row(name, run, floor, files), flush=True)
    before = peak()
    async with migrated("sources", ServiceDatabase) as database:
        for name, elapsed, processor, postgres in await first_and_second_scan(database, root, files, UUID(int=1)):
            own = Run(elapsed, processor)
            print(f"{row(name, own, floor, files)} Postgres: {postgres / files * 1e6:.0f} µs per file", flush=True)
    print(f"\nmost memory of this process: {before} MB before the scan, {peak()} MB after it", flush=True)


async def main() -> None:
    """Compare trees of every size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, nargs="+", default=[5_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for files in arguments.files:
            await compare(files, arguments.rounds, Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
