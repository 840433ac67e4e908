"""Insights over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request

from chassis.errors import error_responses
from chassis.schemas import Success
from insights.application import Application
from insights.presentation.schemas import HistoryAnswer, MovementsAnswer, WindowName, to_history, to_movements

router = APIRouter(prefix="/insights", tags=["insights"])


async def _application(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


Menu = Annotated[Application, Depends(_application)]
WindowQuery = Annotated[WindowName, Query(description="Length of the two periods that are compared", examples=["30d"])]
Limit = Annotated[int, Query(ge=1, le=50, description="Most titles in each list", examples=[5])]
Kind = Annotated[
    Literal["movie", "show"] | None, Query(alias="type", description="Films or shows only", examples=["movie"])
]
Days = Annotated[int, Query(ge=1, le=365, description="How many UTC days, today included", examples=[90])]
MediaId = Annotated[
    UUID, Path(alias="mediaId", description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]


@router.get("/movements", summary="Risers and fallers", responses=error_responses(400, 503))
async def movements(
    menu: Menu, window: WindowQuery = "30d", limit: Limit = 5, kind: Kind = None
) -> Success[MovementsAnswer]:
    """Give the titles whose audience gained or lost speed: the growth of the newest window against the one before.

    A title takes part when it was observed at all three ends of the two windows; where a day has no observation,
    the nearest earlier one stands in: at most 3 days earlier for 30d, 9 for 90d, 14 for 365d. Fallers grew by at
    least 100 before and lost at least a tenth. Without enough history both lists are empty and `reason` says why.
    """
    return Success(data=to_movements(window, await menu.movements.movements(window, limit, kind)))


@router.get("/titles/{mediaId}/history", summary="Daily audience of a title", responses=error_responses(400, 404, 503))
async def history(menu: Menu, media_id: MediaId, days: Days = 90) -> Success[HistoryAnswer]:
    """Give one entry a UTC day up to today; a day that nobody observed is there with nulls."""
    return Success(data=to_history(await menu.history.history(media_id, days)))
