"""Admission of a request: its target, its principal, and whether its client may send it now.

Every request counts against a limit, including those that are then rejected, so that guessing tokens and probing paths
costs as much as regular use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chassis.core.networks import network_of
from gateway.application.ports import AccessTokens, Principal
from gateway.application.rate_limiter import RateLimiter
from gateway.domain.errors import GatewayError, InvalidAccessToken, KeysUnavailable, MethodNotAllowed, TooManyRequests
from gateway.domain.headers import Header, bearer_token
from gateway.domain.paths import check_query, split_path
from gateway.domain.rate_limit import Decision
from gateway.domain.routes import METHODS, Target, find_target

UNMATCHED: Final = "unmatched"


@dataclass(frozen=True, slots=True)
class RequestHead:
    """The head of a request as received; header names are in lower case."""

    method: str
    path: bytes
    query: bytes
    headers: Sequence[Header]
    address: str


@dataclass(frozen=True, slots=True)
class Admitted:
    """An admitted request: its target, the verified token to forward, and the principal of the token."""

    target: Target
    token: str | None
    principal: Principal | None


@dataclass(frozen=True, slots=True)
class Admission:
    """The result of admission."""

    outcome: Admitted | GatewayError
    rate_limit: Decision | None
    """Null when no limit applies."""
    route: str
    """The route's name in metrics."""


class Admit:
    """Decides whether a request is forwarded."""

    def __init__(self, tokens: AccessTokens, limiter: RateLimiter) -> None:
        self._tokens = tokens
        self._limiter = limiter

    async def __call__(self, head: RequestHead) -> Admission:
        """Return the decision. A rejection is returned, not raised: its response has the rate limit headers too."""
        target: Target | None = None
        principal: Principal | None = None
        outcome: Admitted | GatewayError
        try:
            target = _target(head)
            token, principal = await self._authenticate(head, target)
            outcome = Admitted(target, token, principal)
        except GatewayError as rejection:
            outcome = rejection
        decision = self._count(head, target, principal)
        if decision is not None and not decision.allowed:
            outcome = TooManyRequests(decision.retry_after)
        return Admission(outcome, decision, target.label if target else UNMATCHED)

    async def _authenticate(self, head: RequestHead, target: Target) -> tuple[str | None, Principal | None]:
        """Return the token and its principal; an invalid token is ignored on public reads."""
        token = bearer_token(head.headers) if target.accepts_token() else None
        if token is None:
            return None, None
        try:
            return token, await self._tokens.verify(token)
        except (InvalidAccessToken, KeysUnavailable):
            if target.is_public(head.method):
                return None, None
            raise

    def _count(self, head: RequestHead, target: Target | None, principal: Principal | None) -> Decision | None:
        sign_in = target is not None and target.is_sign_in(head.method)
        client = network_of(head.address) if principal is None or sign_in else str(principal.user_id)
        return self._limiter.count(client, head.method, sign_in=sign_in)


def _target(head: RequestHead) -> Target:
    check_query(head.query)
    target = find_target(head.path, split_path(head.path))
    if head.method not in METHODS:
        raise MethodNotAllowed
    return target
