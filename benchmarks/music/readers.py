"""Tags by mutagen, or by tinytag, without anything else: `python readers.py read NAME ROOT PROCESSES`, `… write ROOT`.

A process of its own, since mutagen is GPL and in a folder of its own. `read` walks a tree, reads the tags and the
length of every file by a pool of processes, and prints the files and the seconds: on the clock, and of the processor.
`write` writes the tags of files: one JSON object per line of standard input.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

import psutil

CHUNK = 100


def files_below(root: str) -> Iterator[str]:
    """Yield the path of every file."""
    for folder, _, names in os.walk(root):
        yield from (f"{folder}/{name}" for name in names)


def by_mutagen(path: str) -> tuple[dict[str, Any], float]:
    """Return the tags and the length of a file."""
    file = importlib.import_module("mutagen").File(path, easy=True)
    return dict(file.tags), file.info.length


def by_tinytag(path: str) -> tuple[dict[str, Any], float]:
    """Return the tags and the length of a file."""
    read = importlib.import_module("tinytag").TinyTag.get(path)
    return read.as_dict(), read.duration


READERS: dict[str, Callable[[str], tuple[dict[str, Any], float]]] = {"mutagen": by_mutagen, "tinytag": by_tinytag}


def read_chunk(name: str, paths: list[str]) -> list[tuple[dict[str, Any], float]]:
    """Return what files of a chunk state."""
    return [READERS[name](path) for path in paths]


def read(name: str, root: str, processes: int) -> dict[str, float]:
    """Read every file below a folder."""
    begun = time.perf_counter()
    paths = list(files_below(root))
    chunks = [paths[at : at + CHUNK] for at in range(0, len(paths), CHUNK)]
    with ProcessPoolExecutor(processes, get_context("forkserver")) as pool:
        read_tags = [tags for chunk in pool.map(partial(read_chunk, name), chunks) for tags in chunk]
    elapsed = time.perf_counter() - begun
    assert all(tags and length > 0 for tags, length in read_tags), "a file has no tags"
    return {"files": len(read_tags), "seconds": elapsed, "processor": processor()}


def processor() -> float:
    """Return the processor time of this process, and of the server of its pool with those that have ended."""
    process = psutil.Process()
    every = [one.cpu_times() for one in (process, *process.children())]
    return sum(one.user + one.system + one.children_user + one.children_system for one in every)


def write(root: str) -> None:
    """Write the tags of files below a folder."""
    mutagen = importlib.import_module("mutagen")
    for line in sys.stdin:
        order = json.loads(line)
        file = mutagen.File(f"{root}/{order['path']}", easy=True)
        if file.tags is None:
            file.add_tags()
        for name, value in order["tags"].items():
            file[name] = value
        file.save()


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2])
    else:
        print(json.dumps(read(sys.argv[2], sys.argv[3], int(sys.argv[4]))))
