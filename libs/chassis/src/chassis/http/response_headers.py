"""Middleware that adds headers to responses."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]


class ResponseHeaders:
    """Base of middleware that adds headers to responses. Subclasses implement `headers`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def headers(self, scope: Scope) -> Sequence[Header]:
        """Return the headers for a request, with names in lower case. A header that the response has is not added."""
        raise NotImplementedError

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        added = self.headers(scope) if scope["type"] == "http" else ()
        if not added:
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                present = {name.lower() for name, _ in headers}
                message["headers"] = headers + [header for header in added if header[0] not in present]
            await send(message)

        await self._app(scope, receive, send_with_headers)
