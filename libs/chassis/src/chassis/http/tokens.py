"""Verifying access tokens: EdDSA only, keys from auth's JWKS, cached and kept when auth is away.

RFC 8725 (JWT best practice) and RFC 9068 (access tokens): fixed algorithm, `typ` checked, the key id is only
a lookup, and nothing in a token is ever fetched.
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

from chassis.http.errors import ApiError
from contracts.claims import ALGORITHM, TOKEN_TYPE

logger = logging.getLogger(__name__)

MAX_TOKEN_CHARS: Final = 8192
LEEWAY_SECONDS: Final = 30
REFETCH_SECONDS: Final = 30.0
EMPTY_REFETCH_SECONDS: Final = 1.0
"""The same while there are no keys at all, as when auth starts after the others."""
REFRESH_SECONDS: Final = 300.0
REMEMBER_SECONDS: Final = 30.0
REMEMBER_TOKENS: Final = 4096


class InvalidToken(Exception):
    """A token that proves nothing; `expired` tells a client to refresh."""

    def __init__(self, reason: str, *, expired: bool = False) -> None:
        super().__init__(reason)
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Principal:
    """Who makes a request."""

    user_id: UUID
    session_id: UUID
    roles: frozenset[str]
    expires_at: int

    def has_role(self, role: str) -> bool:
        """Tell whether the account carries a role."""
        return role in self.roles


KeyFetcher = Callable[[], Awaitable[dict[str, Any]]]


def http_key_fetcher(url: str) -> KeyFetcher:
    """Give a fetcher of the key set at `url`."""

    async def fetch() -> dict[str, Any]:
        async with httpx2.AsyncClient(timeout=3, trust_env=False, follow_redirects=False) as client:
            response = await client.get(url)
            response.raise_for_status()
            keys: dict[str, Any] = response.json()
            return keys

    return fetch


class KeySet:
    """The public keys, by id. The last good set survives an outage of its source."""

    def __init__(self, fetch: KeyFetcher) -> None:
        self._fetch = fetch
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fresh_at = float("-inf")
        self._ask_again_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    async def key(self, key_id: str) -> jwt.PyJWK | None:
        """Give a key; an unknown id asks the source and waits, at most once in thirty seconds.

        A known key is given at once, however old; beyond five minutes the set is asked for meanwhile.
        """
        known = self._keys.get(key_id)
        if known is None and (self._asking is not None or self._may_ask()):
            await asyncio.shield(self._ask())
            return self._keys.get(key_id)
        if known is not None and _now() - self._fresh_at > REFRESH_SECONDS and self._may_ask():
            self._ask()
        return known

    def _may_ask(self) -> bool:
        return _now() >= self._ask_again_at

    def _ask(self) -> asyncio.Task[None]:
        """Give the question under way: however many wait, the source is asked once."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._refresh(), name="key-set")
        return self._asking

    async def _refresh(self) -> None:
        try:
            keys = _read_keys(await self._fetch())
        except Exception as failure:  # noqa: BLE001 - whatever the source does wrong, the keys at hand stay
            logger.warning("key set not refreshed", extra={"reason": repr(failure)})
            pause = REFETCH_SECONDS if self._keys else EMPTY_REFETCH_SECONDS
        else:
            self._keys = keys
            self._fresh_at = _now()
            pause = REFETCH_SECONDS
        finally:
            self._asking = None
        self._ask_again_at = _now() + pause


def _read_keys(published: dict[str, Any]) -> dict[str, jwt.PyJWK]:
    """Give the Ed25519 keys of a key set by id; raises PyJWTError where there is none."""
    keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(published).keys if key.key_id and key.key_type == "OKP"}
    if not keys:
        raise jwt.PyJWKSetError("the key set holds no key of ours")
    return keys


class TokenVerifier:
    """Turns a token into a principal, or says why not. Verified tokens are remembered for seconds."""

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
        self._seen: OrderedDict[str, tuple[float, Principal]] = OrderedDict()

    async def verify(self, token: str) -> Principal:
        """Give the principal of a token; raises InvalidToken."""
        if len(token) > MAX_TOKEN_CHARS:
            raise InvalidToken("the token is too long")
        principal = self._remembered(token) or await self._check(token)
        if self._revoked(principal.session_id):
            raise InvalidToken("the session has ended")
        return principal

    def _remembered(self, token: str) -> Principal | None:
        entry = self._seen.get(token)
        if entry is None:
            return None
        forget_at, principal = entry
        if _now() > forget_at or time.time() > principal.expires_at:
            del self._seen[token]
            return None
        return principal

    async def _check(self, token: str) -> Principal:
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != ALGORITHM or header.get("typ") != TOKEN_TYPE:
                raise InvalidToken("the token is not an access token of this system")
            key = await self._keys.key(str(header.get("kid")))
            if key is None:
                raise InvalidToken("the token's key is not known")
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
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as broken:
            raise InvalidToken("the token is not valid") from broken
        self._seen[token] = (_now() + REMEMBER_SECONDS, principal)
        if len(self._seen) > REMEMBER_TOKENS:
            self._seen.popitem(last=False)
        return principal


def _roles(claim: object) -> frozenset[str]:
    if not isinstance(claim, list) or not all(isinstance(role, str) for role in claim):
        raise ValueError("roles is not a list of names")
    return frozenset(claim)


def _now() -> float:
    return time.monotonic()


SIGN_IN: Final = "Send an access token: this resource is for signed-in users"
ADMINS_ONLY: Final = "Only an administrator may do this"

BEARER: Final = HTTPBearer(auto_error=False, bearerFormat="JWT", description="Access token of `POST /auth/login`")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


def unauthorized(reason: str, *, expired: bool = False) -> ApiError:
    """Give the 401 answer; an expired token has a code of its own, so that a client knows to refresh."""
    code = "TOKEN_EXPIRED" if expired else "UNAUTHORIZED"
    return ApiError(401, code, reason, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


async def optional_principal(request: Request, credentials: Credentials) -> Principal | None:
    """Return the principal of the access token, or null without a token; raises ApiError for one that is not valid."""
    if credentials is None:
        return None
    verifier: TokenVerifier = request.app.state.verifier
    try:
        return await verifier.verify(credentials.credentials)
    except InvalidToken as invalid:
        raise unauthorized(str(invalid), expired=invalid.expired) from invalid


OptionalPrincipal = Annotated[Principal | None, Depends(optional_principal)]


async def required_principal(principal: OptionalPrincipal) -> Principal:
    """Return the principal; raises ApiError without one."""
    if principal is None:
        raise unauthorized(SIGN_IN)
    return principal


CurrentPrincipal = Annotated[Principal, Depends(required_principal)]


async def admin_principal(principal: CurrentPrincipal) -> Principal:
    """Return the principal of an administrator; raises ApiError for anyone else."""
    if not principal.has_role("admin"):
        raise ApiError(403, "FORBIDDEN", ADMINS_ONLY)
    return principal


AdminPrincipal = Annotated[Principal, Depends(admin_principal)]
