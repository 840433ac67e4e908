"""Signatures: the example of RFC 9421, and what is refused."""

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms

from chassis.testing.clock import NOON
from federation.domain.keys.errors import Refusal, SignatureRefused
from federation.domain.keys.requests import SignedRequest
from federation.infrastructure.trust.cipher import Ed25519Cipher
from federation.infrastructure.trust.signatures import Rfc9421Signatures

pytestmark = pytest.mark.unit

SERVER, BASE, TARGET, BODY = UUID(int=7), "https://b.example", "/api/v1/federation/wire/notices?a=1", b'{"revision":1}'
SIGNATURES = Rfc9421Signatures()
KEY = Ed25519Cipher().make()


class _Example:
    """The request of RFC 9421, appendix B.2."""

    method = "POST"
    url = "https://example.com/foo?param=Value&Pet=dog"

    def __init__(self) -> None:
        signature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
        self.headers = {
            "Host": "example.com",
            "Date": "Tue, 20 Apr 2021 02:07:55 GMT",
            "Content-Type": "application/json",
            "Content-Length": "18",
            "Signature-Input": 'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length")'
            ';created=1618884473;keyid="test-key-ed25519"',
            "Signature": f"sig-b26=:{signature}:",
        }


class _ExampleKey(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Any:
        encoded = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)) if key_id == "test-key-ed25519" else None


def test_the_example_of_the_standard_verifies() -> None:
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=_ExampleKey())
    (result,) = verifier.verify(_Example(), max_age=timedelta(days=36500))
    assert result.parameters["created"] == 1618884473


def signed(**changes: Any) -> SignedRequest:
    """Return a request that is signed, then changed."""
    headers = SIGNATURES.sign("POST", BASE + TARGET, BODY, SERVER, KEY, NOON)
    return replace(SignedRequest("POST", TARGET, list(headers.items()), BODY), **changes)


def refusal(request: SignedRequest, base: str = BASE, public: bytes = KEY.key.public) -> Refusal | None:
    """Return why a request is refused, or null."""
    try:
        SIGNATURES.verify(request, base, SIGNATURES.claim(request), public)
    except SignatureRefused as refused:
        return refused.refusal
    return None


def edited(name: str, before: str, after: str) -> SignedRequest:
    """Return a signed request with another text in a header."""
    request = signed()
    assert any(before in value for key, value in request.headers if key == name)
    return replace(
        request,
        headers=[(key, value.replace(before, after) if key == name else value) for key, value in request.headers],
    )


def test_a_signed_request_states_its_key_and_verifies() -> None:
    claim = SIGNATURES.claim(signed())
    assert (claim.server_id, claim.key_id, claim.created) == (SERVER, KEY.key.id, int(NOON.timestamp()))
    assert claim.expires == claim.created + 60
    assert refusal(signed()) is None
    assert SIGNATURES.claim(signed()).nonce != claim.nonce


def test_what_was_changed_or_is_for_another_server_is_refused() -> None:
    assert refusal(signed(method="PUT")) is Refusal.INVALID
    assert refusal(signed(target=TARGET.replace("1", "2"))) is Refusal.INVALID
    assert refusal(signed(), base="https://c.example") is Refusal.INVALID
    assert refusal(signed(), base="http://b.example") is Refusal.INVALID
    assert refusal(signed(), public=Ed25519Cipher().make().key.public) is Refusal.INVALID
    assert refusal(signed(body=b"{}")) is Refusal.DIGEST
    assert refusal(edited("Signature-Input", "created=", "created=1")) is Refusal.INVALID
    assert refusal(edited("Signature-Input", "marquee-federation", "other")) is Refusal.INVALID


def test_what_lacks_a_part_is_refused() -> None:
    for name in ("Signature", "Signature-Input", "Content-Digest"):
        request = signed()
        assert refusal(replace(request, headers=[(k, v) for k, v in request.headers if k != name])) is Refusal.MALFORMED
        assert refusal(replace(request, headers=[*request.headers, (name, "x")])) is Refusal.MALFORMED
    assert refusal(edited("Signature-Input", "marquee=(", "marquee=((")) is Refusal.MALFORMED
    assert refusal(edited("Signature-Input", ';alg="ed25519"', "")) is Refusal.COMPONENTS
    assert refusal(edited("Signature-Input", ";nonce=", ";other=")) is Refusal.COMPONENTS
    assert refusal(edited("Signature-Input", ";expires=", ";other=")) is Refusal.COMPONENTS
    assert refusal(edited("Signature-Input", "ed25519", "rsa-v1_5-sha256")) is Refusal.COMPONENTS
    assert refusal(edited("Signature-Input", str(SERVER), "not-an-id")) is Refusal.UNKNOWN_KEY


def test_times_count_within_a_minute_and_the_difference_of_clocks() -> None:
    claim = SIGNATURES.claim(signed())
    for seconds, counts in ((0, True), (-10, True), (-11, False), (60, True), (70, True), (71, False), (3600, False)):
        assert claim.counts_at(NOON + timedelta(seconds=seconds)) is counts, seconds
    assert not replace(claim, expires=claim.created + 61).counts_at(NOON)
    assert not replace(claim, expires=claim.created).counts_at(NOON)
    assert not replace(claim, created=claim.created - 71, expires=claim.created).counts_at(NOON)
