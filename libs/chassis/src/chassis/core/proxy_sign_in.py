"""Sign-in by a reverse proxy: how auth receives the user from the gateway, and knows that it was the gateway.

The gateway signs the user with a secret that both have: whatever else can connect to auth cannot name one.
"""

import hashlib
import hmac
import re
from typing import Final

PROXY_USER_HEADER: Final = "X-Marquee-Proxy-User"
"""From the gateway to auth: what a trusted proxy has named. No client can send a header of this prefix."""
PROXY_SIGNATURE_HEADER: Final = "X-Marquee-Proxy-Signature"
"""The gateway's signature of the user and the time."""
SECRET_CHARS: Final = 32
"""The shortest secret."""
VALID_SECONDS: Final = 60
"""How far the clocks of gateway and auth may differ, and how long a signature is accepted."""

_SIGNATURE: Final = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})")


def sign(secret: str, user: str, seconds: int) -> str:
    """Return the signature of a user at a time in seconds since 1970: the time and an HMAC-SHA256 (RFC 2104)."""
    digest = hmac.new(secret.encode(), f"{seconds}\n{user}".encode(), hashlib.sha256).hexdigest()
    return f"{seconds}.{digest}"


def is_signed(secret: str, user: str, signature: str, seconds: int) -> bool:
    """Return whether a signature is the gateway's, of this user, and of the last minute."""
    match = _SIGNATURE.fullmatch(signature)
    if match is None or abs(seconds - int(match[1])) > VALID_SECONDS:
        return False
    return hmac.compare_digest(signature, sign(secret, user, int(match[1])))
