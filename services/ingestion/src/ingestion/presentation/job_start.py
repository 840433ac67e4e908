"""Starts a scheduled job on request."""

from chassis.http.schemas import RequestModel
from chassis.http.tokens import Principal
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.presentation.dependencies import ApplicationDep


async def start_job(
    application: ApplicationDep,
    principal: Principal,
    kind: JobKind,
    request: RequestModel,
    priority: Priority = Priority.REFRESH,
) -> tuple[Job, bool]:
    """Queue a job, or join the active one with the same parameters; other parameters are another job."""
    special = request.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return await application.jobs.start(
        kind,
        request.model_dump(mode="json", by_alias=True, exclude_none=True),
        dedup_key=":".join([kind.value, *(f"{name}={special[name]}" for name in sorted(special))]),
        priority=priority,
        user=principal.user_id,
    )
