"""Adding jobs to the queue."""

from collections.abc import Sequence

from jobs.model import J
from jobs.ports import JobWork


async def enqueue(work: JobWork[J], jobs: Sequence[J]) -> list[tuple[J, bool]]:
    """Queue jobs, and publish those that are new and that a user waits for.

    Return, in order, each stored job and whether it is new: one whose key is active joins that job.
    """
    added = await work.jobs.add(jobs)
    await work.job_changed(*(job for job, new in added if new and job.requested_by))
    return added


async def enqueue_once(work: JobWork[J], job: J) -> tuple[J, bool]:
    """Queue a job whose id names the request, and publish it if it is new and a user waits for it.

    Return the stored job and whether it is new: a repeated request returns the job of the first one.
    """
    stored, new = await work.jobs.add_once(job)
    if new and stored.requested_by:
        await work.job_changed(stored)
    return stored, new
