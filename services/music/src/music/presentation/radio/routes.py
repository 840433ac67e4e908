"""Routes of the directory of radio stations."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from music.domain.radio.errors import DirectoryUnavailable, StationNotFound
from music.presentation.dependencies import PRIVATE, ApplicationDep
from music.presentation.errors import refuses
from music.presentation.radio.params import StationId, StationParams
from music.presentation.radio.schemas import (
    CountriesPage,
    CountryResponse,
    DirectoryMeta,
    StationResponse,
    StationsPage,
    TagResponse,
    TagsPage,
    whole_meta,
)

router = APIRouter(prefix="/music/radio", tags=["music: radio"])


@router.get("/stations", summary="Search radio stations", responses=refuses(DirectoryUnavailable))
async def search_radio_stations(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[StationParams, Query()],
    response: Response,
) -> StationsPage:
    """Return stations of the directory that could be heard when it checked them last.

    The best are `order=votes`, those that are heard most `order=clicks`.
    """
    response.headers.update(PRIVATE)
    which = params.chosen()
    dated, stations = await use_cases.radio.stations.search(principal.user_id, which)
    meta = DirectoryMeta(
        count=len(stations),
        total=None,
        limit=which.limit,
        offset=which.offset,
        has_more=dated.value.has_more,
        as_of=dated.as_of,
        is_stale=dated.is_stale,
    )
    return StationsPage(data=[StationResponse.seen(station) for station in stations], meta=meta)


@router.get("/tags", summary="List tags of radio stations", responses=refuses(DirectoryUnavailable))
async def list_radio_tags(use_cases: ApplicationDep, _: CurrentPrincipal, response: Response) -> TagsPage:
    """Return the 500 tags that most stations have, the most first."""
    response.headers.update(PRIVATE)
    tags = await use_cases.radio.stations.tags()
    return TagsPage(data=[TagResponse.of(tag) for tag in tags.value], meta=whole_meta(tags, len(tags.value)))


@router.get("/countries", summary="List countries of radio stations", responses=refuses(DirectoryUnavailable))
async def list_radio_countries(use_cases: ApplicationDep, _: CurrentPrincipal, response: Response) -> CountriesPage:
    """Return the countries with stations, by name."""
    response.headers.update(PRIVATE)
    countries = await use_cases.radio.stations.countries()
    return CountriesPage(
        data=[CountryResponse.of(country) for country in countries.value],
        meta=whole_meta(countries, len(countries.value)),
    )


@router.get(
    "/stations/{stationId}", summary="Get a radio station", responses=refuses(StationNotFound, DirectoryUnavailable)
)
async def get_radio_station(
    use_cases: ApplicationDep, principal: CurrentPrincipal, station_id: StationId, response: Response
) -> Success[StationResponse]:
    """Return a station of the user, or of the directory."""
    response.headers.update(PRIVATE)
    return Success(data=StationResponse.seen(await use_cases.radio.stations.station(principal.user_id, station_id)))
