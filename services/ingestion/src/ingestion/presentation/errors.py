"""Domain error to response: one table."""

from functools import partial
from typing import Final
from uuid import UUID

from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from ingestion.domain import errors
from ingestion.domain.external import failures
from ingestion.domain.titles.facts import TitleKey
from jobs import errors as job_errors

JOB: Final = UUID("5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11")
TITLE: Final = TitleKey("movie", 550)

ERRORS: Final[ErrorTable] = {
    job_errors.JobNotFound: ErrorSpec(404, "JOB_NOT_FOUND", job_errors.JobNotFound(JOB)),
    job_errors.JobEnded: ErrorSpec(409, "JOB_OVER", job_errors.JobEnded(JOB, "ready")),
    job_errors.JobNotRetryable: ErrorSpec(409, "JOB_NOT_RETRYABLE", job_errors.JobNotRetryable(JOB, "ready")),
    job_errors.DuplicateJob: ErrorSpec(409, "JOB_KEY_TAKEN"),
    job_errors.LeaseLost: ErrorSpec(409, "JOB_LEASE_LOST"),
    errors.AccountErased: ErrorSpec(403, "ACCOUNT_ERASED", errors.AccountErased()),
    errors.TitleNotFound: ErrorSpec(404, "TITLE_NOT_FOUND", errors.TitleNotFound(TITLE)),
    errors.TitleConflict: ErrorSpec(409, "TITLE_CHANGED"),
    job_errors.ScheduleNotFound: ErrorSpec(404, "SCHEDULE_NOT_FOUND", job_errors.ScheduleNotFound("trending")),
    job_errors.InvalidCron: ErrorSpec(
        400, "INVALID_CRON", job_errors.InvalidCron("'* * *' has 3 fields, a cron expression has 5")
    ),
    errors.InvalidRows: ErrorSpec(
        400, "INVALID_ROWS", errors.InvalidRows("the first line must name the columns tmdbId and type")
    ),
    errors.ImportLimit: ErrorSpec(
        429, "IMPORT_LIMIT_REACHED", errors.ImportLimit("at once", 20, 30), headers=("Retry-After",)
    ),
    errors.SearchLimit: ErrorSpec(429, "SEARCH_LIMIT_REACHED", errors.SearchLimit(30, 12), headers=("Retry-After",)),
    failures.ListAddressUnknown: ErrorSpec(
        400,
        "LIST_ADDRESS_UNKNOWN",
        failures.ListAddressUnknown(
            "this is not the address of a list of Trakt", ("https://trakt.tv/users/jane/lists/best-of-2020",)
        ),
    ),
    failures.ListNeedsFile: ErrorSpec(400, "LIST_NEEDS_FILE", failures.ListNeedsFile("IMDb")),
    failures.ListSiteOff: ErrorSpec(400, "LIST_SITE_OFF", failures.ListSiteOff("MDBList")),
    failures.ListFileInvalid: ErrorSpec(
        400, "LIST_FILE_INVALID", failures.ListFileInvalid("file: no row names a movie or a show")
    ),
    failures.ExternalListNotFound: ErrorSpec(404, "EXTERNAL_LIST_NOT_FOUND", failures.ExternalListNotFound(JOB)),
    failures.ListReadRecently: ErrorSpec(
        429, "LIST_READ_RECENTLY", failures.ListReadRecently(840), headers=("Retry-After",)
    ),
    failures.FollowLimit: ErrorSpec(409, "FOLLOW_LIMIT_REACHED", failures.FollowLimit(50)),
    failures.ListNotUploaded: ErrorSpec(409, "LIST_NOT_UPLOADED", failures.ListNotUploaded()),
    errors.TooManyStreams: ErrorSpec(
        429, "TOO_MANY_STREAMS", errors.TooManyStreams("per user", 10), headers=("Retry-After",)
    ),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
