"""The state of ingestion: titles with their providers, providers, schedules; and changing or running schedules."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from chassis.http.dependencies import NO_BODY
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from ingestion.domain.errors import TitleNotFound
from ingestion.domain.titles.facts import Kind, TitleKey
from ingestion.presentation.dependencies import ApplicationDep
from ingestion.presentation.errors import refuses
from ingestion.presentation.jobs.responses import StartedResponse
from ingestion.presentation.request_fields import TmdbIdInPath
from ingestion.presentation.state_responses import SourceResponse, TitleResponse
from ingestion.presentation.titles.requests import TitleParams
from jobs.errors import ScheduleNotFound
from jobs.http.schedules import JobScheduleRequest, ScheduleName, ScheduleResponse

router = APIRouter(prefix="/ingestion", tags=["ingestion"])


@router.get("/titles/{kind}/{tmdbId}", summary="Get the imported facts", responses=refuses(TitleNotFound))
async def get_imported_title(
    application: ApplicationDep,
    _: AdminPrincipal,
    kind: Annotated[Kind, Path(description="`movie` or `show`", examples=["movie"])],
    tmdb_id: TmdbIdInPath,
    params: Annotated[TitleParams, Query()],
) -> Success[TitleResponse]:
    """Return the merged facts of a title, when each provider last responded, and on request the origin of each fact."""
    key = TitleKey(kind, tmdb_id)
    return Success(data=TitleResponse.of(key, await application.titles.get(key), provenance=params.provenance))


@router.get(
    "/sources",
    summary="List the providers",
)
async def list_sources(application: ApplicationDep, _: AdminPrincipal) -> Success[list[SourceResponse]]:
    """Return for each provider whether it is configured, what remains of its budget, its breaker and its calls."""
    return Success(data=[SourceResponse.of(report) for report in await application.sources()])


@router.get(
    "/schedules",
    summary="List the schedules",
)
async def list_schedules(application: ApplicationDep, _: AdminPrincipal) -> Success[list[ScheduleResponse]]:
    """Return every schedule with its last and next run, by name."""
    return Success(data=[ScheduleResponse.of(schedule) for schedule in await application.schedules.all()])


@router.patch(
    "/schedules/{name}",
    summary="Change a schedule",
    responses=refuses(ScheduleNotFound),
)
async def change_schedule(
    application: ApplicationDep, _: AdminPrincipal, name: ScheduleName, changes: JobScheduleRequest
) -> Success[ScheduleResponse]:
    """Change when a schedule runs, or whether it does, and return it. What is omitted stays as it is."""
    changed = await application.schedules.change(
        name, cron=changes.cron, enabled=changes.enabled, catch_up=changes.catch_up
    )
    return Success(data=ScheduleResponse.of(changed))


@router.post(
    "/schedules/{name}/run",
    status_code=202,
    summary="Run a schedule now",
    responses=refuses(ScheduleNotFound),
    dependencies=NO_BODY,
)
async def run_schedule(
    application: ApplicationDep, principal: AdminPrincipal, name: ScheduleName
) -> Success[StartedResponse]:
    """Start the job of a schedule now, also when it is disabled, and return the job. Its last and next run stay."""
    return Success(data=StartedResponse.of(await application.schedules.run(name, user=principal.user_id)))
