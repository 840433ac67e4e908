"""Values of forms that differ in every page.

A compressed page whose secret stays the same, beside text that another user chooses, gives the secret away by its
length (BREACH, CVE-2013-3587). So the value is covered by random bytes, as Django does it.
"""

import base64
import binascii


def mask(secret: str, noise: bytes) -> str:
    """Return a secret covered by noise of at least its length, with the noise before it; base64url."""
    data = secret.encode()
    used = noise[: len(data)]
    return base64.urlsafe_b64encode(used + _combined(data, used)).rstrip(b"=").decode()


def unmask(value: str) -> str:
    """Return the secret of a covered value; an empty text for what is none."""
    try:
        data = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        half = len(data) // 2
        return _combined(data[half:], data[:half]).decode()
    except (binascii.Error, ValueError):
        return ""


def _combined(data: bytes, noise: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(data, noise, strict=True))
