"""A rolling restart while users write: each process is replaced, and no request fails."""

import asyncio
from dataclasses import replace
from typing import Final

import pytest
from tests.faults.pipeline.harness.balanced import Balanced
from tests.faults.pipeline.harness.plays import INSIGHTS_WORKER, LIBRARY_WORKER, Players, compare, settle, under_load

from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.stack import FaultStack, Process
from devstack.faults.tcp_proxy import TcpProxy

QUIET_SECONDS: Final = 3.0
SETTLE_SECONDS: Final = 300.0
WORKERS: Final = (LIBRARY_WORKER, INSIGHTS_WORKER)


@pytest.mark.parametrize("rounds", [1, pytest.param(5, marks=pytest.mark.nightly)])
async def test_replaced_processes_fail_no_request(
    faults: FaultLog, balanced: Balanced, players: Players, rounds: int
) -> None:
    stack, players.pause = balanced.stack, 0.0

    async def replace_all() -> None:
        await asyncio.sleep(QUIET_SECONDS)
        for _ in range(rounds):
            for process, balancer in balanced.balancers.items():
                await _replace_twice(faults, stack, process, balancer)
            for worker in WORKERS:
                await stack.terminate(worker)
                faults.injected(f"SIGTERM to the worker of {worker.service}")
                await stack.start(worker)

    await under_load(players, replace_all)
    await settle(faults, stack, SETTLE_SECONDS)
    await compare(faults, stack, players)
    failed = [item.status for item in players.attempts if item.status != 201]
    faults.expect(not failed, Anomaly.DISTURBED, f"{len(failed)} writes failed: {set(failed)}")


async def _replace_twice(faults: FaultLog, stack: FaultStack, process: Process, balancer: TcpProxy) -> None:
    """Start a successor, let it have new connections, and terminate the process; then the other way round."""
    successor = replace(process, replica=2)
    for new, old in ((successor, process), (process, successor)):
        await stack.start(new)
        balancer.to_port = stack.port(new)
        # At once: clients still send requests on the connections that they have.
        began = asyncio.get_running_loop().time()
        await stack.terminate(old)
        faults.injected(f"SIGTERM to {process.service}")
        faults.note(f"end of {process.service}", f"{asyncio.get_running_loop().time() - began:.1f} s")
