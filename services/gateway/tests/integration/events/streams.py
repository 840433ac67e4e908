"""What tests of the public stream share: a client that reads frames, and publishing to the real topics."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import aiohttp

from chassis.testing.kafka import produce, wait_until
from contracts.event import Event, encode
from contracts.event_catalog import LIVE_TOPICS
from contracts.examples import EXAMPLES

EVENTS: Final = "/api/v1/events"
ACCEPT: Final = {"Accept": "text/event-stream"}
JSON: Final = {"Accept": "application/json"}
EXAMPLE_BY_TYPE: Final = {example.type: example for example in EXAMPLES}
TREND: Final = EXAMPLE_BY_TYPE["trend.changed.v1"]
TOPICS: Final = LIVE_TOPICS
"""A gateway follows the log when all topics that it reads exist."""


@dataclass
class Frame:
    """A part of a stream up to an empty line; `event` is empty for one that browsers do not dispatch."""

    id: str = ""
    event: str = ""
    data: str = ""
    comment: str = ""
    retry: str = ""


async def next_frame(response: aiohttp.ClientResponse, *, seconds: float = 30) -> Frame:
    """Return the next frame of a stream; raise TimeoutError, or IncompleteReadError at its end."""
    async with asyncio.timeout(seconds):
        text = (await response.content.readuntil(b"\n\n")).decode()
    frame = Frame()
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        if line:
            setattr(frame, name or "comment", value)
    return frame


async def next_frames(response: aiohttp.ClientResponse, number: int) -> list[Frame]:
    return [await next_frame(response) for _ in range(number)]


@asynccontextmanager
async def stream(
    http: aiohttp.ClientSession, query: str = "", *, after: str | None = None
) -> AsyncIterator[tuple[aiohttp.ClientResponse, Frame]]:
    """Open a stream and return it with its first frame."""
    headers = ACCEPT if after is None else {**ACCEPT, "Last-Event-ID": after}
    async with http.get(EVENTS + query, headers=headers) as response:
        assert response.status == 200, await response.text()
        yield response, await next_frame(response)


async def publish(bootstrap: str, events: Iterable[Event]) -> list[str]:
    """Publish events and return their ids."""
    messages = [encode(event, event.spec.publisher) for event in events]
    await produce(bootstrap, messages)
    return [str(message.event_id) for message in messages]


async def following(http: aiohttp.ClientSession) -> None:
    """Wait until a gateway follows the log."""

    async def is_following() -> bool:
        async with http.get(EVENTS, headers=ACCEPT) as response:
            return response.status == 200

    await wait_until(is_following, what="the feed of the gateway")
