"""Proof key for code exchange (RFC 7636): who exchanges a code proves to be who started the sign-in."""

import base64
import hashlib
import hmac
import re
from typing import Final

VERIFIER_PATTERN: Final = r"^[A-Za-z0-9._~-]{43,128}$"
CHALLENGE_PATTERN: Final = r"^[A-Za-z0-9_-]{43}$"

_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def base64url(data: bytes) -> str:
    """Return data in base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def challenge_of(verifier: str) -> str:
    """Return the challenge of a verifier by the method S256, the only one that is accepted."""
    return base64url(hashlib.sha256(verifier.encode("ascii")).digest())


def verifies(verifier: str, challenge: str) -> bool:
    """Return whether a verifier is the one of a challenge."""
    return bool(_VERIFIER.fullmatch(verifier)) and hmac.compare_digest(challenge_of(verifier), challenge)
