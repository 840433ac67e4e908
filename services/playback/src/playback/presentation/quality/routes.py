"""Routes of quality: what players report, and its figures for editors."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from chassis.http.document.error_cases import TOO_LARGE
from chassis.http.errors import ApiError, validation_error
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal, EditorPrincipal
from chassis.http.validation.problems import Problem
from playback.domain.assets.errors import AssetNotFound
from playback.domain.quality.errors import EventInvalid, EventsTooLate
from playback.domain.sessions.errors import SessionNotFound
from playback.presentation.assets.routes import AssetId
from playback.presentation.dependencies import ApplicationDep
from playback.presentation.errors import refuses
from playback.presentation.quality.events import LARGEST_BATCH, AcceptedResponse, EventsRequest
from playback.presentation.quality.parameters import OverviewParams, QualityParams
from playback.presentation.quality.schemas import AssetQualityResponse, OverviewResponse
from playback.presentation.sessions.requests import SessionId

router = APIRouter(prefix="/playback", tags=["playback"])
admin_router = APIRouter(prefix="/admin/playback", tags=["playback: administration"])


@router.post(
    "/sessions/{sessionId}/events",
    summary="Report what a player measured",
    responses=refuses(SessionNotFound, EventsTooLate, cases=[TOO_LARGE]),
)
async def report_events(
    use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId, request: Request, body: EventsRequest
) -> Success[AcceptedResponse]:
    """Count the events of a batch of at most 64 KiB; those that have counted before change nothing.

    Batches may come in any order, again, and until 48 hours after the end of the session. All of them count on the day
    on which the session began by the clock of the server.
    """
    if len(await request.body()) > LARGEST_BATCH:
        raise ApiError(413, "PAYLOAD_TOO_LARGE", f"The batch must have at most {LARGEST_BATCH} bytes")
    try:
        accepted = await use_cases.record_events(session_id, principal.user_id, body.all())
    except EventInvalid as error:
        raise validation_error(Problem.of(error.field, error.broken)) from error
    return Success(data=AcceptedResponse.of(accepted))


@admin_router.get("/assets/{assetId}/quality", summary="Get the quality of an asset", responses=refuses(AssetNotFound))
async def asset_quality(
    use_cases: ApplicationDep, _: EditorPrincipal, asset_id: AssetId, params: Annotated[QualityParams, Query()]
) -> Success[AssetQualityResponse]:
    """Return start-up times, rebuffering, errors and what was watched of an asset, by version and day."""
    quality = await use_cases.read_quality.of_asset(asset_id, params.period(use_cases.read_quality), params.version)
    return Success(data=AssetQualityResponse.of(quality))


@admin_router.get("/quality", summary="Get the quality of all assets", responses=refuses())
async def overall_quality(
    use_cases: ApplicationDep, _: EditorPrincipal, params: Annotated[OverviewParams, Query()]
) -> Success[OverviewResponse]:
    """Return the same over all assets, and the assets with the worst figures, the worst first."""
    period = params.period(use_cases.read_quality)
    overview = await use_cases.read_quality.overview(period, params.order, params.limit, params.min_sessions)
    return Success(data=OverviewResponse.of(overview))
