"""The signature of a message of Stripe: an HMAC over its time and its body, byte for byte.

https://docs.stripe.com/webhooks#verify-manually. Several secrets are valid while one replaces another.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from billing.domain.webhooks.errors import ExpiredSignature, InvalidSignature

HEADER: Final = "stripe-signature"
TOLERANCE_SECONDS: Final = 300
_LONGEST: Final = 4096
_SCHEME: Final = "v1"


def verify(body: bytes, header: str | None, secrets: Sequence[str], now: datetime) -> None:
    """Return if one of the secrets has signed the body within the tolerance; raise InvalidSignature, ExpiredSignature.

    The time counts only once the signature is known to be right: others learn nothing about the clock.
    """
    signed_at, signatures = _parts(header or "")
    payload = f"{signed_at}.".encode() + body
    expected = [hmac.new(secret.encode(), payload, hashlib.sha256).hexdigest().encode() for secret in secrets]
    matches = [hmac.compare_digest(one, other) for one in expected for other in signatures]
    if not any(matches):
        raise InvalidSignature
    if abs(now.timestamp() - int(signed_at)) > TOLERANCE_SECONDS:
        raise ExpiredSignature


def _parts(header: str) -> tuple[str, list[bytes]]:
    """Return the time as it is written, and the signatures; raise InvalidSignature."""
    if len(header) > _LONGEST:
        raise InvalidSignature
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    signatures = [value.encode("utf-8", "replace") for name, _, value in pairs if name == _SCHEME]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit() and len(times[0]) <= 12) or not signatures:
        raise InvalidSignature
    return times[0], signatures
