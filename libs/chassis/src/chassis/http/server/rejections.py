"""Error responses that the server writes before the application runs, in the envelope of every other failure."""

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Final
from uuid import uuid4

from chassis.http.errors import CODES, error_body
from chassis.http.server.connections import Refusal
from chassis.runtime.logs import request_id

HEAD_BYTES: Final = 32_768
RETRY_AFTER_SECONDS: Final = 5

STATUS_BY_REFUSAL: Final[dict[Refusal, int]] = {"client": 429, "total": 503}

REFUSAL_CODES: Final = {
    400: CODES[400],
    408: "REQUEST_TIMEOUT",
    429: "TOO_MANY_CONNECTIONS",
    431: "HEADERS_TOO_LARGE",
    503: CODES[503],
}
REFUSAL_MESSAGES: Final = {
    400: "Bad Request: the request is malformed or ambiguous",
    408: "Request Timeout: the request was not received in time",
    429: f"Too Many Requests: close some connections of this address, or try again in {RETRY_AFTER_SECONDS} seconds",
    431: f"Request Header Fields Too Large: request line and headers must not exceed {HEAD_BYTES} bytes",
    503: f"Service Unavailable: all connections are in use; try again in {RETRY_AFTER_SECONDS} seconds",
}


def refusal(status: int, extra: Iterable[tuple[bytes, bytes]] = ()) -> bytes:
    """Return the bytes of an error response that closes its connection."""
    identifier = uuid4().hex
    token = request_id.set(identifier)
    body = json.dumps(error_body(status, REFUSAL_CODES[status], REFUSAL_MESSAGES[status])).encode()
    request_id.reset(token)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-request-id", identifier.encode()),
        *extra,
        (b"connection", b"close"),
    ]
    if status in STATUS_BY_REFUSAL.values():
        headers.append((b"retry-after", str(RETRY_AFTER_SECONDS).encode()))
    head = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
    return f"HTTP/1.1 {status} {_phrase(status)}\r\n".encode() + head + b"\r\n" + body


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase
