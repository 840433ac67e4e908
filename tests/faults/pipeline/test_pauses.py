"""Each process is stopped where it is (SIGSTOP) while users write, and goes on later: nothing is lost or restarted.

Connections to a paused process stay open and nothing responds, which no closed connection announces.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

import psutil
import pytest
from tests.faults.pipeline.harness.balanced import Balanced
from tests.faults.pipeline.harness.plays import (
    GATEWAY,
    INSIGHTS_WORKER,
    LIBRARY,
    LIBRARY_WORKER,
    PROCESSES,
    Players,
    compare,
    count,
    settle,
    under_load,
)

from chassis.testing.kafka import wait_until
from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.stack import FaultStack, Process
from devstack.processes import http_probe
from devstack.processes.process import Child

QUIET_SECONDS: Final = 3.0
RECOVERY_SECONDS: Final = 120.0
"""Far more than is expected: other programs may share the machine."""
SERVING: Final = 6.0
CONSUMING: Final = 14.0
"""Longer than a consumer may be silent: its group goes on without it."""
POSTGRES: Final = "Postgres"
KAFKA: Final = "Kafka"
SECONDS: Final[dict[str | Process, float]] = {
    GATEWAY: SERVING,
    LIBRARY: SERVING,
    LIBRARY_WORKER: CONSUMING,
    INSIGHTS_WORKER: CONSUMING,
    POSTGRES: SERVING,
    KAFKA: CONSUMING,
}


@pytest.mark.parametrize("times", [1, pytest.param(4, marks=pytest.mark.nightly)])
async def test_paused_processes_go_on_and_lose_nothing(
    faults: FaultLog, balanced: Balanced, players: Players, times: int
) -> None:
    """In the nightly form each pause is as many times longer."""
    stack = balanced.stack
    pids = {process: stack.pid(process) for process in PROCESSES}

    async def pause_each() -> None:
        await asyncio.sleep(QUIET_SECONDS)
        for victim in faults.random.sample(list(SECONDS), len(SECONDS)):
            async with stack.paused(*_pids(stack, victim)):
                faults.injected(f"pause {getattr(victim, 'name', victim)}")
                await asyncio.sleep(SECONDS[victim] * times)
                await _expect_alive(faults, stack, victim)
            await _recovered(faults, stack, players, victim)

    await under_load(players, pause_each)
    await settle(faults, stack, RECOVERY_SECONDS)
    await compare(faults, stack, players)
    replaced = [process.name for process in PROCESSES if stack.pid(process) != pids[process]]
    ended = [process.name for process in PROCESSES if not stack.is_alive(process)]
    faults.expect(not replaced + ended, Anomaly.NOT_RECOVERED, f"replaced: {replaced}, ended: {ended}")
    faults.note("statuses", ", ".join(map(str, sorted({item.status for item in players.attempts}))))


def _pids(stack: FaultStack, victim: str | Process) -> Sequence[int]:
    """Return the processes that belong together: Postgres has one for each connection."""
    if isinstance(victim, Process):
        return [stack.pid(victim)]
    child = stack.postgres.child if victim == POSTGRES else stack.kafka.child
    assert isinstance(child, Child)
    # The first one is paused first, so that it starts no other one meanwhile.
    return [child.pid, *(process.pid for process in psutil.Process(child.pid).children(recursive=True))]


async def _expect_alive(faults: FaultLog, stack: FaultStack, victim: str | Process) -> None:
    for process in PROCESSES:
        if process == victim:
            continue
        response = await http_probe.get(stack.port(process), "/health/live")
        is_alive = response is not None and response.status == 200
        faults.expect(is_alive, Anomaly.DISTURBED, f"{process.name} is not alive without {victim}: {response}")


async def _recovered(faults: FaultLog, stack: FaultStack, players: Players, victim: str | Process) -> None:
    """Wait until users write, and what is written by then has reached insights; record how long that takes."""
    clock = asyncio.get_running_loop().time
    began, acknowledged = clock(), len(players.acknowledged)
    try:
        await wait_until(partial(players.advanced, acknowledged), seconds=RECOVERY_SECONDS)
        written = await count(stack, "select count(*) from library.plays")

        async def is_counted() -> bool:
            return await count(stack, "select count(*) from insights.user_plays") >= written

        await wait_until(is_counted, seconds=RECOVERY_SECONDS, every=0.2)
        faults.recovered(clock() - began)
    except AssertionError:
        faults.anomaly(Anomaly.NOT_RECOVERED, f"not as before {RECOVERY_SECONDS:.0f} s after the pause of {victim}")
