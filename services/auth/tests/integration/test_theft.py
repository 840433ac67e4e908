"""Refresh-token theft on the real Postgres, with refreshes that die at every step, and many that run at once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import httpx2
import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from services.auth.tests.dying_refresh import Step, die
from services.auth.tests.integration.conftest import MakeSettings
from services.auth.tests.theft_machine import TheftMachine
from sqlalchemy import func, select, text

from auth.api import create_api
from auth.bootstrap import build
from auth.domain.sessions.client import Client
from auth.domain.sessions.refresh_tokens import RefreshToken
from auth.domain.sessions.session import SessionRules, Verdict
from auth.infrastructure.sessions.rows import to_session
from auth.infrastructure.tables import outbox, refresh_tokens, sessions
from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from chassis.testing.kafka import wait_until
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration

PASSWORD = "Sesame-0pen"
ADA = {"email": "ada_l@example.org", "username": "ada_l", "password": PASSWORD}
RULES = SessionRules(
    access=timedelta(minutes=10), grace=timedelta(seconds=10), idle=timedelta(days=14), longest=timedelta(days=60)
)

ATTEMPTS = 50
"""How often a tab tries if no connection to the database becomes free in time, as on a busy machine."""

# By the table of locks: a session that waits is at times, for a moment, without its `wait_event_type`.
WAITING = text("select pid from pg_stat_activity where :holder = any(pg_blocking_pids(pid))")
END = text("select pg_terminate_backend(pid) from pg_stat_activity where pid = any(:pids)")
ALIVE = text("select pid from pg_stat_activity where pid = any(:pids)")

T = TypeVar("T")
Register = Callable[..., Awaitable[dict[str, str]]]
Serve = Callable[..., Awaitable[httpx2.AsyncClient]]


class AuthOnPostgres:
    """The whole service on Postgres, in a loop of its own."""

    def __init__(self, runner: asyncio.Runner, service_settings: Any) -> None:
        self.clock = FixedClock()
        self.runner = runner
        self.container = build(service_settings, clock=self.clock)
        self.before = self.run(self._open())

    def run(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return self.runner.run(awaited())

    def now(self) -> datetime:
        return self.clock.now()

    def advance(self, duration: timedelta) -> None:
        self.clock.instant += duration

    async def close(self) -> None:
        await self.stack.__aexit__(None, None, None)

    async def sign_in(self) -> str:
        response = await self.client.post("/api/v1/auth/login", json={"email": "ada_l", "password": PASSWORD})
        token = str(response.json()["data"]["refreshToken"])
        digest = RefreshToken.parse(token).digest
        async with self.container.runtime.transactions.read() as connection:
            query = select(refresh_tokens.c.session_id).where(refresh_tokens.c.digest == digest)
            self.session_id = (await connection.execute(query)).scalar_one()
        return token

    async def refresh(self, token: str) -> str | None:
        response = await self.client.post("/api/v1/auth/refresh", json={"refreshToken": token})
        assert response.status_code in (200, 401), response.text
        return str(response.json()["data"]["refreshToken"]) if response.status_code == 200 else None

    async def crash(self, token: str, step: Step) -> None:
        if step is Step.WAITING:
            await self._cancel(token)
        else:
            await die(self.container.application.sessions.refresh, token, Client(), step)

    async def _cancel(self, token: str) -> None:
        """Cancel a refresh that waits for its session, unless it is rejected without.

        Its connection ends before the lock does: Postgres would execute a statement whose client is gone.
        """
        transactions = self.container.runtime.transactions
        async with transactions.begin() as holder, transactions.read() as watching:
            await holder.connection.execute(select(sessions.c.id).with_for_update())
            own = (await holder.connection.execute(select(func.pg_backend_pid()))).scalar_one()
            refreshing = asyncio.create_task(self.refresh(token))
            waiting: list[int] = []

            async def waits_or_ends() -> bool:
                waiting[:] = (await watching.execute(WAITING, {"holder": own})).scalars()
                return refreshing.done() or bool(waiting)

            async def is_gone() -> bool:
                return not (await watching.execute(ALIVE, {"pids": waiting})).all()

            await wait_until(waits_or_ends, every=0.002, what="a refresh that waits")
            refreshing.cancel()
            await asyncio.gather(refreshing, return_exceptions=True)
            await watching.execute(END, {"pids": waiting})
            await wait_until(is_gone, every=0.002, what="the end of the connection of the refresh")

    async def clean_up(self) -> None:
        await self.container.application.delete_expired()

    async def generation(self) -> int:
        async with self.container.runtime.transactions.read() as connection:
            query = select(sessions.c.generation).where(sessions.c.id == self.session_id)
            return int((await connection.execute(query)).scalar_one())

    async def revocations(self) -> int:
        return await self._published() - self.before

    async def live_tokens(self, tokens: list[str]) -> int:
        digests = [RefreshToken.parse(token).digest for token in tokens]
        query = (
            select(sessions, refresh_tokens.c.generation.label("presented"))
            .join(refresh_tokens, refresh_tokens.c.session_id == sessions.c.id)
            .where(refresh_tokens.c.digest.in_(digests))
        )
        async with self.container.runtime.transactions.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        now = self.clock.now()
        return sum(to_session(row).judge(row["presented"], now, RULES) is Verdict.ROTATE for row in rows)

    async def _open(self) -> int:
        self.stack = client_for(create_api(self.container))
        self.client = await self.stack.__aenter__()
        # Later examples find the account of the first one; its old sessions would be newer than those of this example.
        await self.client.post("/api/v1/auth/register", json=ADA)
        async with self.container.runtime.engine.begin() as connection:
            await connection.execute(sessions.delete())
        return await self._published()

    async def _published(self) -> int:
        query = select(func.count()).select_from(outbox).where(outbox.c.topic == "session.revoked")
        async with self.container.runtime.transactions.read() as connection:
            return int((await connection.execute(query)).scalar_one())


@pytest.mark.slow
def test_a_thief_and_a_user_never_both_stay_signed_in_on_postgres(
    urls: DatabaseUrls, make_settings: MakeSettings
) -> None:
    with asyncio.Runner() as runner:

        class PostgresMachine(TheftMachine):
            def start(self) -> AuthOnPostgres:
                return AuthOnPostgres(runner, make_settings(urls))

        run_state_machine_as_test(
            PostgresMachine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None)
        )


async def test_two_hundred_parallel_refreshes_leave_one_live_chain(register: Register, serve: Serve) -> None:
    """Two replicas receive them, as with many tabs of one browser."""
    first = await register()
    replicas = [await serve(refresh_grace_seconds=60) for _ in range(2)]

    async def refresh(number: int, token: str) -> httpx2.Response:
        for _ in range(ATTEMPTS):
            response = await replicas[number % 2].post("/api/v1/auth/refresh", json={"refreshToken": token})
            if response.status_code != 503:
                break
        return response

    responses = await asyncio.gather(*(refresh(number, first["refreshToken"]) for number in range(200)))

    assert Counter(response.status_code for response in responses) == {200: 200}, "no user is signed out"
    [successor] = {response.json()["data"]["refreshToken"] for response in responses}
    again = await asyncio.gather(*(refresh(number, successor) for number in range(200)))
    assert Counter(response.status_code for response in again) == {200: 200}
    assert len({response.json()["data"]["refreshToken"] for response in again}) == 1
