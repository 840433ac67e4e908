"""Error responses: one table per service, one code per cause, and no secrets in a message."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import Receive, Scope

from chassis.http.schemas import ErrorBody, Failure
from chassis.http.validation.problems import Problem, message_of, problems_of
from chassis.runtime.logs import request_id
from chassis.storage.database import is_infrastructure_failure, is_refused_value

logger = logging.getLogger(__name__)

CODES: Final[Mapping[int, str]] = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "RESOURCE_NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    409: "CONFLICT",
    410: "GONE",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "RATE_LIMITED",
    500: "INTERNAL_ERROR",
    502: "BAD_GATEWAY",
    503: "SERVICE_UNAVAILABLE",
    504: "GATEWAY_TIMEOUT",
}

MESSAGES: Final[Mapping[int, str]] = {
    400: "Bad Request: the request is malformed",
    401: "Unauthorized: a valid access token is required",
    403: "Forbidden: the user lacks the required role",
    404: "Not Found: the resource does not exist",
    405: "Method Not Allowed: the resource does not support this method",
    409: "Conflict: the request conflicts with the current state of the resource",
    410: "Gone: the resource was deleted",
    413: "Content Too Large: the body exceeds the limit",
    415: "Unsupported Media Type: the resource does not accept this content type",
    429: "Too Many Requests: try again later",
    500: "Internal Server Error: include the request id when you report it",
    502: "Bad Gateway: the service sent no valid response; try again shortly",
    503: "Service Unavailable: try again shortly",
    504: "Gateway Timeout: the service did not respond in time; try again shortly",
}
"""The messages of errors that have no message of their own: the standard phrase and a hint."""

UNSTORABLE_MESSAGE: Final = "Bad Request: a value contains a character or a number that cannot be stored"


@dataclass(frozen=True, slots=True)
class ErrorSpec:
    """The status and code of one kind of error, and an example for the API document."""

    status: int
    code: str
    example: Exception | None = None
    details: Mapping[str, object] | None = None
    """The `details` of the example's response, when the error itself has none."""
    headers: tuple[str, ...] = ()
    """Names of the response's headers besides the common ones."""
    message: str | None = None
    """The message of errors without one; the standard message of the status by default."""


ErrorTable = Mapping[type[Exception], ErrorSpec]


class ApiError(Exception):
    """An error raised in the HTTP layer itself, with everything that the response needs."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.details = dict(details or {})
        self.headers = dict(headers or {})


def validation_error(*problems: Problem) -> ApiError:
    """Return a validation error for rules that no model checks, in the form of every validation error."""
    details = {"errors": [problem.shown() for problem in problems]}
    return ApiError(400, "VALIDATION_ERROR", message_of(problems), details=details)


def error_body(status: int, code: str, message: str, details: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Return the JSON of an error response."""
    body = ErrorBody(
        code=code,
        message=_encodable(message),
        status_code=status,
        details=dict(details or {}),
        request_id=request_id.get() or "",
    )
    return Failure(error=body).model_dump(by_alias=True, mode="json")


def message_for(error: Exception, spec: ErrorSpec) -> str:
    """Return the message of an error's response: its own, that of its kind, or the standard one of the status."""
    return sentence(str(error)) or spec.message or MESSAGES[spec.status]


def sentence(text: str) -> str:
    """Return a message with an initial capital, unless it starts with the name of a field or provider and a colon."""
    first = text.partition(" ")[0]
    return text if first.endswith(":") or not first.islower() else text[0].upper() + text[1:]


def _encodable(text: str) -> str:
    """Replace lone surrogates, which a message may quote from a request and UTF-8 cannot encode."""
    return text.encode("utf-8", "replace").decode("utf-8")


def install_error_handlers(app: FastAPI, table: ErrorTable) -> None:
    """Map every exception to a response by the service's table. Other exceptions are bugs and reveal no details.

    An error of the table may carry `details`, `headers`, and `retry_after` (seconds), which becomes the header
    Retry-After.
    """

    async def of_table(_: Request, error: Exception) -> JSONResponse:
        spec = next(table[kind] for kind in type(error).__mro__ if kind in table)
        retry_after: int | None = getattr(error, "retry_after", None)
        headers = dict(getattr(error, "headers", {}))
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        return _response(spec.status, spec.code, message_for(error, spec), getattr(error, "details", None), headers)

    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StarletteHTTPException, _http_error)
    for kind in table:
        app.add_exception_handler(kind, of_table)


def _response(
    status: int,
    code: str,
    message: str,
    details: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    return JSONResponse(error_body(status, code, message, details), status, headers=dict(headers or {}))


def api_error_response(error: ApiError) -> JSONResponse:
    """Return the response to an error of the HTTP layer."""
    return _response(error.status, error.code, sentence(str(error)), error.details, error.headers)


async def _api_error(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ApiError):
        raise error
    return api_error_response(error)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    problems = problems_of(error.errors(), error.body)
    return _response(
        400, "VALIDATION_ERROR", message_of(problems), {"errors": [problem.shown() for problem in problems]}
    )


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, StarletteHTTPException):
        raise error
    status = error.status_code
    headers = dict(error.headers or {})
    if status == 405:
        headers["Allow"] = _allowed(request, headers.get("Allow", ""))
    message = MESSAGES.get(status, str(error.detail))
    return _response(status, CODES.get(status, "UNKNOWN_ERROR"), message, headers=headers)


def _allowed(request: Request, one_route: str) -> str:
    """Return every method of a path: the framework lists those of one route only. HEAD is served wherever GET is."""
    table = getattr(request.app.state, "route_table", None)
    methods: Collection[str] = table.methods(request.url.path) if table else ()
    methods = set(methods or filter(None, one_route.split(", ")))
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))


async def response_to(error: Exception, scope: Scope, receive: Receive) -> Response:
    """Return the response to an exception: by the application's handler of its kind, otherwise as `unexpected`."""
    app: FastAPI | None = scope.get("app")
    handlers = {} if app is None else app.exception_handlers
    handler = next((handlers[kind] for kind in type(error).__mro__ if kind in handlers), None)
    if handler is None:
        return unexpected(error)
    try:
        response = handler(Request(scope, receive), error)
        result = await response if isawaitable(response) else response
    except Exception as failure:  # noqa: BLE001 - a handler that fails is an error without a handler
        return unexpected(failure)
    # An exception that is raised again by another request would collect the frames of both.
    error.__traceback__ = None
    return result


def unexpected(error: Exception) -> JSONResponse:
    """Return the response to an exception without a row in the table.

    503 when the infrastructure is unavailable, 400 for a value that no table can store, otherwise 500.
    """
    if is_infrastructure_failure(error):
        logger.warning("infrastructure is unavailable", extra={"reason": repr(error)})
        return _response(503, CODES[503], MESSAGES[503], headers={"Retry-After": "2"})
    if is_refused_value(error):
        logger.warning("value rejected by the database", extra={"reason": repr(error)})
        return _response(400, CODES[400], UNSTORABLE_MESSAGE)
    logger.error("unhandled error", exc_info=error)
    return _response(500, CODES[500], MESSAGES[500])


def too_large() -> JSONResponse:
    """Return the response to a body that exceeds the limit."""
    return _response(413, CODES[413], MESSAGES[413])


def too_late() -> JSONResponse:
    """Return the response to a request that has no response by its deadline."""
    return _response(504, CODES[504], MESSAGES[504], headers={"Retry-After": "2"})
