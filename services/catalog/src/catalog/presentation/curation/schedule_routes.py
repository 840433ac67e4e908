"""Routes of editors for scheduled changes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from catalog.domain.curation.errors import (
    CuratedCollectionNotFound,
    DueInThePast,
    ScheduledChangeNotFound,
    ScheduleEnded,
    TitleUnknown,
)
from catalog.presentation.curation.requests import ScheduleParams, ScheduleRequest
from catalog.presentation.curation.responses import ScheduledChangeResponse
from catalog.presentation.editing.dependencies import PRIVATE, ActorDep
from catalog.presentation.errors import refuses
from catalog.presentation.routes.dependencies import ApplicationDep
from chassis.http.document.openapi import headers
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import EditorPrincipal

router = APIRouter(prefix="/admin/catalog/schedule", tags=["catalog"])


@router.get("", summary="List scheduled changes", responses={200: {"headers": headers("Cache-Control")}})
async def list_scheduled_changes(
    application: ApplicationDep, _: EditorPrincipal, params: Annotated[ScheduleParams, Query()], response: Response
) -> Page[ScheduledChangeResponse]:
    """Return a page of scheduled changes, also of those that were applied, by the instant at which they are due."""
    page = await application.change_schedule.page(params.state, params.target, params.limit, params.offset)
    response.headers.update(PRIVATE)
    return Page(
        data=[ScheduledChangeResponse.of(change) for change in page.changes],
        meta=page_meta(count=len(page.changes), total=page.total, limit=params.limit, offset=params.offset),
    )


@router.post(
    "",
    status_code=201,
    summary="Schedule a change",
    responses={
        201: {"headers": headers("Cache-Control")},
        **refuses(DueInThePast, CuratedCollectionNotFound, TitleUnknown),
    },
)
async def schedule_change(
    application: ApplicationDep, actor: ActorDep, body: ScheduleRequest, response: Response
) -> Success[ScheduledChangeResponse]:
    """Publish or unpublish a collection, or hide or show a title, at an instant in the future, exactly once."""
    change = await application.change_schedule.add(body.action, body.target.lower(), body.at, body.reason, actor)
    response.headers.update(PRIVATE)
    return Success(data=ScheduledChangeResponse.of(change))


@router.delete(
    "/{changeId}",
    summary="Cancel a scheduled change",
    responses={200: {"headers": headers("Cache-Control")}, **refuses(ScheduledChangeNotFound, ScheduleEnded)},
)
async def cancel_scheduled_change(
    application: ApplicationDep,
    actor: ActorDep,
    change_id: Annotated[
        UUID,
        Path(
            alias="changeId",
            description="Id of the scheduled change",
            examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"],
        ),
    ],
    response: Response,
) -> Success[ScheduledChangeResponse]:
    """Cancel a change that was not applied yet."""
    response.headers.update(PRIVATE)
    return Success(data=ScheduledChangeResponse.of(await application.change_schedule.cancel(change_id, actor)))
