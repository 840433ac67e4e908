"""What the gateway answers itself: one table from error to status, in the envelope every service uses."""

import json
from typing import Final

from starlette.types import Send

from chassis.http.errors import ErrorSpec, ErrorTable, error_body
from gateway.domain.errors import (
    BadHeaders,
    BadPath,
    BodyTooLarge,
    ExpiredToken,
    GatewayError,
    InvalidAccessToken,
    KeysUnknown,
    MethodRefused,
    Overloaded,
    TooManyRequests,
    TooManyStreams,
    UnknownRoute,
    UpstreamAway,
    UpstreamBroken,
    UpstreamResting,
    UpstreamTooSlow,
)
from gateway.domain.headers import Header

ERRORS: Final[ErrorTable] = {
    BadPath: ErrorSpec(400, BadPath.code),
    BadHeaders: ErrorSpec(400, BadHeaders.code),
    InvalidAccessToken: ErrorSpec(401, InvalidAccessToken.code),
    ExpiredToken: ErrorSpec(401, ExpiredToken.code),
    UnknownRoute: ErrorSpec(404, UnknownRoute.code),
    MethodRefused: ErrorSpec(405, MethodRefused.code),
    BodyTooLarge: ErrorSpec(413, BodyTooLarge.code),
    TooManyRequests: ErrorSpec(429, TooManyRequests.code),
    TooManyStreams: ErrorSpec(429, TooManyStreams.code),
    UpstreamBroken: ErrorSpec(502, UpstreamBroken.code),
    KeysUnknown: ErrorSpec(503, KeysUnknown.code),
    Overloaded: ErrorSpec(503, Overloaded.code),
    UpstreamAway: ErrorSpec(503, UpstreamAway.code),
    UpstreamResting: ErrorSpec(503, UpstreamResting.code),
    UpstreamTooSlow: ErrorSpec(504, UpstreamTooSlow.code),
}


async def answer_error(send: Send, error: GatewayError, extra: list[Header]) -> None:
    """Answer an error of the table, with the headers that its kind and the caller ask for."""
    spec = ERRORS[type(error)]
    headers = [*extra]
    if error.retry_after is not None:
        headers.append((b"retry-after", str(error.retry_after).encode()))
    if isinstance(error, InvalidAccessToken):
        headers.append((b"www-authenticate", b'Bearer error="invalid_token"'))
    if isinstance(error, MethodRefused):
        headers.append((b"allow", b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"))
    body = json.dumps(error_body(spec.status, spec.code, str(error))).encode()
    headers += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    headers.append((b"cache-control", b"no-store"))
    await send({"type": "http.response.start", "status": spec.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
