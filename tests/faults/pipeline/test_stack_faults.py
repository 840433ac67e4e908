"""Users write while Postgres and Kafka fail: what is acknowledged stays."""

import asyncio
import signal
from functools import partial
from typing import Final

import pytest
from tests.faults.pipeline.harness.balanced import Balanced
from tests.faults.pipeline.harness.plays import (
    INSIGHTS_WORKER,
    LIBRARY_WORKER,
    PROCESSES,
    Players,
    compare,
    compare_latency,
    settle,
    under_load,
)

from chassis.testing.kafka import wait_until
from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.stack import FaultStack
from devstack.processes import http_probe

FAR_OUTSIDE: Final = 5.0
QUIET_SECONDS: Final = 5.0
FIRST_SUCCESS_SECONDS: Final = 5.0
SETTLE_SECONDS: Final = 60.0
RESTARTS: Final = ("fast", "immediate", "crash")
SIGNALS: Final = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "crash": signal.SIGKILL}


@pytest.mark.parametrize("times", [6, pytest.param(10, marks=pytest.mark.nightly)])
async def test_restarts_of_postgres_lose_no_acknowledged_write(
    faults: FaultLog, balanced: Balanced, players: Players, times: int
) -> None:
    served = balanced.stack
    clock = asyncio.get_running_loop().time

    async def restart_postgres() -> None:
        await asyncio.sleep(QUIET_SECONDS)
        for number in range(times):
            how = RESTARTS[number % len(RESTARTS)]
            await _end_postgres(served, SIGNALS[how])
            faults.injected(f"{how} restart of Postgres")
            await asyncio.sleep(faults.random.uniform(0, 1.5))
            await served.start_postgres()
            ready = clock()
            limit = FIRST_SUCCESS_SECONDS * FAR_OUTSIDE
            before = len(players.acknowledged)
            try:
                await wait_until(partial(players.advanced, before), seconds=limit)
                faults.recovered(clock() - ready)
            except AssertionError:
                faults.anomaly(Anomaly.NOT_RECOVERED, f"no write succeeds {limit:.0f} s after Postgres is ready")
            await asyncio.sleep(faults.random.uniform(0.5, 1.5))

    await under_load(players, restart_postgres)
    await settle(faults, served, SETTLE_SECONDS * FAR_OUTSIDE)
    await compare(faults, served, players)
    statuses = {item.status for item in players.attempts}
    faults.note("statuses", ", ".join(map(str, sorted(statuses))))


async def _end_postgres(stack: FaultStack, requested: signal.Signals) -> None:
    child = stack.postgres.child
    assert child is not None
    child.process.send_signal(requested)
    await child.wait()


@pytest.mark.parametrize(
    ("times", "down"),
    [(2, 12.0), pytest.param(2, 60.0, marks=pytest.mark.nightly)],
    ids=["short", "long"],
)
async def test_an_outage_of_kafka_does_not_reach_writers(
    faults: FaultLog, balanced: Balanced, players: Players, times: int, down: float
) -> None:
    served = balanced.stack
    clock = asyncio.get_running_loop().time
    pids = {process: served.pid(process) for process in PROCESSES}
    outages: list[tuple[float, float]] = []

    async def crash_kafka() -> None:
        await asyncio.sleep(QUIET_SECONDS)
        for _ in range(times):
            began = clock()
            await served.kafka.kill()
            faults.injected("crash of the only broker")
            await asyncio.sleep(down)
            outages.append((began, clock()))
            await _expect_alive(faults, served)
            await served.kafka.start()
            await settle_while_written(faults, served)

    await under_load(players, crash_kafka)
    await settle(faults, served, SETTLE_SECONDS * FAR_OUTSIDE)
    await compare(faults, served, players)
    first = outages[0][0]
    during = [seconds for began, ended in outages for seconds in players.seconds(began, ended)]
    compare_latency(faults, players.seconds(until=first), during)
    failed = [item.status for item in players.attempts if item.status != 201]
    faults.expect(not failed, Anomaly.DISTURBED, f"{len(failed)} writes failed without Kafka: {set(failed)}")
    replaced = [process.name for process in PROCESSES if served.pid(process) != pids[process]]
    faults.expect(not replaced, Anomaly.NOT_RECOVERED, f"processes were replaced: {replaced}")


async def settle_while_written(faults: FaultLog, stack: FaultStack) -> None:
    """Wait until the oldest event that waits is younger than five seconds, while users go on."""
    clock = asyncio.get_running_loop().time
    began = clock()
    age = "select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 from library.outbox"

    async def is_young() -> bool:
        [row] = await stack.fetch(age)
        return float(row[0]) < 5

    limit = SETTLE_SECONDS * FAR_OUTSIDE
    try:
        await wait_until(is_young, seconds=limit, every=0.2)
        faults.recovered(clock() - began)
    except AssertionError:
        faults.anomaly(Anomaly.NOT_RECOVERED, f"the outbox is not published {limit:.0f} s after the outage")


async def _expect_alive(faults: FaultLog, stack: FaultStack) -> None:
    for process in (LIBRARY_WORKER, INSIGHTS_WORKER):
        response = await http_probe.get(stack.port(process), "/health/live")
        is_alive = response is not None and response.status == 200
        faults.expect(is_alive, Anomaly.DISTURBED, f"{process.name} is not alive without Kafka: {response}")
