"""Verification of access tokens: EdDSA only, with the JWKS of auth, which is cached and kept while auth is unavailable.

RFC 8725 (JWT best practice) and RFC 9068 (access tokens): fixed algorithm, `typ` checked, the key id is only a lookup
key, and no URL of a token is ever fetched.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

import httpx2
import jwt
from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from chassis.http.errors import ApiError
from contracts.claims import ALGORITHM, TOKEN_TYPE

logger = logging.getLogger(__name__)

MAX_TOKEN_CHARS: Final = 8192
LEEWAY_SECONDS: Final = 30
REFETCH_SECONDS: Final = 30.0
EMPTY_REFETCH_SECONDS: Final = 1.0
"""The pause while there are no keys at all, for example when auth starts last."""
REFRESH_SECONDS: Final = 300.0
CACHE_SECONDS: Final = 30.0
CACHED_TOKENS: Final = 4096


class InvalidToken(Exception):
    """The token is not valid. If it has only expired, `expired` is true and the client can refresh it."""

    def __init__(self, reason: str, *, expired: bool = False) -> None:
        super().__init__(reason)
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Principal:
    """The user and session that an access token proves; `expires_at` is in seconds since the epoch."""

    user_id: UUID
    session_id: UUID
    roles: frozenset[str]
    expires_at: int

    def has_role(self, role: str) -> bool:
        """Return whether the user has a role."""
        return role in self.roles

    @property
    def is_editor(self) -> bool:
        """Whether the user may edit the catalog: an editor or administrator."""
        return self.has_role("editor") or self.has_role("admin")


KeyFetcher = Callable[[], Awaitable[dict[str, Any]]]


def http_key_fetcher(url: str) -> KeyFetcher:
    """Return a function that fetches the key set at `url`."""

    async def fetch() -> dict[str, Any]:
        async with httpx2.AsyncClient(timeout=3, trust_env=False, follow_redirects=False) as client:
            response = await client.get(url)
            response.raise_for_status()
            keys: dict[str, Any] = response.json()
            return keys

    return fetch


class KeySet:
    """The public keys by id. The last valid set is kept while the source is unavailable."""

    def __init__(self, fetch: KeyFetcher) -> None:
        self._fetch = fetch
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fresh_at = float("-inf")
        self._retry_at = float("-inf")
        self._refreshing: asyncio.Task[None] | None = None

    async def key(self, key_id: str) -> jwt.PyJWK | None:
        """Return a key, or null. For an unknown id, fetch the set and wait, at most once in thirty seconds.

        A known key is returned at once; if the set is older than five minutes, it is refreshed in the background.
        """
        key = self._keys.get(key_id)
        if key is None and (self._refreshing is not None or self._may_refresh()):
            await asyncio.shield(self._start_refresh())
            return self._keys.get(key_id)
        if key is not None and _now() - self._fresh_at > REFRESH_SECONDS and self._may_refresh():
            self._start_refresh()
        return key

    def _may_refresh(self) -> bool:
        return _now() >= self._retry_at

    def _start_refresh(self) -> asyncio.Task[None]:
        """Return the refresh in progress: parallel callers share one request."""
        if self._refreshing is None:
            self._refreshing = asyncio.create_task(self._refresh(), name="key-set")
        return self._refreshing

    async def _refresh(self) -> None:
        try:
            keys = _read_keys(await self._fetch())
        except Exception as failure:  # noqa: BLE001 - the current keys are kept after any failure
            logger.warning("cannot refresh key set", extra={"reason": repr(failure)})
            pause = REFETCH_SECONDS if self._keys else EMPTY_REFETCH_SECONDS
        else:
            self._keys = keys
            self._fresh_at = _now()
            pause = REFETCH_SECONDS
        finally:
            self._refreshing = None
        self._retry_at = _now() + pause


def _read_keys(published: dict[str, Any]) -> dict[str, jwt.PyJWK]:
    """Return the Ed25519 keys of a key set by id; raise PyJWTError if there is none."""
    keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(published).keys if key.key_id and key.key_type == "OKP"}
    if not keys:
        raise jwt.PyJWKSetError("the key set contains no Ed25519 key")
    return keys


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
        return principal

    async def _check(self, token: str) -> Principal:
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != ALGORITHM or header.get("typ") != TOKEN_TYPE:
                raise InvalidToken("the token is not an access token of this system")
            key = await self._keys.key(str(header.get("kid")))
            if key is None:
                raise InvalidToken("the key of the token is unknown")
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "sub", "iss", "aud", "sid"]},
            )
            principal = Principal(
                user_id=UUID(claims["sub"]),
                session_id=UUID(claims["sid"]),
                roles=_roles(claims.get("roles", [])),
                expires_at=int(claims["exp"]),
            )
        except jwt.ExpiredSignatureError as expired:
            raise InvalidToken("the token has expired", expired=True) from expired
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
            raise InvalidToken("the token is not valid") from error
        self._verified[token] = (_now() + CACHE_SECONDS, principal)
        if len(self._verified) > CACHED_TOKENS:
            self._verified.popitem(last=False)
        return principal


def _roles(claim: object) -> frozenset[str]:
    if not isinstance(claim, list) or not all(isinstance(role, str) for role in claim):
        raise ValueError("roles must be a list of strings")
    return frozenset(claim)


def _now() -> float:
    return time.monotonic()


SIGN_IN: Final = "Unauthorized: an access token is required"
ADMINS_ONLY: Final = "Forbidden: the role `admin` is required"
EDITORS_ONLY: Final = "Forbidden: the role `editor` or `admin` is required"


class _Bearer(HTTPBearer):
    """The scheme of access tokens; a request without credentials is recognized at once."""

    async def __call__(self, request: HTTPConnection) -> HTTPAuthorizationCredentials | None:
        """Return the credentials of a request, or null."""
        for name, _ in request.scope["headers"]:
            if name == b"authorization":
                return await super().__call__(request)
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
    """Return the principal of the access token, or null without one; raise ApiError for an invalid token."""
    if credentials is None:
        return None
    verifier: TokenVerifier = request.app.state.verifier
    try:
        return await verifier.verify(credentials.credentials)
    except InvalidToken as invalid:
        raise unauthorized(str(invalid), expired=invalid.expired) from invalid


OptionalPrincipal = Annotated[Principal | None, Depends(optional_principal)]


async def required_principal(principal: OptionalPrincipal) -> Principal:
    """Return the principal; raise ApiError without a token."""
    if principal is None:
        raise unauthorized(SIGN_IN)
    return principal


CurrentPrincipal = Annotated[Principal, Depends(required_principal)]


async def admin_principal(principal: CurrentPrincipal) -> Principal:
    """Return the principal of an administrator; raise ApiError for other users."""
    if not principal.has_role("admin"):
        raise ApiError(403, "FORBIDDEN", ADMINS_ONLY)
    return principal


AdminPrincipal = Annotated[Principal, Depends(admin_principal)]


async def editor_principal(principal: CurrentPrincipal) -> Principal:
    """Return the principal of an editor or administrator; raise ApiError for other users."""
    if not principal.is_editor:
        raise ApiError(403, "FORBIDDEN", EDITORS_ONLY)
    return principal


EditorPrincipal = Annotated[Principal, Depends(editor_principal)]
