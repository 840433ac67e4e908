"""One HTTP/1.1 connection to a service, with one exchange at a time.

The bytes of a response reach their reader as they arrive. Reading stops while more bytes than one read has wait for the
reader. What a service sends unasked, behind a response or in place of one, makes the connection unusable.
"""

import asyncio
import select
from typing import Final, cast

import httptools

from gateway.domain.errors import UpstreamFailed
from gateway.domain.headers import Header

READ_BYTES: Final = 131_072
"""Bytes of one read, and of those that wait: at most 256 KiB of a response are in memory. Files cost more with less."""
HEAD_BYTES: Final = 65_536
"""Largest head of a response."""
_NO_BODY: Final = frozenset({204, 304})


class ReadBuffer(bytearray):
    """Receives the bytes of every connection of one event loop: they are parsed before the next read."""


class Connection(asyncio.BufferedProtocol):
    """A connection; `begin` starts an exchange, and `is_reusable` is true when another may follow."""

    def __init__(self, buffer: ReadBuffer) -> None:
        self._buffer = buffer
        self._view = memoryview(buffer)
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        self._waiter: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._is_lost = False
        self._is_broken = False
        self._in_exchange = False
        self._start("")

    def _start(self, method: str) -> None:
        self._expects_body = method != "HEAD"
        self._pieces: list[bytes] = []
        self._waiting_bytes = 0
        self._is_paused = False
        self._head_size = 0
        self._ends_with_connection = False
        self._keeps_alive = False
        self.status = 0
        self.headers: list[Header] = []
        self.has_begun = False
        """Whether a byte of the response arrived."""
        self.has_head = False
        self.is_complete = False

    @property
    def is_open(self) -> bool:
        """Return whether a request can be sent."""
        return not (self._is_lost or self._is_broken or self._transport.is_closing())

    @property
    def is_reusable(self) -> bool:
        """Return whether the exchange is complete and the service keeps the connection open."""
        return self.is_complete and self._keeps_alive and not self._pieces and self.is_open

    def is_readable(self) -> bool:
        """Return whether there is something that the event loop has not read yet: between two exchanges, the end.

        A request that is sent behind it may not be repeated, since it may have been received.
        """
        return bool(self._unread.poll(0))

    def begin(self, method: str, data: bytes) -> None:
        """Send the head of a request, with its body if that is known."""
        self._start(method)
        self._in_exchange = True
        self._transport.write(data)

    async def write(self, data: bytes) -> None:
        """Send a part of a body, and wait while the service does not read; raise UpstreamFailed."""
        if not self.is_open:
            raise UpstreamFailed(began=self.has_begun)
        self._transport.write(data)
        if self._writable is not None:
            await self._writable

    async def head(self) -> None:
        """Wait for the head of the response; raise UpstreamFailed."""
        while not self.has_head:
            await self._progress()

    async def chunk(self) -> tuple[bytes, bool]:
        """Return what has arrived of the body, and whether more follows; raise UpstreamFailed if it ends early."""
        while not self._pieces and not self.is_complete:
            await self._progress()
        pieces = self._pieces
        body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        self._pieces = []
        self._waiting_bytes = 0
        if self._is_paused:
            self._is_paused = False
            if not self._is_lost:
                self._transport.resume_reading()
        return body, not self.is_complete

    def close(self) -> None:
        """Close the connection at once, whatever is in progress."""
        self._in_exchange = False
        self._transport.abort()

    def finish(self) -> None:
        """Mark the exchange as over: what arrives from now on is unasked for."""
        self._in_exchange = False

    async def _progress(self) -> None:
        if self._is_lost or self._is_broken:
            raise UpstreamFailed(began=self.has_begun)
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _has_close(self) -> bool:
        return any(name == b"connection" and b"close" in value.lower() for name, value in self.headers)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # Called by the transport.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        # uvloop's transports have the methods and not the base class.
        self._transport = cast("asyncio.Transport", transport)
        self._unread = select.poll()
        self._unread.register(self._transport.get_extra_info("socket").fileno(), select.POLLIN)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - the size is our own
        """Return the memory for the next read."""
        return self._view

    def buffer_updated(self, nbytes: int) -> None:
        """Parse what was read."""
        if not self._in_exchange or self.is_complete:
            self._break()
            return
        self.has_begun = True
        try:
            self._parser.feed_data(self._view[:nbytes])
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._break()

    def eof_received(self) -> None:
        """Let the transport close."""

    def connection_lost(self, exc: Exception | None) -> None:
        """End a body that has no other end; everything else that is in progress fails."""
        self._is_lost = True
        if self.has_head and self._ends_with_connection and exc is None and not self._is_broken:
            self.is_complete = True
        self.resume_writing()
        self._wake()

    def pause_writing(self) -> None:
        """Let writers wait: the service does not read."""
        if self._writable is None:
            self._writable = self._loop.create_future()

    def resume_writing(self) -> None:
        """Let writers continue."""
        if self._writable is not None:
            writable, self._writable = self._writable, None
            if not writable.done():
                writable.set_result(None)

    def _break(self) -> None:
        self._is_broken = True
        self._transport.abort()
        self._wake()

    # Called by the parser.

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; trailers are dropped."""
        if self.has_head:
            return
        self._head_size += len(name) + len(value)
        if self._head_size > HEAD_BYTES:
            raise ValueError("the head of the response is too large")
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Begin the response; an interim one is skipped."""
        if self.has_head:
            raise ValueError("a second response")
        status = self._parser.get_status_code()
        if status < 200:
            if status == 101:
                raise ValueError("an upgrade that was not requested")
            self.headers = []
            return
        self.status = status
        self.has_head = True
        if not self._expects_body or status in _NO_BODY:
            # The parser may wait for the body that the headers announce.
            self._keeps_alive = self._parser.get_http_version() == "1.1" and not self._has_close()
            self._parser = httptools.HttpResponseParser(self)
            self.is_complete = True
        else:
            names = {name for name, _ in self.headers}
            self._ends_with_connection = b"content-length" not in names and b"transfer-encoding" not in names
        self._wake()

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body for its reader."""
        if self.is_complete:
            raise ValueError("bytes behind the response")
        self._pieces.append(body)
        self._waiting_bytes += len(body)
        if self._waiting_bytes > len(self._buffer) and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
        self._wake()

    def on_message_complete(self) -> None:
        """End the response."""
        if self.has_head and not self.is_complete:
            self._keeps_alive = self._parser.should_keep_alive()
            self.is_complete = True
            self._wake()
