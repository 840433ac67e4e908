"""Verification of the tokens that playback issues, without a call.

A player sends one token with every file of a video, so those that were verified lately are remembered.
"""

from collections.abc import Callable
from typing import Final

from cachetools import LRUCache

from gateway.domain.errors import MediaForbidden, MediaTokenExpired
from objects.errors import TokenExpired, TokenInvalid
from objects.prefix_tokens import PrefixToken, PrefixTokenKeys

REMEMBERED: Final = 8192
"""Tokens; each takes about a kilobyte."""


class SharedKeyTokens:
    """Tokens signed with a key that playback and the gateway share."""

    def __init__(self, keys: PrefixTokenKeys, now: Callable[[], float]) -> None:
        """`now` returns the seconds since the epoch."""
        self._keys = keys
        self._now = now
        self._verified: LRUCache[str, PrefixToken] = LRUCache(REMEMBERED)

    def verify(self, text: str) -> PrefixToken:
        """Return what a token proves; raise MediaForbidden or MediaTokenExpired."""
        now = self._now()
        remembered = self._verified.get(text)
        if remembered is not None:
            if remembered.has_expired(now):
                raise MediaTokenExpired
            return remembered
        try:
            token = self._keys.verify(text, now)
        except TokenExpired as error:
            raise MediaTokenExpired from error
        except TokenInvalid as error:
            raise MediaForbidden from error
        self._verified[text] = token
        return token
