"""The file of a track that is being encoded: who writes it, and when it is closed."""

import asyncio
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from music.infrastructure.transcoding import encoding
from music.infrastructure.transcoding.encoding import RunningEncoding

pytestmark = pytest.mark.unit


async def test_a_file_is_closed_behind_the_thread_that_still_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course: list[str] = []
    entered, closed = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def write(descriptor: int, data: memoryview) -> int:
        loop.call_soon_threadsafe(entered.set)
        closed.wait(0.1)
        course.append("written")
        return os.write(descriptor, data)

    def close(descriptor: int) -> None:
        course.append("closed")
        closed.set()
        os.close(descriptor)

    monkeypatch.setattr(encoding, "os", SimpleNamespace(write=write, close=close))
    path = tmp_path / "part"
    running = RunningEncoding(os.open(path, os.O_RDWR | os.O_CREAT))
    writing = asyncio.create_task(running.write(b"sound"))
    await entered.wait()
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    await running.end()
    assert (course, path.read_bytes()) == (["written", "closed"], b"sound")
