"""What follows a failure of the work on a version, by its cause."""

import errno
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from jobs.retries import Defer, Retry, RetryPolicy, Verdict
from jobs.retries import classify as unknown
from objects.errors import ObjectMissing, StorageUnavailable
from playback.domain.copies.errors import SourceFileAway
from playback.domain.media.errors import MediaRejected, OutputIncomplete, RenditionFailed
from playback.domain.storage.errors import FilesUnavailable
from programs.errors import ScratchFull, ToolFailed, ToolsMissing

TOOLS_MISSING: Final = "tools_missing"
SCRATCH_FULL: Final = "scratch_full"
SOURCE_MISSING: Final = "source_missing"
STORAGE_UNAVAILABLE: Final = "storage_unavailable"
SOURCE_AWAY: Final = "source_away"
TOOL_FAILED: Final = "tool_failed"
RENDITION_FAILED: Final = "rendition_failed"
OUTPUT_INCOMPLETE: Final = "output_incomplete"

_AWAITED: Final[Mapping[type[Exception], str]] = {
    ToolsMissing: TOOLS_MISSING,
    ScratchFull: SCRATCH_FULL,
    SourceFileAway: SOURCE_AWAY,
    StorageUnavailable: STORAGE_UNAVAILABLE,
    FilesUnavailable: STORAGE_UNAVAILABLE,
}
"""What is not there at the moment."""
WAIT: Final = timedelta(seconds=30)
ONCE: Final = RetryPolicy(tries=1, base=1, cap=1)
"""For what another attempt cannot change."""
TWICE: Final = RetryPolicy(tries=2, base=1, cap=10)
"""For a program that fails with the same input: once more, because memory may have been short."""


def is_full_disk(failure: BaseException) -> bool:
    """Return whether the system has no room for a file."""
    return isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT)


def classify(failure: Exception, now: datetime) -> Verdict:
    """Return what follows an exception: what the machine lacks is waited for, what the source causes is final."""
    match failure:
        case MediaRejected():
            return Retry(failure.code, ONCE)
        case RenditionFailed():
            return Retry(RENDITION_FAILED, ONCE)
        case OSError() if is_full_disk(failure):
            return Defer(SCRATCH_FULL, now + WAIT)
        case ObjectMissing():
            return Retry(SOURCE_MISSING, ONCE)
        case ToolFailed():
            return Retry(TOOL_FAILED, ONCE if failure.limited else TWICE)
        case OutputIncomplete():
            return Retry(OUTPUT_INCOMPLETE, TWICE)
        case _:
            code = next((code for kind, code in _AWAITED.items() if isinstance(failure, kind)), None)
            return unknown(failure, now) if code is None else Defer(code, now + WAIT)
