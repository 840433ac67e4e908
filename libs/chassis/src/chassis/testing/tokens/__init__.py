"""Access tokens for tests: a key pair of their own, and verifiers that trust it without a network."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.http.authorization.keys import KeySet
from chassis.http.tokens import TokenVerifier
from contracts.claims import ALGORITHM, TOKEN_TYPE

LIFETIME_SECONDS: Final = 600


class Tokens:
    """An issuer with one Ed25519 key."""

    def __init__(self, *, key_id: str = "test-key", issuer: str = "marquee", audience: str = "marquee") -> None:
        self.key_id = key_id
        self.issuer = issuer
        self.audience = audience
        self.private_key = Ed25519PrivateKey.generate()
        self.public_key = self.private_key.public_key()

    @property
    def jwks(self) -> dict[str, Any]:
        """The key set that auth would publish."""
        key = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(self.public_key))
        return {"keys": [{**key, "kid": self.key_id, "alg": ALGORITHM, "use": "sig"}]}

    def issue(
        self,
        user_id: UUID | None = None,
        roles: Sequence[str] = ("user",),
        *,
        session_id: UUID | None = None,
        lifetime: int = LIFETIME_SECONDS,
        claims: Mapping[str, object] | None = None,
        headers: Mapping[str, object] | None = None,
    ) -> str:
        """Return a signed token that lasts `lifetime` seconds; a null in `claims` or `headers` omits that entry."""
        now = int(time.time())
        payload: dict[str, object] = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": str(user_id or uuid4()),
            "sid": str(session_id or uuid4()),
            "jti": str(uuid4()),
            "iat": now,
            "exp": now + lifetime,
            "roles": list(roles),
            **(claims or {}),
        }
        head: dict[str, object] = {"typ": TOKEN_TYPE, "kid": self.key_id, **(headers or {})}
        return jwt.encode(
            {name: value for name, value in payload.items() if value is not None},
            self.private_key,
            algorithm=ALGORITHM,
            headers={name: value for name, value in head.items() if value is not None},
        )

    def bearer(self, user_id: UUID | None = None, roles: Sequence[str] = ("user",)) -> dict[str, str]:
        """Return the request header with a new token."""
        return {"Authorization": f"Bearer {self.issue(user_id, roles)}"}

    async def fetch(self) -> dict[str, Any]:
        """Return the key set, as a request to auth would."""
        return self.jwks

    def verifier(self, revoked: Callable[[UUID], bool] = lambda _: False) -> TokenVerifier:
        """Return a verifier that trusts these tokens; `revoked` returns whether a session has ended."""
        return TokenVerifier(KeySet(self.fetch), issuer=self.issuer, audience=self.audience, revoked=revoked)
