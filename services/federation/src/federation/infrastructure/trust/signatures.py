"""Message signatures (RFC 9421) by Ed25519, with a digest of the body (RFC 9530)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import http_sf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)

from federation.application.trust.ports import PrivateKey
from federation.domain.keys.errors import Refusal, SignatureRefused
from federation.domain.keys.requests import LONGEST_NONCE, WINDOW, Claim, SignedRequest, key_name

COMPONENTS: Final = ("@method", "@target-uri", "content-digest")
"""What every signature covers. The target has scheme, authority, path and query: it counts at one server only."""
TAG: Final = "marquee-federation"
LABEL: Final = "marquee"
_LONGEST_HEADER: Final = 1024


@dataclass(slots=True)
class _Message:
    """A request as the library reads it."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class _OneKey(HTTPSignatureKeyResolver):
    def __init__(self, *, public: bytes | None = None, private: bytes | None = None) -> None:
        self._public = public
        self._private = private

    def resolve_public_key(self, _: str) -> Any:
        """Return the public key, whose id was compared before."""
        return None if self._public is None else Ed25519PublicKey.from_public_bytes(self._public)

    def resolve_private_key(self, _: str) -> Any:
        """Return the private key."""
        return None if self._private is None else Ed25519PrivateKey.from_private_bytes(self._private)


class _Verifier(HTTPMessageVerifier):
    """Leaves the times to `Claim.counts_at`, which has the clock of the process."""

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        """Do nothing: the claim was checked."""


class Rfc9421Signatures:
    """Signs and verifies requests."""

    def sign(
        self, method: str, url: str, body: bytes, server_id: UUID, key: PrivateKey, now: datetime
    ) -> Mapping[str, str]:
        """Return the headers of a signature with a new nonce."""
        message = _Message(method, url)
        signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_OneKey(private=key.private))
        signer.sign(
            message,
            key_id=key_name(server_id, key.key.id),
            created=now,
            expires=now + WINDOW,
            nonce=secrets.token_urlsafe(24),
            label=LABEL,
            tag=TAG,
            covered_component_ids=COMPONENTS[:-1],
            body=body,
        )
        return message.headers

    def claim(self, request: SignedRequest) -> Claim:
        """Return what the only signature of a request states."""
        stated = _headers(request)["signature-input"]
        try:
            parsed: Any = http_sf.parse(stated.encode(), tltype="dictionary")
            ((_, parameters),) = parsed.values()
        except (ValueError, TypeError) as invalid:
            raise SignatureRefused(Refusal.MALFORMED) from invalid
        return _claim(parameters)

    def verify(self, request: SignedRequest, base_url: str, claim: Claim, public: bytes) -> None:
        """Raise SignatureRefused unless a key has signed this request for this server."""
        message = _Message(request.method, base_url + request.target, _headers(request))
        verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=_OneKey(public=public))
        try:
            results = verifier.verify(message, max_age=None, expect_tag=TAG)
        except Exception as invalid:
            raise SignatureRefused(Refusal.INVALID) from invalid
        (result,) = results
        covered = {name.strip('"') for name in result.covered_components}
        if not covered.issuperset(COMPONENTS) or result.parameters.get("keyid") != claim.name:
            raise SignatureRefused(Refusal.COMPONENTS)
        try:
            verifier.verify_body(message, results, request.body)
        except Exception as invalid:
            raise SignatureRefused(Refusal.DIGEST) from invalid


def _headers(request: SignedRequest) -> dict[str, str]:
    """Return the headers of a signature; raise SignatureRefused for one that occurs twice, or is too long."""
    chosen: dict[str, str] = {}
    for name, value in request.headers:
        lower = name.lower()
        if lower in ("signature", "signature-input", "content-digest"):
            if lower in chosen or len(value) > _LONGEST_HEADER or not value.isascii():
                raise SignatureRefused(Refusal.MALFORMED)
            chosen[lower] = value
    if len(chosen) < 3:
        raise SignatureRefused(Refusal.MALFORMED)
    return chosen


def _claim(parameters: Mapping[str, Any]) -> Claim:
    key, nonce = parameters.get("keyid"), parameters.get("nonce")
    created, expires = parameters.get("created"), parameters.get("expires")
    if not isinstance(key, str) or not isinstance(nonce, str) or parameters.get("alg") != "ed25519":
        raise SignatureRefused(Refusal.COMPONENTS)
    if type(created) is not int or type(expires) is not int or not 8 <= len(nonce) <= LONGEST_NONCE:
        raise SignatureRefused(Refusal.COMPONENTS)
    server, _, key_id = key.partition("/")
    try:
        claim = Claim(UUID(server), key_id, nonce, created, expires)
    except ValueError as invalid:
        raise SignatureRefused(Refusal.UNKNOWN_KEY) from invalid
    if claim.name != key:
        raise SignatureRefused(Refusal.UNKNOWN_KEY)
    return claim
