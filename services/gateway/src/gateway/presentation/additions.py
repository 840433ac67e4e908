"""What the gateway adds to the document of every operation: the errors it sends itself, and its headers."""

from collections.abc import Iterable
from typing import Any, Final

from chassis.http.document.error_cases import ErrorCase, add_case
from chassis.http.document.openapi import HEADERS as SERVICE_HEADERS
from chassis.http.server.rejections import REFUSAL_CODES, REFUSAL_MESSAGES
from gateway.domain.errors import (
    BadPath,
    BodyTooLarge,
    GatewayError,
    Overloaded,
    TooManyRequests,
    TooManyStreams,
    UpstreamBroken,
    UpstreamTooSlow,
)
from gateway.domain.openapi import Additions, Json
from gateway.presentation.errors import ERRORS

SCHEMA: Final = {"$ref": "#/components/schemas/Failure"}
RETRY: Final = ("Retry-After",)

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
"""Also what a service documents by the same name: the gateway has the last word on headers."""

_CASES: Final[tuple[tuple[GatewayError, str, tuple[str, ...]], ...]] = (
    (BadPath("The path holds an empty segment"), "The path or the query can be read in more than one way", ()),
    (BodyTooLarge(), "The body exceeds the limit", ()),
    (TooManyRequests(12), "The user or the address has used up its quota", RETRY),
    (UpstreamBroken(), "The service broke off or sent no valid response", RETRY),
    (Overloaded(), "The service or the gateway is unavailable or overloaded", RETRY),
    (UpstreamTooSlow(), "The service did not respond in time", RETRY),
)
_STREAM_CASE: Final = (TooManyStreams(10, "account"), "Too many event streams are open at once", RETRY)
_SERVER: Final[tuple[tuple[int, str, tuple[str, ...]], ...]] = (
    (408, "The request was sent too slowly", ()),
    (429, "The address holds too many connections", RETRY),
    (431, "The headers of the request are too large", ()),
)
"""What the server itself sends, before a request is counted."""


def additions() -> Additions:
    """Return what the gateway adds to the document of every operation."""
    server = [
        ErrorCase(status, REFUSAL_CODES[status], REFUSAL_MESSAGES[status], meaning, headers=headers)
        for status, meaning, headers in _SERVER
    ]
    return Additions(
        _responses([*map(_case, _CASES), *server]),
        HEADERS,
        frozenset({"408", "431"}),
        _responses([_case(_STREAM_CASE)]),
    )


def _responses(cases: Iterable[ErrorCase]) -> dict[str, Any]:
    responses: dict[str, dict[str, Any]] = {}
    for case in cases:
        add_case(responses, case, key=str)
    for response in responses.values():
        response["content"]["application/json"]["schema"] = SCHEMA
    return responses


def _case(described: tuple[GatewayError, str, tuple[str, ...]]) -> ErrorCase:
    error, meaning, headers = described
    spec = ERRORS[type(error)]
    return ErrorCase(spec.status, spec.code, str(error), meaning, headers=headers)
