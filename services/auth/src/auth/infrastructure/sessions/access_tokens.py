"""Access tokens: RFC 9068 JWTs signed with EdDSA."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import jwt

from auth.domain.accounts.account import Role
from auth.domain.api_keys.key import ApiKey
from auth.domain.sessions.session import Session
from auth.infrastructure.sessions.keys import Keys
from contracts.claims import ALGORITHM, TOKEN_TYPE, AccessClaims


class JwtAccessTokens:
    """Signs access tokens with the current key."""

    def __init__(self, keys: Keys, *, issuer: str, seconds: int) -> None:
        self._keys = keys
        self._issuer = issuer
        self._seconds = seconds

    def sign(self, session: Session, roles: Sequence[Role], plan: str, now: datetime, device_id: UUID | None) -> str:
        """Return the access token of a session, on a registered device or without, issued at `now`."""
        issued_at = int(now.timestamp())
        claims = AccessClaims(
            iss=self._issuer,
            aud="marquee",
            sub=session.account_id,
            sid=session.id,
            jti=uuid4(),
            iat=issued_at,
            exp=issued_at + self._seconds,
            roles=tuple(roles),
            auth_time=int(session.authenticated_at.timestamp()) if session.authenticated_at else None,
            amr=session.methods,
            device_id=device_id,
            plan=plan,
        )
        return self._encode(claims)

    def sign_for_key(self, key: ApiKey, roles: Sequence[Role], plan: str, now: datetime) -> str:
        """Return the access token of an API key, issued at `now`."""
        issued_at = int(now.timestamp())
        claims = AccessClaims(
            iss=self._issuer,
            aud="marquee",
            sub=key.account_id,
            sid=key.id,
            jti=uuid4(),
            iat=issued_at,
            exp=issued_at + int(key.token_life(now).total_seconds()),
            roles=tuple(roles),
            scope=" ".join(key.scopes),
            plan=plan,
        )
        return self._encode(claims)

    def _encode(self, claims: AccessClaims) -> str:
        headers = {"typ": TOKEN_TYPE, "kid": self._keys.key_id}
        content = claims.model_dump(mode="json", exclude_none=True)
        return jwt.encode(content, self._keys.signing, algorithm=ALGORITHM, headers=headers)
