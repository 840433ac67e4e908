"""Buffering of request bodies, with a limit per body and a limit for all bodies together.

A body is buffered before the service is contacted: a slow client holds no connection to a service, and the service
receives one exact length, however the client framed its body.
"""

from starlette.types import Message, Receive

from gateway.domain.errors import BodyTooLarge, Overloaded


class ClientDisconnected(Exception):
    """The client disconnected before its request was complete, so no response can be sent."""


class RequestBodies:
    """Reads bodies of at most `max_bytes` each, and holds at most `total_bytes` at any time."""

    def __init__(self, *, max_bytes: int, total_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._free_bytes = total_bytes

    def check_length(self, content_length: bytes | None) -> None:
        """Raise BodyTooLarge for an announced length above the limit, before a byte is read."""
        if content_length is not None and (len(content_length) > 12 or int(content_length) > self._max_bytes):
            raise BodyTooLarge

    async def read(self, receive: Receive) -> bytes:
        """Return the whole body; raise BodyTooLarge, Overloaded or ClientDisconnected. Pass it to `release` later."""
        body = bytearray()
        try:
            while self._append(await receive(), body):
                pass
        except BaseException:
            self._free_bytes += len(body)
            raise
        return bytes(body)

    def _append(self, message: Message, body: bytearray) -> bool:
        """Append one chunk to a body and return whether more follows."""
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        chunk: bytes = message.get("body", b"")
        if len(body) + len(chunk) > self._max_bytes:
            raise BodyTooLarge
        if len(chunk) > self._free_bytes:
            raise Overloaded
        self._free_bytes -= len(chunk)
        body += chunk
        return bool(message.get("more_body", False))

    def release(self, body: bytes) -> None:
        """Free the bytes that a body counts for."""
        self._free_bytes += len(body)
