"""The jobs of imports: each import has at most one at a time."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from jobs.model import INTERACTIVE, Job
from jobs.registry import JobRegistry, JobSpec, Retention

MATCH: Final = "match-import"
COMMIT: Final = "commit-import"
REVERT: Final = "revert-import"

IMPORT_ID: Final = "importId"
MIN_CONFIDENCE: Final = "minConfidence"

REGISTRY: Final = JobRegistry(
    # A file is read in memory, so that few are read at once; the other phases work in small batches.
    specs=(JobSpec(MATCH, 4), JobSpec(COMMIT, 8), JobSpec(REVERT, 8)),
    priorities=(INTERACTIVE,),
    retention=Retention(ended=timedelta(days=1), failed=timedelta(days=14)),
)


def import_job(kind: str, import_id: UUID, now: datetime, min_confidence: float | None = None) -> Job:
    """Return a job of an import; it names no user, so that it needs no erasure."""
    payload: dict[str, object] = {IMPORT_ID: str(import_id)}
    if min_confidence is not None:
        payload[MIN_CONFIDENCE] = min_confidence
    return Job(
        id=uuid4(),
        kind=kind,
        priority=INTERACTIVE,
        dedup_key=f"import:{import_id}",
        created_at=now,
        updated_at=now,
        run_at=now,
        payload=payload,
    )
