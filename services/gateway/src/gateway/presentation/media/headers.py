"""Headers of requests for media files, and of their responses."""

from collections.abc import Iterable
from typing import Final

from gateway.application.media.ports import FileRequest
from gateway.application.media.segments import Segment
from gateway.domain.headers import CROSS_ORIGIN, Header, first_value
from gateway.domain.media.files import MediaFile
from gateway.domain.media.ranges import names_one_part

_OF_THE_STORAGE: Final = frozenset({b"content-length", b"content-range", b"etag", b"last-modified"})
_ACCEPTS: Final[Header] = (b"accept-ranges", b"bytes")


def file_request(method: str, headers: Iterable[Header]) -> FileRequest:
    """Return what a client requests; a range that does not count is none, and without one `If-Range` says nothing."""
    names = list(headers)
    part = first_value(names, b"range") if method == "GET" else None
    if part is not None and not names_one_part(part):
        part = None
    return FileRequest(
        method,
        part,
        first_value(names, b"if-range") if part is not None else None,
        first_value(names, b"if-none-match"),
    )


def own_headers(file: MediaFile) -> list[Header]:
    """Return the headers of every response with a file: pages of the allowed origins may embed it."""
    return [
        (b"content-type", file.media_type),
        (b"cache-control", file.cache_control),
        _ACCEPTS,
        CROSS_ORIGIN,
    ]


def fetched_headers(file: MediaFile, received: Iterable[Header]) -> list[Header]:
    """Return the headers of a file that the storage sends: of its own, only those that describe the bytes."""
    return [*own_headers(file), *(header for header in received if header[0] in _OF_THE_STORAGE)]


def stored_headers(file: MediaFile, segment: Segment) -> list[Header]:
    """Return the headers of a file from memory, without its length."""
    headers = own_headers(file)
    if segment.tag is not None:
        headers.append((b"etag", segment.tag))
    if segment.modified is not None:
        headers.append((b"last-modified", segment.modified))
    return headers
