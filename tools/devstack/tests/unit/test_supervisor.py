"""Parts come first, then what prepares them, then services; and nothing is left when it ends."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from devstack.errors import NotReady, ProcessFailed
from devstack.processes.process import Command
from devstack.processes.process_monitor import ProcessSpec
from devstack.processes.state import Identity, StackState, read_state
from devstack.processes.supervisor import Stack, Supervisor, release_hold, request_hold

pytestmark = pytest.mark.unit

Until = Callable[[Callable[[], bool]], Awaitable[None]]
LIVES = "import sys, time; print('hello from', sys.argv[1], flush=True); time.sleep(60)"


async def nothing() -> None:
    """Prepare nothing."""


class Scene:
    """A supervisor of tiny processes; a unit is ready once its log has a line, `deaf` ones never."""

    def __init__(
        self,
        data: Path,
        *,
        prepare: Callable[[], Awaitable[None]] = nothing,
        deaf: tuple[str, ...] = (),
        timeout: float = 10.0,
    ) -> None:
        self.data = data
        self.deaf = deaf
        self.lines: list[str] = []
        self.state = StackState(Identity.own(), 8000, "nowhere")
        stack = Stack([self._unit("part")], [self._unit("simulator")], prepare, [self._unit("one"), self._unit("two")])
        self.supervisor = Supervisor(stack, self.state, data, self.lines.append, timeout=timeout)
        self.on_ready = asyncio.Event()

    def _unit(self, name: str) -> ProcessSpec:
        log = self.data / f"{name}.log"

        async def is_ready(_pid: int) -> bool:
            return name not in self.deaf and log.exists() and log.stat().st_size > 0

        return ProcessSpec(name, 1, Command((sys.executable, "-S", "-c", LIVES, name), log), is_ready, timeout=2.0)

    def started(self, name: str) -> bool:
        return (self.data / f"{name}.log").exists()

    def identities(self) -> list[Identity]:
        return [item.identity for item in self.state.processes if item.identity is not None]

    async def run(self) -> None:
        async with asyncio.timeout(30):
            await self.supervisor.run(self.on_ready.set)


async def interrupt(running: asyncio.Task[None]) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(10):
        await running


async def test_services_wait_for_parts_and_their_preparation(tmp_path: Path, until: Until) -> None:
    seen: list[bool] = []

    async def prepare() -> None:
        await asyncio.sleep(0.3)
        seen.extend([scene.started("part"), scene.started("simulator"), scene.started("one")])

    scene = Scene(tmp_path, prepare=prepare)
    running = asyncio.create_task(scene.run())
    await until(scene.on_ready.is_set)
    assert seen == [True, True, False]
    assert scene.state.phase == "ready"
    written = read_state(tmp_path)
    assert written is not None
    assert [item.name for item in written.processes] == ["part", "simulator", "one", "two"]
    identities = scene.identities()
    assert len(identities) == 4
    await interrupt(running)
    assert [identity for identity in identities if identity.alive] == []


async def test_a_failed_preparation_is_raised_and_leaves_no_process(tmp_path: Path) -> None:
    async def prepare() -> None:
        await asyncio.sleep(0.2)
        identities.extend(scene.identities())
        raise ProcessFailed("no migration")

    identities: list[Identity] = []
    scene = Scene(tmp_path, prepare=prepare)
    with pytest.raises(ProcessFailed, match="no migration"):
        await scene.run()
    assert len(identities) == 2
    assert [identity for identity in identities if identity.alive] == []
    assert not scene.started("one")


async def test_a_part_that_is_not_ready_in_time_is_named_with_its_log(tmp_path: Path) -> None:
    scene = Scene(tmp_path, deaf=("part",), timeout=0.5)
    with pytest.raises(NotReady, match=r"part is not ready after 0\.5 s(.|\n)*hello from part"):
        await scene.run()
    assert scene.identities() == []


async def test_a_late_service_fails_the_stack_but_not_the_others(tmp_path: Path, until: Until) -> None:
    scene = Scene(tmp_path, deaf=("two",), timeout=0.8)
    running = asyncio.create_task(scene.run())
    await until(scene.on_ready.is_set)
    assert scene.state.phase == "failed"
    assert scene.state.failure is not None
    assert scene.state.failure.startswith("two is not ready after 0.8 s")
    assert len(scene.identities()) == 4
    await interrupt(running)


async def test_killed_service_is_reported_and_restarted(tmp_path: Path, until: Until) -> None:
    scene = Scene(tmp_path)
    running = asyncio.create_task(scene.run())
    await until(scene.on_ready.is_set)
    victim = scene.state.processes[2]
    first = scene.identities()[2]
    os.kill(first.pid, signal.SIGKILL)
    await until(lambda: victim.identity is not None and victim.identity.pid != first.pid)
    assert "one ended (signal 9); starting it again in 0.5 s" in scene.lines
    assert victim.restarts == 1
    await interrupt(running)


async def test_hold_ends_with_the_process_that_requested_it(tmp_path: Path, until: Until) -> None:
    scene = Scene(tmp_path)
    running = asyncio.create_task(scene.run())
    one = scene.state.processes[2]
    await until(scene.on_ready.is_set)
    asker = await asyncio.create_subprocess_exec(sys.executable, "-S", "-c", "import time; time.sleep(60)")
    identity = Identity.of(asker.pid)
    assert identity is not None
    request_hold(tmp_path, "one", identity)
    await until(lambda: one.status == "held")
    asker.kill()
    await asker.wait()
    await until(lambda: one.status == "ready")
    release_hold(tmp_path)
    await interrupt(running)


async def test_a_part_that_cannot_start_is_given_up_with_its_log(tmp_path: Path) -> None:
    (tmp_path / "part.log").write_text("of an earlier run\n", "utf-8")
    scene = Scene(tmp_path)
    dies = "import sys; print('could not bind: Permission denied', flush=True); sys.exit(1)"
    [part] = scene.supervisor.stack.parts
    unit = replace(part, command=replace(part.command, arguments=(sys.executable, "-S", "-c", dies)), attempts=2)

    async def never(_pid: int) -> bool:
        return False

    stack = replace(scene.supervisor.stack, parts=[replace(unit, is_ready=never)])
    supervisor = Supervisor(stack, scene.state, tmp_path, scene.lines.append, timeout=60.0)
    with pytest.raises(ProcessFailed) as failed:
        async with asyncio.timeout(30):
            await supervisor.run()
    assert str(failed.value) == "part ended 2 times while starting (status 1):\ncould not bind: Permission denied"
    assert not scene.started("one")
    assert scene.identities() == []


async def test_a_part_that_was_ready_once_is_started_again_and_again(tmp_path: Path, until: Until) -> None:
    scene = Scene(tmp_path)
    [part] = scene.supervisor.stack.parts
    stack = replace(scene.supervisor.stack, parts=[replace(part, attempts=1)])
    scene.supervisor = Supervisor(stack, scene.state, tmp_path, scene.lines.append, timeout=10.0)
    running = asyncio.create_task(scene.run())
    await until(scene.on_ready.is_set)
    first = scene.identities()[0]
    os.kill(first.pid, signal.SIGKILL)
    state = scene.state.processes[0]
    await until(lambda: state.identity is not None and state.identity.pid != first.pid)
    await interrupt(running)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"name": "one"}', '{"name": "one", "pid": "x", "started": null}'])
async def test_a_damaged_hold_is_none(tmp_path: Path, until: Until, text: str) -> None:
    scene = Scene(tmp_path)
    running = asyncio.create_task(scene.run())
    await until(scene.on_ready.is_set)
    (tmp_path / "hold.json").write_text(text, "utf-8")
    await asyncio.sleep(0.5)
    assert scene.state.processes[2].status == "ready"
    await interrupt(running)
