"""Responses with a file or one range of it (RFC 9110 section 14)."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any, Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from chassis.core.responses.byte_ranges import ByteRange, RangeNotSatisfiable, requested_range
from chassis.http.document.error_cases import ErrorCase
from chassis.http.errors import ApiError

BEYOND: Final = ErrorCase(416, "RANGE_NOT_SATISFIABLE", "The file has 1000 bytes", "The range begins behind the end")
_BINARY: Final[dict[str, Any]] = {
    "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}, "example": "\x1aE\xdf\xa3"}
    }
}
FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file", **_BINARY},
    206: {"description": "The range of it that was requested", **_BINARY},
}
"""The responses of a route that sends files."""


class ClosingResponse(StreamingResponse):
    """A response that closes what it reads from, also when the client has gone before the first byte."""

    def __init__(
        self, chunks: AsyncIterator[bytes], status: int, headers: Mapping[str, str], opened: AsyncExitStack
    ) -> None:
        super().__init__(chunks, status, headers)
        self._opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the content."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if isinstance(self.body_iterator, AsyncGenerator):
                await self.body_iterator.aclose()
            await self._opened.aclose()


def file_headers(name: str, media_type: str, tag: str, cache_control: str, *, download: bool = False) -> dict[str, str]:
    """Return the headers of a file, which browsers store under `name` with `download`, and show otherwise."""
    disposition = "attachment" if download else "inline"
    return {
        "Accept-Ranges": "bytes",
        "Cache-Control": cache_control,
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Type": media_type,
        "ETag": tag,
        "X-Content-Type-Options": "nosniff",
    }


def range_of(request: Request, tag: str, total: int) -> ByteRange | None:
    """Return the range of a file with an entity tag that is requested, or null for the whole file.

    Raise ApiError with status 416.
    """
    if request.headers.get("If-Range", tag) != tag:
        return None
    try:
        return requested_range(request.headers.get("Range"), total)
    except RangeNotSatisfiable as beyond:
        raise beyond_end(beyond.total) from beyond


def beyond_end(total: int) -> ApiError:
    """Return the error of a range that begins behind the end of a file."""
    headers = {"Content-Range": f"bytes */{total}"}
    return ApiError(416, "RANGE_NOT_SATISFIABLE", str(RangeNotSatisfiable(total)), headers=headers)


def extent(part: ByteRange | None, total: int) -> dict[str, str]:
    """Return the headers that state which part of a file is sent."""
    if part is None:
        return {"Content-Length": str(total)}
    last = part.begin + part.length - 1
    return {"Content-Length": str(part.length), "Content-Range": f"bytes {part.begin}-{last}/{total}"}
