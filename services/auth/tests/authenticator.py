"""A software authenticator: what a phone or a security key does when a page requests a passkey (WebAuthn level 3).

Each knob breaks one rule that a server has to check.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

ES256: Final = -7
EDDSA: Final = -8
RS256: Final = -257
ES384: Final = -35
"""An algorithm that the server does not offer."""

_USER_PRESENT: Final = 0x01
_USER_VERIFIED: Final = 0x04
_BACKUP_ELIGIBLE: Final = 0x08
_BACKED_UP: Final = 0x10
_HAS_CREDENTIAL: Final = 0x40

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


def encoded(value: bytes) -> str:
    """Return bytes as base64url without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Credential:
    """A key pair that belongs to one site and one user."""

    id: bytes
    rp_id: str
    user_handle: bytes
    key: PrivateKey
    algorithm: int
    sign_count: int


@dataclass
class Authenticator:
    """Holds credentials and signs with them; `origin` is what the browser would state."""

    origin: str = "http://localhost:3000"
    algorithm: int = ES256
    verifies_user: bool = True
    user_present: bool = True
    is_synced: bool = False
    counts: bool = True
    credentials: list[Credential] = field(default_factory=list)

    def create(self, options: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
        """Return the response to `navigator.credentials.create(options)`; changes replace what is stated."""
        user_handle = decoded(options["user"]["id"])
        key = _new_key(self.algorithm)
        credential = Credential(secrets.token_bytes(32), options["rp"]["id"], user_handle, key, self.algorithm, 0)
        self.credentials.append(credential)
        public_key = cbor2.dumps(_cose_key(key))
        attested = bytes(16) + len(credential.id).to_bytes(2, "big") + credential.id + public_key
        data = self._authenticator_data(changes.get("rp_id", credential.rp_id), 0, _HAS_CREDENTIAL) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return {
            "id": encoded(credential.id),
            "rawId": encoded(credential.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": encoded(self._client_data("webauthn.create", options, changes)),
                "attestationObject": encoded(attestation),
                "transports": ["internal"],
            },
            "clientExtensionResults": {},
        }

    def get(self, options: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
        """Return the response to `navigator.credentials.get(options)`.

        Without a list of credentials it chooses the last discoverable one of the site.
        """
        allowed = {decoded(item["id"]) for item in options.get("allowCredentials") or []}
        candidates = [item for item in self.credentials if item.rp_id == options["rpId"]]
        credential = [item for item in candidates if not allowed or item.id in allowed][-1]
        credential.sign_count += 1 if self.counts else 0
        count = changes.get("sign_count", credential.sign_count)
        data = self._authenticator_data(changes.get("rp_id", credential.rp_id), count, 0)
        client_data = self._client_data("webauthn.get", options, changes)
        signature = _sign(credential.key, data + hashlib.sha256(client_data).digest())
        return {
            "id": encoded(credential.id),
            "rawId": encoded(credential.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": encoded(client_data),
                "authenticatorData": encoded(data),
                "signature": encoded(changes.get("signature", signature)),
                "userHandle": encoded(changes.get("user_handle", credential.user_handle)),
            },
            "clientExtensionResults": {},
        }

    def _authenticator_data(self, rp_id: str, count: int, flags: int) -> bytes:
        flags |= _USER_PRESENT if self.user_present else 0
        flags |= _USER_VERIFIED if self.verifies_user else 0
        flags |= _BACKUP_ELIGIBLE | _BACKED_UP if self.is_synced else 0
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")

    def _client_data(self, kind: str, options: Mapping[str, Any], changes: Mapping[str, Any]) -> bytes:
        stated = {
            "type": changes.get("type", kind),
            "challenge": changes.get("challenge", options["challenge"]),
            "origin": changes.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(stated).encode()


def _new_key(algorithm: int) -> PrivateKey:
    if algorithm == EDDSA:
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm == RS256:
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP384R1() if algorithm == ES384 else ec.SECP256R1())


def _cose_key(key: PrivateKey) -> dict[int, Any]:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return {1: 1, 3: EDDSA, -1: 6, -2: key.public_key().public_bytes_raw()}
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return {1: 3, 3: RS256, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")}
    point, size = key.public_key().public_numbers(), key.key_size // 8
    algorithm, curve = (ES256, 1) if key.key_size == 256 else (ES384, 2)
    return {1: 2, 3: algorithm, -1: curve, -2: point.x.to_bytes(size, "big"), -3: point.y.to_bytes(size, "big")}


def _sign(key: PrivateKey, data: bytes) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), SHA256())
    return key.sign(data, ec.ECDSA(SHA256()))
