"""Storing an import whose phase is over, with the event of its end in the same transaction."""

from datetime import datetime

from library.application.imports.ports import ImportWork
from library.domain.imports.run import ImportRun


async def save_result(work: ImportWork, run: ImportRun, now: datetime) -> None:
    """Store an import; publish its end if nothing is left to do."""
    await work.imports.save(run)
    if run.has_ended:
        await work.publish_end(run, now)
