"""HTTP routes of series of genres and services, and of their pictures."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from charts.http import chart_response, chart_routes, form_of
from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Success
from insights.application import Application
from insights.application.change_keys import KEYS
from insights.application.groups.queries import GroupSeries
from insights.domain.errors import GenreNotFound, ProviderNotFound, TrendsError
from insights.domain.groups.group import Group
from insights.presentation.errors import refuses
from insights.presentation.groups.requests import GroupChartParams, GroupParams, ProviderChartParams, ProviderParams
from insights.presentation.groups.schemas import GenreSeriesResponse, ProviderSeriesResponse, group_chart
from insights.presentation.parameters import ApplicationDep
from insights.presentation.trends.genres import GENRES
from insights.presentation.trends.requests import refusal

router = APIRouter(prefix="/insights", tags=["insights"], dependencies=[Depends(SharedRead(KEYS, "groups"))])

_MOST: Final = 2**31 - 1
GenreId = Annotated[int, Path(alias="genreId", ge=1, le=_MOST, description="TMDB's number of the genre", examples=[18])]
ProviderId = Annotated[
    int, Path(alias="providerId", ge=1, le=_MOST, description="TMDB's number of the service", examples=[8])
]
_GENRE: Final = refuses(GenreNotFound)
_PROVIDER: Final = refuses(ProviderNotFound)


async def _genre(use_cases: Application, genre_id: int, params: GroupParams) -> GroupSeries:
    try:
        return await use_cases.groups.series(Group.genre(genre_id), params.request(), is_known=str(genre_id) in GENRES)
    except TrendsError as error:
        raise refusal(error) from error


async def _provider(use_cases: Application, provider_id: int, params: ProviderParams) -> GroupSeries:
    try:
        return await use_cases.groups.series(Group.provider(provider_id, params.region), params.request())
    except TrendsError as error:
        raise refusal(error) from error


def _name(genre_id: int) -> str:
    return GENRES.get(str(genre_id), f"Genre {genre_id}")


@router.get("/genres/{genreId}/series", summary="Get a genre's signal over time", responses=_GENRE)
async def genre_series(
    use_cases: ApplicationDep, genre_id: GenreId, params: Annotated[GroupParams, Query()]
) -> Success[GenreSeriesResponse]:
    """Return the mean or sum of a signal over the titles that have the genre today, one entry per day, week or month.

    Titles that were deleted upstream do not count. A day without an observation is null. Days with new values are
    computed once an hour, and whole months, for titles that change their genres, in turn.
    """
    series = await _genre(use_cases, genre_id, params)
    return Success(data=GenreSeriesResponse.of(series, genre_id, _name(genre_id)))


@chart_routes(router, "/genres/{genreId}/series", summary="Draw a genre's signal", errors=_GENRE)
async def genre_series_chart(
    request: Request, use_cases: ApplicationDep, genre_id: GenreId, params: Annotated[GroupChartParams, Query()]
) -> Response:
    """Return the series of the genre as an image that pages may embed."""
    chart = group_chart(await _genre(use_cases, genre_id, params), _name(genre_id))
    return await chart_response(request, chart, params.look(form_of(request)))


@router.get("/providers/{providerId}/series", summary="Get a service's signal over time", responses=_PROVIDER)
async def provider_series(
    use_cases: ApplicationDep, provider_id: ProviderId, params: Annotated[ProviderParams, Query()]
) -> Success[ProviderSeriesResponse]:
    """Return the mean or sum of a signal over the titles that the service streams in a country, per interval.

    A title counts on all days when it was on the service at the time of the computation. Everything else is as for a
    genre.
    """
    series = await _provider(use_cases, provider_id, params)
    name = await use_cases.groups.service_name(provider_id)
    return Success(data=ProviderSeriesResponse.of(series, provider_id, name, params.region))


@chart_routes(router, "/providers/{providerId}/series", summary="Draw a service's signal", errors=_PROVIDER)
async def provider_series_chart(
    request: Request,
    use_cases: ApplicationDep,
    provider_id: ProviderId,
    params: Annotated[ProviderChartParams, Query()],
) -> Response:
    """Return the series of the service as an image that pages may embed."""
    series = await _provider(use_cases, provider_id, params)
    name = await use_cases.groups.service_name(provider_id) or f"Service {provider_id}"
    chart = group_chart(series, f"{name} in {params.region}")
    return await chart_response(request, chart, params.look(form_of(request)))
