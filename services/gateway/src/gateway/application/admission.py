"""Admission of a request: its target, its principal, and whether its client may send it now.

Every request counts against a limit, including those that are then rejected, so that guessing tokens and probing paths
costs as much as regular use.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from chassis.core.clock import Clock
from chassis.core.proxy_sign_in import sign
from gateway.application.ports import AccessTokens, ApiKeys, Principal
from gateway.application.rate_limiter import RateLimiter
from gateway.domain.cookies import page_cookies, session_cookies, sign_in_binding
from gateway.domain.errors import (
    GatewayError,
    InvalidAccessToken,
    KeysUnavailable,
    MethodNotAllowed,
    TooManyKeys,
    TooManyRequests,
)
from gateway.domain.headers import Header, api_key, bearer_token
from gateway.domain.paths import check_query, split_path
from gateway.domain.proxy_users import NO_PROXY, ProxyUsers
from gateway.domain.rate_limit import Decision
from gateway.domain.request_classes import request_class_of
from gateway.domain.routes import METHODS, SAFE, Target, find_target

UNMATCHED: Final = "unmatched"
KNOWN_PATHS: Final = 4096
LONGEST_KNOWN_PATH: Final = 256
"""Bytes of a path whose target is remembered."""

_CARRIERS: Final = frozenset({b"authorization", b"x-api-key", b"cookie"})
"""The headers in which a request may prove something."""


class RequestHead(NamedTuple):
    """The head of a request as received; header names are in lower case."""

    method: str
    path: bytes
    query: bytes
    headers: Sequence[Header]
    address: str
    """Of the client: behind trusted proxies, what X-Forwarded-For states."""
    peer: str = ""
    """Address at the other end of the connection, whatever the headers state; known only if proxies may name users."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request proves: the verified token to forward and its principal, or the refresh token of a browser."""

    token: str | None = field(default=None, repr=False)
    principal: Principal | None = None
    refresh_token: str | None = field(default=None, repr=False)
    from_cookies: bool = False
    binding: str | None = field(default=None, repr=False)
    """What binds a sign-in with a provider to the browser."""
    proxy_user: str | None = field(default=None, repr=False)
    """Whom a trusted reverse proxy has signed in."""
    proxy_signature: str | None = field(default=None, repr=False)
    """The gateway's signature of this user."""
    cookies: str | None = field(default=None, repr=False)
    """The cookies of Marquee, for the service of pages."""


ANONYMOUS: Final = Credentials()


class Resolved(NamedTuple):
    """Where a request leads, and the class and name under which it is counted."""

    target: Target
    request_class: str
    route: str


class Admitted(NamedTuple):
    """An admitted request: its target, and what it proves."""

    target: Target
    credentials: Credentials


class Admission(NamedTuple):
    """The result of admission."""

    outcome: Admitted | GatewayError
    rate_limit: Decision | None
    """Null when no limit applies."""
    route: str
    """The route's name in metrics."""


class Admit:
    """Decides whether a request is forwarded."""

    def __init__(
        self,
        tokens: AccessTokens,
        api_keys: ApiKeys,
        limiter: RateLimiter,
        clock: Clock,
        proxy_users: ProxyUsers = NO_PROXY,
    ) -> None:
        self._tokens = tokens
        self._api_keys = api_keys
        self._limiter = limiter
        self._proxy_users = proxy_users
        self._clock = clock

    async def __call__(self, head: RequestHead) -> Admission:
        """Return the decision. A rejection is returned, not raised: its response has the rate limit headers too."""
        principal: Principal | None = None
        outcome: Admitted | GatewayError
        route = UNMATCHED
        try:
            check_query(head.query)
            target, request_class, route = _resolved(head.method, head.path)
        except GatewayError as rejection:
            request_class, outcome = request_class_of(None, head.method), rejection
        else:
            try:
                credentials = await self._authenticate(head, target)
                principal = credentials.principal
                outcome = Admitted(target, credentials)
            except GatewayError as rejection:
                outcome = rejection
        decision = self._limiter.count(request_class, head.address, principal)
        if decision is not None and not decision.allowed:
            outcome = TooManyRequests(decision.retry_after)
        return Admission(outcome, decision, route)

    def _proxy_credentials(self, head: RequestHead) -> Credentials:
        user = self._proxy_users.named(head.headers, head.peer)
        if user is None:
            return ANONYMOUS
        signature = sign(self._proxy_users.secret, user, int(self._clock.now().timestamp()))
        return Credentials(proxy_user=user, proxy_signature=signature)

    def _without_token(self, head: RequestHead, target: Target) -> Credentials:
        """Return what a request proves where no access token is evaluated."""
        if target.is_page():
            return Credentials(cookies=page_cookies(head.headers))
        if target.is_provider_sign_in():
            return Credentials(binding=sign_in_binding(head.headers))
        if target.is_proxy_sign_in(head.method):
            return self._proxy_credentials(head)
        return _refresh_credentials(head) if target.is_refresh(head.method) else ANONYMOUS

    async def _authenticate(self, head: RequestHead, target: Target) -> Credentials:
        """Return what a request proves; an invalid token is ignored on public reads.

        A header counts, and cookies only without one. Raise CsrfTokenInvalid for a change that only cookies authorize.
        """
        if not target.accepts_token():
            return self._without_token(head, target)
        if not any(name in _CARRIERS for name, _ in head.headers):
            return ANONYMOUS
        token, from_cookies = bearer_token(head.headers), False
        key = api_key(head.headers, token)
        if key is None and token is None:
            cookies = session_cookies(head.headers)
            token, from_cookies = cookies.access_token, True
            if token is None:
                return ANONYMOUS
            if head.method not in SAFE:
                cookies.check_csrf()
        try:
            proof = token or "" if key is None else await self._api_keys.token(key, head.address)
            return Credentials(proof, await self._tokens.verify(proof), from_cookies=from_cookies)
        except (InvalidAccessToken, KeysUnavailable, TooManyKeys):
            if target.is_public(head.method):
                return ANONYMOUS
            raise


def _refresh_credentials(head: RequestHead) -> Credentials:
    """Return the refresh token of the cookies if the header against forgery came too; otherwise it is in the body."""
    cookies = session_cookies(head.headers)
    if cookies.csrf_token is None or cookies.refresh_token is None:
        return ANONYMOUS
    cookies.check_csrf()
    return Credentials(refresh_token=cookies.refresh_token, from_cookies=True)


def _resolved(method: str, path: bytes) -> Resolved:
    """Return the target and class of a request; raise BadPath, RouteNotFound or MethodNotAllowed."""
    return _known(method, path) if len(path) <= LONGEST_KNOWN_PATH else _resolve(method, path)


def _resolve(method: str, path: bytes) -> Resolved:
    target = find_target(path, split_path(path))
    if method not in METHODS:
        raise MethodNotAllowed
    return Resolved(target, request_class_of(target, method), target.label)


_known: Final = lru_cache(maxsize=KNOWN_PATHS)(_resolve)
