"""HTTP routes of signals."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Success
from insights.application.change_keys import KEYS
from insights.domain.errors import MediaNotFound
from insights.presentation.errors import refuses
from insights.presentation.parameters import ApplicationDep, MediaId
from insights.presentation.signals.rendering import history_body
from insights.presentation.signals.schemas import HistoryResponse

router = APIRouter(
    prefix="/insights", tags=["insights"], dependencies=[Depends(SharedRead(KEYS, "signals", by_title=True))]
)

Days = Annotated[int, Query(ge=1, le=365, description="Number of UTC days, today included", examples=[90])]


@router.get(
    "/titles/{mediaId}/history",
    summary="List daily audience figures",
    response_model=Success[HistoryResponse],
    responses=refuses(MediaNotFound),
)
async def title_history(use_cases: ApplicationDep, media_id: MediaId, days: Days = 90) -> Response:
    """Return one entry per UTC day up to today, oldest first; a day without an observation has nulls."""
    return Response(history_body(await use_cases.history.history(media_id, days)), media_type="application/json")
