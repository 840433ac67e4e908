"""Signatures of requests to the API of AWS: Signature Version 4 in headers, by the standard library.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from objects.signing import Credentials

_ALGORITHM: Final = "AWS4-HMAC-SHA256"


def signed_headers(method: str, url: str, body: bytes, credentials: Credentials, now: datetime) -> Mapping[str, str]:
    """Return the headers with which a request is accepted. `url` has no query, and its path needs no encoding."""
    parts = urlsplit(url)
    instant = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    scope = credentials.scope(now)
    signed = {"host": parts.netloc, "x-amz-date": instant}
    lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
    names = ";".join(signed)
    request = "\n".join((method, parts.path or "/", "", lines, names, hashlib.sha256(body).hexdigest()))
    text = "\n".join((_ALGORITHM, instant, scope, hashlib.sha256(request.encode()).hexdigest()))
    credential, signature = f"Credential={credentials.access_key}/{scope}", credentials.sign(now, text)
    return {
        "x-amz-date": instant,
        "authorization": f"{_ALGORITHM} {credential}, SignedHeaders={names}, Signature={signature}",
    }
