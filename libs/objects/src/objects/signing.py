"""Signatures of requests to a storage, and to other services of AWS: Signature Version 4, by the standard library.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html,
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlsplit

_ALGORITHM: Final = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access key, and the region and the service that its signatures name."""

    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    service: str = "s3"

    def scope(self, now: datetime) -> str:
        """Return the scope of a signature of this day."""
        return f"{now.astimezone(UTC):%Y%m%d}/{self.region}/{self.service}/aws4_request"

    def sign(self, now: datetime, text: str) -> str:
        """Return the signature of a text in hexadecimal."""
        key = f"AWS4{self.secret_key}".encode()
        for part in self.scope(now).split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256").hex()


def presigned_url(
    method: str,
    url: str,
    credentials: Credentials,
    *,
    now: datetime,
    seconds: int,
    headers: Mapping[str, str],
    query: Mapping[str, str] | None = None,
) -> str:
    """Return the address with a signature in its query; a request with other values of `headers` does not match it.

    `url` has no query of its own, and its path is encoded already: `query` is added and covered by the signature. The
    names of `headers` are in lower case.
    """
    parts = urlsplit(url)
    signed = {"host": parts.netloc, **headers}
    names = ";".join(sorted(signed))
    parameters = _query(
        {
            **(query or {}),
            "X-Amz-Algorithm": _ALGORITHM,
            "X-Amz-Credential": f"{credentials.access_key}/{credentials.scope(now)}",
            "X-Amz-Date": _instant(now),
            "X-Amz-Expires": str(seconds),
            "X-Amz-SignedHeaders": names,
        }
    )
    lines = [f"{name}:{signed[name].strip()}\n" for name in sorted(signed)]
    request = "\n".join((method, parts.path or "/", parameters, "".join(lines), names, "UNSIGNED-PAYLOAD"))
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = "\n".join((_ALGORITHM, _instant(now), credentials.scope(now), digest))
    return f"{url}?{parameters}&X-Amz-Signature={credentials.sign(now, text)}"


def signed_headers(
    method: str,
    url: str,
    credentials: Credentials,
    *,
    now: datetime,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> dict[str, str]:
    """Return the headers that sign a request with a body; those of `headers` are covered by the signature.

    The path and the query of `url` are encoded already. The names of `headers` are in lower case. The port is part of
    the host unless it is that of the scheme. Only S3 needs the digest of the body in a header.
    https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
    """
    parts = urlsplit(url)
    usual = {"https": ":443", "http": ":80"}.get(parts.scheme, "")
    content = hashlib.sha256(body).hexdigest()
    own = {"x-amz-content-sha256": content} if credentials.service == "s3" else {}
    own["x-amz-date"] = _instant(now)
    signed = {**(headers or {}), **own, "host": parts.netloc.removesuffix(usual)}
    names = ";".join(sorted(signed))
    lines = [f"{name}:{signed[name].strip()}\n" for name in sorted(signed)]
    parameters = "&".join(sorted(parts.query.split("&")))
    request = "\n".join((method, parts.path or "/", parameters, "".join(lines), names, content))
    digest = hashlib.sha256(request.encode()).hexdigest()
    signature = credentials.sign(now, "\n".join((_ALGORITHM, own["x-amz-date"], credentials.scope(now), digest)))
    credential = f"{credentials.access_key}/{credentials.scope(now)}"
    value = f"{_ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signature}"
    return {**own, "authorization": value}


def post_fields(
    bucket: str,
    fields: Mapping[str, str],
    credentials: Credentials,
    *,
    now: datetime,
    expires_at: datetime,
    largest_bytes: int,
) -> dict[str, str]:
    """Return the fields of a form that uploads 1 to `largest_bytes` bytes; the storage accepts no other values."""
    signed = {
        **fields,
        "x-amz-algorithm": _ALGORITHM,
        "x-amz-credential": f"{credentials.access_key}/{credentials.scope(now)}",
        "x-amz-date": _instant(now),
    }
    conditions = [{"bucket": bucket}, *({name: value} for name, value in signed.items())]
    document = {
        "expiration": f"{expires_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z",
        "conditions": [*conditions, ["content-length-range", 1, largest_bytes]],
    }
    policy = base64.b64encode(json.dumps(document).encode()).decode()
    return {**signed, "policy": policy, "x-amz-signature": credentials.sign(now, policy)}


def _query(parameters: Mapping[str, str]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(parameters.items()))


def _instant(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
