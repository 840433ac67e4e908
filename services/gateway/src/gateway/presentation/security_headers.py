"""Security headers for browsers, added to every response: pages, errors, streams and empty responses.

https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
"""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.types import ASGIApp, Scope

from chassis.http.middleware import Header, ResponseHeaders

API_POLICY: Final = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Content policy of responses that are not pages: they load nothing, and no page may frame them."""

ALWAYS: Final[tuple[Header, ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", API_POLICY),
)


class SecurityHeaders(ResponseHeaders):
    """Adds the headers to every response, except those that the response sets itself."""

    def __init__(self, app: ASGIApp, *, hsts_seconds: int) -> None:
        super().__init__(app)
        hsts = ((b"strict-transport-security", f"max-age={hsts_seconds}".encode()),) if hsts_seconds else ()
        self._over_https = (*ALWAYS, *hsts)

    def headers(self, scope: Scope) -> Sequence[Header]:
        """Return the headers; Strict-Transport-Security is never sent over plain HTTP (RFC 6797 section 7.2)."""
        return self._over_https if scope["scheme"] == "https" else ALWAYS

    def by_scheme(self) -> Mapping[str, Sequence[Header]]:
        """Return the headers for each scheme of a request."""
        return {"http": ALWAYS, "https": self._over_https}
