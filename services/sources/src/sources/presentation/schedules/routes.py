"""Routes of the continuous work on sources: its schedules are listed, changed, paused and run once."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from chassis.http.schemas import ResponseModel, Success
from chassis.http.tokens import AdminPrincipal
from jobs.errors import ScheduleNotFound
from jobs.http.schedules import JobScheduleRequest, ScheduleName, ScheduleResponse
from jobs.model import Job
from sources.presentation.dependencies import NO_BODY, ApplicationDep
from sources.presentation.errors import refuses

router = APIRouter(prefix="/admin/sources/schedules", tags=["sources: administration"])


class ScheduleRunResponse(ResponseModel):
    """The job of a schedule that was run on request."""

    job_id: UUID = Field(description="Id of the job", examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"])
    kind: str = Field(description="What it does", examples=["scan-due-sources"])
    deduped: bool = Field(
        description="Whether such a job was queued or running already, and is returned", examples=[False]
    )

    @classmethod
    def of(cls, started: tuple[Job, bool]) -> Self:
        """Return the body of a job and whether it is new."""
        job, is_new = started
        return cls(job_id=job.id, kind=job.kind, deduped=not is_new)


@router.get("", summary="List the schedules of sources")
async def list_source_schedules(use_cases: ApplicationDep, _: AdminPrincipal) -> Success[list[ScheduleResponse]]:
    """Return every schedule with its last and next run, by name."""
    return Success(data=[ScheduleResponse.of(schedule) for schedule in await use_cases.schedules.all()])


@router.patch("/{name}", summary="Change a schedule of sources", responses=refuses(ScheduleNotFound))
async def change_source_schedule(
    use_cases: ApplicationDep, _: AdminPrincipal, name: ScheduleName, changes: JobScheduleRequest
) -> Success[ScheduleResponse]:
    """Change when a schedule runs, or whether it does, and return it. What is omitted stays as it is."""
    changed = await use_cases.schedules.change(
        name, cron=changes.cron, enabled=changes.enabled, catch_up=changes.catch_up
    )
    return Success(data=ScheduleResponse.of(changed))


@router.post(
    "/{name}/run",
    status_code=202,
    summary="Run a schedule of sources now",
    responses=refuses(ScheduleNotFound),
    dependencies=NO_BODY,
)
async def run_source_schedule(
    use_cases: ApplicationDep, principal: AdminPrincipal, name: ScheduleName
) -> Success[ScheduleRunResponse]:
    """Start the job of a schedule now, also when it is disabled, and return the job. Its last and next run stay."""
    return Success(data=ScheduleRunResponse.of(await use_cases.schedules.run(name, user=principal.user_id)))
