"""Event streams: forwarded until either side ends them, their token expires or their session ends.

A comment line is sent while a service sends nothing, so that no proxy on the way takes the stream for dead.
https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import Receive

from gateway.application.ports import UpstreamResponse
from gateway.domain.errors import UpstreamFailed
from gateway.presentation.exchanges.disconnects import disconnected

HEARTBEAT: Final = b": still connected\n\n"
_EVENT_ENDS: Final = (b"\n\n", b"\r\r", b"\r\n\r\n")

SendBody = Callable[[bytes, bool], Awaitable[None]]
"""Sends a part of the body, and whether more follows."""


async def forward_events(
    response: UpstreamResponse,
    receive: Receive,
    send: SendBody,
    session_ended: asyncio.Event,
    *,
    seconds: float,
    heartbeat_seconds: float | None,
) -> None:
    """Forward a stream for at most `seconds`; raise UpstreamFailed if the service breaks it off.

    A stream that the gateway ends has a normal end, so that the client reconnects. Null sends no heartbeats.
    """
    body = asyncio.create_task(_forward(response, send, heartbeat_seconds))
    disconnect = asyncio.create_task(disconnected(receive))
    session_end = asyncio.create_task(session_ended.wait())
    tasks = (body, disconnect, session_end)
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
        await send(b"", False)


async def _forward(response: UpstreamResponse, send: SendBody, heartbeat_seconds: float | None) -> None:
    chunks = response.chunks()
    end = b"\n\n"
    while True:
        following = asyncio.ensure_future(anext(chunks))
        try:
            while not (await asyncio.wait((following,), timeout=heartbeat_seconds))[0]:
                # Only between events: a comment within one would become a part of it.
                if end.endswith(_EVENT_ENDS):
                    await send(HEARTBEAT, True)
            chunk, more = following.result()
        finally:
            following.cancel()
        await send(chunk, more)
        if not more:
            return
        end = (end + chunk[-4:])[-4:]
