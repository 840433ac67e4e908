"""Looking at ingestion: titles with their sources, providers, schedules."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import TypeAdapter

from chassis.errors import error_responses
from chassis.schemas import Success
from chassis.security import AdminPrincipal
from contracts.identity import media_id
from ingestion.domain.facts import Facts, Kind, TitleKey
from ingestion.presentation.dependencies import Menu
from ingestion.presentation.schemas import ObservedAnswer, ScheduleAnswer, ScheduleAsk, SourceAnswer, TitleAnswer

router = APIRouter(prefix="/ingestion", tags=["ingestion"])

FACTS = TypeAdapter(Facts)


@router.get(
    "/titles/{kind}/{tmdb_id}", summary="What is known of a title", responses=error_responses(401, 403, 404, 503)
)
async def get_title(
    menu: Menu,
    _: AdminPrincipal,
    kind: Kind,
    tmdb_id: Annotated[int, Path(gt=0, lt=2**31, examples=[550])],
    provenance: Annotated[bool, Query(description="Tell which source gave each fact")] = False,
) -> Success[TitleAnswer]:
    """Give the merged facts of a title, how each source last answered, and on request who said what."""
    record = await menu.titles.get(TitleKey(kind, tmdb_id))
    return Success(
        data=TitleAnswer(
            id=media_id(kind, tmdb_id),
            type=kind,
            tmdb_id=tmdb_id,
            version=record.version,
            imported_at=record.imported_at,
            gone_at=record.gone_at,
            successor_tmdb_id=record.successor.tmdb_id if record.successor else None,
            facts=FACTS.dump_python(record.merged.facts, mode="json"),
            sources={
                source: ObservedAnswer(
                    outcome=seen.outcome,
                    attempted_at=seen.attempted_at,
                    fetched_at=seen.fetched_at,
                    cause=seen.cause,
                    detail=seen.detail,
                )
                for source, seen in record.observations.items()
            },
            provenance=dict(record.merged.provenance) if provenance else None,
        )
    )


@router.get("/sources", summary="How the providers do", responses=error_responses(401, 403, 503))
async def list_sources(menu: Menu, _: AdminPrincipal) -> Success[list[SourceAnswer]]:
    """Tell for each provider whether it is configured, what is left of its budget, its breaker, and how it answers."""
    return Success(data=[SourceAnswer.of(report) for report in await menu.sources()])


@router.get("/schedules", summary="What runs by itself", responses=error_responses(401, 403, 503))
async def list_schedules(menu: Menu, _: AdminPrincipal) -> Success[list[ScheduleAnswer]]:
    """Give every schedule with its last and next run."""
    return Success(data=[ScheduleAnswer.of(schedule) for schedule in await menu.schedules.all()])


@router.patch("/schedules/{name}", summary="Change a schedule", responses=error_responses(400, 401, 403, 404, 503))
async def change_schedule(
    menu: Menu, _: AdminPrincipal, name: Annotated[str, Path(max_length=64)], ask: ScheduleAsk
) -> Success[ScheduleAnswer]:
    """Change when a schedule runs, or whether it does. What is left out stays as it is."""
    changed = await menu.schedules.change(name, cron=ask.cron, enabled=ask.enabled, catch_up=ask.catch_up)
    return Success(data=ScheduleAnswer.of(changed))
