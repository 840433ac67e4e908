"""The queue within a unit of work."""

from ingestion.domain.jobs import Job
from jobs.ports import JobStore

Jobs = JobStore[Job]
