"""Domain error to response: one table, and the refusals that say how long to wait."""

from functools import partial
from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse

from auth.domain.errors import (
    EmailTaken,
    InvalidCredentials,
    InvalidInput,
    InvalidRefreshToken,
    PasswordsBusy,
    Postponed,
    SessionEnded,
    TooManyAttempts,
    UsernameTaken,
)
from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable, error_body

RETRY: Final = ("Retry-After",)

ERRORS: Final[ErrorTable] = {
    InvalidInput: ErrorSpec(400, InvalidInput.code, InvalidInput("email", "must be an e-mail address")),
    InvalidCredentials: ErrorSpec(401, InvalidCredentials.code, InvalidCredentials()),
    InvalidRefreshToken: ErrorSpec(401, InvalidRefreshToken.code, InvalidRefreshToken()),
    SessionEnded: ErrorSpec(401, SessionEnded.code, SessionEnded()),
    EmailTaken: ErrorSpec(409, EmailTaken.code, EmailTaken()),
    UsernameTaken: ErrorSpec(409, UsernameTaken.code, UsernameTaken()),
    TooManyAttempts: ErrorSpec(429, TooManyAttempts.code, TooManyAttempts(4), {"retryAfterSeconds": 4}, RETRY),
    PasswordsBusy: ErrorSpec(503, PasswordsBusy.code, PasswordsBusy(), {"retryAfterSeconds": 1}, RETRY),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""


async def postponed(_: Request, error: Exception) -> JSONResponse:
    """Return the response to a refusal that ends after a wait, with Retry-After."""
    if not isinstance(error, Postponed):
        raise error
    spec = ERRORS[type(error)]
    headers = {"Retry-After": str(error.retry_after_seconds)}
    details = {"retryAfterSeconds": error.retry_after_seconds}
    return JSONResponse(error_body(spec.status, spec.code, str(error), details), spec.status, headers=headers)
