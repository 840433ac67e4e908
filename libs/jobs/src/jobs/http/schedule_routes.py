"""Routes of a service's schedules: administrators list, change, pause and run them."""

from typing import Annotated, Protocol, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from chassis.http.dependencies import NO_BODY, application
from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorTable
from chassis.http.schemas import ResponseModel, Success
from chassis.http.tokens import AdminPrincipal
from jobs.errors import ScheduleNotFound
from jobs.http.schedules import JobScheduleRequest, ScheduleName, ScheduleResponse
from jobs.model import Job
from jobs.schedule_service import ScheduleService


class HasSchedules(Protocol):
    """The use cases of a service, among them those about its schedules."""

    @property
    def schedules(self) -> ScheduleService[Job]:
        """Return the use cases about schedules."""
        ...


_UseCases = Annotated[HasSchedules, Depends(application)]


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


def schedules_router(prefix: str, subject: str, service: str, *, tag: str, errors: ErrorTable) -> APIRouter:
    """Return the router of `<prefix>/schedules`; its operations are named by the subject, such as `source`."""
    router = APIRouter(prefix=f"{prefix}/schedules", tags=[tag])
    not_found = refusals(errors, ScheduleNotFound)

    @router.get("", name=f"list_{subject}_schedules", summary=f"List the schedules of {service}")
    async def list_schedules(use_cases: _UseCases, _: AdminPrincipal) -> Success[list[ScheduleResponse]]:
        """Return every schedule with its last and next run, by name."""
        return Success(data=[ScheduleResponse.of(schedule) for schedule in await use_cases.schedules.all()])

    @router.patch(
        "/{name}",
        name=f"change_{subject}_schedule",
        summary=f"Change a schedule of {service}",
        responses=not_found,
    )
    async def change_schedule(
        use_cases: _UseCases, _: AdminPrincipal, name: ScheduleName, changes: JobScheduleRequest
    ) -> Success[ScheduleResponse]:
        """Change when a schedule runs, or whether it does, and return it. What is omitted stays as it is."""
        changed = await use_cases.schedules.change(
            name, cron=changes.cron, enabled=changes.enabled, catch_up=changes.catch_up
        )
        return Success(data=ScheduleResponse.of(changed))

    @router.post(
        "/{name}/run",
        name=f"run_{subject}_schedule",
        status_code=202,
        summary=f"Run a schedule of {service} now",
        responses=not_found,
        dependencies=NO_BODY,
    )
    async def run_schedule(
        use_cases: _UseCases, principal: AdminPrincipal, name: ScheduleName
    ) -> Success[ScheduleRunResponse]:
        """Start the job of a schedule now, also when it is disabled, and return the job. Its last and next run stay."""
        return Success(data=ScheduleRunResponse.of(await use_cases.schedules.run(name, user=principal.user_id)))

    return router
