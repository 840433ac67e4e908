"""A leashed program does not outlive its parent, however the parent ends."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable

import pytest

from devstack.processes.state import Identity

pytestmark = [
    pytest.mark.unit,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a process to its parent"),
]

Until = Callable[[Callable[[], bool]], Awaitable[None]]
PARENT = """
import signal, subprocess, sys, time
from devstack.processes.parent_death import leashed
command = leashed([sys.executable, "-c", "import time; time.sleep(60)"], signal.SIGTERM)
child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
print(child.pid, flush=True)
time.sleep(60)
"""


async def test_the_program_ends_when_its_parent_is_killed(until: Until) -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    program = Identity.of(int(await parent.stdout.readline()))
    assert program is not None
    await asyncio.sleep(0.3)
    assert program.alive
    parent.kill()
    await parent.wait()
    await until(lambda: not program.alive)
