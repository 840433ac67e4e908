"""HTTP status and error code of each error."""

from functools import partial
from typing import Final
from uuid import UUID

from chassis.core.rules.broken import BrokenRule
from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from jobs import errors as job_errors
from sources.domain.content.errors import LinkInvalid, SessionEnded
from sources.domain.matching.errors import FileNotFound, FolderTooLarge, PlaceForgotten, TitleNotFound
from sources.domain.media_sources.errors import (
    ForAdministrators,
    InvalidSetting,
    SettingInvalid,
    SourceChanged,
    SourceFailed,
    SourceNotFound,
    SourceOfAnother,
    SourcePaused,
    SourceUnreadable,
    TooManySources,
    TooManyStreams,
)

_ID: Final = UUID("0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10")
_FAILED: Final = SourceFailed("credentials_refused", "the server refuses the password")
_INVALID: Final = InvalidSetting("configuration.url", BrokenRule("missing", "is required"))

ERRORS: Final[ErrorTable] = {
    SessionEnded: ErrorSpec(401, "UNAUTHORIZED", SessionEnded()),
    LinkInvalid: ErrorSpec(404, "LINK_INVALID", LinkInvalid()),
    SourceNotFound: ErrorSpec(404, "SOURCE_NOT_FOUND", SourceNotFound(_ID)),
    SourceOfAnother: ErrorSpec(403, "SOURCE_OF_ANOTHER", SourceOfAnother(_ID)),
    SourceChanged: ErrorSpec(412, "PRECONDITION_FAILED", SourceChanged(_ID)),
    ForAdministrators: ErrorSpec(403, "FOR_ADMINISTRATORS", ForAdministrators("show a source to everyone")),
    TooManySources: ErrorSpec(409, "TOO_MANY_SOURCES", TooManySources(20)),
    SettingInvalid: ErrorSpec(400, "VALIDATION_ERROR", SettingInvalid([_INVALID])),
    SourceUnreadable: ErrorSpec(409, "SOURCE_UNREADABLE", SourceUnreadable(_FAILED)),
    SourcePaused: ErrorSpec(409, "SOURCE_PAUSED", SourcePaused(_ID)),
    TooManyStreams: ErrorSpec(429, "TOO_MANY_STREAMS", TooManyStreams("per user", 5), headers=("Retry-After",)),
    FileNotFound: ErrorSpec(404, "FILE_NOT_FOUND", FileNotFound(_ID)),
    TitleNotFound: ErrorSpec(404, "TITLE_NOT_FOUND", TitleNotFound(_ID)),
    FolderTooLarge: ErrorSpec(409, "FOLDER_TOO_LARGE", FolderTooLarge(2000)),
    PlaceForgotten: ErrorSpec(400, "VALIDATION_ERROR", PlaceForgotten()),
    job_errors.JobNotFound: ErrorSpec(404, "JOB_NOT_FOUND", job_errors.JobNotFound(_ID)),
    job_errors.JobEnded: ErrorSpec(409, "JOB_OVER", job_errors.JobEnded(_ID, "ready")),
    job_errors.JobNotRetryable: ErrorSpec(409, "JOB_NOT_RETRYABLE", job_errors.JobNotRetryable(_ID, "ready")),
    job_errors.DuplicateJob: ErrorSpec(409, "JOB_KEY_TAKEN"),
    job_errors.LeaseLost: ErrorSpec(409, "JOB_LEASE_LOST"),
    job_errors.ScheduleNotFound: ErrorSpec(404, "SCHEDULE_NOT_FOUND", job_errors.ScheduleNotFound("scans")),
    job_errors.InvalidCron: ErrorSpec(
        400, "INVALID_CRON", job_errors.InvalidCron("'* * *' has 3 fields, a cron expression has 5")
    ),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
