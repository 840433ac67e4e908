"""Delivery by Cloudflare: a token in the path, which a rule verifies with `is_timed_hmac_valid_v0`.

    {url}/{timestamp}-{mac}/vod/{asset}/…

The message is `/vod/{asset}/`, whose length is always the same, so that a rule can cut it out of the path; `mac` is the
HMAC-SHA256 of message and timestamp in URL-safe Base64 without padding (flag `s`). A token opens all versions and
subtitles of an asset. The rule of the zone blocks

    http.host eq "media.example.org" and not is_timed_hmac_valid_v0("the secret",
      concat(substring(http.request.uri.path, 55, 97), substring(http.request.uri.path, 1, 55)),
      21600, http.request.timestamp.sec, 0, "s")

and a rewrite of the path to `substring(http.request.uri.path, 55)` leaves the key for cache and storage.
https://developers.cloudflare.com/ruleset-engine/rules-language/functions/#hmac-validation
"""

import base64
import hmac
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chassis.core.clock import Clock
from playback.application.delivery.ports import Viewer
from playback.infrastructure.delivery.prefixes import PathGrant

_ASSET: Final = re.compile(r"vod/[0-9a-f-]{36}/")


def token(secret: str, message: str, timestamp: int) -> str:
    """Return the token of a message that was issued at a timestamp."""
    mac = hmac.digest(secret.encode(), f"{message}{timestamp}".encode(), "sha256")
    return f"{timestamp}-{base64.urlsafe_b64encode(mac).rstrip(b'=').decode('ascii')}"


class CloudflareDelivery:
    """Signs tokens; calls nothing."""

    def __init__(self, url: str, secret: str, token_seconds: int, clock: Clock) -> None:
        """`token_seconds` is the lifetime that the rule states."""
        self._url = url.rstrip("/")
        self._secret = secret
        self._token_seconds = token_seconds
        self._clock = clock

    def grant(self, prefixes: Sequence[str], _: Viewer, expires_at: datetime) -> PathGrant:
        """Return a token for the asset of each prefix; none counts longer than the rule says.

        The rule adds its lifetime to the timestamp, which is so long before the expiry, and never in the future.
        """
        now = int(self._clock.now().timestamp())
        timestamp = min(now, int(expires_at.timestamp()) - self._token_seconds)
        bases = {}
        for prefix in prefixes:
            asset = _ASSET.match(prefix)
            if asset is None:
                raise ValueError(f"{prefix} is not that of an asset")
            bases[prefix] = f"{self._url}/{token(self._secret, f'/{asset[0]}', timestamp)}"
        return PathGrant(bases)
