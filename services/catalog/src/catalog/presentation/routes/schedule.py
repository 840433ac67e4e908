"""Routes of the schedule: the calendar and new episodes."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from catalog.presentation.routes import rendering
from catalog.presentation.routes.caching import cached_response
from catalog.presentation.routes.dependencies import CACHED, ApplicationDep
from catalog.presentation.routes.requests import CalendarParams, NewEpisodeParams
from catalog.presentation.schemas.schedule import Calendar, NewEpisodeItem
from chassis.http.schemas import Success

router = APIRouter(prefix="/catalog", tags=["catalog"])


@router.get("/shows/calendar", summary="Get the calendar", response_model=Success[Calendar], responses=CACHED)
async def calendar(
    request: Request, application: ApplicationDep, params: Annotated[CalendarParams, Query()]
) -> Response:
    """Return the episodes of all shows by UTC day, from midnight; days without an episode are omitted."""
    start, end, episodes = await application.schedule.calendar(params.start_date, params.days)
    return cached_response(request, rendering.calendar(start, end, episodes))


@router.get(
    "/shows/new-episodes",
    summary="List new episodes",
    response_model=Success[list[NewEpisodeItem]],
    responses=CACHED,
)
async def new_episodes(
    request: Request, application: ApplicationDep, params: Annotated[NewEpisodeParams, Query()]
) -> Response:
    """Return the newest episode of each show that aired one within `days` days, latest first."""
    episodes = await application.schedule.new_episodes(params.days, params.limit)
    return cached_response(request, rendering.new_episodes(episodes))
