"""Refresh token verdicts; no interleaving of owner and thief leaves two valid tokens."""

from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from services.auth.tests.fakes import InMemoryStore, ReadableAccessTokens
from services.auth.tests.unit_of_work_contract import RULES

from auth.application.sessions.refresh import Refresh
from auth.application.sessions.tokens import TokenIssuer
from auth.domain.accounts.account import Account
from auth.domain.errors import InvalidRefreshToken
from auth.domain.events import SessionRevoked
from auth.domain.sessions.client import Client
from auth.domain.sessions.refresh_tokens import RefreshToken
from auth.domain.sessions.session import Session, Verdict
from chassis.testing.clock import FixedClock

pytestmark = pytest.mark.unit

T = TypeVar("T")

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def a_session(generation: int = 5, **changes: Any) -> Session:
    opened = Session.open(uuid4(), uuid4(), NOW, RULES)
    return replace(opened, generation=generation, sealed_successor=b"sealed", **changes)


@pytest.mark.parametrize(
    ("generation", "seconds", "verdict"),
    [
        (5, 0, Verdict.ROTATE),
        (5, 86_400 * 13, Verdict.ROTATE),
        (5, 86_400 * 14, Verdict.ENDED),
        (4, 0, Verdict.REPLAY),
        (4, -1, Verdict.REPLAY),
        (4, 9.999, Verdict.REPLAY),
        (4, 10, Verdict.REUSE),
        (3, 0, Verdict.REUSE),
        (1, 86_400 * 14, Verdict.ENDED),
    ],
)
def test_verdict_depends_on_generation_and_time(generation: int, seconds: float, verdict: Verdict) -> None:
    assert a_session().judge(generation, NOW + timedelta(seconds=seconds), RULES) is verdict


def test_revoked_session_rejects_every_token() -> None:
    revoked = a_session(revoked_at=NOW)
    assert {revoked.judge(generation, NOW, RULES) for generation in range(1, 6)} == {Verdict.ENDED}


def test_without_grace_period_there_is_no_replay() -> None:
    assert a_session().judge(4, NOW, replace(RULES, grace=timedelta())) is Verdict.REUSE


def test_refresh_extends_a_session_up_to_its_longest_lifetime() -> None:
    session = Session.open(uuid4(), uuid4(), NOW, RULES)
    assert session.idle_until == NOW + timedelta(days=14)

    later = session.rotated(b"", NOW + timedelta(days=10), RULES)
    last = session.rotated(b"", NOW + timedelta(days=59), RULES)

    assert (later.generation, later.idle_until) == (2, NOW + timedelta(days=24))
    assert last.idle_until == last.expires_at == NOW + timedelta(days=60)


CLIENT = Client("192.0.2.7")


class OneSession:
    """A session in the in-memory store, with its owner's first token."""

    def __init__(self) -> None:
        self.store = InMemoryStore(FixedClock(NOW))
        account = Account(uuid4(), "ada@example.org", "ada_l", NOW)
        self._id = uuid4()
        self.first = RefreshToken.new()
        state = self.store.state
        state.accounts[account.id] = account
        state.sessions[self._id] = Session.open(self._id, account.id, NOW, RULES)
        state.tokens[self.first.digest] = (self._id, 1)
        self.refresh = Refresh(self.store, TokenIssuer(ReadableAccessTokens(), RULES), RULES)

    @property
    def session(self) -> Session:
        return self.store.state.sessions[self._id]

    @property
    def now(self) -> datetime:
        return self.store.clock.now()

    def wait(self, seconds: int) -> None:
        self.store.clock.instant += timedelta(seconds=seconds)

    def verdict(self, token: str) -> Verdict:
        _, generation = self.store.state.tokens[RefreshToken.parse(token).digest]
        return self.session.judge(generation, self.now, RULES)

    def revocations(self) -> list[SessionRevoked]:
        return [event for event in self.store.state.events if isinstance(event, SessionRevoked)]


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("the coroutine waited")


class OwnerAndThief(RuleBasedStateMachine):
    """Two parties hold tokens of one session and use them in any order and at any time."""

    @initialize()
    def sign_in(self) -> None:
        self.case = OneSession()
        self.tokens = {"owner": [self.case.first.text], "thief": [self.case.first.text]}
        self.successor_of: dict[str, str] = {}

    @rule(seconds=st.sampled_from([0, 1, 9, 10, 11, 600, 86_400, 86_400 * 15]))
    def wait(self, seconds: int) -> None:
        self.case.wait(seconds)

    @rule(party=st.sampled_from(["owner", "thief"]), back=st.integers(0, 3))
    def present(self, party: str, back: int) -> None:
        token = self.tokens[party][max(0, len(self.tokens[party]) - 1 - back)]
        idle_until, verdict = self.case.session.idle_until, self.case.verdict(token)
        try:
            successor = finish(self.case.refresh(token, CLIENT)).refresh_token
        except InvalidRefreshToken:
            assert verdict in (Verdict.REUSE, Verdict.ENDED)
            assert self.case.session.revoked_at is not None or self.case.now >= idle_until
            return
        assert self.successor_of.setdefault(token, successor) == successor, "a token has exactly one successor"
        self.tokens[party].append(successor)

    @rule(party=st.sampled_from(["owner", "thief"]))
    def steal_the_newest(self, party: str) -> None:
        other = "thief" if party == "owner" else "owner"
        self.tokens[party].append(self.tokens[other][-1])

    @invariant()
    def at_most_one_token_rotates(self) -> None:
        if hasattr(self, "case"):
            tokens = {token for party in self.tokens.values() for token in party}
            assert sum(self.case.verdict(token) is Verdict.ROTATE for token in tokens) <= 1

    @invariant()
    def reuse_is_published_once(self) -> None:
        if hasattr(self, "case"):
            assert len(self.case.revocations()) == (self.case.session.revoked_at is not None)


OwnerAndThief.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestOwnerAndThief = OwnerAndThief.TestCase


def test_late_use_of_a_stolen_token_ends_the_session_for_both() -> None:
    case = OneSession()
    second = finish(case.refresh(case.first.text, CLIENT)).refresh_token
    case.wait(11)
    for token in (case.first.text, second):
        with pytest.raises(InvalidRefreshToken):
            finish(case.refresh(token, CLIENT))

    [event] = case.revocations()
    assert (event.session_id, event.reason) == (case.session.id, "reuse")
    assert event.tokens_expire_at - event.at == timedelta(minutes=11)
