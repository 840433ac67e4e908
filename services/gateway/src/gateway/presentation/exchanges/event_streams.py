"""Event streams: forwarded until either side ends them, their token expires, their session ends or the gateway stops.

A comment line is sent while a service sends nothing, so that no proxy on the way takes the stream for dead.
https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import Receive

from gateway.application.event_streams import Cause, StreamEnd
from gateway.application.ports import UpstreamResponse
from gateway.domain.errors import UpstreamFailed
from gateway.domain.events.frames import ending
from gateway.presentation.exchanges.disconnects import disconnected

HEARTBEAT: Final = b": still connected\n\n"
RETRY_SPREAD_MS: Final = (500, 2500)
"""All clients of a gateway that stops connect again to the same other replicas."""
_EVENT_ENDS: Final = (b"\n\n", b"\r\r", b"\r\n\r\n")

SendBody = Callable[[bytes, bool], Awaitable[None]]
"""Sends a part of the body, and whether more follows."""


def stopping() -> bytes:
    """Return what a stream ends with when the gateway stops."""
    return ending("the gateway stops", retry_ms=random.randint(*RETRY_SPREAD_MS))


async def forward_events(
    response: UpstreamResponse,
    receive: Receive,
    send: SendBody,
    end: StreamEnd,
    *,
    seconds: float,
    heartbeat_seconds: float | None,
) -> None:
    """Forward a stream for at most `seconds`; raise UpstreamFailed if the service breaks it off.

    A stream that the gateway ends has a normal end, so that the client reconnects. Null sends no comments.
    """
    forwarding = _Forwarding(send)
    body = asyncio.create_task(forwarding.run(response, heartbeat_seconds))
    disconnect = asyncio.create_task(disconnected(receive))
    tasks = (body, disconnect, asyncio.create_task(end.wait()))
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        is_complete, is_disconnected = body.done(), disconnect.done()
        for task in tasks:
            task.cancel()
        outcome, *_ = await asyncio.gather(*tasks, return_exceptions=True)
    if isinstance(outcome, UpstreamFailed):
        raise outcome
    if not is_complete and not is_disconnected:
        has_comment = heartbeat_seconds is not None and end.cause is Cause.STOPPING and forwarding.is_between_events
        await send(stopping() if has_comment else b"", False)


class _Forwarding:
    """Sends a stream, and knows whether what was sent ends with an event."""

    def __init__(self, send: SendBody) -> None:
        self._send = send
        self._last = b"\n\n"

    @property
    def is_between_events(self) -> bool:
        """Return whether a comment may follow: within an event it would become a part of it."""
        return self._last.endswith(_EVENT_ENDS)

    async def run(self, response: UpstreamResponse, heartbeat_seconds: float | None) -> None:
        """Send everything, and a comment whenever the service has sent nothing for a while."""
        chunks = response.chunks()
        while True:
            following = asyncio.ensure_future(anext(chunks))
            try:
                while not (await asyncio.wait((following,), timeout=heartbeat_seconds))[0]:
                    if self.is_between_events:
                        await self._send(HEARTBEAT, True)
                chunk, more = following.result()
            finally:
                following.cancel()
            await self._send(chunk, more)
            if not more:
                return
            self._last = (self._last + chunk[-4:])[-4:]
