"""Programs that end while their output is not read, give way, and read files that are open."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from programs.children import Limits, output_of, run
from programs.errors import ToolFailed

LIMITS = Limits(processor_seconds=20, wall_seconds=20, memory_bytes=2**31, file_bytes=0)


async def test_a_program_ends_although_its_output_is_not_read() -> None:
    endless = [sys.executable, "-c", "while True: print('x' * 10000)"]

    async def refuse(_: bytes) -> None:
        raise OSError("the disk is full")

    async with asyncio.timeout(15):
        with pytest.raises(OSError, match="the disk is full"):
            await run(endless, LIMITS, refuse)
        with pytest.raises(ToolFailed, match="printed more than"):
            await output_of(endless, LIMITS)


async def test_a_program_reads_a_file_that_is_open_and_gives_way(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    opened = os.open(tmp_path / "a", os.O_RDONLY)
    try:
        script = f"import os; print(open('/dev/fd/{opened}').read(), os.nice(0))"
        limits = Limits(processor_seconds=20, wall_seconds=20, memory_bytes=2**31, file_bytes=0, niceness=19)
        printed, ended = await output_of([sys.executable, "-c", script], limits, inherit=(opened,))
    finally:
        os.close(opened)
    assert (printed, ended.status) == (b"content 19\n", 0)
