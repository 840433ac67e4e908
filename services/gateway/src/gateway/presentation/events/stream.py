"""The stream of public events to one client."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import ExitStack, aclosing
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.application.event_streams import Cause, EventStreams, StreamEnd
from gateway.application.events.follower import Batch, Follower
from gateway.application.events.log import FellBehind
from gateway.application.events.public_events import PublicEvents
from gateway.domain.errors import Unavailable
from gateway.domain.events.frames import ending, gap_frame, opening, still_here
from gateway.domain.events.positions import Positions
from gateway.domain.events.public import Selection
from gateway.presentation.events.admission import Client
from gateway.presentation.exchanges.event_streams import stopping

LONGEST_SECONDS: Final = 3600.0
SEND_SECONDS: Final = 20.0
"""How long a client may take to receive a part of the stream before the connection is closed."""
STARTING_SECONDS: Final = 10.0
"""How long a client waits for the log of a gateway that has just started: a browser that gets an error gives up."""
PART_BYTES: Final = 65_536
HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Vary": "Accept"}


class EventStream(Response):
    """Sends the events behind a position, or from now on, until either side ends the stream."""

    media_type = "text/event-stream"

    def __init__(
        self,
        events: PublicEvents,
        streams: EventStreams,
        client: Client,
        selection: Selection,
        after: Positions | None,
        *,
        now: Callable[[], float],
        heartbeat_seconds: float,
    ) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._events = events
        self._streams = streams
        self._client = client
        self._selection = selection
        self._after = after
        self._now = now
        self._heartbeat_seconds = heartbeat_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send the stream; raise TooManyStreams, Overloaded or Unavailable before it begins."""
        with ExitStack() as stack:
            end = stack.enter_context(self._streams.opened(self._client.principal, self._client.address))
            await self._log_started(end)
            follower = await self._events.follow(self._selection, self._after)
            turn = stack.enter_context(ExitStack())
            turn.enter_context(self._events.turn(follower))
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await self._run(follower, turn, end, receive, send)

    async def _log_started(self, end: StreamEnd) -> None:
        log = self._events.log
        if log.is_started:
            return
        start = asyncio.create_task(log.wait(log.end, log.generation, STARTING_SECONDS))
        stop = asyncio.create_task(end.wait())
        try:
            await asyncio.wait((start, stop), return_when=asyncio.FIRST_COMPLETED)
        finally:
            start.cancel()
            stop.cancel()

    async def _run(self, follower: Follower, turn: ExitStack, end: StreamEnd, receive: Receive, send: Send) -> None:
        body = asyncio.create_task(self._send(follower, turn, send))
        disconnect = asyncio.create_task(_disconnected(receive))
        tasks = (body, disconnect, asyncio.create_task(end.wait()))
        try:
            await asyncio.wait(tasks, timeout=self._seconds_left(), return_when=asyncio.FIRST_COMPLETED)
        finally:
            is_complete, is_disconnected = body.done(), disconnect.done()
            for task in tasks:
                task.cancel()
            outcome, *_ = await asyncio.gather(*tasks, return_exceptions=True)
        if is_complete and isinstance(outcome, Exception) and not isinstance(outcome, TimeoutError):
            raise outcome
        if not is_disconnected and not isinstance(outcome, TimeoutError):
            # The body ends normally, so that the client connects again. Otherwise the server closes the connection.
            last = stopping() if end.cause is Cause.STOPPING else b""
            await send({"type": "http.response.body", "body": last, "more_body": False})

    async def _send(self, follower: Follower, turn: ExitStack, send: Send) -> None:
        async with aclosing(self._parts(follower, turn)) as parts:
            async for part in parts:
                async with asyncio.timeout(SEND_SECONDS):
                    await send({"type": "http.response.body", "body": part, "more_body": True})

    async def _parts(self, follower: Follower, turn: ExitStack) -> AsyncGenerator[bytes, None]:
        loop = asyncio.get_running_loop()
        yield opening(follower.position)
        last = loop.time()
        try:
            async with aclosing(follower.batches(idle_seconds=self._heartbeat_seconds)) as batches:
                async for batch in batches:
                    for part in self._joined(batch, follower):
                        last = loop.time()
                        yield part
                    if loop.time() - last >= self._heartbeat_seconds:
                        last = loop.time()
                        yield still_here(follower.position)
                    if not follower.is_behind:
                        turn.close()
        except FellBehind:
            yield ending("the client is too slow")
        except Unavailable:
            yield ending("the event log is unavailable")

    def _joined(self, batch: Batch, follower: Follower) -> Iterator[bytes]:
        """Yield the frames of a batch, joined into parts of limited size."""
        part = bytearray()
        for gap in batch.gaps:
            part += gap_frame(gap.types, gap.reason, follower.position)
        for entry in batch.entries:
            part += entry.frame
            if len(part) >= PART_BYTES:
                yield bytes(part)
                part = bytearray()
        if part:
            yield bytes(part)

    def _seconds_left(self) -> float:
        principal = self._client.principal
        if principal is None:
            return LONGEST_SECONDS
        return min(LONGEST_SECONDS, max(0.0, principal.expires_at - self._now()))


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
