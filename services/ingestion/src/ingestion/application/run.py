"""The run of a job of ingestion, and what every handler finds when it starts."""

from collections.abc import Collection
from dataclasses import replace

from ingestion.application.request_priority import current_priority
from ingestion.domain.jobs import Job, missing_sources
from ingestion.domain.titles.facts import Source
from jobs import run

Run = run.Run[Job]
Handler = run.Handler[Job]


def prepared(handler: Handler, configured: Collection[Source]) -> Handler:
    """Return a handler whose calls have the job's priority, and whose job names the sources that are not configured."""

    async def handle(run: Run) -> None:
        current_priority.set(run.job.priority)
        run.job = replace(run.job, missing=missing_sources(run.job.kind, configured))
        await handler(run)

    return handle
