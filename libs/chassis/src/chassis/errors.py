"""How failures become answers: one table a service, one code a cause, nothing secret in a message."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from chassis.allowed_methods import allowed_methods
from chassis.database import is_infrastructure_failure, is_refused_value
from chassis.logs import request_id
from chassis.schemas import ErrorBody, Failure

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

_MESSAGES: Final[Mapping[int, str]] = {
    400: "The request is not understood",
    401: "Sign in first",
    403: "This account may not do that",
    404: "There is nothing here",
    405: "This address does not know that method",
    409: "This collides with what is there",
    410: "This is not here any more",
    413: "The body is too large",
    429: "Too many requests, try again later",
    503: "Not available right now, try again shortly",
}


@dataclass(frozen=True, slots=True)
class ErrorSpec:
    """The status and code of one kind of error."""

    status: int
    code: str


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


def error_body(status: int, code: str, message: str, details: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Give the JSON of an error answer."""
    body = ErrorBody(
        code=code,
        message=message,
        status_code=status,
        details=dict(details or {}),
        request_id=request_id.get() or "",
    )
    return Failure(error=body).model_dump(by_alias=True, mode="json")


def install_error_handlers(app: FastAPI, table: ErrorTable) -> None:
    """Answer every exception by the service's table; what is in no table is a bug and says nothing of itself."""

    async def known(_: Request, error: Exception) -> JSONResponse:
        spec = next(table[kind] for kind in type(error).__mro__ if kind in table)
        return _answer(spec.status, spec.code, str(error), getattr(error, "details", None))

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
    return _answer(error.status, error.code, str(error), error.details, error.headers)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    problems = [_problem(item) for item in error.errors()]
    message = "; ".join(f"{item['field']}: {item['message']}" for item in problems[:5])
    return _answer(400, "VALIDATION_ERROR", message, {"errors": problems})


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, StarletteHTTPException):
        raise error
    status = error.status_code
    message = _MESSAGES.get(status, str(error.detail))
    headers = error.headers
    if status == 405 and (allowed := allowed_methods(request)):
        headers = {"Allow": allowed}
    return _answer(status, CODES.get(status, "UNKNOWN_ERROR"), message, headers=headers)


def unexpected(error: Exception) -> JSONResponse:
    """Give the answer to an exception nobody expected.

    503 when the infrastructure is away, 400 for a value that no table can hold, otherwise 500.
    """
    if is_infrastructure_failure(error):
        logger.warning("infrastructure is away", extra={"reason": repr(error)})
        return _answer(503, CODES[503], _MESSAGES[503], headers={"Retry-After": "2"})
    if is_refused_value(error):
        logger.warning("value refused by the database", extra={"reason": repr(error)})
        return _answer(400, CODES[400], "A value holds a character or a number that cannot be stored")
    logger.error("unhandled error", exc_info=error)
    return _answer(500, CODES[500], "Something went wrong on our side; quote the request id when asking for help")


def too_large() -> JSONResponse:
    """Give the answer to a body beyond the limit."""
    return _answer(413, CODES[413], _MESSAGES[413])


def _problem(item: Mapping[str, Any]) -> dict[str, str]:
    # Where the body is no JSON its "place" is an offset, which names no field.
    place = ["body"] if item["type"] == "json_invalid" else [str(part) for part in item["loc"]]
    source = place[0] if place else "body"
    return {
        "field": ".".join(place[1:]) or source,
        "in": source,
        "rule": str(item["type"]),
        "message": str(item["msg"]),
    }


def error_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Give the OpenAPI entries of the errors a route can answer with."""
    return {
        status: {
            "model": Failure,
            "description": _MESSAGES.get(status, CODES.get(status, "Error")),
            "content": {
                "application/json": {
                    "example": {
                        "success": False,
                        "error": {
                            "code": "VALIDATION_ERROR" if status == 400 else CODES.get(status, "ERROR"),
                            "message": _MESSAGES.get(status, "Error"),
                            "statusCode": status,
                            "details": {},
                            "requestId": "01JD3V6T2Q8W0X4Y6Z8A0B2C4D",
                        },
                    }
                }
            },
        }
        for status in statuses
    }
