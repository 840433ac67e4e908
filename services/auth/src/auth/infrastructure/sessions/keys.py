"""The signing key and the published key set.

RFC 8037 (Ed25519 as a JWK) and RFC 7638 (a key's id is the thumbprint of its JWK).
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from contracts.claims import ALGORITHM

PRIVATE_MARK: Final = b"PRIVATE KEY"


class BadKey(ValueError):
    """A key file that cannot be used. The message names the file and never shows its content."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The signing key, its id, and every published key."""

    signing: Ed25519PrivateKey = field(repr=False)
    key_id: str
    published: tuple[dict[str, str], ...]

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """Return the published key set (RFC 7517)."""
        return {"keys": [dict(key) for key in self.published]}


def read_keys(signing: Path, others: Sequence[Path] = ()) -> Keys:
    """Return the signing key and further keys to publish (private or public PEM); raise BadKey."""
    private = _read(signing)
    if not isinstance(private, Ed25519PrivateKey):
        raise BadKey(f"{signing} must contain a private key")
    own = jwk(private.public_key())
    published = {own["kid"]: own}
    for path in others:
        key = _read(path)
        other = jwk(key.public_key() if isinstance(key, Ed25519PrivateKey) else key)
        published.setdefault(other["kid"], other)
    return Keys(private, own["kid"], tuple(published.values()))


def jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """Return the JWK of a public key."""
    raw = _base64url(key.public_bytes(Encoding.Raw, PublicFormat.Raw))
    return {"kty": "OKP", "crv": "Ed25519", "x": raw, "kid": thumbprint(raw), "use": "sig", "alg": ALGORITHM}


def thumbprint(x: str) -> str:
    """Return the RFC 7638 thumbprint of the Ed25519 key `x`: SHA-256 over its required members in lexical order."""
    members = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": x}, separators=(",", ":"))
    return _base64url(hashlib.sha256(members.encode()).digest())


def _read(path: Path) -> Ed25519PrivateKey | Ed25519PublicKey:
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise BadKey(f"cannot read {path}: {error.strerror}") from error
    try:
        key = load_pem_private_key(pem, None) if PRIVATE_MARK in pem else load_pem_public_key(pem)
    except (ValueError, TypeError) as error:
        raise BadKey(f"{path} must be an unencrypted PEM key") from error
    if not isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        raise BadKey(f"{path} must be an Ed25519 key")
    return key


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
