"""HTTP routes of audience retention."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field, StringConstraints

from charts.http import ChartParams, chart_response, chart_routes, form_of
from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Parameters, Success
from insights.application.change_keys import KEYS
from insights.domain.audiences.retention import Video
from insights.domain.errors import MediaNotFound
from insights.presentation.audiences.schemas import RetentionResponse, retention_chart
from insights.presentation.errors import refuses
from insights.presentation.parameters import ApplicationDep, MediaId

router = APIRouter(
    prefix="/insights", tags=["insights"], dependencies=[Depends(SharedRead(KEYS, "audiences", by_title=True))]
)

_PATH = "/titles/{mediaId}/retention"


class RetentionParams(Parameters):
    """Which video of a title."""

    video: Annotated[str, StringConstraints(pattern="^(trailer|[0-9]{1,4}x[0-9]{1,4})$")] | None = Field(
        default=None,
        description="`2x05` for an episode (season and episode), `trailer` for the trailer; default: the movie",
        examples=["2x05"],
    )


class RetentionChartParams(ChartParams, RetentionParams):
    """A picture of a video's retention."""


@router.get(_PATH, summary="Get the audience retention of a video", responses=refuses(MediaNotFound))
async def title_retention(
    use_cases: ApplicationDep, media_id: MediaId, params: Annotated[RetentionParams, Query()]
) -> Success[RetentionResponse]:
    """Return the share of users who watched each part of 5 %, with 95 % intervals.

    Users are those of Marquee's own player. A part was watched when its middle was. Nothing is shown of fewer than
    20 users, not even their number.
    """
    return Success(data=RetentionResponse.of(await use_cases.retention.of_title(media_id, Video.parse(params.video))))


@chart_routes(router, _PATH, summary="Draw the audience retention", errors=refuses(MediaNotFound))
async def retention_picture(
    request: Request, use_cases: ApplicationDep, media_id: MediaId, params: Annotated[RetentionChartParams, Query()]
) -> Response:
    """Return the retention with its intervals as an image that pages may embed."""
    retention = await use_cases.retention.of_title(media_id, Video.parse(params.video))
    return await chart_response(request, retention_chart(retention), params.look(form_of(request)))
