"""The stack of the fault tests itself: what is ended starts again, and what is disturbed is seen by the services."""

import time

from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.stack import FaultStack, Process
from devstack.faults.toxics import Down
from devstack.processes import http_probe

STATS = Process("stats")


async def test_a_killed_service_starts_again_and_an_unreachable_database_shows(
    pipeline: FaultStack, faults: FaultLog
) -> None:
    assert await http_probe.ready(pipeline.port(STATS))
    pid = pipeline.pid(STATS)
    await pipeline.restart(STATS)
    faults.injected("kill stats")
    faults.expect(pipeline.pid(STATS) != pid, Anomaly.WRONG_STATE, "the process was not replaced")
    async with pipeline.postgres_proxy.toxic(Down()):
        faults.injected("refuse connections to Postgres")
        faults.performed()
        started = time.monotonic()
        response = await http_probe.get(pipeline.port(STATS), "/health/ready")
        faults.expect(response and response.status == 503, Anomaly.WRONG_STATE, f"ready without a database: {response}")
        alive = await http_probe.get(pipeline.port(STATS), "/health/live")
        faults.expect(alive and alive.status == 200, Anomaly.WRONG_STATE, f"not alive without a database: {alive}")
    while not await http_probe.ready(pipeline.port(STATS)):
        assert time.monotonic() < started + 30
    faults.recovered(time.monotonic() - started)
