"""Server-sent events: what a stream of public events consists of.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

import json
from collections.abc import Collection
from typing import Final, Literal

from gateway.domain.events.public import PublicEvent

GAP: Final = "gap"
"""The type of the event that stands for events which the log no longer holds."""
RETRY_MS: Final = 2000
"""How long a browser waits before it connects again."""

Reason = Literal["expired", "reset"]
"""`expired`: the log deleted events of this age. `reset`: the log does not reach the position, it was created again."""


def event_frame(event: PublicEvent, position: str) -> bytes:
    """Return the frame of an event; `position` is the one behind it."""
    return f"id: {position}\nevent: {event.type}\ndata: ".encode() + event.data + b"\n\n"


def gap_frame(types: Collection[str], reason: Reason, position: str) -> bytes:
    """Return the frame of a gap in the events of some types."""
    data = json.dumps({"types": sorted(types), "reason": reason}, separators=(",", ":"))
    return f"id: {position}\nevent: {GAP}\ndata: {data}\n\n".encode()


def opening(position: str) -> bytes:
    """Return the beginning of a stream: how long to wait before connecting again, and where to continue then."""
    return f"retry: {RETRY_MS}\nid: {position}\n\n".encode()


def still_here(position: str) -> bytes:
    """Return a comment that keeps an idle connection open, with a position behind events that the client skips."""
    return f": still here\nid: {position}\n\n".encode()


def ending(reason: str, *, retry_ms: int = RETRY_MS) -> bytes:
    """Return how a stream ends before its client has everything: when to connect again, and a comment."""
    return f"retry: {retry_ms}\n: {reason}; connect again to continue\n\n".encode()
