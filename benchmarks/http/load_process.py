"""The process that puts load on servers: started once, and given one order after another."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import psutil

LOAD: Final = Path(__file__).with_name("load.py")


class LoadProcess:
    """The running process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def send(self, order: Mapping[str, object]) -> float:
        """Send what an order states, and return the seconds that it took; raise RuntimeError when the load fails."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load ended early: its message is above")
        return float(line)


@asynccontextmanager
async def load_process(cores: Sequence[int] = ()) -> AsyncIterator[LoadProcess]:
    """Start the process, on some cores only if any are given; it ends with its standard input."""
    process = await asyncio.create_subprocess_exec(sys.executable, str(LOAD), stdin=PIPE, stdout=PIPE)
    assert process.stdin is not None
    if cores:
        psutil.Process(process.pid).cpu_affinity(list(cores))
    try:
        yield LoadProcess(process)
    finally:
        process.stdin.close()
        await process.wait()
