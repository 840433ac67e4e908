"""Delivery by the gateway: the address has a prefix token as a segment, which the gateway verifies by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from objects.prefix_tokens import PrefixToken, PrefixTokenKeys
from playback.application.delivery.ports import Viewer
from playback.infrastructure.delivery.prefixes import PathGrant

PATH: Final = "/media"


class EdgeDelivery:
    """Signs tokens for the gateway."""

    def __init__(self, keys: PrefixTokenKeys, url: str) -> None:
        """`url` is the public address of the gateway; with an empty one addresses begin with the path."""
        self._keys = keys
        self._url = url.rstrip("/")

    def grant(self, prefixes: Sequence[str], viewer: Viewer, expires_at: datetime) -> PathGrant:
        """Return addresses with one token for all prefixes."""
        expiry = int(expires_at.timestamp())
        token = PrefixToken(tuple(prefixes), expiry, viewer.user_id, viewer.session_id, viewer.auth_session_id)
        return PathGrant(dict.fromkeys(prefixes, f"{self._url}{PATH}/{self._keys.issue(token)}"))


class NothingCached:
    """The gateway checks each request, and what it keeps in memory no token opens once its sessions have ended."""

    async def purge(self, prefixes: Sequence[str]) -> None:
        """Do nothing."""
