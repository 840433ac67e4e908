"""Signatures of requests to the API of AWS: Signature Version 4 in headers, by the standard library.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

_ALGORITHM: Final = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class AwsCredentials:
    """An access key for one service in one region."""

    access_key: str
    secret_key: str = field(repr=False)
    region: str
    service: str


def signed_headers(method: str, url: str, body: bytes, credentials: AwsCredentials, now: datetime) -> Mapping[str, str]:
    """Return the headers with which a request is accepted. `url` has no query, and its path needs no encoding."""
    parts = urlsplit(url)
    instant = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    scope = f"{instant[:8]}/{credentials.region}/{credentials.service}/aws4_request"
    signed = {"host": parts.netloc, "x-amz-date": instant}
    lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
    names = ";".join(signed)
    request = "\n".join((method, parts.path or "/", "", lines, names, hashlib.sha256(body).hexdigest()))
    text = "\n".join((_ALGORITHM, instant, scope, hashlib.sha256(request.encode()).hexdigest()))
    key = f"AWS4{credentials.secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    credential = f"Credential={credentials.access_key}/{scope}"
    return {
        "x-amz-date": instant,
        "authorization": f"{_ALGORITHM} {credential}, SignedHeaders={names}, Signature={signature}",
    }
