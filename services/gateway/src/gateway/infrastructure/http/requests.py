"""The bytes of a request: its head with the gateway's own framing, and the chunks of a body that is sent in parts."""

from collections.abc import Sequence
from typing import Final

from gateway.domain.errors import BadHeaders
from gateway.domain.headers import Header

_WITHOUT_BODY: Final = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
"""Methods whose requests need no length when they have no body (RFC 9110 section 8.6)."""

LAST_CHUNK: Final = b"0\r\n\r\n"


def request_head(
    method: str, target: bytes, host: bytes, headers: Sequence[Header], *, length: int | None, is_chunked: bool = False
) -> bytes:
    """Return the head of a request; without a length and chunks, it has no body.

    Raise BadHeaders for a line break or NUL, which no parsed header has.
    """
    lines = [method.encode("ascii") + b" " + target + b" HTTP/1.1\r\nhost: " + host]
    lines += [name + b": " + value for name, value in headers]
    if is_chunked:
        lines.append(b"transfer-encoding: chunked")
    elif length or method not in _WITHOUT_BODY:
        lines.append(b"content-length: %d" % (length or 0))
    head = b"\r\n".join(lines)
    if head.count(b"\n") != len(lines) or head.count(b"\r") != len(lines) or b"\0" in head:
        raise BadHeaders
    return head + b"\r\n\r\n"


def chunk(data: bytes) -> bytes:
    """Return a part of a body in chunked encoding; an empty part would end the body."""
    return b"%x\r\n%b\r\n" % (len(data), data) if data else b""
