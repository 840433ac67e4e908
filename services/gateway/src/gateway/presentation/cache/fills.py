"""Fetching a response that several clients wait for: one request to the service, which no client's disconnect ends.

A response that cannot be shared is passed to the client whose request it is as it arrives; the others request it
themselves.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.application.cache.store import Page
from gateway.application.cache.stored import StoredResponse, stored_response
from gateway.domain.cache.freshness import ERRORS, FOR_THE_CACHE, Freshness, Storage, storage_of
from gateway.domain.headers import Header, first_value

logger = logging.getLogger(__name__)

MOST_BODY_BYTES: Final = 1_048_576
"""Of the longest response that is stored."""
OF_ONE_CLIENT: Final = frozenset({b"ratelimit", b"ratelimit-policy", b"x-request-id"})
_UNSTORED: Final = Storage(Freshness(0.0), True, False, frozenset(), 0.0)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete response for all who wait, and the headers for the client whose request it was."""

    response: StoredResponse
    is_stored: bool
    is_error: bool
    own_headers: list[Header]


class _Abandoned(Exception):
    """No client needs the rest of the response."""


class Fill:
    """One fetch. `outcome` is null when the response cannot be shared."""

    def __init__(
        self,
        app: ASGIApp,
        scope: Scope,
        send: Send | None,
        keep: Callable[[StoredResponse], bool],
        started: float,
        request_class: str,
    ) -> None:
        """`send` is that of the client whose request it is; without one, a response that cannot be shared is dropped.

        `keep` stores a response and returns whether it did.
        """
        self._app = app
        self._scope = scope
        self._send_to_client = send
        self._keep = keep
        self.started = started
        self._request_class = request_class
        self.outcome: asyncio.Future[Fetched | None] = asyncio.get_running_loop().create_future()
        self.status = 0
        self._start: Message = {}
        self._storage: Storage | None = None
        self._body = bytearray()
        self.is_passed = False
        self._requested = False
        self.task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Fetch; every outcome is a value, and what goes wrong is logged."""
        try:
            await self._app(self._scope, self._receive, self._receive_message)
        except _Abandoned:
            pass
        except Exception:
            # The client whose request it is receives the error of the server; the others request the page themselves.
            logger.exception("fetching a shared response failed")
            if self.is_passed:
                raise
        finally:
            if not self.outcome.done():
                self.outcome.set_result(None)

    async def pass_on(self, receive: Receive) -> None:
        """Wait until the client has the whole response; a disconnect ends the request to the service."""
        if self.task is None:
            return
        left = asyncio.create_task(_disconnected(receive))
        try:
            await asyncio.wait((self.task, left), return_when=asyncio.FIRST_COMPLETED)
        finally:
            left.cancel()
            if not self.task.done():
                self.task.cancel()
        if self.task.done() and not self.task.cancelled() and (error := self.task.exception()) is not None:
            raise error

    async def _receive(self) -> Message:
        if not self._requested:
            self._requested = True
            return {"type": "http.request", "body": b"", "more_body": False}
        # A disconnect ends the task instead.
        await asyncio.Event().wait()
        raise _Abandoned

    async def _receive_message(self, message: Message) -> None:
        if self.is_passed:
            await self._to_client(message)
        elif message["type"] == "http.response.start":
            self._begin(message)
            if self._storage is None:
                await self._pass(message)
        else:
            await self._add(message)

    def _begin(self, message: Message) -> None:
        headers: list[Header] = list(message["headers"])
        self.status = message["status"]
        length = first_value(headers, b"content-length")
        if length is None or int(length) <= MOST_BODY_BYTES:
            is_error = self.status in ERRORS
            self._storage = _UNSTORED if is_error else storage_of(self.status, headers)
        self._start = message

    async def _add(self, message: Message) -> None:
        self._body += message.get("body", b"")
        if len(self._body) > MOST_BODY_BYTES:
            start, body = self._start, bytes(self._body)
            self._body.clear()
            await self._pass(start)
            await self._to_client({**message, "body": body})
        elif not message.get("more_body", False):
            self._complete()

    def _complete(self) -> None:
        start, storage = self._start, self._storage or _UNSTORED
        headers: list[Header] = start["headers"]
        shared = [header for header in headers if header[0] not in OF_ONE_CLIENT | FOR_THE_CACHE]
        response = stored_response(
            start["status"],
            shared,
            bytes(self._body),
            storage,
            route=getattr(self._scope.get("route"), "path", "unmatched"),
            request_class=self._request_class,
            fetched_at=self.started,
        )
        is_error = storage is _UNSTORED
        is_stored = not is_error and self._keep(response)
        own = [header for header in headers if header[0] in OF_ONE_CLIENT]
        self.outcome.set_result(Fetched(response, is_stored, is_error, own))

    async def _pass(self, start: Message) -> None:
        self.is_passed = True
        self.outcome.set_result(None)
        await self._to_client(start)

    async def _to_client(self, message: Message) -> None:
        if self._send_to_client is None:
            raise _Abandoned
        await self._send_to_client(message)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


class Fills:
    """The fetches in progress, by page and language."""

    def __init__(self) -> None:
        self._running: dict[tuple[Page, bytes], Fill] = {}

    def joinable(self, key: tuple[Page, bytes], changed_at: float) -> Fill | None:
        """Return the fetch of a page that began after the latest change; an earlier one may miss the change."""
        fill = self._running.get(key)
        return fill if fill is not None and fill.started > changed_at else None

    def start(self, key: tuple[Page, bytes], fill: Fill) -> None:
        """Start a fetch, which others may join from now on."""
        self._running[key] = fill
        fill.task = asyncio.create_task(fill.run(), name="cache-fill")
        fill.task.add_done_callback(lambda done: self._forget(key, fill, done))

    def _forget(self, key: tuple[Page, bytes], fill: Fill, task: asyncio.Task[Any]) -> None:
        if self._running.get(key) is fill:
            del self._running[key]
        if not task.cancelled():
            # Each client that waits sees the outcome; without any it must count as retrieved.
            task.exception()
