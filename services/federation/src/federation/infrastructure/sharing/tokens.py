"""The tokens by which this service reads music: signed by a key that all of its processes derive."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.claims import ALGORITHM, FEDERATION_ISSUER, MUSIC_AUDIENCE, TOKEN_TYPE
from federation.domain.keys.keys import key_id_of

PURPOSE: Final = b"federation.content"
_LIFETIME: Final = timedelta(seconds=60)


class ContentTokens:
    """Makes tokens of a minute; music verifies them with the keys that are published beside clients' reach."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """`keys` have 32 bytes each: the first signs, all are published."""
        self._keys = [Ed25519PrivateKey.from_private_bytes(key) for key in keys]

    def authorization(self, peer_id: UUID, now: datetime) -> str:
        """Return the credentials of a read for a peer."""
        key = self._keys[0]
        claims = {
            "iss": FEDERATION_ISSUER,
            "aud": MUSIC_AUDIENCE,
            "sub": str(peer_id),
            "sid": str(peer_id),
            "jti": str(uuid4()),
            "iat": int(now.timestamp()),
            "exp": int((now + _LIFETIME).timestamp()),
        }
        head = {"typ": TOKEN_TYPE, "kid": _id_of(key)}
        return f"Bearer {jwt.encode(claims, key, algorithm=ALGORITHM, headers=head)}"

    def published(self) -> Mapping[str, object]:
        """Return the public keys as a JSON Web Key Set (RFC 7517, RFC 8037)."""
        return {"keys": [_jwk(key) for key in self._keys]}


def _id_of(key: Ed25519PrivateKey) -> str:
    return key_id_of(key.public_key().public_bytes_raw())


def _jwk(key: Ed25519PrivateKey) -> Mapping[str, str]:
    public = base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "alg": ALGORITHM, "use": "sig", "kid": _id_of(key), "x": public}
