"""Responses whose bytes are made already: an ASGI extension of our servers.

uvicorn checks and copies each header of each response, which takes longer than everything else that a response from
memory needs. An application that keeps the bytes of a head writes them here as they are.
"""

from collections.abc import Iterable
from typing import Any, Final

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

EXTENSION: Final = "marquee.prepared"
RESPONSE: Final = "response"
"""Where the extension of a scope has the `PreparedResponse`."""


class _OwnHeaders:
    """The server's own headers as bytes: a list of them serves for a second."""

    def __init__(self) -> None:
        self._headers: list[tuple[bytes, bytes]] = []
        self._bytes = b"\r\n"

    def bytes_of(self, headers: list[tuple[bytes, bytes]]) -> bytes:
        """Return headers and the end of the head."""
        if headers is not self._headers:
            self._headers = headers
            self._bytes = b"".join(b"%b: %b\r\n" % header for header in headers) + b"\r\n"
        return self._bytes


_own: Final = _OwnHeaders()


def end_of_head(headers: list[tuple[bytes, bytes]]) -> bytes:
    """Return the server's own headers and the end of a head."""
    return _own.bytes_of(headers)


class PreparedResponse:
    """Sends a complete response to one request."""

    __slots__ = ("_cycle",)

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle

    def send(self, head: Iterable[bytes], body: bytes) -> bool:
        """Send the parts of a head, with a status line and without the empty line at its end, and a body.

        The server adds its own headers, such as `Date`. Return false, with nothing sent, when the response has to be
        sent by messages: the client reads slowly or has left, or the connection is closed after the response.
        """
        cycle = self._cycle
        if cycle.response_started or cycle.disconnected or not cycle.keep_alive or cycle.flow.write_paused:
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.transport.writelines((b"".join((*head, end_of_head(cycle.default_headers))), body))
        cycle.message_event.set()
        cycle.on_response()
        return True

    @property
    def is_waiting(self) -> bool:
        """Return whether more of what was sent waits for the client than the socket holds."""
        return bool(self._cycle.flow.write_paused)

    async def taken(self) -> None:
        """Wait while the client does not read: until the socket holds nearly all that was sent, or is closed."""
        await self._cycle.flow.drain()

    def abort(self) -> None:
        """Close the connection without sending what the client has not taken."""
        self._cycle.transport.abort()


def prepared_response(scope: Scope) -> PreparedResponse | None:
    """Return what sends a prepared response to a request; null where the server has no such extension."""
    extension: dict[str, Any] = (scope.get("extensions") or {}).get(EXTENSION) or {}
    prepared: PreparedResponse | None = extension.get(RESPONSE)
    return prepared
