"""Letting a request in: where it goes, who asks, and whether they may ask now.

Every request counts against a limit, also one that is then refused, so that guessing tokens and probing paths
costs what honest use costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.application.limits import Limits, RateLimiter
from gateway.application.ports import AccessTokens, Caller
from gateway.domain.errors import GatewayError, InvalidAccessToken, KeysUnknown, MethodRefused, TooManyRequests
from gateway.domain.headers import Header, bearer_token
from gateway.domain.paths import check_query, split_path
from gateway.domain.rates import Decision, network_of
from gateway.domain.routes import METHODS, Target, find_target

UNMATCHED: Final = "unmatched"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request's head as it came; header names are in lower case."""

    method: str
    path: bytes
    query: bytes
    headers: Sequence[Header]
    address: str


@dataclass(frozen=True, slots=True)
class Admitted:
    """Where a request may go, with the verified token that goes along and what it proves."""

    target: Target
    token: str | None
    caller: Caller | None


@dataclass(frozen=True, slots=True)
class Admission:
    """What was decided on a request."""

    outcome: Admitted | GatewayError
    decision: Decision | None
    label: str
    """The route as metrics call it."""


class Admit:
    """Decides on each request."""

    def __init__(self, tokens: AccessTokens, limiter: RateLimiter, limits: Limits) -> None:
        self._tokens = tokens
        self._limiter = limiter
        self._limits = limits

    async def __call__(self, incoming: Incoming) -> Admission:
        """Give the decision; a refusal is in it and not raised, for its answer tells the limits too."""
        target: Target | None = None
        caller: Caller | None = None
        outcome: Admitted | GatewayError
        try:
            target = _target(incoming)
            token, caller = await self._identify(incoming, target)
            outcome = Admitted(target, token, caller)
        except GatewayError as refusal:
            outcome = refusal
        decision = self._count(incoming, target, caller)
        if decision is not None and not decision.allowed:
            outcome = TooManyRequests(decision.retry_after)
        return Admission(outcome, decision, target.label if target else UNMATCHED)

    async def _identify(self, incoming: Incoming, target: Target) -> tuple[str | None, Caller | None]:
        """Give the token and its caller; none for a bad token where everybody may read."""
        token = bearer_token(incoming.headers) if target.takes_token() else None
        if token is None:
            return None, None
        try:
            return token, await self._tokens.caller(token)
        except (InvalidAccessToken, KeysUnknown):
            if target.is_public(incoming.method):
                return None, None
            raise

    def _count(self, incoming: Incoming, target: Target | None, caller: Caller | None) -> Decision | None:
        sign_in = target is not None and target.is_sign_in(incoming.method)
        client = network_of(incoming.address) if caller is None or sign_in else str(caller.user_id)
        return self._limiter.count(self._limits.of(incoming.method, sign_in=sign_in), client)


def _target(incoming: Incoming) -> Target:
    check_query(incoming.query)
    target = find_target(incoming.path, split_path(incoming.path))
    if incoming.method not in METHODS:
        raise MethodRefused
    return target
