"""Opens a file of a server by HTTP ranges (RFC 9110, section 14)."""

import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from chassis.http.client import CallFailed
from egress.http import StreamedResponse
from egress.policy import EgressRefused
from sources.application.media_sources.ports import Content
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.servers.calls import ServerCalls
from sources.infrastructure.servers.failures import failure_of, invalid

_RANGE: Final = re.compile(r"bytes (?:(\d{1,18})-(\d{1,18})|\*)/(\d{1,18})")


@contextlib.asynccontextmanager
async def open_content(
    calls: ServerCalls,
    target: str,
    begin: int,
    length: int | None,
    *,
    judge: Callable[[StreamedResponse], Awaitable[None]] | None = None,
) -> AsyncIterator[Content]:
    """Open the bytes of a path from one on. A range behind the end is empty. Raise SourceFailed.

    `judge` raises it for a response that is no file.
    """
    last = "" if length is None else str(begin + max(length, 1) - 1)
    whole = begin == 0 and length is None
    requested_range = {} if whole else {"range": f"bytes={begin}-{last}"}
    async with calls.stream(target, headers=requested_range, expects=(200, 206, 416)) as response:
        if judge is not None:
            await judge(response)
        if response.status == 416:
            total = await _size(calls, target, response)
            if begin < total:
                raise invalid("a range that the file has")
            yield Content(total, total, 0, _body(response, 0))
            return
        first, total, available = _extent(response, begin)
        size = available if length is None else min(length, available)
        yield Content(total, first, size, _body(response, size))


def _extent(response: StreamedResponse, begin: int) -> tuple[int, int, int]:
    """Return the first byte, the size of the file, and how many bytes the body has."""
    stated = _RANGE.fullmatch(response.headers.get("content-range", ""))
    if response.status == 206:
        if (
            stated is None
            or stated[1] is None
            or int(stated[1]) != begin
            or not begin <= int(stated[2]) < int(stated[3])
        ):
            raise invalid(f"Content-Range of a range that begins at byte {begin}")
        return begin, int(stated[3]), int(stated[2]) - begin + 1
    length = response.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        raise invalid("Content-Length of a file")
    if begin:
        raise invalid("a range: the server sends whole files only")
    return 0, int(length), int(length)


async def _size(calls: ServerCalls, target: str, refused: StreamedResponse) -> int:
    """Return the size of a file that has no such range; where a server does not state it, by its first byte."""
    stated = _RANGE.fullmatch(refused.headers.get("content-range", ""))
    if stated is not None:
        return int(stated[3])
    async with calls.stream(target, headers={"range": "bytes=0-0"}, expects=(200, 206, 416)) as response:
        return 0 if response.status == 416 else _extent(response, 0)[1]


async def _body(response: StreamedResponse, length: int) -> AsyncIterator[bytes]:
    """Yield exactly `length` bytes; raise SourceFailed when the body ends before."""
    left = length
    if not left:
        return
    try:
        async for chunk in response.chunks():
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return
    except (CallFailed, EgressRefused, TimeoutError) as error:
        raise failure_of(error) from error
    raise SourceFailed("unreachable", f"the file ended {left} bytes early")
