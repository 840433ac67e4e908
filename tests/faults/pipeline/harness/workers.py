"""Workers of services as processes that a test starts and kills."""

import asyncio
import contextlib
import dataclasses
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.faults.pipeline.harness.fork_server import Order

from chassis.testing.kafka import wait_until

_START_SECONDS: Final = 120.0
_STOP_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Worker:
    """One life of a worker."""

    pid: int

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    async def kill(self) -> None:
        """Kill it, and wait until it has ended."""
        self.send(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> None:
        """Let it finish its work, and wait until it has ended."""
        self.send(signal.SIGTERM)
        await self.ended()

    async def ended(self) -> None:
        """Wait until it has ended; raise AssertionError when that takes long."""
        await wait_until(lambda: not self.alive, seconds=_STOP_SECONDS, what=f"the end of process {self.pid}")

    def send(self, requested_signal: signal.Signals) -> None:
        """Send a signal, also to one that has ended already."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, requested_signal)


@dataclass(frozen=True, slots=True)
class Workers:
    """Starts workers; all end with it."""

    _server: Process
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls, log: Path) -> AsyncIterator["Workers"]:
        """Yield a source of workers, whose output is appended to `log`."""
        with log.open("ab") as output:
            server = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.faults.pipeline.harness.fork_server",
                stdin=PIPE,
                stdout=PIPE,
                stderr=output,
            )
        try:
            yield cls(server)
        finally:
            if server.stdin is not None:
                server.stdin.close()
            await server.wait()

    async def start(self, order: Order) -> Worker:
        """Start a worker; the first one waits for the imports."""
        if self._server.stdin is None or self._server.stdout is None:
            raise RuntimeError("the fork server has no pipes")
        async with self._turn, asyncio.timeout(_START_SECONDS):
            self._server.stdin.write(json.dumps(dataclasses.asdict(order)).encode() + b"\n")
            return Worker(int(await self._server.stdout.readline()))
