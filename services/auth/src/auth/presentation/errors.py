"""Domain error to answer: one table, and the refusals that say how long to wait."""

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
from chassis.errors import ErrorSpec, ErrorTable, error_body

ERRORS: Final[ErrorTable] = {
    InvalidInput: ErrorSpec(400, InvalidInput.code),
    InvalidCredentials: ErrorSpec(401, InvalidCredentials.code),
    InvalidRefreshToken: ErrorSpec(401, InvalidRefreshToken.code),
    SessionEnded: ErrorSpec(401, SessionEnded.code),
    EmailTaken: ErrorSpec(409, EmailTaken.code),
    UsernameTaken: ErrorSpec(409, UsernameTaken.code),
    TooManyAttempts: ErrorSpec(429, TooManyAttempts.code),
    PasswordsBusy: ErrorSpec(503, PasswordsBusy.code),
}


async def postponed(_: Request, error: Exception) -> JSONResponse:
    """Answer a refusal that a wait mends, with Retry-After."""
    if not isinstance(error, Postponed):
        raise error
    spec = ERRORS[type(error)]
    headers = {"Retry-After": str(error.retry_after_seconds)}
    details = {"retryAfterSeconds": error.retry_after_seconds}
    return JSONResponse(error_body(spec.status, spec.code, str(error), details), spec.status, headers=headers)
