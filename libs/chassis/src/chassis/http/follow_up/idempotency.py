"""The header `Idempotency-Key`: its form, and what a repetition of a request is recognized by.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

import hashlib
from typing import Final

from fastapi import Request

KEY_PATTERN: Final = r"^[\x21-\x7e]{1,255}$"
KEY_EXAMPLE: Final = "0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"


async def fingerprint_of(request: Request) -> str:
    """Return a digest of a request: its method, path and body. The same key with another one is a mistake."""
    return hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + await request.body()).hexdigest()
