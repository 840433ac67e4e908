"""What presenting a refresh token comes to, and that no interleaving of owner and thief leaves two live chains."""

from collections.abc import Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from auth.application.ports import PresentedToken
from auth.application.sessions import Refresh
from auth.application.tokens import TokenIssuer
from auth.domain.errors import InvalidRefreshToken
from auth.domain.events import DomainEvent, SessionRevoked
from auth.domain.refresh_tokens import RefreshToken
from auth.domain.sessions import Session, SessionRules, Verdict

pytestmark = pytest.mark.unit

T = TypeVar("T")

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
RULES = SessionRules(idle=timedelta(days=14), longest=timedelta(days=60))


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
def test_a_token_is_judged_by_its_place_and_its_time(generation: int, seconds: float, verdict: Verdict) -> None:
    assert a_session().judge(generation, NOW + timedelta(seconds=seconds), RULES) is verdict


def test_a_revoked_session_takes_no_token() -> None:
    revoked = a_session(revoked_at=NOW)
    assert {revoked.judge(generation, NOW, RULES) for generation in range(1, 6)} == {Verdict.ENDED}


def test_no_grace_means_no_replay() -> None:
    assert a_session().judge(4, NOW, replace(RULES, grace=timedelta())) is Verdict.REUSE


def test_use_moves_the_idle_end_but_never_past_the_longest() -> None:
    session = Session.open(uuid4(), uuid4(), NOW, RULES)
    assert session.idle_until == NOW + timedelta(days=14)

    later = session.rotated(b"", NOW + timedelta(days=10), RULES)
    last = session.rotated(b"", NOW + timedelta(days=59), RULES)

    assert (later.generation, later.idle_until) == (2, NOW + timedelta(days=24))
    assert last.idle_until == last.expires_at == NOW + timedelta(days=60)


class OneSession:
    """A unit of work over one session in memory, with a clock that is moved by hand."""

    def __init__(self, first: RefreshToken) -> None:
        self.session = Session.open(uuid4(), uuid4(), NOW, RULES)
        self.generations = {first.digest: 1}
        self.clock = NOW
        self.events: list[DomainEvent] = []

    @asynccontextmanager
    async def begin(self) -> Any:
        yield self

    async def now(self) -> datetime:
        return self.clock

    async def lock_token(self, digest: bytes) -> PresentedToken | None:
        generation = self.generations.get(digest)
        return None if generation is None else PresentedToken(self.session, generation, ("user",))

    async def save_rotation(self, session: Session, digest: bytes) -> None:
        self.session = session
        self.generations[digest] = session.generation

    async def revoke(self, account_id: UUID, session_id: UUID | None, reason: str, now: datetime) -> list[UUID]:
        self.session = replace(self.session, revoked_at=now)
        return [self.session.id]

    async def publish(self, *events: DomainEvent) -> None:
        self.events += events

    async def commit(self) -> None:
        pass


class NamesOnly:
    """Signs nothing."""

    def sign(self, account_id: UUID, session_id: UUID, roles: object, now: datetime) -> str:
        return f"access token of {session_id}"


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("the coroutine waited")


class OwnerAndThief(RuleBasedStateMachine):
    """Two parties hold tokens of one session, in any order and at any time."""

    @initialize()
    def sign_in(self) -> None:
        first = RefreshToken.new()
        self.work = OneSession(first)
        self.refresh = Refresh(self.work, TokenIssuer(NamesOnly(), RULES), RULES)
        self.held = {"owner": [first.text], "thief": [first.text]}
        self.successor_of: dict[str, str] = {}

    @rule(seconds=st.sampled_from([0, 1, 9, 10, 11, 600, 86_400, 86_400 * 15]))
    def wait(self, seconds: int) -> None:
        self.work.clock += timedelta(seconds=seconds)

    @rule(party=st.sampled_from(["owner", "thief"]), back=st.integers(0, 3))
    def present(self, party: str, back: int) -> None:
        token = self.held[party][max(0, len(self.held[party]) - 1 - back)]
        before = self.work.session
        verdict = before.judge(self.work.generations[RefreshToken.parse(token).digest], self.work.clock, RULES)
        try:
            gained = finish(self.refresh(token)).refresh_token
        except InvalidRefreshToken:
            assert verdict in (Verdict.REUSE, Verdict.ENDED)
            assert self.work.session.revoked_at is not None or self.work.clock >= before.idle_until
            return
        assert self.successor_of.setdefault(token, gained) == gained, "a token has one successor for ever"
        self.held[party].append(gained)

    @rule(party=st.sampled_from(["owner", "thief"]))
    def steal_the_newest(self, party: str) -> None:
        other = "thief" if party == "owner" else "owner"
        self.held[party].append(self.held[other][-1])

    @invariant()
    def at_most_one_token_rotates(self) -> None:
        if not hasattr(self, "work"):
            return
        live = [
            text
            for text in {text for texts in self.held.values() for text in texts}
            if self._verdict(text) is Verdict.ROTATE
        ]
        assert len(live) <= 1

    @invariant()
    def an_end_by_reuse_is_told_once(self) -> None:
        if hasattr(self, "work"):
            told = [event for event in self.work.events if isinstance(event, SessionRevoked)]
            assert len(told) == (self.work.session.revoked_at is not None)

    def _verdict(self, text: str) -> Verdict:
        generation = self.work.generations[RefreshToken.parse(text).digest]
        return self.work.session.judge(generation, self.work.clock, RULES)


OwnerAndThief.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestOwnerAndThief = OwnerAndThief.TestCase


@pytest.fixture
def stolen() -> OneSession:
    first = RefreshToken.new()
    work = OneSession(first)
    refresh = Refresh(work, TokenIssuer(NamesOnly(), RULES), RULES)
    owners = finish(refresh(first.text)).refresh_token
    work.clock += timedelta(seconds=11)
    with pytest.raises(InvalidRefreshToken):
        finish(refresh(first.text))
    with pytest.raises(InvalidRefreshToken):
        finish(refresh(owners))
    return work


def test_a_thief_who_comes_late_ends_the_session_for_both(stolen: OneSession) -> None:
    [event] = stolen.events
    assert isinstance(event, SessionRevoked)
    assert (event.session_id, event.reason) == (stolen.session.id, "reuse")
    assert event.tokens_expire_at - event.at == timedelta(minutes=11)
