"""A worker that is killed in the middle of a commit: nothing is added twice, and nothing is lost."""

import asyncio
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest
import pytest_asyncio
from services.library.tests.import_client import IMPORTS, Api

from library.bootstrap import Container

pytestmark = [pytest.mark.integration, pytest.mark.slow]

MOVIES: Final = 50
PLAYS: Final = 20_000
SECONDS: Final = 120
WORKER: Final = """
import asyncio, sys
from datetime import timedelta
from chassis.runtime.clock import SystemClock
from chassis.storage.database import is_infrastructure_failure
from jobs.worker.runner import Runner, RunnerSettings
from jobs.worker.wakeup import Wakeup
from library.application.imports.jobs import COMMIT, MATCH, REGISTRY, REVERT
from library.bootstrap import build
from library.infrastructure.imports.work import SqlImportUnits
from library.settings import Settings

async def main():
    container = build(Settings(database_url=sys.argv[1], kafka_bootstrap="127.0.0.1:1"))
    cases, clock = container.application.imports, SystemClock()
    handlers = {MATCH: cases.match, COMMIT: cases.commit, REVERT: cases.revert}
    units = SqlImportUnits(container.runtime.transactions, clock)
    settings = RunnerSettings(lease=timedelta(seconds=1))
    await Runner(units, REGISTRY, handlers, clock, is_infrastructure_failure, Wakeup(), settings).run()

asyncio.run(main())
"""


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    await deliver(*(imported(number, kind="movie", title=f"Movie {number}") for number in range(1, MOVIES + 1)))


def diary() -> str:
    """Return a diary in which every row is a play of its own."""
    rows = (
        f"2024-01-01,Movie {number % MOVIES + 1},,https://boxd.it/{number:x},,,,{1950 + number // 336}-"
        f"{number // 28 % 12 + 1:02}-{number % 28 + 1:02}\n"
        for number in range(PLAYS)
    )
    return "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n" + "".join(rows)


async def started(container: Container) -> Process:
    """Return a worker of imports as a process of its own."""
    url = container.runtime.settings.database_url.get_secret_value()
    return await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER, url)


async def until(api: Api, import_id: str, state: str, share: float = 1.0) -> dict[str, Any]:
    """Return an import as soon as it has left a state, or has processed a share of its rows in it."""
    async with asyncio.timeout(SECONDS):
        while (run := await api.read(import_id))["state"] == state and run["progress"]["done"] < share * PLAYS:
            await asyncio.to_thread(time.sleep, 0.02)
    return run


async def test_a_worker_that_is_killed_again_and_again_adds_every_play_once(
    api: Api, container: Container, plays: Callable[[], Awaitable[int]]
) -> None:
    run = await api.upload(diary(), name="diary.csv")
    await api.client.post(f"{IMPORTS}/{run['id']}/commit", json={}, headers=api.headers)
    interrupted: list[int] = []

    for share in (0.2, 0.5, 0.8):
        worker = await started(container)
        now = await until(api, run["id"], "committing", share)
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
        interrupted.append(await plays())
        assert now["state"] == "committing"
    worker = await started(container)
    last = await until(api, run["id"], "committing", 2.0)
    worker.send_signal(signal.SIGTERM)
    await worker.wait()

    assert (last["state"], last["counts"]) == ("committed", {"committed": PLAYS})
    assert await plays() == PLAYS
    assert interrupted == sorted(set(interrupted))
    assert all(0 < count < PLAYS for count in interrupted)
