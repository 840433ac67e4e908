"""The error responses of the gateway: the only table of its statuses and codes."""

import json
from typing import Final

from starlette.types import Send

from chassis.http.compatibility.bodies import compatible_failure
from chassis.http.errors import ErrorSpec, ErrorTable, error_body, message_for
from chassis.http.tokens import EXPIRED, INVALID
from chassis.runtime.logs import request_id
from gateway.domain.errors import (
    BadHeaders,
    BadPath,
    BodyTooLarge,
    CircuitOpen,
    CsrfTokenInvalid,
    ExpiredToken,
    GatewayError,
    ImageNotFound,
    InvalidAccessToken,
    KeysUnavailable,
    MediaForbidden,
    MediaNotFound,
    MediaTokenExpired,
    MediaUnavailable,
    MethodNotAllowed,
    OriginForbidden,
    Overloaded,
    PlaybackEnded,
    RangeNotSatisfiable,
    RouteNotFound,
    TooManyKeys,
    TooManyMediaResponses,
    TooManyRequests,
    TooManyStreams,
    Unavailable,
    UpstreamFailed,
    UpstreamTimeout,
    UpstreamUnreachable,
)
from gateway.domain.headers import Header
from gateway.domain.routes import METHODS
from gateway.presentation.error_page import POLICY, error_page

RETRY: Final = ("Retry-After",)
UNAVAILABLE: Final = ErrorSpec(503, "SERVICE_UNAVAILABLE", Unavailable(), headers=RETRY)

ERRORS: Final[ErrorTable] = {
    BadPath: ErrorSpec(400, "BAD_PATH", BadPath("path must not contain empty segments")),
    BadHeaders: ErrorSpec(400, "BAD_REQUEST"),
    InvalidAccessToken: ErrorSpec(401, "UNAUTHORIZED", message=INVALID),
    ExpiredToken: ErrorSpec(401, "TOKEN_EXPIRED", message=EXPIRED),
    CsrfTokenInvalid: ErrorSpec(403, "CSRF_TOKEN_INVALID", CsrfTokenInvalid()),
    OriginForbidden: ErrorSpec(403, "FORBIDDEN", OriginForbidden()),
    MediaForbidden: ErrorSpec(403, "MEDIA_TOKEN_INVALID", MediaForbidden()),
    MediaTokenExpired: ErrorSpec(403, "MEDIA_TOKEN_EXPIRED", MediaTokenExpired()),
    PlaybackEnded: ErrorSpec(403, "PLAYBACK_ENDED", PlaybackEnded()),
    RouteNotFound: ErrorSpec(404, "RESOURCE_NOT_FOUND"),
    ImageNotFound: ErrorSpec(404, "IMAGE_NOT_FOUND", ImageNotFound()),
    MediaNotFound: ErrorSpec(404, "MEDIA_NOT_FOUND", MediaNotFound()),
    MethodNotAllowed: ErrorSpec(405, "METHOD_NOT_ALLOWED"),
    BodyTooLarge: ErrorSpec(413, "PAYLOAD_TOO_LARGE", BodyTooLarge()),
    RangeNotSatisfiable: ErrorSpec(416, "RANGE_NOT_SATISFIABLE", RangeNotSatisfiable()),
    TooManyRequests: ErrorSpec(429, "RATE_LIMITED", TooManyRequests(12), headers=RETRY),
    TooManyKeys: ErrorSpec(429, "RATE_LIMITED", TooManyKeys(1), headers=RETRY),
    TooManyStreams: ErrorSpec(429, "TOO_MANY_STREAMS", TooManyStreams(10, "user"), headers=RETRY),
    TooManyMediaResponses: ErrorSpec(429, "TOO_MANY_MEDIA_RESPONSES", TooManyMediaResponses(16), headers=RETRY),
    UpstreamFailed: ErrorSpec(502, "BAD_GATEWAY", UpstreamFailed(), headers=RETRY),
    Unavailable: UNAVAILABLE,
    KeysUnavailable: UNAVAILABLE,
    MediaUnavailable: ErrorSpec(503, "MEDIA_UNAVAILABLE", MediaUnavailable()),
    Overloaded: UNAVAILABLE,
    UpstreamUnreachable: UNAVAILABLE,
    CircuitOpen: UNAVAILABLE,
    UpstreamTimeout: ErrorSpec(504, "GATEWAY_TIMEOUT", UpstreamTimeout(), headers=RETRY),
}
_ALLOW: Final = ", ".join(sorted(METHODS)).encode()


async def send_error(
    send: Send, error: GatewayError, extra: list[Header], *, compatible: bool = False, as_page: bool = False
) -> None:
    """Send the response to an error of the table, with the headers of its kind and the `extra` ones.

    It has the shape of the compatible API, or is a page for a browser.
    """
    spec = ERRORS[type(error)]
    headers = [*extra]
    if error.retry_after is not None:
        headers.append((b"retry-after", str(error.retry_after).encode()))
    if isinstance(error, InvalidAccessToken):
        headers.append((b"www-authenticate", b'Bearer error="invalid_token"'))
    if isinstance(error, MethodNotAllowed):
        headers.append((b"allow", ", ".join(sorted(error.allowed)).encode() if error.allowed else _ALLOW))
    if isinstance(error, RangeNotSatisfiable) and error.size is not None:
        headers.append((b"content-range", b"bytes */%d" % error.size))
    message = message_for(error, spec)
    if as_page:
        body = error_page(spec.status, message, request_id.get() or "")
        headers += [(b"content-type", b"text/html; charset=utf-8"), POLICY]
    else:
        failure = error_body(spec.status, spec.code, message)
        body = json.dumps(compatible_failure(spec.status, failure) if compatible else failure).encode()
        headers.append((b"content-type", b"application/json"))
    headers.append((b"content-length", str(len(body)).encode()))
    headers.append((b"cache-control", b"no-store"))
    await send({"type": "http.response.start", "status": spec.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
