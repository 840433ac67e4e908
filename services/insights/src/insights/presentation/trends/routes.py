"""HTTP routes of series and comparisons, and of their pictures."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from charts.http import chart_response, chart_routes, documented, form_of
from chassis.http.document.media import DocumentedResponse
from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Success
from insights.application import Application
from insights.application.change_keys import KEYS
from insights.application.trends.queries import Series
from insights.domain.errors import MediaNotFound, TrendsError
from insights.presentation.errors import refuses
from insights.presentation.parameters import ApplicationDep, MediaId
from insights.presentation.trends.charts import series_chart, sparkline
from insights.presentation.trends.requests import (
    ComparisonChartParams,
    ComparisonParams,
    RangeParams,
    SeriesChartParams,
    SeriesSparklineParams,
    refusal,
)
from insights.presentation.trends.schemas import ComparisonResponse, SeriesResponse

router = APIRouter(
    prefix="/insights", tags=["insights"], dependencies=[Depends(SharedRead(KEYS, "signals", "titles", by_title=True))]
)

_TITLE: Final = refuses(MediaNotFound)


async def _series(use_cases: Application, media_ids: list[UUID], params: RangeParams, *, index: bool = False) -> Series:
    try:
        return await use_cases.series.series(media_ids, params.series(), index=index)
    except TrendsError as error:
        raise refusal(error) from error


@router.get("/titles/{mediaId}/series", summary="Get a signal over time", responses=_TITLE)
async def title_series(
    use_cases: ApplicationDep, media_id: MediaId, params: Annotated[RangeParams, Query()]
) -> Success[SeriesResponse]:
    """Return one entry per hour, day, week or month, the oldest first; an entry without an observation is null.

    A week or month has the newest value of totals, votes and ratings, the maximum of live watchers, the sum of plays,
    the best rank, and the mean of popularity; one that the range cuts is computed from its days in the
    range. Weeks and months are kept longer than days. A title without observations has a `reason`.
    """
    return Success(data=SeriesResponse.of(await _series(use_cases, [media_id], params)))


@chart_routes(router, "/titles/{mediaId}/series", summary="Draw a signal over time", errors=_TITLE)
async def title_series_chart(
    request: Request, use_cases: ApplicationDep, media_id: MediaId, params: Annotated[SeriesChartParams, Query()]
) -> Response:
    """Return the series as an image that pages may embed; a gap in the line is an interval without observation."""
    chart = series_chart(await _series(use_cases, [media_id], params))
    return await chart_response(request, chart, params.look(form_of(request)))


@router.get(
    "/titles/{mediaId}/series/sparkline.svg",
    summary="Draw a sparkline",
    response_class=DocumentedResponse,
    responses={**documented("svg"), **_TITLE},
)
async def series_sparkline(
    request: Request, use_cases: ApplicationDep, media_id: MediaId, params: Annotated[SeriesSparklineParams, Query()]
) -> Response:
    """Return the series as an SVG image of 160 by 40 pixels without axes, for the middle of a text."""
    result = await _series(use_cases, [media_id], params)
    return await chart_response(request, sparkline(result.title), params.look())


@router.get("/compare", summary="Compare titles", responses=_TITLE)
async def compare_titles(
    use_cases: ApplicationDep, params: Annotated[ComparisonParams, Query()]
) -> Success[ComparisonResponse]:
    """Return a signal of up to six titles over the same intervals, in the order of `ids`; repeated ids count once."""
    result = await _series(use_cases, params.media_ids(), params, index=params.index)
    return Success(data=ComparisonResponse.of(result))


@chart_routes(router, "/compare", summary="Draw a comparison", errors=_TITLE)
async def comparison_chart(
    request: Request, use_cases: ApplicationDep, params: Annotated[ComparisonChartParams, Query()]
) -> Response:
    """Return the comparison as an image; its lines differ by dashes and marks, not by color alone."""
    result = await _series(use_cases, params.media_ids(), params, index=params.index)
    return await chart_response(request, series_chart(result), params.look(form_of(request)))
