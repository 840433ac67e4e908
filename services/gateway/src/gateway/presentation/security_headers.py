"""Security headers for browsers, added to every response: pages, errors, streams and empty responses.

https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
"""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.domain.headers import Header

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


class SecurityHeaders:
    """Adds the headers to every response, unless the response has its own content policy."""

    def __init__(self, app: ASGIApp, *, hsts_seconds: int) -> None:
        self._app = app
        self._hsts = [(b"strict-transport-security", f"max-age={hsts_seconds}".encode())] if hsts_seconds else []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # RFC 6797 section 7.2: never over plain HTTP.
        added = [*ALWAYS, *(self._hsts if scope["scheme"] == "https" else ())]

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                present = {name.lower() for name, _ in headers}
                message["headers"] = headers + [header for header in added if header[0] not in present]
            await send(message)

        await self._app(scope, receive, send_secured)
