"""Routes of the radio stations of a user."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.dependencies import NO_BODY
from chassis.http.document.error_cases import invalid
from chassis.http.errors import validation_error
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from chassis.http.validation.problems import Problem
from music.domain.radio.errors import DirectoryUnavailable, StationNotFound, TooManyStations
from music.presentation.dependencies import PRIVATE, ApplicationDep
from music.presentation.errors import refuses
from music.presentation.radio.params import FAVOURITES, FavouriteParams, StationId
from music.presentation.radio.schemas import CustomStationRequest, FavouriteResponse

router = APIRouter(prefix="/music/me/radio/stations", tags=["music: radio"])


@router.get("", summary="List your radio stations")
async def list_favourite_stations(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[FavouriteParams, Query()],
    response: Response,
) -> CursorPage[FavouriteResponse]:
    """Return the stations of the signed-in user, by name."""
    response.headers.update(PRIVATE)
    part = params.part(FAVOURITES)
    stations = await use_cases.radio.favourites.list(principal.user_id, part)
    return params.page(FAVOURITES, part, stations, FavouriteResponse.of)


@router.post(
    "",
    status_code=201,
    summary="Add a radio station by address",
    responses=refuses(
        TooManyStations,
        cases=[invalid("url", "body", "private_address", "must not be an address of a private network")],
    ),
)
async def add_custom_station(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: CustomStationRequest
) -> Success[FavouriteResponse]:
    """Add a station that only the signed-in user hears, or rename it. Its address is checked at each call, too."""
    favourites = use_cases.radio.favourites
    stated = {"url": body.url, **({} if body.homepage is None else {"homepage": body.homepage})}
    broken = [Problem.of(name, rule) for name, url in stated.items() if (rule := favourites.problem(url)) is not None]
    if broken:
        raise validation_error(*broken)
    station = await favourites.add_custom(principal.user_id, body.name, body.url, body.homepage)
    return Success(data=FavouriteResponse.of(station))


@router.put(
    "/{stationId}",
    summary="Add a radio station",
    responses=refuses(StationNotFound, TooManyStations, DirectoryUnavailable),
    dependencies=NO_BODY,
)
async def add_favourite_station(
    use_cases: ApplicationDep, principal: CurrentPrincipal, station_id: StationId
) -> Success[FavouriteResponse]:
    """Add a station of the directory, with what it states now. One that the user has stays as it is."""
    return Success(data=FavouriteResponse.of(await use_cases.radio.favourites.add(principal.user_id, station_id)))


@router.delete("/{stationId}", status_code=204, summary="Remove a radio station")
async def remove_favourite_station(
    use_cases: ApplicationDep, principal: CurrentPrincipal, station_id: StationId
) -> None:
    """Remove a station of the signed-in user, if it is there."""
    await use_cases.radio.favourites.remove(principal.user_id, station_id)
