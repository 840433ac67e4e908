"""Sessions in a browser: the tokens are in cookies that no script can read, and a header proves who sends a request.

Auth sets the cookies, the gateway reads them. No service receives a cookie: it gets the token as every client sends it.

The value against request forgery is a signed double-submit token (OWASP, Cross-Site Request Forgery Prevention): an
HMAC whose key is the refresh token of the session. So it belongs to one session, only the server can compute it, and
neither auth nor the gateway needs to store it or share a key.
"""

import base64
import hmac
from typing import Final

ACCESS_COOKIE: Final = "__Host-marquee-access"
REFRESH_COOKIE: Final = "__Host-marquee-refresh"
CSRF_COOKIE: Final = "__Host-marquee-csrf"
"""The only cookie that scripts can read. They send its value as the header `X-CSRF-Token`."""
CSRF_HEADER: Final = "X-CSRF-Token"

DELIVERY_HEADER: Final = "X-Token-Delivery"
"""Sent by a client that signs in: `cookie` or, by default, `body`."""

REFRESH_TOKEN_HEADER: Final = "X-Marquee-Refresh-Token"
"""From the gateway to auth: the refresh token of the cookie. No client can send a header of this prefix."""
COOKIE_SESSION_HEADER: Final = "X-Marquee-Cookie-Session"
"""From the gateway to services: `1` when the tokens of the request were in cookies."""

BINDING_COOKIE: Final = "__Host-marquee-sign-in"
"""Binds a sign-in with a provider to the browser that began it."""
BINDING_HEADER: Final = "X-Marquee-Sign-In-Binding"
"""From the gateway to auth: the value of that cookie."""

_PURPOSE: Final = b"csrf"


def csrf_token(refresh_token: str) -> str:
    """Return the value that belongs to a refresh token: base64url, 43 characters."""
    digest = hmac.digest(refresh_token.encode(), _PURPOSE, "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_csrf_token(value: str, refresh_token: str) -> bool:
    """Return whether a value belongs to a refresh token, in a time that does not depend on the value."""
    return hmac.compare_digest(csrf_token(refresh_token).encode(), value.encode())
