"""The jobs of playback. Each is idempotent: killed at any moment, it is run again."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from jobs.model import BACKGROUND, INTERACTIVE
from jobs.registry import JobRegistry, JobSpec
from jobs.retries import FailureRules
from jobs.schedules import Schedule
from playback.domain.media.failures import classify

NEW: Final = BACKGROUND
"""The priority of what was uploaded; lower numbers come first."""
AGAIN: Final = 2
"""The priority of versions that are encoded again."""
CLEANING: Final = 3


class JobKind(StrEnum):
    """What a job does. The values are stored."""

    PROCESS = "process-version"
    """Probes the source of a version, waits for its renditions, packages and publishes them."""
    ENCODE = "encode-rendition"
    """Encodes one rendition of a version."""
    COPY = "copy-source-file"
    """Copies the file of a media source into the storage, as the parts of an upload."""
    FINISH_UPLOAD = "finish-upload"
    """Makes a file of the parts of an upload, checks it and hands it on."""
    EXPIRE_UPLOADS = "expire-uploads"
    """Ends uploads that are not completed in time."""
    PURGE_CACHES = "purge-caches"
    """Has caches forget the files of versions that are not played any more."""
    CLEAN = "clean-storage"
    """Deletes what nothing refers to."""
    PRUNE_RELEASES = "prune-key-releases"
    """Deletes old decisions about content keys."""


MOST_AT_ONCE: Final = 1000
"""Jobs of a kind over all workers: how many a worker runs is its own setting."""

REGISTRY: Final = JobRegistry(
    specs=(
        JobSpec(JobKind.PROCESS, MOST_AT_ONCE, composite=True),
        JobSpec(JobKind.ENCODE, MOST_AT_ONCE),
        JobSpec(JobKind.COPY, MOST_AT_ONCE),
        JobSpec(JobKind.FINISH_UPLOAD, MOST_AT_ONCE),
        JobSpec(JobKind.EXPIRE_UPLOADS),
        JobSpec(JobKind.PURGE_CACHES, MOST_AT_ONCE),
        JobSpec(JobKind.CLEAN),
        JobSpec(JobKind.PRUNE_RELEASES),
    ),
    priorities=(INTERACTIVE, NEW, AGAIN, CLEANING),
    failures=FailureRules(classify, longest_deferral=timedelta(days=7)),
)


SCHEDULES: Final = (
    Schedule(
        name="cleaning",
        kind=JobKind.CLEAN,
        cron="15 3 * * *",
        description="Delete what is kept no longer, and files that nothing refers to",
        priority=CLEANING,
    ),
    Schedule(
        name="uploads",
        kind=JobKind.EXPIRE_UPLOADS,
        cron="25 * * * *",
        description="End uploads that are not completed in time",
        priority=CLEANING,
    ),
    Schedule(
        name="pruning-key-releases",
        kind=JobKind.PRUNE_RELEASES,
        cron="45 3 * * *",
        description="Delete decisions about content keys that are kept no longer",
        priority=CLEANING,
    ),
)
"""The schedules that a new installation has."""
