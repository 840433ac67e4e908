"""Domain error to answer: one table, and what of it a route's document lists."""

from typing import Any, Final

from chassis.errors import ApiError, ErrorSpec, ErrorTable, error_responses
from ingestion.domain import errors

ERRORS: Final[ErrorTable] = {
    errors.JobNotFound: ErrorSpec(404, "JOB_NOT_FOUND"),
    errors.JobOver: ErrorSpec(409, "JOB_OVER"),
    errors.JobNotRetryable: ErrorSpec(409, "JOB_NOT_RETRYABLE"),
    errors.KeyTaken: ErrorSpec(409, "JOB_KEY_TAKEN"),
    errors.LeaseLost: ErrorSpec(409, "JOB_LEASE_LOST"),
    errors.TitleNotFound: ErrorSpec(404, "TITLE_NOT_FOUND"),
    errors.TitleChanged: ErrorSpec(409, "TITLE_CHANGED"),
    errors.ScheduleNotFound: ErrorSpec(404, "SCHEDULE_NOT_FOUND"),
    errors.InvalidCron: ErrorSpec(400, "INVALID_CRON"),
    errors.InvalidRows: ErrorSpec(400, "INVALID_ROWS"),
    errors.ImportLimit: ErrorSpec(429, "IMPORT_LIMIT_REACHED"),
    errors.TooManyStreams: ErrorSpec(429, "TOO_MANY_STREAMS"),
    errors.SourceMissing: ErrorSpec(503, "SOURCE_MISSING"),
}


def limited(limit: errors.ImportLimit | errors.TooManyStreams) -> ApiError:
    """Return the answer to a request beyond a limit, with the time after which it may be tried again."""
    spec = ERRORS[type(limit)]
    headers = {"Retry-After": str(limit.retry_after)}
    return ApiError(spec.status, spec.code, str(limit), details=limit.details, headers=headers)


def refusals(*causes: int | type[errors.IngestionError]) -> dict[int | str, dict[str, Any]]:
    """Give the OpenAPI entries of what a route refuses with: statuses, and errors with their own codes."""
    statuses = {cause for cause in causes if isinstance(cause, int)}
    own = [cause for cause in causes if not isinstance(cause, int)]
    responses = error_responses(*sorted(statuses | {ERRORS[cause].status for cause in own}))
    for cause in own:
        status, code = ERRORS[cause].status, ERRORS[cause].code
        said = f"`{code}`: {(cause.__doc__ or '').strip()}"
        entry = responses[status]
        if status in statuses:
            entry["description"] += f". {said}"
            continue
        entry["description"] = said
        entry["content"]["application/json"]["example"]["error"] |= {"code": code, "message": cause.__doc__}
        statuses.add(status)
    return responses
