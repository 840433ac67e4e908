"""Domain error to answer: one table."""

from typing import Final

from chassis.errors import ErrorSpec, ErrorTable
from ingestion.domain import errors

ERRORS: Final[ErrorTable] = {
    errors.JobNotFound: ErrorSpec(404, "JOB_NOT_FOUND"),
    errors.JobOver: ErrorSpec(409, "JOB_OVER"),
    errors.JobNotRetryable: ErrorSpec(409, "JOB_NOT_RETRYABLE"),
    errors.LeaseLost: ErrorSpec(409, "JOB_LEASE_LOST"),
    errors.TitleNotFound: ErrorSpec(404, "TITLE_NOT_FOUND"),
    errors.TitleChanged: ErrorSpec(409, "TITLE_CHANGED"),
    errors.ScheduleNotFound: ErrorSpec(404, "SCHEDULE_NOT_FOUND"),
    errors.InvalidCron: ErrorSpec(400, "INVALID_CRON"),
    errors.InvalidRows: ErrorSpec(400, "INVALID_ROWS"),
    errors.SourceMissing: ErrorSpec(503, "SOURCE_MISSING"),
}
