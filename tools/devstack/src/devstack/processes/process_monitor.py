"""Keeps one process of the stack running: starts it, sees it ready, starts it again when it ends."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from chassis.core.backoff import upper_bound
from devstack.errors import ProcessFailed
from devstack.processes.process import Child, Command, IsReady
from devstack.processes.state import Identity, ProcessState, Status

_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """A monitored process: how to start it and how to know that it is ready.

    `prepare` runs once before the first start. `timeout` is the time to end politely, in seconds. A unit that ends
    `attempts` times before it was ready once is given up: what keeps it from starting does not go away by itself.
    """

    name: str
    port: int
    command: Command
    is_ready: IsReady
    prepare: Callable[[], Awaitable[None]] | None = None
    timeout: float = 25.0
    attempts: int | None = None


@dataclass(slots=True)
class Backoff:
    """Pauses in seconds between starts: doubled each time, up to `limit`; a run of `settled` seconds resets it."""

    first: float = 0.5
    limit: float = 30.0
    settled: float = 30.0
    _failures: int = field(default=0, init=False)

    def after(self, uptime: float) -> float:
        """Return the pause after a run that lasted `uptime` seconds."""
        if uptime >= self.settled:
            self._failures = 0
        pause = upper_bound(self._failures, base=self.first, cap=self.limit)
        self._failures += 1
        return pause


class ProcessMonitor:
    """One unit under guard. `state` is kept up to date; `changed(message)` is called at every change."""

    def __init__(
        self, unit: ProcessSpec, changed: Callable[[str | None], None], backoff: Backoff | None = None
    ) -> None:
        self.unit = unit
        self.state = ProcessState(unit.name, unit.port, end_signal=int(unit.command.end_signal))
        self._changed = changed
        self._backoff = backoff or Backoff()
        self._child: Child | None = None
        self._ready = asyncio.Event()
        self._released = asyncio.Event()
        self._released.set()
        self._interrupted = asyncio.Event()
        self._ending = False
        self._was_ready = False

    async def keep(self) -> None:
        """Run until `stop`; every unexpected end is followed by a pause and a new start.

        Raise ProcessFailed, with the end of the log, when a unit with limited attempts never becomes ready.
        """
        failed_starts = 0
        if self.unit.prepare is not None:
            await self.unit.prepare()
        while not self._ending:
            if not self._released.is_set():
                self._note("held", f"{self.unit.name} is held")
                await self._released.wait()
                continue
            self._interrupted.clear()
            began = time.monotonic()
            self.state.last_exit = await self._run_once()
            if not self._interrupted.is_set():
                failed_starts += not self._was_ready
                if failed_starts == self.unit.attempts:
                    raise self._failed_to_start(failed_starts)
                await self._pause(time.monotonic() - began)
        self._note("stopped", None)

    def _failed_to_start(self, times: int) -> ProcessFailed:
        self._note("stopped", None)
        reason = self._child.output() if self._child is not None else ""
        ended = describe_exit(self.state.last_exit or 0)
        return ProcessFailed(f"{self.unit.name} ended {times} times while starting ({ended}):\n{reason}")

    async def ready(self) -> None:
        """Wait until the process is ready; returns at once when it is."""
        await self._ready.wait()

    async def stop(self) -> None:
        """End the process for good."""
        self._ending = True
        self._released.set()
        self._interrupted.set()
        if self._child is not None:
            await self._child.stop(self.unit.timeout)

    async def hold(self) -> None:
        """End the process and keep it ended until `release`."""
        self._released.clear()
        self._interrupted.set()
        if self._child is not None:
            await self._child.stop(self.unit.timeout)

    def release(self) -> None:
        """Allow a held process to start again."""
        self._released.set()

    async def _run_once(self) -> int:
        self.state.start_seconds = None
        child = self._child = await Child.start(self.unit.command)
        self.state.identity = Identity.of(child.pid)
        self._note("starting", None)
        watch = asyncio.create_task(self._watch_readiness(child))
        try:
            if self._interrupted.is_set():
                await child.stop(self.unit.timeout)
            return await child.wait()
        finally:
            self._ready.clear()
            self.state.identity = None
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch

    async def _watch_readiness(self, child: Child) -> None:
        began = time.monotonic()
        while True:
            if await self.unit.is_ready(child.pid):
                break
            await asyncio.sleep(_POLL_SECONDS)
        self.state.start_seconds = round(time.monotonic() - began, 1)
        self._ready.set()
        self._was_ready = True
        self._note("ready", f"{self.unit.name} is ready on port {self.unit.port}")

    async def _pause(self, uptime: float) -> None:
        seconds = self._backoff.after(uptime)
        self.state.restarts += 1
        ended = describe_exit(self.state.last_exit or 0)
        self._note("restarting", f"{self.unit.name} ended ({ended}); starting it again in {seconds:g} s")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._interrupted.wait(), seconds)

    def _note(self, status: Status, message: str | None) -> None:
        self.state.status = status
        self._changed(message)


def describe_exit(code: int) -> str:
    """Return a process's end in words: `status 1`, `signal 9`."""
    return f"signal {-code}" if code < 0 else f"status {code}"
