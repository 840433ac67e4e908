"""A state machine of refresh-token theft: a user and a thief in any order, lost responses, crashes and time.

The machine predicts every response from a model of its own, which has one rule: only the newest token of a session is
exchanged, its predecessor within the grace period returns the same successor, and any other one ends the session.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from services.auth.tests.dying_refresh import Step

GRACE: Final = timedelta(seconds=10)
IDLE: Final = timedelta(days=14)
LONGEST: Final = timedelta(days=60)
PAUSES: Final = [timedelta(seconds=seconds) for seconds in (0, 1, 9, 10, 11, 600)] + [timedelta(days=5)]

T = TypeVar("T")


class Auth(Protocol):
    """The service under test, with a clock that the machine sets."""

    def run(self, work: Awaitable[T]) -> T: ...

    def now(self) -> datetime: ...

    def advance(self, duration: timedelta) -> None: ...

    async def sign_in(self) -> str:
        """Return the refresh token of a new session."""
        ...

    async def refresh(self, token: str) -> str | None:
        """Return the next refresh token, or null if the token was rejected."""
        ...

    async def crash(self, token: str, step: Step) -> None:
        """Refresh, and let the process die at a step; when this returns, nothing of it is in progress."""
        ...

    async def clean_up(self) -> None: ...

    async def close(self) -> None: ...

    async def generation(self) -> int:
        """Return the generation of the newest session."""
        ...

    async def revocations(self) -> int:
        """Return how many revocations were published in all."""
        ...

    async def live_tokens(self, tokens: list[str]) -> int:
        """Return how many of these tokens the store would exchange for a new one."""
        ...


@dataclass
class Chain:
    """The model of a session: its tokens in order; null is a token that no client has received."""

    tokens: list[str | None]
    at: datetime
    ends: datetime
    rotated: datetime
    revoked: bool = False

    def is_over(self, now: datetime) -> bool:
        return self.revoked or now >= min(self.rotated + IDLE, self.ends)

    def present(self, index: int, now: datetime) -> str:
        """Return what the token at a place leads to: `rotate`, `replay` or `reject`; the last may end the session."""
        if self.is_over(now):
            return "reject"
        newest = len(self.tokens) - 1
        if index == newest:
            return "rotate"
        if index == newest - 1 and now < self.rotated + GRACE:
            return "replay"
        self.revoked = True
        return "reject"

    def rotate(self, token: str | None, now: datetime) -> None:
        self.tokens.append(token)
        self.rotated = now


@dataclass
class Holder:
    """A client: the places of the tokens that it has, the newest last."""

    places: list[int] = field(default_factory=list)


class TheftMachine(RuleBasedStateMachine):
    """The user signs in, and both use what they have."""

    start: Callable[[], Auth]

    @initialize()
    def begin(self) -> None:
        self.auth = self.start()
        self.revoked_before = 0
        self.sign_in()

    def teardown(self) -> None:
        """Close what an example has opened."""
        if hasattr(self, "auth"):
            self.auth.run(self.auth.close())

    def sign_in(self) -> None:
        now = self.auth.now()
        token = self.auth.run(self.auth.sign_in())
        self.chain = Chain([token], now, now + LONGEST, now)
        self.user, self.thief = Holder([0]), Holder()
        self.is_careful = True
        """Whether the user has lost no token, and repeated each lost request within the grace period."""

    @rule(pause=st.sampled_from(PAUSES))
    def wait(self, pause: timedelta) -> None:
        self.auth.advance(pause)

    @rule()
    def clean_up(self) -> None:
        self.auth.run(self.auth.clean_up())

    @precondition(lambda self: self.user.places)
    @rule(back=st.integers(0, 2))
    def steal(self, back: int) -> None:
        """Copy the newest token of the user, or an earlier one."""
        self.thief.places.append(self.user.places[max(0, len(self.user.places) - 1 - back)])
        self.is_careful = False

    @rule()
    def user_refreshes(self) -> None:
        careful, over = self.is_careful, self.chain.is_over(self.auth.now())
        if not self._refresh(self.user, -1):
            assert over or not careful, "a user who did nothing wrong was signed out"
            self._sign_in_again()

    @rule(places=st.integers(0, 8))
    def thief_refreshes(self, places: int) -> None:
        if self.thief.places:
            self._refresh(self.thief, places % len(self.thief.places))

    @rule(of_thief=st.booleans())
    def response_is_lost(self, of_thief: bool) -> None:
        """Lose the response to a refresh that the service has committed."""
        holder = self.thief if of_thief else self.user
        if not holder.places:
            return
        index, now = holder.places[-1], self.auth.now()
        expected = self.chain.present(index, now)
        token = self.auth.run(self.auth.refresh(self._text(index)))
        assert (token is not None) == (expected != "reject")
        if expected == "rotate":
            self.chain.rotate(token, now)
            self.is_careful = self.is_careful and of_thief

    @rule(step=st.sampled_from(Step))
    def process_dies(self, step: Step) -> None:
        """Let the process die during a refresh, before or after the commit."""
        index, now = self.user.places[-1], self.auth.now()
        expected = self.chain.present(index, now)
        before = len(self.chain.tokens)
        self.auth.run(self.auth.crash(self._text(index), step))
        if expected == "reject":
            # Whether the reuse was committed is not known; the same token again has the same end.
            assert self.auth.run(self.auth.refresh(self._text(index))) is None
            return
        generation = self.auth.run(self.auth.generation())
        assert generation == before + (expected == "rotate" and step is Step.COMMITTED)
        if generation > before:
            self.chain.rotate(None, now)
            self.is_careful = False

    @rule(pause=st.sampled_from(PAUSES), thief_first=st.booleans())
    def both_continue(self, pause: timedelta, thief_first: bool) -> None:
        """Use the newest tokens of both parties in turn, with pauses that no grace covers: one is cut off."""
        if not self.thief.places:
            return
        turns = [self.thief, self.user] if thief_first else [self.user, self.thief]
        for holder in turns * 2:
            self.auth.advance(max(pause, GRACE))
            self._refresh(holder, -1)
        assert self.chain.is_over(self.auth.now()), "two parties cannot both stay signed in"
        self._sign_in_again()

    @invariant()
    def at_most_one_token_is_exchanged(self) -> None:
        if not hasattr(self, "chain"):
            return
        issued = [token for token in self.chain.tokens if token is not None]
        live = self.auth.run(self.auth.live_tokens(issued))
        newest = self.chain.tokens[-1] is not None and not self.chain.is_over(self.auth.now())
        assert live == int(newest), "two live chains, or none of a session that lives"

    @invariant()
    def a_revocation_is_published_once(self) -> None:
        if hasattr(self, "chain"):
            expected = self.revoked_before + self.chain.revoked
            assert self.auth.run(self.auth.revocations()) == expected

    def _refresh(self, holder: Holder, place: int) -> bool:
        """Present a token and return whether it was accepted, as the model says."""
        index, now = holder.places[place], self.auth.now()
        expected = self.chain.present(index, now)
        newest = len(self.chain.tokens) - 1
        token = self.auth.run(self.auth.refresh(self._text(index)))
        if expected == "reject":
            assert token is None, "a token that is not valid was exchanged"
            return False
        assert token is not None, f"{expected} expected"
        if expected == "rotate":
            assert token not in self.chain.tokens
            self.chain.rotate(token, now)
        else:
            assert self.chain.tokens[newest] in (token, None), "the same successor for every parallel refresh"
            self.chain.tokens[newest] = token
        holder.places.append(len(self.chain.tokens) - 1)
        if holder is self.user and self.thief.places == []:
            self.is_careful = True
        return True

    def _text(self, index: int) -> str:
        token = self.chain.tokens[index]
        assert token is not None
        return token

    def _sign_in_again(self) -> None:
        """Sign in again, which is the worst that happens to the user; the thief has nothing of the new session."""
        self.revoked_before += self.chain.revoked
        self.sign_in()
