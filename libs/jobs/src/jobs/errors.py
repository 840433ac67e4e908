"""Why a request to the queue cannot be fulfilled.

JobsError
├── JobNotFound
├── JobEnded
├── JobNotRetryable
├── DuplicateJob
├── LeaseLost
├── ScheduleNotFound
└── InvalidCron
"""

from uuid import UUID


class JobsError(Exception):
    """A request to the queue cannot be fulfilled."""


class JobNotFound(JobsError):
    """No such job exists, or none that the user may see."""

    def __init__(self, job_id: UUID) -> None:
        super().__init__(f"job {job_id} does not exist")


class JobEnded(JobsError):
    """The job has ended, so its state no longer changes."""

    def __init__(self, job_id: UUID, status: str) -> None:
        super().__init__(f"job {job_id} is {status} already")


class JobNotRetryable(JobsError):
    """Only failed and cancelled jobs can be retried."""

    def __init__(self, job_id: UUID, status: str) -> None:
        super().__init__(f"job {job_id} is {status}; only failed and cancelled jobs can be retried")


class DuplicateJob(JobsError):
    """Another job with the same key is queued or running."""

    def __init__(self, dedup_key: str) -> None:
        super().__init__(f"a job with the key {dedup_key!r} is queued or running already")
        self.dedup_key = dedup_key


class LeaseLost(JobsError):
    """The job was cancelled or claimed by another worker: the results of this run must not be committed."""

    def __init__(self, job_id: UUID) -> None:
        super().__init__(f"job {job_id} is no longer leased by this worker")


class ScheduleNotFound(JobsError):
    """No schedule has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"schedule {name!r} does not exist")


class InvalidCron(JobsError):
    """The text is not a cron expression of five fields."""
