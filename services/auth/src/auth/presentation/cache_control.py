"""Keeps tokens out of caches: no response of the API may be stored, errors included (RFC 6749 section 5.1)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http.app import API_PREFIX


class NoStore:
    """Adds `Cache-Control: no-store` to every response below the API prefix."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or not scope["path"].startswith(API_PREFIX):
            await self._app(scope, receive, send)
            return

        async def send_uncacheable(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), (b"cache-control", b"no-store")]
            await send(message)

        await self._app(scope, receive, send_uncacheable)
