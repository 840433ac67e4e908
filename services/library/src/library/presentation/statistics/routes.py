"""HTTP routes of statistics. Every user reads their own statistics only."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from library.presentation.dependencies import READS, ApplicationDep, private
from library.presentation.rankings.requests import ZoneParams
from library.presentation.statistics.rendering import statistics_response
from library.presentation.statistics.requests import StatisticsParams, Year
from library.presentation.statistics.schemas import StatisticsResponse, YearInReviewResponse

router = APIRouter(prefix="/me/statistics", tags=["library"])


@router.get("", summary="Get my statistics", response_model=Success[StatisticsResponse], responses=READS)
async def statistics(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[StatisticsParams, Query()]
) -> Response:
    """Return what was watched: hours, streaks, months, weekdays, hours of the day, genres, people, ratings and shows.

    The duration of a play is its own, else the runtime of the episode, else that of the title; plays without any are
    counted apart. Statistics are computed with the first request after a change, and read as they are from then on.
    """
    dated = await use_cases.statistics.of_period(principal.user_id, params.period, params.time_zone)
    return statistics_response(dated)


@router.get("/years/{year}", summary="Get my year in review", responses=READS, dependencies=[Depends(private)])
async def year_in_review(
    use_cases: ApplicationDep, principal: CurrentPrincipal, year: Year, params: Annotated[ZoneParams, Query()]
) -> Success[YearInReviewResponse]:
    """Return the statistics of a year, and the totals of the year before for comparison.

    A play of which only the year is known counts in its year.
    """
    return Success(
        data=YearInReviewResponse.of(await use_cases.statistics.of_year(principal.user_id, year, params.time_zone))
    )
