"""The run of a job of ingestion, and what every handler finds when it starts."""

from dataclasses import replace

from ingestion.application.request_priority import current_priority
from ingestion.domain.jobs import Job
from ingestion.domain.titles.facts import Source
from jobs import run

Run = run.Run[Job]
Handler = run.Handler[Job]


def prepared(handler: Handler, missing: tuple[Source, ...]) -> Handler:
    """Return a handler whose calls have the job's priority, and whose job names the sources that it misses."""

    async def handle(run: Run) -> None:
        current_priority.set(run.job.priority)
        run.job = replace(run.job, missing=missing)
        await handler(run)

    return handle
