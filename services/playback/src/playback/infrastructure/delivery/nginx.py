"""Delivery by nginx: checksum and expiry in the path, verified by `ngx_http_secure_link_module`.

    location ~ "^/(?<sum>[A-Za-z0-9_-]{22})/(?<expiry>[0-9]+)/(?<prefix>vod/[^/]+/[^/]+/)(?<file>.+)$" {
        secure_link $sum,$expiry;
        secure_link_md5 "$secure_link_expires/$prefix the-secret";
        if ($secure_link = "") { return 403; }
        if ($secure_link = "0") { return 410; }
        rewrite ^ /$prefix$file break;
        proxy_pass http://storage;
    }

A checksum opens everything below its prefix, so relative addresses in a manifest work.
https://nginx.org/en/docs/http/ngx_http_secure_link_module.html
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime

from playback.application.delivery.ports import Viewer
from playback.infrastructure.delivery.prefixes import PathGrant


def checksum(expression: str) -> str:
    """Return what the module compares: MD5 in URL-safe Base64 without padding."""
    digest = hashlib.md5(expression.encode(), usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


class NginxDelivery:
    """Makes checksums; calls nothing."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url.rstrip("/")
        self._secret = secret

    def grant(self, prefixes: Sequence[str], _: Viewer, expires_at: datetime) -> PathGrant:
        """Return a checksum for each prefix."""
        expiry = int(expires_at.timestamp())
        return PathGrant(
            {prefix: f"{self._url}/{checksum(f'{expiry}/{prefix} {self._secret}')}/{expiry}" for prefix in prefixes}
        )
