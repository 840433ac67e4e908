"""Verification of access tokens with the published keys of auth."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import jwt

from chassis.http.authorization.keys import KeyFetcher, KeySet
from chassis.http.tokens import ALL_SCOPES, InvalidToken, TokenVerifier
from chassis.runtime.health import CheckResult
from contracts.claims import TOKEN_TYPE
from gateway.application.ports import Principal
from gateway.domain.errors import ExpiredToken, InvalidAccessToken, KeysUnavailable


class KeySource:
    """Fetches the key set and records whether a fetch has ever succeeded."""

    def __init__(self, fetch: KeyFetcher) -> None:
        self._fetch = fetch
        self.fetched = False

    async def __call__(self) -> dict[str, Any]:
        """Return the key set; raise whatever the fetcher raises."""
        keys = await self._fetch()
        self.fetched = True
        return keys


class JwksAccessTokens:
    """Verifies tokens by a JSON Web Key Set, and rejects those of revoked sessions."""

    def __init__(self, source: KeySource, *, issuer: str, audience: str, revoked: Callable[[UUID], bool]) -> None:
        self._source = source
        self.keys = KeySet(source)
        self.verifier = TokenVerifier(self.keys, issuer=issuer, audience=audience, revoked=revoked)

    async def verify(self, token: str) -> Principal:
        """Return the principal of a token; raise InvalidAccessToken, ExpiredToken or KeysUnavailable."""
        try:
            principal = await self.verifier.verify(token)
        except InvalidToken as invalid:
            if invalid.expired:
                raise ExpiredToken from invalid
            if not self._source.fetched and _has_our_type(token):
                raise KeysUnavailable from invalid
            raise InvalidAccessToken from invalid
        is_key = principal.scopes is not ALL_SCOPES
        return Principal(principal.user_id, principal.session_id, principal.expires_at, principal.plan, is_key)

    async def check(self) -> CheckResult:
        """Return whether tokens can be verified. Register it as optional: public data need no token."""
        return CheckResult("up" if self._source.fetched else "down")


def _has_our_type(token: str) -> bool:
    """Return whether a token has the header of an access token, so that only a key can decide on it."""
    try:
        return jwt.get_unverified_header(token).get("typ") == TOKEN_TYPE
    except (jwt.PyJWTError, ValueError, RecursionError):
        return False
