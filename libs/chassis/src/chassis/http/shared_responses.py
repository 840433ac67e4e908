"""Responses that every client may share are kept for a moment, so that a page that many request is rendered once.

A shared cache of RFC 9111 inside the service. It stores what a route declares as `Cache-Control: public`, of requests
without `Authorization`: what users read after a write of their own never comes from here. A request with `no-cache`, as
the gateway sends it to store a response itself, receives a new response, which the others share.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http.follow_up.preconditions import is_current
from chassis.runtime.metrics.requests import SHARED_RESPONSES

MOST_BYTES: Final = 16_000_000
"""How much memory the stored responses take."""
_FIXED_BYTES: Final = 1_000
_VARY: Final = frozenset({b"authorization", b"accept-language"})
_OF_THE_BODY: Final = frozenset({b"content-length", b"content-type"})

Key = tuple[str, bytes, bytes]
Header = tuple[bytes, bytes]


@dataclass(slots=True)
class _Response:
    """A complete response with status 200."""

    route: Any
    headers: list[Header]
    body: bytes
    stored_at: float = 0.0
    is_renewed: bool = False
    """Whether a request renews it: until then the others receive it for as long again as it was fresh."""

    async def send(self, condition: bytes | None, send: Send) -> None:
        """Send the response, or 304 when the client has it already, by its `If-None-Match`."""
        if condition is not None and is_current(condition.decode("latin-1"), self._tag()):
            headers = [header for header in self.headers if header[0] not in _OF_THE_BODY]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": self.headers})
            await send({"type": "http.response.body", "body": self.body})

    def _tag(self) -> str | None:
        return next((value.decode("latin-1") for name, value in self.headers if name == b"etag"), None)


class SharedResponses:
    """Serves the responses of `app` again while they are at most `seconds` old, and twice that while one is renewed."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        seconds: float,
        most_bytes: int = MOST_BYTES,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._timer = timer
        self._responses: LRUCache[Key, _Response] = LRUCache(
            most_bytes, getsizeof=lambda stored: len(stored.body) + _FIXED_BYTES
        )

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return self._app(scope, receive, send)
        language, condition, renews = b"", None, False
        for name, value in scope["headers"]:
            if name == b"authorization":
                return self._app(scope, receive, send)
            if name == b"accept-language":
                language += value + b","
            elif name == b"if-none-match":
                condition = value if condition is None else condition + b"," + value
            elif name == b"cache-control":
                renews = renews or b"no-cache" in value
        key = scope["path"], scope["query_string"], language
        stored = self._responses.get(key)
        if stored is not None and not renews and self._is_usable(stored):
            SHARED_RESPONSES.inc()
            scope["route"] = stored.route
            scope["served_from"] = "memory"
            return stored.send(condition, send)
        if condition is not None:
            # The whole response is needed to store it; the condition is evaluated here.
            scope["headers"] = [header for header in scope["headers"] if header[0] != b"if-none-match"]
        return self._app(scope, receive, _Recorder(self, key, scope, condition, send))

    def store(self, key: Key, response: "_Response") -> None:
        """Keep a response if clients may share it."""
        fields = dict(response.headers)
        vary = {name.strip().lower() for name in fields.get(b"vary", b"").split(b",") if name.strip()}
        is_public = fields.get(b"cache-control", b"").startswith(b"public")
        if is_public and vary <= _VARY and len(response.body) + _FIXED_BYTES <= self._most_bytes:
            response.stored_at = self._timer()
            self._responses[key] = response

    def _is_usable(self, stored: _Response) -> bool:
        """Return whether a response may be served; the first request that finds it old renews it."""
        age = self._timer() - stored.stored_at
        if age < self._seconds:
            return True
        if stored.is_renewed:
            return age < 2 * self._seconds
        stored.is_renewed = True
        return False


class _Recorder:
    """Sends a response, and has it stored when it is complete and successful."""

    __slots__ = ("_cache", "_condition", "_head", "_key", "_scope", "_send")

    def __init__(self, cache: SharedResponses, key: Key, scope: Scope, condition: bytes | None, send: Send) -> None:
        self._cache = cache
        self._key = key
        self._scope = scope
        self._condition = condition
        self._send = send
        self._head: Message | None = None

    async def __call__(self, message: Message) -> None:
        """Send a message; the head of a successful response waits for the body."""
        head, self._head = self._head, None
        if message["type"] == "http.response.start" and message["status"] == 200:
            self._head = message
        elif head is None:
            await self._send(message)
        elif message.get("more_body", False):
            await self._send(head)
            await self._send(message)
        else:
            response = _Response(self._scope.get("route"), list(head.get("headers", ())), message.get("body", b""))
            self._cache.store(self._key, response)
            await response.send(self._condition, self._send)
