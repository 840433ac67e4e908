"""HTTP routes of pictures."""

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from charts.http import ImageResponse, chart_response, documented
from charts.model import LineChart
from charts.options import Format
from stats.application import Application
from stats.domain.errors import DayOutOfRange, ShowNotFound, StatsNotFound, UnknownFormula
from stats.presentation.charts.drawings import drop_off_chart, explanation_chart, score_chart
from stats.presentation.charts.requests import DropOffChartParams, ExplanationChartParams, ScoreChartParams
from stats.presentation.errors import refuses
from stats.presentation.http import ApplicationDep, MediaId
from stats.presentation.scoring.http import DEFAULT_DAYS

router = APIRouter(prefix="/stats", tags=["stats"])

_REFUSED: Final = refuses(StatsNotFound, UnknownFormula, DayOutOfRange)
_SCORE_SVG: Final = {**documented("svg"), **_REFUSED}
_SCORE_PNG: Final = {**documented("png"), **_REFUSED}
_SHOW_SVG: Final = {**documented("svg"), **refuses(ShowNotFound)}
_SHOW_PNG: Final = {**documented("png"), **refuses(ShowNotFound)}

ScoreQuery = Annotated[ScoreChartParams, Query()]
ExplanationQuery = Annotated[ExplanationChartParams, Query()]
DropOffQuery = Annotated[DropOffChartParams, Query()]


@router.get(
    "/media/{mediaId}/scores/chart.svg",
    summary="Draw daily scores",
    response_class=ImageResponse,
    responses=_SCORE_SVG,
)
async def scores_svg(request: Request, use_cases: ApplicationDep, media_id: MediaId, params: ScoreQuery) -> Response:
    """Return the last score of each day as an SVG image that pages may embed, with the interval of the formula."""
    return await chart_response(request, await _scores(use_cases, media_id, params), params.look("svg"))


@router.get(
    "/media/{mediaId}/scores/chart.png",
    summary="Draw daily scores as PNG",
    response_class=ImageResponse,
    responses=_SCORE_PNG,
)
async def scores_png(request: Request, use_cases: ApplicationDep, media_id: MediaId, params: ScoreQuery) -> Response:
    """Return the last score of each day as a PNG image that pages may embed, with the interval of the formula."""
    return await chart_response(request, await _scores(use_cases, media_id, params), params.look("png"))


@router.get(
    "/media/{mediaId}/explanation/chart.svg",
    summary="Draw a score's terms",
    response_class=ImageResponse,
    responses=_SCORE_SVG,
)
async def explanation_svg(
    request: Request, use_cases: ApplicationDep, media_id: MediaId, params: ExplanationQuery
) -> Response:
    """Return what each term adds to a score as an SVG image that pages may embed; the bars add up to the score."""
    return await _explanation(request, use_cases, media_id, params, "svg")


@router.get(
    "/media/{mediaId}/explanation/chart.png",
    summary="Draw a score's terms as PNG",
    response_class=ImageResponse,
    responses=_SCORE_PNG,
)
async def explanation_png(
    request: Request, use_cases: ApplicationDep, media_id: MediaId, params: ExplanationQuery
) -> Response:
    """Return what each term adds to a score as a PNG image that pages may embed; the bars add up to the score."""
    return await _explanation(request, use_cases, media_id, params, "png")


@router.get(
    "/drop-off/media/{mediaId}/chart.svg",
    summary="Draw a drop-off curve",
    response_class=ImageResponse,
    responses=_SHOW_SVG,
)
async def drop_off_svg(
    request: Request, use_cases: ApplicationDep, media_id: MediaId, params: DropOffQuery
) -> Response:
    """Return the share of users left at each episode as an SVG image that pages may embed, with its 95 % interval."""
    return await _drop_off(request, use_cases, media_id, params, "svg")


@router.get(
    "/drop-off/media/{mediaId}/chart.png",
    summary="Draw a drop-off curve as PNG",
    response_class=ImageResponse,
    responses=_SHOW_PNG,
)
async def drop_off_png(
    request: Request, use_cases: ApplicationDep, media_id: MediaId, params: DropOffQuery
) -> Response:
    """Return the share of users left at each episode as a PNG image that pages may embed, with its 95 % interval."""
    return await _drop_off(request, use_cases, media_id, params, "png")


async def _scores(use_cases: Application, media_id: MediaId, params: ScoreChartParams) -> LineChart:
    last: date = params.last or use_cases.clock.now().date()
    first = params.first or last - timedelta(days=DEFAULT_DAYS - 1)
    history = await use_cases.scores.history(media_id, params.formula, first, last)
    return score_chart(history, await use_cases.queries.name(media_id))


async def _explanation(
    request: Request, use_cases: Application, media_id: MediaId, params: ExplanationChartParams, form: Format
) -> Response:
    explanation = await use_cases.scores.explain(media_id, params.formula, params.as_of)
    chart = explanation_chart(explanation, await use_cases.queries.name(media_id))
    return await chart_response(request, chart, params.look(form))


async def _drop_off(
    request: Request, use_cases: Application, media_id: MediaId, params: DropOffChartParams, form: Format
) -> Response:
    analysis = await use_cases.drop_off.analysis(media_id, params.method)
    chart = drop_off_chart(analysis, await use_cases.queries.name(media_id))
    return await chart_response(request, chart, params.look(form))
