"""Reads whose responses are the same for everyone: the gateway keeps them until the service announces a change.

A router declares it among its dependencies: `Depends(SharedRead(KEYS, "titles"))`. Successful responses of its reads
then state how long they may be kept and what they depend on, and have an entity tag.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final
from uuid import UUID

from fastapi.dependencies.models import Dependant
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.core.responses.keys import ResponseKeys
from chassis.http.dependants import tree
from chassis.http.document.openapi import OF_THE_CACHE
from chassis.http.follow_up.preconditions import is_current
from chassis.http.middleware import Header

PUBLIC: Final = "public, max-age=30"
AT_THE_GATEWAY: Final = "max-age=60, stale-while-revalidate=30, stale-if-error=600"
"""The gateway learns of changes. What changes by time alone may be as old as this."""
SURROGATE_KEY: Final = b"surrogate-key"
_TITLE: Final = ("mediaId", "mediaItemId")
_TAG_CHARACTERS: Final = 24
_OF_THE_BODY: Final = frozenset({b"content-length", b"content-type"})
"""Headers that a confirmation does not repeat (RFC 9110 section 15.4.5)."""


class SharedRead:
    """Marks reads that are the same for everyone; as a dependency it does nothing."""

    def __init__(self, keys: ResponseKeys, *subjects: str, by_title: bool = False, by_user: bool = False) -> None:
        """Create the mark of responses that depend on `subjects`.

        With `by_title`, responses to a path with the id of a title depend on this title instead. With `by_user`, only
        requests without a token get the same response, and one that has a token keeps the headers of its route. A route
        whose responses depend on more states it in a header of its own (`depends_on`).
        """
        self._keys = keys
        self._subjects = tuple(map(keys.subject, subjects))
        self._by_title = by_title
        self._by_user = by_user

    @property
    def documented(self) -> tuple[str, ...]:
        """The headers of the responses that the API document shows."""
        return ("ETag", "Cache-Control", *(("Vary",) if self._by_user else ()), *OF_THE_CACHE)

    async def __call__(self) -> None:
        """Do nothing: the responses are completed where the route is served."""

    def completed(self, scope: Scope, headers: Sequence[Header]) -> list[Header] | None:
        """Return the headers of a response with those that it lacks, or null when it is not shared."""
        if self._by_user:
            if any(name == b"authorization" for name, _ in scope["headers"]):
                return None
            headers = [header for header in headers if header[0] != b"cache-control"]
        present = {name for name, _ in headers}
        return [*headers, *(header for header in self._added(scope["path_params"]) if header[0] not in present)]

    def _added(self, path_parameters: dict[str, str]) -> Iterator[Header]:
        media_id = next((path_parameters[name] for name in _TITLE if name in path_parameters), None)
        by_title = self._by_title and media_id is not None
        subjects = (self._keys.title(UUID(media_id)),) if by_title else self._subjects
        yield b"cache-control", PUBLIC.encode()
        yield b"gateway-cache-control", AT_THE_GATEWAY.encode()
        yield SURROGATE_KEY, " ".join((self._keys.everything, *subjects)).encode()
        if self._by_user:
            yield b"vary", b"Authorization"


def depends_on(headers: MutableHeaders, keys: ResponseKeys, *more: str) -> None:
    """State in the headers of a response what it depends on."""
    headers[SURROGATE_KEY.decode()] = " ".join((keys.everything, *more))


def shared_read_of(dependant: Dependant) -> SharedRead | None:
    """Return the declaration of a route; that of the route itself precedes that of its router."""
    declared = [inner.call for inner in tree(dependant) if isinstance(inner.call, SharedRead)]
    return declared[-1] if declared else None


def with_shared_reads(dependant: Dependant, app: ASGIApp) -> ASGIApp:
    """Return the application of a route, whose responses are completed if they are shared."""
    shared = shared_read_of(dependant)
    return app if shared is None else _SharedReads(app, shared)


class _SharedReads:
    def __init__(self, app: ASGIApp, shared: SharedRead) -> None:
        self._app = app
        self._shared = shared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["method"] == "GET":
            send = _Completed(self._shared, scope, send)
        await self._app(scope, receive, send)


class _Completed:
    """Sends a response with the headers of shared reads; the head waits for the body, whose digest is the tag."""

    __slots__ = ("_head", "_scope", "_send", "_shared")

    def __init__(self, shared: SharedRead, scope: Scope, send: Send) -> None:
        self._shared = shared
        self._scope = scope
        self._send = send
        self._head: Message | None = None

    async def __call__(self, message: Message) -> None:
        """Send a message."""
        head, self._head = self._head, None
        if message["type"] == "http.response.start" and message["status"] in {200, 304}:
            headers = self._shared.completed(self._scope, message.get("headers", ()))
            if headers is not None:
                message["headers"] = headers
                if message["status"] == 200 and all(name != b"etag" for name, _ in headers):
                    self._head = message
                    return
        elif head is not None:
            if not message.get("more_body", False):
                await self._send_tagged(head, message)
                return
            await self._send(head)
        await self._send(message)

    async def _send_tagged(self, head: Message, body: Message) -> None:
        tag = f'W/"{sha256(body.get("body", b"")).hexdigest()[:_TAG_CHARACTERS]}"'
        condition = b",".join(value for name, value in self._scope["headers"] if name == b"if-none-match")
        headers = [*head["headers"], (b"etag", tag.encode())]
        if condition and is_current(condition.decode("latin-1"), tag):
            headers = [header for header in headers if header[0] not in _OF_THE_BODY]
            head, body = {**head, "status": 304}, {"type": "http.response.body", "body": b""}
        await self._send({**head, "headers": headers})
        await self._send(body)
