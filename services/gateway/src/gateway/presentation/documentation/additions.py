"""Errors and headers of the gateway that are added to the document of every operation."""

from collections.abc import Iterable
from typing import Any, Final

from chassis.http.document.error_cases import ErrorCase, add_case, case_of
from chassis.http.document.openapi import HEADERS as SERVICE_HEADERS
from chassis.http.server.rejections import REFUSAL_CODES, REFUSAL_MESSAGES
from gateway.domain.document.nodes import Json
from gateway.domain.document.operations import Additions
from gateway.domain.errors import (
    BadPath,
    BodyTooLarge,
    CsrfTokenInvalid,
    TooManyRequests,
    TooManyStreams,
    Unavailable,
    UpstreamFailed,
    UpstreamTimeout,
)
from gateway.presentation.errors import ERRORS, RETRY

SCHEMA: Final = {"$ref": "#/components/schemas/Failure"}

HEADERS: Final[dict[str, Json]] = {
    "X-Request-Id": SERVICE_HEADERS["X-Request-Id"],
    "RateLimit": {
        "description": "Requests that remain (`r`) and seconds until the quota is full again (`t`), per policy",
        "schema": {"type": "string"},
        "example": '"reads";r=119;t=1',
    },
    "RateLimit-Policy": {
        "description": "The quota (`q`) of requests per window of `w` seconds that this request counts against",
        "schema": {"type": "string"},
        "example": '"reads";q=120;w=60',
    },
}
"""They replace the headers of the same name in the services' documents."""

_ANY_REQUEST: Final = (BadPath, BodyTooLarge, TooManyRequests, UpstreamFailed, Unavailable, UpstreamTimeout)
_SERVER: Final[tuple[tuple[int, str, tuple[str, ...]], ...]] = (
    (408, "The request was sent too slowly", ()),
    (429, "The address has too many open connections", RETRY),
    (431, "The request line and headers are too large", ()),
)
"""Responses of the HTTP server itself, sent before a request is counted."""


def additions() -> Additions:
    """Return what the gateway adds to the document of every operation."""
    server = [
        ErrorCase(status, REFUSAL_CODES[status], REFUSAL_MESSAGES[status], meaning, headers=headers)
        for status, meaning, headers in _SERVER
    ]
    return Additions(
        _responses([*(case_of(ERRORS, error) for error in _ANY_REQUEST), *server]),
        HEADERS,
        frozenset({"408", "431"}),
        _responses([case_of(ERRORS, TooManyStreams)]),
        _responses([case_of(ERRORS, CsrfTokenInvalid)]),
    )


def _responses(cases: Iterable[ErrorCase]) -> dict[str, Any]:
    responses: dict[str, dict[str, Any]] = {}
    for case in cases:
        add_case(responses, case, key=str)
    for response in responses.values():
        response["content"]["application/json"]["schema"] = SCHEMA
    return responses
