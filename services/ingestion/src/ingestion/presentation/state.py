"""Looking at ingestion: titles with their sources, providers, schedules; and changing schedules or running them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from chassis.schemas import Success
from chassis.security import AdminPrincipal
from ingestion.domain.errors import ScheduleNotFound, TitleNotFound
from ingestion.domain.facts import Kind, TitleKey
from ingestion.presentation.answers import StartedAnswer
from ingestion.presentation.asks import ScheduleAsk, ScheduleName, TitleParams, TmdbIdInPath
from ingestion.presentation.dependencies import NO_BODY, NO_PARAMS, Menu
from ingestion.presentation.errors import refusals
from ingestion.presentation.state_answers import ScheduleAnswer, SourceAnswer, TitleAnswer

router = APIRouter(prefix="/ingestion", tags=["ingestion"])


@router.get(
    "/titles/{kind}/{tmdbId}", summary="What is known of a title", responses=refusals(400, 401, 403, 503, TitleNotFound)
)
async def get_title(
    menu: Menu,
    _: AdminPrincipal,
    kind: Annotated[Kind, Path(description="`movie` or `show`", examples=["movie"])],
    tmdb_id: TmdbIdInPath,
    params: Annotated[TitleParams, Query()],
) -> Success[TitleAnswer]:
    """Give the merged facts of a title, how each source last answered, and on request who said what."""
    key = TitleKey(kind, tmdb_id)
    return Success(data=TitleAnswer.of(key, await menu.titles.get(key), provenance=params.provenance))


@router.get(
    "/sources",
    summary="How the providers do",
    responses=refusals(400, 401, 403, 503),
    dependencies=NO_PARAMS,
)
async def list_sources(menu: Menu, _: AdminPrincipal) -> Success[list[SourceAnswer]]:
    """Tell for each provider whether it is configured, what is left of its budget, its breaker, and how it answers."""
    return Success(data=[SourceAnswer.of(report) for report in await menu.sources()])


@router.get(
    "/schedules",
    summary="What runs by itself",
    responses=refusals(400, 401, 403, 503),
    dependencies=NO_PARAMS,
)
async def list_schedules(menu: Menu, _: AdminPrincipal) -> Success[list[ScheduleAnswer]]:
    """Give every schedule with its last and next run."""
    return Success(data=[ScheduleAnswer.of(schedule) for schedule in await menu.schedules.all()])


@router.patch(
    "/schedules/{name}",
    summary="Change a schedule",
    responses=refusals(400, 401, 403, 413, 503, ScheduleNotFound),
    dependencies=NO_PARAMS,
)
async def change_schedule(
    menu: Menu, _: AdminPrincipal, name: ScheduleName, ask: ScheduleAsk
) -> Success[ScheduleAnswer]:
    """Change when a schedule runs, or whether it does. What is left out stays as it is."""
    changed = await menu.schedules.change(name, cron=ask.cron, enabled=ask.enabled, catch_up=ask.catch_up)
    return Success(data=ScheduleAnswer.of(changed))


@router.post(
    "/schedules/{name}/run",
    status_code=202,
    summary="Run a schedule now",
    responses=refusals(400, 401, 403, 503, ScheduleNotFound),
    dependencies=[*NO_PARAMS, *NO_BODY],
)
async def run_schedule(menu: Menu, principal: AdminPrincipal, name: ScheduleName) -> Success[StartedAnswer]:
    """Start a schedule's job now, whatever its cron, and also when it is disabled. Its last and next run stay:
    they are those of its plan."""
    return Success(data=StartedAnswer.of(await menu.schedules.run(name, user=principal.user_id)))
