"""Imports over HTTP: a client with an account, and a worker that runs what is queued."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

import httpx2
import pytest
from services.library.tests.import_client import USER, Api, Work
from sqlalchemy import func, select

from chassis.testing.clock import FixedClock
from chassis.testing.tokens import Tokens
from jobs.model import Job
from jobs.run import Handler, Run
from library.application.imports.jobs import COMMIT, MATCH, REGISTRY, REVERT
from library.bootstrap import Container
from library.infrastructure.imports.work import SqlImportUnits
from library.infrastructure.plays.tables import plays as plays_table

_LEASE: Final = timedelta(seconds=30)


@pytest.fixture
def work(container: Container) -> Work:
    use_cases = container.application.imports
    handlers: Mapping[str, Handler[Job]] = {MATCH: use_cases.match, COMMIT: use_cases.commit, REVERT: use_cases.revert}
    clock = FixedClock(step=timedelta(seconds=1))
    units = SqlImportUnits(container.runtime.transactions, clock)

    async def run_all() -> int:
        count = 0
        while True:
            async with units.begin() as unit:
                jobs = await unit.jobs.claim(1, _LEASE)
            if not jobs:
                return count
            count += 1
            run = Run(jobs[0], clock, REGISTRY)
            await handlers[jobs[0].kind](run)
            if not run.finished:
                async with units.begin() as unit:
                    await run.finish(unit)

    return run_all


@pytest.fixture
def api(client: httpx2.AsyncClient, tokens: Tokens, work: Work) -> Api:
    return Api(client, tokens.bearer(USER), work)


@pytest.fixture
def plays(container: Container) -> Callable[[], Awaitable[int]]:
    async def count() -> int:
        query = select(func.count()).where(plays_table.c.retracted_at.is_(None))
        async with container.runtime.transactions.read() as connection:
            return (await connection.execute(query)).scalar_one()

    return count
