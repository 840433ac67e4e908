"""Blocks of a file: those that the system has in memory, and those that are read by a thread, are the same."""

import os
from pathlib import Path

import pytest

from chassis.core.responses.byte_ranges import ByteRange
from music.infrastructure.disk import content
from music.infrastructure.disk.content import BLOCK_BYTES, DiskFile


@pytest.mark.parametrize("case", ["in memory", "a part in memory", "not in memory", "no such system call"])
async def test_a_file_is_read_whole_wherever_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    data = os.urandom(2 * BLOCK_BYTES + 1000)
    (tmp_path / "a").write_bytes(data)
    preadv = os.preadv

    def not_in_memory(descriptor: int, blocks: list[bytearray], at: int, flags: int) -> int:
        if case == "not in memory":
            raise BlockingIOError
        # The system may have the beginning only.
        return preadv(descriptor, [memoryview(blocks[0])[:4096]] if case == "a part in memory" else blocks, at, flags)

    monkeypatch.setattr(os, "preadv", not_in_memory)
    if case == "no such system call":
        monkeypatch.setattr(content, "_NO_WAITING", 0)
    with (tmp_path / "a").open("rb") as opened:
        file = DiskFile(opened.fileno())
        assert b"".join([block async for block in file.chunks(None)]) == data
        part = ByteRange(1000, BLOCK_BYTES)
        assert b"".join([block async for block in file.chunks(part)]) == data[1000 : 1000 + BLOCK_BYTES]
        os.truncate(tmp_path / "a", 10)
        assert b"".join([block async for block in file.chunks(None)]) == data[:10]
