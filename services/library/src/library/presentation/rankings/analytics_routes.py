"""HTTP routes of the analytics of rankings. Every user reads their own figures only."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from library.presentation.dependencies import READS, ApplicationDep, private
from library.presentation.rankings.analytics_schemas import (
    ActivityResponse,
    DistributionResponse,
    RankedGenresResponse,
    RankingSumsResponse,
)
from library.presentation.rankings.requests import ZoneParams

router = APIRouter(prefix="/me/analytics", tags=["library"], dependencies=[Depends(private)])

ZoneDep = Annotated[ZoneParams, Query()]


@router.get("/activity", summary="Count my rankings by day", responses=READS)
async def ranking_activity(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: ZoneDep
) -> Success[ActivityResponse]:
    """Return how many movies were ranked on each day of about thirteen months.

    The days are from the Sunday on or before the first of this month in the last year to the end of this month.
    """
    return Success(data=ActivityResponse.of(await use_cases.rankings.read.activity(principal.user_id, params.zone)))


@router.get("/genres", summary="Count my rankings by genre", responses=READS)
async def ranking_genres(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: ZoneDep
) -> Success[RankedGenresResponse]:
    """Return how many movies of each first genre were ranked, and their mean stars.

    The time is from the first of this month in the last year to today. A movie counts for its first genre only.
    """
    return Success(data=RankedGenresResponse.of(await use_cases.rankings.read.genres(principal.user_id, params.zone)))


@router.get("/stats", summary="Sum up my rankings", responses=READS)
async def ranking_stats(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: ZoneDep
) -> Success[RankingSumsResponse]:
    """Return the number of ranked movies, their runtime, the mean stars, streaks and the top genre.

    All rankings count, whatever their time; the top genre is that of `/me/analytics/genres`.
    """
    return Success(data=RankingSumsResponse.of(await use_cases.rankings.read.sums(principal.user_id, params.zone)))


@router.get("/rating-distribution", summary="Count my rankings by stars", responses=READS)
async def ranking_distribution(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[DistributionResponse]:
    """Return how many movies have each number of stars.

    All five numbers are in the response, also those that no movie has.
    """
    return Success(data=DistributionResponse.of(await use_cases.rankings.read.distribution(principal.user_id)))
