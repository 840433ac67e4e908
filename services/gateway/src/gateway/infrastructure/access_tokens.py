"""Verifying access tokens by auth's published keys."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import jwt

from chassis.http.tokens import TOKEN_TYPE, InvalidToken, KeyFetcher, KeySet, TokenVerifier
from gateway.application.ports import Caller
from gateway.domain.errors import ExpiredToken, InvalidAccessToken, KeysUnknown


class KeySource:
    """Fetches the key set, and knows whether it was ever to be had."""

    def __init__(self, fetch: KeyFetcher) -> None:
        self._fetch = fetch
        self.known = False

    async def __call__(self) -> dict[str, Any]:
        """Give the key set; raises what the fetcher raises."""
        keys = await self._fetch()
        self.known = True
        return keys


class JwksAccessTokens:
    """Verifies tokens; the sessions that ended are refused whatever their tokens say."""

    def __init__(self, source: KeySource, *, issuer: str, audience: str, revoked: Callable[[UUID], bool]) -> None:
        self._source = source
        self._verifier = TokenVerifier(KeySet(source), issuer=issuer, audience=audience, revoked=revoked)

    async def caller(self, token: str) -> Caller:
        """Give the caller of a token; raises InvalidAccessToken, ExpiredToken or KeysUnknown."""
        try:
            principal = await self._verifier.verify(token)
        except InvalidToken as invalid:
            if invalid.expired:
                raise ExpiredToken from invalid
            if not self._source.known and _may_be_ours(token):
                raise KeysUnknown from invalid
            raise InvalidAccessToken from invalid
        return Caller(principal.user_id, principal.session_id, principal.expires_at)


def _may_be_ours(token: str) -> bool:
    """Tell whether only the missing keys keep a token from being judged."""
    try:
        return jwt.get_unverified_header(token).get("typ") == TOKEN_TYPE
    except (jwt.PyJWTError, ValueError, RecursionError):
        return False
