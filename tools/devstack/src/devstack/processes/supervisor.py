"""Runs a stack's units from first start to last stop, in order, and writes down what is so."""

import asyncio
import contextlib
import json
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devstack.errors import NotReady
from devstack.processes.process import tail
from devstack.processes.process_monitor import ProcessMonitor, ProcessSpec
from devstack.processes.state import Identity, StackState

_HOLD = "hold.json"
_HOLD_POLL_SECONDS = 0.2

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stack:
    """What to run, in order of start: the parts, what needs them prepared, the services.

    `prepare` runs beside the parts' start and must be done before the first service starts; `independent` units
    need nothing and start at once.
    """

    parts: Sequence[ProcessSpec]
    independent: Sequence[ProcessSpec]
    prepare: Callable[[], Awaitable[None]]
    services: Sequence[ProcessSpec]

    @property
    def units(self) -> list[ProcessSpec]:
        """All of them."""
        return [*self.parts, *self.independent, *self.services]


@dataclass(slots=True)
class Supervisor:
    """Guards one stack. `say` receives lines of progress."""

    stack: Stack
    state: StackState
    data: Path
    say: Say
    timeout: float = 120.0
    _monitors: dict[str, ProcessMonitor] = field(init=False)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._monitors = {unit.name: ProcessMonitor(unit, self._changed) for unit in self.stack.units}
        self.state.processes = [monitor.state for monitor in self._monitors.values()]

    async def run(self, on_ready: Callable[[], None] = lambda: None) -> None:
        """Start everything, guard it until SIGINT or SIGTERM, stop everything.

        Raises what went wrong when the parts could not be started or prepared, after stopping what had started.
        A service that is not ready in time is reported, marks the stack as failed, and stays guarded.
        """
        async with _stop_requests() as stop_requested:
            try:
                began = time.monotonic()
                starting = asyncio.create_task(self._start())
                if await _first(starting, stop_requested):
                    self.state.ready_seconds = round(time.monotonic() - began, 1)
                    self._changed(None)
                    on_ready()
                    await _first(asyncio.create_task(self._guard()), stop_requested)
            finally:
                await self._stop()

    async def _start(self) -> None:
        self._launch([*self.stack.parts, *self.stack.independent])
        parts = [self._monitors[unit.name] for unit in self.stack.parts]
        try:
            await self._all(self.stack.prepare(), *(monitor.ready() for monitor in parts))
        except TimeoutError:
            raise NotReady(self._late(parts)) from None
        self._launch(self.stack.services)
        try:
            await self._all(*(monitor.ready() for monitor in self._monitors.values()))
        except TimeoutError:
            self.state.phase = "failed"
            self.state.failure = self._late(self._monitors.values())
            self.say(self.state.failure)
        else:
            self.state.phase = "ready"

    def _launch(self, units: Sequence[ProcessSpec]) -> None:
        for unit in units:
            self._tasks[unit.name] = asyncio.create_task(self._monitors[unit.name].keep(), name=unit.name)

    async def _all(self, *work: Awaitable[None]) -> None:
        """Wait for all of the work, but not past the timeout nor past the failure of a monitor."""
        together = asyncio.create_task(_gather(work))
        try:
            async with asyncio.timeout(self.timeout):
                await asyncio.wait([together, *self._tasks.values()], return_when=asyncio.FIRST_COMPLETED)
                self._raise_failures()
                await together
        finally:
            together.cancel()

    def _raise_failures(self) -> None:
        for task in self._tasks.values():
            if task.done():
                task.result()

    def _late(self, monitors: Iterable[ProcessMonitor]) -> str:
        return "\n".join(
            f"{monitor.unit.name} is not ready after {self.timeout:g} s; the end of {monitor.unit.command.log}:\n"
            f"{tail(monitor.unit.command.log)}"
            for monitor in monitors
            if monitor.state.status != "ready"
        )

    async def _guard(self) -> None:
        held: str | None = None
        while True:
            self._raise_failures()
            self._note_recovery()
            target = _wanted_hold(self.data)
            if target != held:
                if held in self._monitors:
                    self._monitors[held].release()
                if target in self._monitors:
                    await self._monitors[target].hold()
                held = target
            await asyncio.sleep(_HOLD_POLL_SECONDS)

    def _note_recovery(self) -> None:
        if self.state.phase == "failed" and all(item.status == "ready" for item in self.state.processes):
            self.state.phase, self.state.failure = "ready", None
            self._changed("all is ready now")

    async def _stop(self) -> None:
        self.state.phase = "stopping"
        self._changed(None)
        parts = {unit.name for unit in self.stack.parts}
        for group in (self._monitors.keys() - parts, parts):
            await asyncio.gather(*(self._monitors[name].stop() for name in group))
            running = [self._tasks[name] for name in group if name in self._tasks]
            await asyncio.gather(*running, return_exceptions=True)

    def _changed(self, message: str | None) -> None:
        self.state.write(self.data)
        if message is not None:
            self.say(message)


@asynccontextmanager
async def _stop_requests() -> AsyncIterator[asyncio.Event]:
    stop_requested = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        loop.add_signal_handler(number, stop_requested.set)
    try:
        yield stop_requested
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


async def _gather(work: Iterable[Awaitable[None]]) -> None:
    await asyncio.gather(*work)


async def _first(work: asyncio.Task[None], stop_requested: asyncio.Event) -> bool:
    """Wait for the work or the word to stop; True when the work was done, raising what it raised."""
    stop = asyncio.create_task(stop_requested.wait())
    await asyncio.wait([work, stop], return_when=asyncio.FIRST_COMPLETED)
    done = work.done()
    for task in (work, stop):
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    return done


def request_hold(data: Path, name: str, asker: Identity) -> None:
    """Request that the supervisor stops one unit until `release_hold`, or until this process ends."""
    (data / _HOLD).write_text(json.dumps({"name": name, "pid": asker.pid, "started": asker.started}), "utf-8")


def release_hold(data: Path) -> None:
    """Allow the held unit to start again."""
    (data / _HOLD).unlink(missing_ok=True)


def _wanted_hold(data: Path) -> str | None:
    try:
        target = json.loads((data / _HOLD).read_text("utf-8"))
        return str(target["name"]) if Identity(target["pid"], target["started"]).alive else None
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
