"""Scopes of access tokens (RFC 6749 section 3.3): what a token may be used for, within what its user may do.

The token of a session has every scope. That of an API key names its scopes: `<service>:read` for GET and HEAD,
`<service>:write` for the other methods.
"""

from collections.abc import Callable
from typing import Final

from chassis.http.errors import ApiError

READS: Final = frozenset({"GET", "HEAD"})
SESSIONS_ONLY: Final = "Forbidden: API keys are not accepted here"

ScopeRule = Callable[[str, str], str | None]
"""Returns the scope that a method and path need; null when no scope suffices and only a session may do it."""


def scopes_of_service(service: str) -> ScopeRule:
    """Return the rule of a service whose operations may all be used with the service's two scopes."""
    read, write = f"{service}:read", f"{service}:write"
    return lambda method, _: read if method in READS else write


def no_scopes(_method: str, _path: str) -> str | None:
    """Return null: no token with explicit scopes may be used."""
    return None


def insufficient_scope(scope: str | None) -> ApiError:
    """Return the 403 of RFC 6750 section 3.1; it names the scope that would suffice."""
    if scope is None:
        message, needed = SESSIONS_ONLY, ""
    else:
        message, needed = f"Forbidden: the API key needs the scope `{scope}`", f', scope="{scope}"'
    headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope"{needed}'}
    return ApiError(403, "FORBIDDEN", message, headers=headers)
