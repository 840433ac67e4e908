"""Request bodies: short ones are read before a service is contacted, longer ones are streamed to it.

A client that sends a short body slowly holds no connection to a service. Of a longer body, the first part is read
before, and the rest only as fast as the service takes it. The framing of a forwarded body is the gateway's own.
"""

from collections.abc import AsyncIterator, Callable, Collection
from typing import Final

from starlette.types import Receive

from gateway.domain.errors import BadHeaders, BodyTooLarge, Overloaded
from gateway.domain.headers import Header

BUFFERED_BYTES: Final = 65_536
"""The most that is read of a body before the service is contacted."""


class ClientDisconnected(Exception):
    """The client disconnected before its request was complete, so no response can be sent."""


class StreamedBody:
    """A body of which the first part has been read; `on_end` is called when its last byte has been."""

    def __init__(
        self, first: bytes, receive: Receive, *, length: int | None, most: int, on_end: Callable[[], None]
    ) -> None:
        self.first = first
        self._receive = receive
        self._most = most
        self._on_end = on_end
        self.length = length

    async def chunks(self) -> AsyncIterator[bytes]:
        """Return the body; raise BodyTooLarge behind the limit, or ClientDisconnected."""
        size = len(self.first)
        yield self.first
        more = True
        while more:
            chunk, more = await _next(self._receive)
            size += len(chunk)
            if size > self._most:
                raise BodyTooLarge
            if not more:
                self._on_end()
            if chunk:
                yield chunk


class RequestBodies:
    """Reads bodies, and holds at most `total_bytes` of all requests in progress."""

    def __init__(self, *, total_bytes: int) -> None:
        self._free_bytes = total_bytes

    async def read(
        self, receive: Receive, length: int | None, most: int, on_end: Callable[[], None]
    ) -> bytes | StreamedBody:
        """Return a body of at most `most` bytes, or the beginning of one; pass it to `release` later.

        `length` is the announced one. Raise BodyTooLarge, Overloaded or ClientDisconnected.
        """
        if length is not None and length > most:
            raise BodyTooLarge
        body = bytearray()
        more = True
        try:
            while more and len(body) < BUFFERED_BYTES:
                chunk, more = await _next(receive)
                self._take(len(chunk), of=most - len(body))
                body += chunk
        except BaseException:
            self._free_bytes += len(body)
            raise
        if more:
            return StreamedBody(bytes(body), receive, length=length, most=most, on_end=on_end)
        on_end()
        return bytes(body)

    def _take(self, size: int, *, of: int) -> None:
        if size > of:
            raise BodyTooLarge
        if size > self._free_bytes:
            raise Overloaded
        self._free_bytes -= size

    def release(self, body: bytes | StreamedBody) -> None:
        """Free the bytes that a body counts for."""
        self._free_bytes += len(body if isinstance(body, bytes) else body.first)


async def _next(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnected
    return message.get("body", b""), bool(message.get("more_body", False))


def announced_length(headers: Collection[Header]) -> tuple[bool, int | None]:
    """Return whether a request has a body, and its length if it is known; raise BodyTooLarge for an absurd one."""
    for name, value in headers:
        if name == b"content-length":
            if len(value) > 12:
                raise BodyTooLarge
            if not value.isdigit():
                raise BadHeaders
            return value.strip(b"0") != b"", int(value)
        if name == b"transfer-encoding":
            return True, None
    return False, None
