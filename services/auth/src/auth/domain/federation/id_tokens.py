"""Checks of an ID token whose signature is verified (OpenID Connect Core 1.0, section 3.1.3.7)."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from auth.domain.federation.errors import ExternalSignInFailed

LEEWAY: Final = timedelta(seconds=60)
"""Largest difference between the clock of a provider and ours."""
LONGEST_AGE: Final = timedelta(minutes=10)
SUBJECT_CHARS: Final = 255

_HASHES: Final[Mapping[str, Callable[[bytes], "hashlib._Hash"]]] = {
    "RS256": hashlib.sha256,
    "PS256": hashlib.sha256,
    "ES256": hashlib.sha256,
    "ES384": hashlib.sha384,
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What the ID token of one request must state."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)
    access_token: str | None = field(default=None, repr=False)


def check_claims(claims: Mapping[str, Any], expected: Expected, algorithm: str, now: datetime) -> str:
    """Return the subject; raise ExternalSignInFailed for a token of another issuer, client, request or time."""
    if claims.get("iss") != expected.issuer:
        raise ExternalSignInFailed("the ID token is of another issuer")
    _check_audience(claims, expected.client_id)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.nonce.encode()):
        raise ExternalSignInFailed("the ID token is of another request")
    _check_times(claims, now)
    if expected.access_token is not None and "at_hash" in claims:
        _check_access_token(claims["at_hash"], expected.access_token, algorithm)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_CHARS or not subject.isprintable():
        raise ExternalSignInFailed("the ID token has no subject")
    return subject


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    """Raise unless the token is for this client; one for several clients must say which of them requested it."""
    audience, party = claims.get("aud"), claims.get("azp")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        raise ExternalSignInFailed("the ID token is for another client")
    if party is not None and party != client_id:
        raise ExternalSignInFailed("another client requested the ID token")
    if len(audiences) > 1 and party is None:
        raise ExternalSignInFailed("the ID token does not say which client requested it")


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    seconds = now.timestamp()
    expires_at, issued_at = _number(claims, "exp"), _number(claims, "iat")
    if seconds > expires_at + LEEWAY.total_seconds():
        raise ExternalSignInFailed("the ID token has expired")
    if issued_at > seconds + LEEWAY.total_seconds():
        raise ExternalSignInFailed("the ID token is of the future")
    if seconds - issued_at > (LONGEST_AGE + LEEWAY).total_seconds():
        raise ExternalSignInFailed("the ID token is too old")
    if "nbf" in claims and _number(claims, "nbf") > seconds + LEEWAY.total_seconds():
        raise ExternalSignInFailed("the ID token is not valid yet")


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExternalSignInFailed(f"the ID token has no {name}")
    return value


def _check_access_token(at_hash: object, access_token: str, algorithm: str) -> None:
    hashing = _HASHES.get(algorithm)
    if hashing is None:
        # Of EdDSA, the hash depends on the curve, which the header does not name.
        return
    digest = hashing(access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    if not isinstance(at_hash, str) or not hmac.compare_digest(at_hash.encode(), half):
        raise ExternalSignInFailed("the access token is of another ID token")
