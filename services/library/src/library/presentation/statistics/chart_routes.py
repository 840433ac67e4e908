"""HTTP routes of pictures of statistics. A picture belongs to one user: no shared cache stores it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from charts.http import chart_routes, form_of, private_chart_response
from chassis.http.tokens import CurrentPrincipal
from library.domain.statistics.period import Period
from library.presentation.dependencies import ApplicationDep
from library.presentation.errors import refuses
from library.presentation.statistics.charts import statistics_chart
from library.presentation.statistics.requests import Part, StatisticsChartParams, Year, YearChartParams

router = APIRouter(prefix="/me/statistics", tags=["library"])


@chart_routes(router, "/{part}", summary="Draw my statistics", errors=refuses())
async def statistics_picture(
    request: Request,
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    part: Part,
    params: Annotated[StatisticsChartParams, Query()],
) -> Response:
    """Return a part of the user's statistics as an image.

    Of many parts the first 40 are drawn.
    """
    dated = await use_cases.statistics.of_period(principal.user_id, params.period, params.time_zone)
    chart = statistics_chart(dated, part, _in_words(params.period))
    return await private_chart_response(request, chart, params.look(form_of(request)))


@chart_routes(router, "/years/{year}/{part}", summary="Draw my year", errors=refuses())
async def year_picture(
    request: Request,
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    year: Year,
    part: Part,
    params: Annotated[YearChartParams, Query()],
) -> Response:
    """Return a part of the statistics of a year as an image.

    It shows the same as the statistics of that year.
    """
    dated = await use_cases.statistics.of_period(principal.user_id, Period.of_year(year), params.time_zone)
    return await private_chart_response(
        request, statistics_chart(dated, part, str(year)), params.look(form_of(request))
    )


def _in_words(period: Period) -> str:
    if period.first is not None and period.last is not None:
        return f"{period.first} to {period.last}"
    if period.first is not None:
        return f"since {period.first}"
    return "all time" if period.last is None else f"until {period.last}"
