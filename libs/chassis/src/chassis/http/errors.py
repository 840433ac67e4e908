"""How failures become responses: one table per service, one code per cause, nothing secret in a message."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from chassis.http.routing import RouteTable
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
    400: "Bad Request: the request cannot be read",
    401: "Unauthorized: send a valid access token",
    403: "Forbidden: this user may not do this",
    404: "Not Found: there is no such resource",
    405: "Method Not Allowed: this resource does not support the method",
    409: "Conflict: the resource is in another state",
    410: "Gone: the resource was deleted",
    413: "Content Too Large: the body exceeds the limit",
    415: "Unsupported Media Type: the body has another type than this resource takes",
    429: "Too Many Requests: try again later",
    500: "Internal Server Error: quote the request id when you ask for help",
    502: "Bad Gateway: the service sent no valid response, try again shortly",
    503: "Service Unavailable: try again shortly",
    504: "Gateway Timeout: the service took too long, try again shortly",
}
"""What an error says whose cause has no words of its own."""


@dataclass(frozen=True, slots=True)
class ErrorSpec:
    """The status and code of one kind of error, and one such error as the API's document shows it."""

    status: int
    code: str
    example: Exception | None = None
    details: Mapping[str, object] | None = None
    """What the example's response has in `details`, when the error itself does not carry it."""
    headers: tuple[str, ...] = ()
    """Headers of the response beside the common ones."""


ErrorTable = Mapping[type[Exception], ErrorSpec]


class ApiError(Exception):
    """An error raised at the edge itself, with everything the answer needs."""

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
    """Return the error of a request that breaks a rule which no model holds, in the form of all such errors."""
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


def sentence(text: str) -> str:
    """Return a message with a capital letter, unless it starts with a field's or a provider's name and a colon."""
    first = text.partition(" ")[0]
    return text if first.endswith(":") or not first.islower() else text[0].upper() + text[1:]


def _encodable(text: str) -> str:
    """Replace half surrogate pairs, which a message may quote from a request and no response can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def install_error_handlers(app: FastAPI, table: ErrorTable) -> None:
    """Answer every exception by the service's table; what is in no table is a bug and says nothing of itself."""

    async def known(_: Request, error: Exception) -> JSONResponse:
        spec = next(table[kind] for kind in type(error).__mro__ if kind in table)
        return _answer(spec.status, spec.code, sentence(str(error)), getattr(error, "details", None))

    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StarletteHTTPException, _http_error)
    for kind in table:
        app.add_exception_handler(kind, known)


def _answer(
    status: int,
    code: str,
    message: str,
    details: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    return JSONResponse(error_body(status, code, message, details), status, headers=dict(headers or {}))


async def _api_error(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ApiError):
        raise error
    return _answer(error.status, error.code, sentence(str(error)), error.details, error.headers)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    problems = problems_of(error.errors(), error.body)
    return _answer(400, "VALIDATION_ERROR", message_of(problems), {"errors": [problem.shown() for problem in problems]})


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, StarletteHTTPException):
        raise error
    status = error.status_code
    headers = dict(error.headers or {})
    if status == 405:
        headers["Allow"] = _allowed(request, headers.get("Allow", ""))
    message = MESSAGES.get(status, str(error.detail))
    return _answer(status, CODES.get(status, "UNKNOWN_ERROR"), message, headers=headers)


def _allowed(request: Request, of_one_route: str) -> str:
    """Return every method of a path: the framework names those of one route alone."""
    table: RouteTable | None = getattr(request.app.state, "route_table", None)
    methods = table.methods(request.url.path) if table else []
    return ", ".join(methods or sorted(filter(None, of_one_route.split(", "))))


def unexpected(error: Exception) -> JSONResponse:
    """Give the answer to an exception nobody expected.

    503 when the infrastructure is away, 400 for a value that no table can hold, otherwise 500.
    """
    if is_infrastructure_failure(error):
        logger.warning("infrastructure is away", extra={"reason": repr(error)})
        return _answer(503, CODES[503], MESSAGES[503], headers={"Retry-After": "2"})
    if is_refused_value(error):
        logger.warning("value refused by the database", extra={"reason": repr(error)})
        return _answer(400, CODES[400], "A value holds a character or a number that cannot be stored")
    logger.error("unhandled error", exc_info=error)
    return _answer(500, CODES[500], MESSAGES[500])


def too_large() -> JSONResponse:
    """Give the answer to a body beyond the limit."""
    return _answer(413, CODES[413], MESSAGES[413])
