"""Refresh-token theft in any order, on the use cases with the store in memory."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from services.auth.tests.dying_refresh import Step, die
from services.auth.tests.fakes import InMemoryStore, ReadableAccessTokens
from services.auth.tests.theft_machine import GRACE, IDLE, LONGEST, TheftMachine

from auth.application.housekeeping import DeleteExpired
from auth.application.sessions.opening import SessionOpener
from auth.application.sessions.refresh import Refresh
from auth.application.sessions.tokens import TokenIssuer
from auth.domain.accounts.account import Account
from auth.domain.errors import InvalidRefreshToken
from auth.domain.events import SessionRevoked
from auth.domain.sessions.client import Client
from auth.domain.sessions.refresh_tokens import RefreshToken
from auth.domain.sessions.session import SessionRules, Verdict

pytestmark = pytest.mark.unit

RULES = SessionRules(access=timedelta(minutes=10), grace=GRACE, idle=IDLE, longest=LONGEST)
THIEF = Client("198.51.100.66", "curl/8")

T = TypeVar("T")


class AuthInMemory:
    """The use cases of sessions on the store in memory."""

    def __init__(self) -> None:
        self.store = InMemoryStore()
        self.tokens = TokenIssuer(ReadableAccessTokens(), RULES)
        self.refreshing = Refresh(self.store, self.tokens, RULES)
        self.cleaning = DeleteExpired(self.store, RULES, audit_retention=timedelta(days=400))
        self.account = Account(uuid4(), "ada@example.org", "ada_l", self.store.clock.now())
        self.store.state.accounts[self.account.id] = self.account
        self.store.state.hashes[self.account.id] = None

    def run(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return asyncio.run(awaited())

    def now(self) -> datetime:
        return self.store.clock.now()

    def advance(self, duration: timedelta) -> None:
        self.store.clock.instant += duration

    async def sign_in(self) -> str:
        async with self.store.begin() as work:
            opened = await SessionOpener(RULES).open(work, self.account.id, Client(), ("pwd",))
        self.session_id = opened.session_id
        return self.tokens.pair(opened).refresh_token

    async def refresh(self, token: str) -> str | None:
        try:
            return (await self.refreshing(token, THIEF)).refresh_token
        except InvalidRefreshToken:
            return None

    async def crash(self, token: str, step: Step) -> None:
        """Nothing waits in memory: there, the process dies before the commit instead."""
        await die(self.refreshing, token, THIEF, step)

    async def clean_up(self) -> None:
        await self.cleaning()

    async def close(self) -> None:
        """Do nothing: nothing is open."""

    async def generation(self) -> int:
        return self.store.state.sessions[self.session_id].generation

    async def revocations(self) -> int:
        return sum(isinstance(event, SessionRevoked) for event in self.store.state.events)

    async def live_tokens(self, tokens: list[str]) -> int:
        live = 0
        for token in tokens:
            place = self.store.state.tokens.get(RefreshToken.parse(token).digest)
            if place is not None:
                session, generation = self.store.state.sessions[place[0]], place[1]
                live += session.judge(generation, self.store.clock.now(), RULES) is Verdict.ROTATE
        return live


class InMemoryMachine(TheftMachine):
    """The machine on the store in memory."""

    start = staticmethod(AuthInMemory)


def test_a_thief_and_a_user_never_both_stay_signed_in() -> None:
    run_state_machine_as_test(
        InMemoryMachine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None)
    )
