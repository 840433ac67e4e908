"""Keeps tokens out of caches: no response of the API may be stored, errors included (RFC 6749 section 5.1)."""

from collections.abc import Sequence
from typing import Final

from starlette.types import Scope

from chassis.http.app import API_PREFIX
from chassis.http.middleware import Header, ResponseHeaders

NO_STORE: Final[tuple[Header, ...]] = ((b"cache-control", b"no-store"),)


class NoStore(ResponseHeaders):
    """Adds `Cache-Control: no-store` to every response below the API prefix."""

    def headers(self, scope: Scope) -> Sequence[Header]:
        """Return the header for paths of the API."""
        return NO_STORE if scope["path"].startswith(API_PREFIX) else ()
