"""Verification of access tokens: EdDSA only, with the keys of auth.

RFC 8725 (JWT best practice) and RFC 9068 (access tokens): fixed algorithm, `typ` checked, the key id is only a lookup
key, and no URL of a token is ever fetched. A token has one spelling: a header with any other member, a claim that
occurs twice, padding or other characters around the parts make it invalid, also with a valid signature.
"""

import json
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

import jwt
from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from chassis.http.authorization.keys import KeySet
from chassis.http.authorization.roles import Access, role_message, sufficient_roles
from chassis.http.authorization.scopes import ScopeRule, insufficient_scope
from chassis.http.errors import ApiError
from chassis.runtime.observability.log_fields import add_log_field
from contracts.claims import ALGORITHM, EVERY_SCOPE, FREE_PLAN, TOKEN_TYPE

logger = logging.getLogger(__name__)

MAX_TOKEN_CHARS: Final = 8192
LEEWAY_SECONDS: Final = 30
CACHE_SECONDS: Final = 30.0
CACHED_TOKENS: Final = 4096

HEADER: Final = frozenset({"alg", "typ", "kid"})
"""The header of an access token, member by member: no key, address of a key or extension is read from a token."""
REQUIRED_CLAIMS: Final = ("exp", "iat", "jti", "sub", "iss", "aud", "sid")
ALL_SCOPES: Final = frozenset({EVERY_SCOPE})

_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{85}[AQgw]")
"""The compact form (RFC 7515) with a signature of 64 bytes: the last character has four bits that must be zero."""


class InvalidToken(Exception):
    """The token is not valid. If it has only expired, `expired` is true and the client can refresh it."""

    def __init__(self, reason: str, *, expired: bool = False) -> None:
        super().__init__(reason)
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Principal:
    """The user and session that an access token proves; `expires_at` is in seconds since the epoch.

    `scopes` is `{"*"}` for a session, and what an API key may do for its token, for example `{"library:read"}`.
    """

    user_id: UUID
    session_id: UUID
    roles: frozenset[str]
    expires_at: int
    scopes: frozenset[str] = ALL_SCOPES
    plan: str = FREE_PLAN
    device_id: UUID | None = None
    """The registered device on which the session is used; null where there is none."""

    def has_role(self, role: str) -> bool:
        """Return whether the user has a role."""
        return role in self.roles

    @property
    def is_editor(self) -> bool:
        """Whether the user may edit the catalog: an editor or administrator."""
        return self.has_role("editor") or self.has_role("admin")


class TokenVerifier:
    """Returns the principal of a token. Verified tokens are cached for half a minute.

    The cache is a plain dictionary in the order of insertion, which is the order of expiry: see ADR 15.
    """

    def __init__(
        self,
        keys: KeySet,
        *,
        issuer: str,
        audience: str,
        revoked: Callable[[UUID], bool] = lambda _: False,
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._revoked = revoked
        self._verified: OrderedDict[str, tuple[float, Principal]] = OrderedDict()
        self.cached = 0
        """How many tokens were found in the cache."""
        self.checked = 0
        """How many tokens were checked, valid or not."""

    async def verify(self, token: str) -> Principal:
        """Return the principal of a token; raise InvalidToken."""
        if len(token) > MAX_TOKEN_CHARS:
            raise InvalidToken("the token is too long")
        principal = self._cached(token) or await self._check(token)
        if self._revoked(principal.session_id):
            raise InvalidToken("the session has ended")
        return principal

    def _cached(self, token: str) -> Principal | None:
        entry = self._verified.get(token)
        if entry is None:
            return None
        cached_until, principal = entry
        if _now() > cached_until or time.time() > principal.expires_at:
            del self._verified[token]
            return None
        self.cached += 1
        return principal

    async def _check(self, token: str) -> Principal:
        self.checked += 1
        try:
            head, payload = _parts(token)
            if head.keys() != HEADER or head["alg"] != ALGORITHM or head["typ"] != TOKEN_TYPE:
                raise InvalidToken("the token is not an access token of this system")
            key = await self._keys.key(str(head["kid"]))
            if key is None:
                raise InvalidToken("the key of the token is unknown")
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY_SECONDS,
                options={"require": list(REQUIRED_CLAIMS)},
            )
            _members(payload)
            principal = Principal(
                user_id=_id(claims["sub"]),
                session_id=_id(claims["sid"]),
                roles=_roles(claims.get("roles", [])),
                expires_at=int(claims["exp"]),
                scopes=_scopes(claims.get("scope", EVERY_SCOPE)),
                plan=_plan(claims.get("plan", FREE_PLAN)),
                device_id=None if claims.get("device_id") is None else _id(claims["device_id"]),
            )
        except jwt.ExpiredSignatureError as expired:
            raise InvalidToken("the token has expired", expired=True) from expired
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise InvalidToken("the token is not valid") from error
        self._verified[token] = (_now() + CACHE_SECONDS, principal)
        if len(self._verified) > CACHED_TOKENS:
            self._verified.popitem(last=False)
        return principal


def _parts(token: str) -> tuple[dict[str, Any], bytes]:
    """Return the header and the payload of a token, both unverified; raise ValueError or TypeError."""
    if not _COMPACT.fullmatch(token):
        raise ValueError("a token has three parts in base64url, without padding")
    head, payload, _ = token.split(".")
    return _members(jwt.utils.base64url_decode(head)), jwt.utils.base64url_decode(payload)


def _members(text: bytes) -> dict[str, Any]:
    """Return the members of a JSON object; raise TypeError for another value, ValueError if one occurs twice."""
    value = _JSON.decode(text.decode())
    if not isinstance(value, dict):
        raise TypeError("a header or payload is a JSON object")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member of a header or payload occurs once")
    return members


def _id(claim: str) -> UUID:
    """Return the UUID of a claim in its only form; raise ValueError for braces, a prefix or digits of other scripts."""
    identifier = UUID(claim)
    if str(identifier) != claim:
        raise ValueError("an id has the form of RFC 9562")
    return identifier


_JSON: Final = json.JSONDecoder(object_pairs_hook=_unique)


def _scopes(claim: object) -> frozenset[str]:
    """Return the scopes of a claim. A token of the release before has none, and was issued to a session."""
    if not isinstance(claim, str):
        raise TypeError("scope must be a text")
    return ALL_SCOPES if claim == EVERY_SCOPE else frozenset(claim.split())


def _plan(claim: object) -> str:
    if not isinstance(claim, str):
        raise TypeError("plan must be a text")
    return claim


def _roles(claim: object) -> frozenset[str]:
    if not isinstance(claim, list) or not all(isinstance(role, str) for role in claim):
        raise ValueError("roles must be a list of strings")
    return frozenset(claim)


def _now() -> float:
    return time.monotonic()


SIGN_IN: Final = "Unauthorized: an access token is required"
INVALID: Final = "The access token is not valid"
"""The same for every cause: a response does not help to forge the next token."""
EXPIRED: Final = "The access token has expired"


class _Bearer(HTTPBearer):
    """The scheme of access tokens, as FastAPI reads it, without an object for all headers of a request."""

    async def __call__(self, request: HTTPConnection) -> HTTPAuthorizationCredentials | None:
        """Return the credentials of a request, or null."""
        for name, value in request.scope["headers"]:
            if name == b"authorization":
                scheme, _, token = value.decode("latin-1").partition(" ")
                credentials = token.strip()
                if scheme.lower() != "bearer" or not credentials:
                    return None
                return HTTPAuthorizationCredentials(scheme=scheme, credentials=credentials)
        return None


BEARER: Final = _Bearer(
    auto_error=False,
    bearerFormat="JWT",
    scheme_name="HTTPBearer",
    description="Access token of `POST /auth/login`",
)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


def unauthorized(reason: str, *, expired: bool = False) -> ApiError:
    """Return the 401 error. An expired token has its own code, so that a client knows to refresh it."""
    code = "TOKEN_EXPIRED" if expired else "UNAUTHORIZED"
    return ApiError(401, code, reason, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


async def optional_principal(request: Request, credentials: Credentials) -> Principal | None:
    """Return the principal of the access token, or null without one.

    Raise ApiError for an invalid token, and for one whose scopes do not suffice.
    """
    return None if credentials is None else await _verified(request, request.method, credentials)


async def verified_principal(
    connection: HTTPConnection, method: str, credentials: HTTPAuthorizationCredentials | None
) -> Principal:
    """Return the principal of a connection, such as a WebSocket, that may what a request with a method may.

    Raise ApiError without a token, for an invalid one, and for one whose scopes do not suffice.
    """
    if credentials is None:
        raise unauthorized(SIGN_IN)
    return await _verified(connection, method, credentials)


async def _verified(connection: HTTPConnection, method: str, credentials: HTTPAuthorizationCredentials) -> Principal:
    verifier: TokenVerifier = connection.app.state.verifier
    try:
        principal = await verifier.verify(credentials.credentials)
    except InvalidToken as invalid:
        raise unauthorized(EXPIRED if invalid.expired else INVALID, expired=invalid.expired) from invalid
    if principal.scopes is not ALL_SCOPES:
        rule: ScopeRule = connection.app.state.scope_rule
        scope = rule(method, connection.url.path)
        if scope is None or scope not in principal.scopes:
            raise insufficient_scope(scope)
    add_log_field("user_id", str(principal.user_id))
    return principal


OptionalPrincipal = Annotated[Principal | None, Depends(optional_principal)]


async def required_principal(principal: OptionalPrincipal) -> Principal:
    """Return the principal; raise ApiError without a token."""
    if principal is None:
        raise unauthorized(SIGN_IN)
    return principal


CurrentPrincipal = Annotated[Principal, Depends(required_principal)]


def _with_role(access: Access, whose: str) -> Callable[..., Awaitable[Principal]]:
    """Return the dependency of routes that need a role; it raises ApiError for other users."""

    async def principal_with_role(request: Request, principal: CurrentPrincipal) -> Principal:
        roles = sufficient_roles(access, request.method)
        if principal.roles.isdisjoint(roles):
            raise ApiError(403, "FORBIDDEN", role_message(roles))
        return principal

    principal_with_role.__doc__ = f"Return the principal of {whose}."
    return principal_with_role


admin_principal: Final = _with_role("admin", "an administrator, or of a viewer who reads")
AdminPrincipal = Annotated[Principal, Depends(admin_principal)]

editor_principal: Final = _with_role("editor", "an editor or administrator, or of a viewer who reads")
EditorPrincipal = Annotated[Principal, Depends(editor_principal)]

finance_principal: Final = _with_role("finance", "who does billing, or of an administrator")
FinancePrincipal = Annotated[Principal, Depends(finance_principal)]
