"""What follows a failure of a job, by its cause."""

from datetime import datetime, timedelta
from typing import Final

from jobs.retries import Defer, Retry, RetryPolicy, Verdict
from jobs.retries import classify as unknown
from sources.domain.media_sources.errors import SourceFailed

WAIT: Final = timedelta(minutes=1)
SOURCE_POLICY: Final = RetryPolicy(tries=3, base=5, cap=300)


def classify(failure: Exception, now: datetime) -> Verdict:
    """Return what follows an exception: a condition that the source is not at fault for is waited for."""
    match failure:
        case SourceFailed() if failure.waits:
            return Defer(failure.code, failure.retry_at or now + WAIT)
        case SourceFailed():
            return Retry(failure.code, SOURCE_POLICY, failure.retry_at)
        case _:
            return unknown(failure, now)
