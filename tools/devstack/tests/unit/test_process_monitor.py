"""A process that ends is restarted after growing pauses, unless it was stopped on request."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from devstack.processes.process import Command
from devstack.processes.process_monitor import Backoff, ProcessMonitor, ProcessSpec, describe_exit
from devstack.processes.state import Identity

pytestmark = pytest.mark.unit

LIVES = "import sys, time; open(sys.argv[1], 'a').write('x'); time.sleep(60)"
CRASHES = "import sys; open(sys.argv[1], 'a').write('x'); sys.exit(3)"
DEAF = "import signal, sys, time; signal.signal(15, signal.SIG_IGN); open(sys.argv[1], 'a').write('x'); time.sleep(60)"


class Watched:
    """A monitor of a tiny program that appends one letter to `marks` at every start."""

    def __init__(self, folder: Path, program: str, timeout: float = 5.0) -> None:
        self.marks = folder / "marks"
        command = Command((sys.executable, "-S", "-c", program, str(self.marks)), folder / "log")
        self.lines: list[str] = []
        unit = ProcessSpec("thing", 1234, command, self._is_ready, timeout=timeout)
        self.monitor = ProcessMonitor(unit, self._note, Backoff(first=0.01, limit=0.04))
        self.task = asyncio.create_task(self.monitor.keep())

    async def _is_ready(self, _pid: int) -> bool:
        return self.starts > 0

    def _note(self, line: str | None) -> None:
        if line:
            self.lines.append(line)

    @property
    def starts(self) -> int:
        return len(self.marks.read_text()) if self.marks.exists() else 0

    async def end(self) -> None:
        await self.monitor.stop()
        await self.task


Watch = Callable[..., Watched]
Until = Callable[[Callable[[], bool]], Awaitable[None]]


@pytest_asyncio.fixture
async def watch(tmp_path: Path) -> AsyncIterator[Watch]:
    made: list[Watched] = []

    def start(program: str, timeout: float = 5.0) -> Watched:
        made.append(Watched(tmp_path, program, timeout))
        return made[-1]

    yield start
    for watched in made:
        await watched.end()


def test_pauses_double_to_their_limit_and_start_over_after_a_long_run() -> None:
    backoff = Backoff(first=0.5, limit=5.0, settled=30.0)
    assert [backoff.after(uptime=1.0) for _ in range(6)] == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    assert backoff.after(uptime=31.0) == 0.5
    assert backoff.after(uptime=1.0) == 1.0


def test_an_exit_is_described() -> None:
    assert (describe_exit(3), describe_exit(-9)) == ("status 3", "signal 9")


async def test_a_ready_process_is_reported_with_its_identity(watch: Watch) -> None:
    watched = watch(LIVES)
    await watched.monitor.ready()
    assert watched.monitor.state.status == "ready"
    assert watched.monitor.state.start_seconds is not None
    assert watched.monitor.state.identity is not None
    assert watched.monitor.state.identity.alive
    assert watched.lines == ["thing is ready on port 1234"]


async def test_a_crashing_process_is_started_again_and_again(watch: Watch, until: Until) -> None:
    watched = watch(CRASHES)
    await until(lambda: watched.starts >= 4)
    assert watched.monitor.state.restarts >= 3
    assert watched.monitor.state.last_exit == 3
    message = [line for line in watched.lines if "ended" in line]
    assert message[:3] == [
        "thing ended (status 3); starting it again in 0.01 s",
        "thing ended (status 3); starting it again in 0.02 s",
        "thing ended (status 3); starting it again in 0.04 s",
    ]


async def test_stop_ends_the_process_and_nothing_starts_again(watch: Watch) -> None:
    watched = watch(LIVES)
    await watched.monitor.ready()
    identity = watched.monitor.state.identity
    await watched.end()
    assert identity is not None
    assert not identity.alive
    assert (watched.starts, watched.monitor.state.restarts, watched.monitor.state.status) == (1, 0, "stopped")


async def test_process_that_ignores_its_signal_is_killed(watch: Watch) -> None:
    watched = watch(DEAF, timeout=0.2)
    await watched.monitor.ready()
    await watched.end()
    assert watched.monitor.state.last_exit == -9


async def test_held_process_is_not_started_until_released(watch: Watch, until: Until) -> None:
    watched = watch(LIVES)
    await watched.monitor.ready()
    await watched.monitor.hold()
    await until(lambda: watched.monitor.state.status == "held")
    await asyncio.sleep(0.1)
    assert watched.starts == 1
    watched.monitor.release()
    await until(lambda: watched.starts == 2)
    assert watched.monitor.state.restarts == 0


async def test_hold_prevents_a_pending_restart(watch: Watch, until: Until) -> None:
    watched = watch(CRASHES)
    await until(lambda: watched.monitor.state.status == "restarting")
    await watched.monitor.hold()
    await until(lambda: watched.monitor.state.status == "held")
    starts = watched.starts
    await asyncio.sleep(0.2)
    assert watched.starts == starts


def test_a_process_that_does_not_exist_has_no_identity() -> None:
    assert Identity.of(2**22 + 1) is None
