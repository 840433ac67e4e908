"""A rolling restart while users write: each process is replaced, and no request fails."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Final

import pytest
import pytest_asyncio
from tests.faults.pipeline.harness.plays import (
    GATEWAY,
    INSIGHTS_WORKER,
    LIBRARY,
    LIBRARY_WORKER,
    PROCESSES,
    Players,
    compare,
    settle,
    under_load,
)

from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.stack import FaultStack, Process, running
from devstack.faults.tcp_proxy import TcpProxy
from devstack.servers.artifacts import Installed

QUIET_SECONDS: Final = 3.0
SETTLE_SECONDS: Final = 300.0
BALANCED: Final = (LIBRARY, GATEWAY)
WORKERS: Final = (LIBRARY_WORKER, INSIGHTS_WORKER)


@dataclass(frozen=True, slots=True)
class Balanced:
    """A stack in which library and the gateway are found through proxies, as through a load balancer."""

    stack: FaultStack
    balancers: dict[Process, TcpProxy]


@pytest_asyncio.fixture(loop_scope="session")
async def balanced(devstack_parts: Installed) -> AsyncIterator[Balanced]:
    """Yield a stack through which users record plays, up to insights."""
    async with TcpProxy.listening(0, 0) as front, TcpProxy.listening(0, 0) as library:
        environment = {
            "GATEWAY_LIBRARY_URL": f"http://127.0.0.1:{library.port}",
            **{f"{process.service.upper()}_LINGER_SECONDS": "10" for process in BALANCED},
        }
        async with running(devstack_parts, *PROCESSES, environment=environment) as stack:
            balancers = {LIBRARY: library, GATEWAY: front}
            for process, proxy in balancers.items():
                proxy.to_port = stack.port(process)
            yield Balanced(stack, balancers)


@pytest.fixture
async def players(balanced: Balanced, faults: FaultLog) -> AsyncIterator[Players]:
    """Yield registered users."""
    address = f"http://127.0.0.1:{balanced.balancers[GATEWAY].port}"
    players = Players(faults, balanced.stack, address, pause=0.0)
    await players.register()
    try:
        yield players
    finally:
        await players.close()


@pytest.mark.parametrize("rounds", [1, pytest.param(5, marks=pytest.mark.nightly)])
async def test_replaced_processes_fail_no_request(
    faults: FaultLog, balanced: Balanced, players: Players, rounds: int
) -> None:
    stack = balanced.stack

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
