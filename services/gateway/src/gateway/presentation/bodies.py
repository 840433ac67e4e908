"""Reading request bodies whole, within a limit each and a limit altogether.

A body is read before a service is bothered: a slow sender holds no connection to it, and what goes on has one
length that both sides agree on, whatever framing the client chose.
"""

from starlette.types import Message, Receive

from gateway.domain.errors import BodyTooLarge, Overloaded


class ClientGone(Exception):
    """The client left before its request was complete; there is nobody to answer."""


class BodyReader:
    """Reads bodies of at most `each` bytes, holding at most `together` at any time."""

    def __init__(self, *, each: int, together: int) -> None:
        self._each = each
        self._room = together

    def check_length(self, content_length: bytes | None) -> None:
        """Refuse an announced length before a byte is read; raises BodyTooLarge."""
        if content_length is not None and (len(content_length) > 12 or int(content_length) > self._each):
            raise BodyTooLarge

    async def read(self, receive: Receive) -> bytes:
        """Give the whole body; raises BodyTooLarge, Overloaded or ClientGone. Call `free` with it when it is sent."""
        body = bytearray()
        try:
            while self._take(await receive(), body):
                pass
        except BaseException:
            self._room += len(body)
            raise
        return bytes(body)

    def _take(self, message: Message, body: bytearray) -> bool:
        """Add one piece of a body and tell whether more follows."""
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        if len(body) + len(chunk) > self._each:
            raise BodyTooLarge
        if len(chunk) > self._room:
            raise Overloaded
        self._room -= len(chunk)
        body += chunk
        return bool(message.get("more_body", False))

    def free(self, body: bytes) -> None:
        """Give back the room of a body."""
        self._room += len(body)
