"""Sending stored responses: whole, without their body, or as a confirmation of what the client has."""

from collections.abc import Sequence
from typing import Final

from starlette.types import Send

from chassis.http.follow_up.preconditions import is_current
from gateway.application.cache.stored import Representation, StoredResponse
from gateway.domain.headers import Header

NAME: Final = b"marquee"
"""Of this cache in `Cache-Status` (RFC 9211)."""
STATUS: Final = b"cache-status"
OF_THE_BODY: Final = frozenset({b"content-length", b"content-type", b"content-encoding"})
"""Headers that a confirmation does not repeat (RFC 9110 section 15.4.5)."""


def hit(stored: StoredResponse, now: float) -> bytes:
    """Return the `Cache-Status` of a response from memory; a negative `ttl` says for how long it has been stale."""
    return b"%b; hit; ttl=%d" % (NAME, int(stored.fresh_until - now))


def forwarded(reason: bytes, status: int | None = None, *, details: Sequence[bytes] = ()) -> bytes:
    """Return the `Cache-Status` of a response that was requested from the service."""
    parts = [NAME, b"fwd=" + reason]
    if status is not None:
        parts.append(b"fwd-status=%d" % status)
    return b"; ".join([*parts, *details])


def is_confirmed(stored: StoredResponse, condition: bytes | None) -> bool:
    """Return whether the client has the response already, by its `If-None-Match`."""
    return condition is not None and stored.status == 200 and is_current(condition.decode("latin-1"), stored.tag)


async def send_stored(
    send: Send,
    stored: StoredResponse,
    representation: Representation,
    *,
    condition: bytes | None,
    method: str,
    added: Sequence[Header],
) -> None:
    """Send a response with the headers of this request."""
    status, headers, body = stored.status, representation.headers, representation.body
    if is_confirmed(stored, condition):
        status, body = 304, b""
        headers = [header for header in headers if header[0] not in OF_THE_BODY]
    elif method == "HEAD":
        body = b""
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *added]})
    await send({"type": "http.response.body", "body": body})
