"""Responses with files that are read elsewhere while they are sent."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Final

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from chassis.core.sessions.permission import NotPermitted
from chassis.http.client import CallFailed
from chassis.http.follow_up.byte_ranges import ClosingResponse
from federation.domain.errors import FederationError

logger = logging.getLogger(__name__)

_TO_SOURCE: Final = ("range", "if-range", "if-none-match")
_TO_CLIENT: Final = ("content-length", "content-range", "etag", "repr-digest")
_MEDIA_TYPES: Final = ("audio/", "application/ogg")
WANTS_DIGEST: Final = {"want-repr-digest": "sha-256=1"}
"""RFC 9530: the response states the hash of the whole file."""


class FileStream(ClosingResponse):
    """A response whose source may end early."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the content."""
        try:
            await super().__call__(scope, receive, send)
        except (NotPermitted, FederationError, CallFailed, TimeoutError) as ended:
            # The status has been sent: the client sees that the body has no end.
            logger.info("a file ended early", extra={"cause": type(ended).__name__})


def request_headers(request: Request, *, with_digest: bool = False) -> dict[str, str]:
    """Return the headers of a request that decide which part of a file is sent."""
    chosen = {name: request.headers[name] for name in _TO_SOURCE if name in request.headers}
    return chosen | (WANTS_DIGEST if with_digest else {})


def streamed(status: int, headers: Mapping[str, str], chunks: AsyncIterator[bytes], opened: AsyncExitStack) -> Response:
    """Return a file as its source sends it: as audio only, so that no browser takes it for a page of this server."""
    stated = headers.get("content-type", "")
    media_type = stated if stated.startswith(_MEDIA_TYPES) else "application/octet-stream"
    sent = {name: headers[name] for name in _TO_CLIENT if name in headers}
    sent |= {
        "content-type": media_type,
        "cache-control": "private, no-store",
        "accept-ranges": "bytes",
        "x-content-type-options": "nosniff",
    }
    return FileStream(chunks, status, sent, opened)
