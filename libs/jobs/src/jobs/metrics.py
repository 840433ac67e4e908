"""Metrics of the queue: what waits and runs, read from the tables, and how jobs ended in this process."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

JOBS_QUEUED: Final = Gauge("jobs_queued", "Jobs that wait, by kind; at most 10,001 are counted", ("kind",))
JOBS_DUE: Final = Gauge("jobs_due", "Jobs that wait although they could run, by kind", ("kind",))
OLDEST_DUE: Final = Gauge("jobs_oldest_due_seconds", "How long the job that is due longest has waited", ("kind",))
JOBS_RUNNING: Final = Gauge("jobs_running", "Jobs that a worker holds, by kind", ("kind",))
JOBS_EXPIRED: Final = Gauge("jobs_expired_leases", "Jobs whose worker was lost and that no other one has taken")
JOBS_ENDED: Final = Counter("jobs_ended", "Jobs that ended in this process, by kind and status", ("kind", "status"))
RUN_SECONDS: Final = Histogram(
    "job_run_seconds",
    "Duration of runs of jobs",
    ("kind",),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800),
)
SCHEDULE_LATE: Final = Gauge(
    "schedule_late_seconds", "How long an enabled schedule is past its time without having started", ("schedule",)
)
SCHEDULE_LAST_RUN: Final = Gauge(
    "schedule_last_run_timestamp_seconds", "When a schedule last queued its job", ("schedule",)
)
