"""Verification of the tokens that playback issues, without a call."""

from collections.abc import Callable

from gateway.domain.errors import MediaForbidden, MediaTokenExpired
from objects.errors import TokenExpired, TokenInvalid
from objects.prefix_tokens import PrefixToken, PrefixTokenKeys


class SharedKeyTokens:
    """Tokens signed with a key that playback and the gateway share."""

    def __init__(self, keys: PrefixTokenKeys, now: Callable[[], float]) -> None:
        """`now` returns the seconds since the epoch."""
        self._keys = keys
        self._now = now

    def verify(self, text: str) -> PrefixToken:
        """Return what a token proves; raise MediaForbidden or MediaTokenExpired."""
        try:
            return self._keys.verify(text, self._now())
        except TokenExpired as error:
            raise MediaTokenExpired from error
        except TokenInvalid as error:
            raise MediaForbidden from error
