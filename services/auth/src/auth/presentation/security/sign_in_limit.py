"""The limit of sign-ins over HTTP: middleware, so that every response states it, whatever its status.

Header fields after draft-ietf-httpapi-ratelimit-headers-10. The gateway passes them on.
"""

from collections.abc import Sequence
from typing import Final

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from auth.application import Application
from auth.domain.errors import TooManySignIns
from auth.domain.security.sign_in_rate import POLICY, WINDOW, SignInCount, SignInRate
from chassis.http.app import API_PREFIX
from chassis.http.errors import response_to
from chassis.http.middleware import Header

PATHS: Final = frozenset(
    f"{API_PREFIX}/auth/{path}"
    for path in (
        "codes",
        "codes/sign-in",
        "email/confirm",
        "login",
        "login/second-factor",
        "login/second-factor/code",
        "login/second-factor/options",
        "passkeys/sign-in",
        "passkeys/sign-in/options",
        "password/forgot",
        "password/reset",
        "register",
    )
)
"""What has the request class `sign-in` in `service.toml`."""


class SignInLimit:
    """Counts the requests to `PATHS`, and rejects those of a network that has used up its quota."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] not in PATHS:
            await self._app(scope, receive, send)
            return
        application: Application = scope["app"].state.application
        count = await application.count_sign_in(scope["client"][0] if scope["client"] else "")
        if count is None:
            await self._app(scope, receive, send)
            return
        rate = application.count_sign_in.rate
        response = _Response(send, _headers(count, rate))
        error: Exception = TooManySignIns(count.retry_seconds(rate))
        if count.is_allowed:
            try:
                await self._app(scope, receive, response.send)
            except Exception as raised:
                if response.has_begun:
                    raise
                error = raised
            else:
                return
        await (await response_to(error, scope, receive))(scope, receive, response.send)


class _Response:
    """Adds headers to a response; errors are handled here, so that theirs has them too."""

    def __init__(self, send: Send, headers: Sequence[Header]) -> None:
        self._send = send
        self._headers = headers
        self.has_begun = False

    async def send(self, message: Message) -> None:
        """Send a part of the response."""
        if message["type"] == "http.response.start":
            self.has_begun = True
            message["headers"] = [*message.get("headers", ()), *self._headers]
        await self._send(message)


def _headers(count: SignInCount, rate: SignInRate) -> Sequence[Header]:
    """Return the headers that state the limit and its state."""
    remaining = count.remaining(rate) if count.is_allowed else 0
    return (
        (b"ratelimit-policy", f'"{POLICY}";q={rate.quota};w={int(WINDOW.total_seconds())}'.encode()),
        (b"ratelimit", f'"{POLICY}";r={remaining};t={count.reset_seconds}'.encode()),
    )


SIGN_IN_LIMIT: Final = Middleware(SignInLimit)
"""Appended last, it runs within the middleware that handles errors and gives each request its id."""
