"""HTTP routes of pictures."""

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from charts.http import chart_response, chart_routes, form_of
from chassis.http.routing.shared_reads import SharedRead
from stats.application.change_keys import KEYS
from stats.domain.errors import DayOutOfRange, ShowNotFound, StatsNotFound, UnknownFormula
from stats.presentation.charts.drawings import drop_off_chart, explanation_chart, score_chart
from stats.presentation.charts.requests import DropOffChartParams, ExplanationChartParams, ScoreChartParams
from stats.presentation.errors import refuses
from stats.presentation.http import ApplicationDep, MediaId
from stats.presentation.scoring.http import DEFAULT_DAYS

router = APIRouter(prefix="/stats", tags=["stats"], dependencies=[Depends(SharedRead(KEYS, "titles", by_title=True))])

_SCORE: Final = refuses(StatsNotFound, UnknownFormula, DayOutOfRange)


@chart_routes(router, "/media/{mediaId}/scores", summary="Draw daily scores", errors=_SCORE)
async def scores_picture(
    request: Request, use_cases: ApplicationDep, media_id: MediaId, params: Annotated[ScoreChartParams, Query()]
) -> Response:
    """Return the last score of each day as an image that pages may embed, with the interval of the formula."""
    last: date = params.last or use_cases.clock.now().date()
    first = params.first or last - timedelta(days=DEFAULT_DAYS - 1)
    history = await use_cases.scores.history(media_id, params.formula, first, last)
    chart = score_chart(history, await use_cases.queries.name(media_id))
    return await chart_response(request, chart, params.look(form_of(request)))


@chart_routes(router, "/media/{mediaId}/explanation", summary="Draw a score's terms", errors=_SCORE)
async def explanation_picture(
    request: Request, use_cases: ApplicationDep, media_id: MediaId, params: Annotated[ExplanationChartParams, Query()]
) -> Response:
    """Return what each term adds to a score as an image that pages may embed; the bars add up to the score."""
    explanation = await use_cases.scores.explain(media_id, params.formula, params.as_of)
    chart = explanation_chart(explanation, await use_cases.queries.name(media_id))
    return await chart_response(request, chart, params.look(form_of(request)))


@chart_routes(router, "/drop-off/media/{mediaId}", summary="Draw a drop-off curve", errors=refuses(ShowNotFound))
async def drop_off_picture(
    request: Request, use_cases: ApplicationDep, media_id: MediaId, params: Annotated[DropOffChartParams, Query()]
) -> Response:
    """Return the share of users left at each episode as an image that pages may embed, with its 95 % interval."""
    analysis = await use_cases.drop_off.analysis(media_id, params.method)
    chart = drop_off_chart(analysis, await use_cases.queries.name(media_id))
    return await chart_response(request, chart, params.look(form_of(request)))
