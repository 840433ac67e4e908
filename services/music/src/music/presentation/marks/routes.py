"""Routes of favourites and ratings. Every user marks for themselves only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from chassis.http.dependencies import NO_BODY
from chassis.http.schemas import CursorPage
from chassis.http.tokens import CurrentPrincipal
from music.domain.library.errors import AlbumNotFound, ArtistNotFound, TrackNotFound
from music.domain.marks.marks import ItemKind
from music.domain.users.errors import AccountErased
from music.presentation.dependencies import PRIVATE, ApplicationDep, listener
from music.presentation.errors import refuses
from music.presentation.library.schemas import AlbumResponse, ArtistResponse, TrackResponse
from music.presentation.marks.schemas import ItemKindPath, MarkedParams, RatingPut, order_of

router = APIRouter(prefix="/music/me", tags=["music: listening"])

ItemId = Annotated[
    UUID,
    Path(
        alias="itemId",
        description="Id of the track, album or artist",
        examples=["0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"],
    ),
]
Params = Annotated[MarkedParams, Query()]
_MARKS = refuses(ArtistNotFound, AlbumNotFound, TrackNotFound, AccountErased)


@router.get("/favourites/tracks", summary="List my favourite tracks")
async def list_favourite_tracks(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> CursorPage[TrackResponse]:
    """Return the favourite tracks of the signed-in user, the newest favourite first."""
    response.headers.update(PRIVATE)
    order = order_of(ItemKind.TRACKS, rated=False)
    part = params.part(order)
    return params.page(order, part, await use_cases.marks.tracks(listener(principal), part), TrackResponse.of)


@router.get("/favourites/albums", summary="List my favourite albums")
async def list_favourite_albums(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> CursorPage[AlbumResponse]:
    """Return the favourite albums of the signed-in user, the newest favourite first."""
    response.headers.update(PRIVATE)
    order = order_of(ItemKind.ALBUMS, rated=False)
    part = params.part(order)
    return params.page(order, part, await use_cases.marks.albums(listener(principal), part), AlbumResponse.of)


@router.get("/favourites/artists", summary="List my favourite artists")
async def list_favourite_artists(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> CursorPage[ArtistResponse]:
    """Return the favourite artists of the signed-in user, the newest favourite first."""
    response.headers.update(PRIVATE)
    order = order_of(ItemKind.ARTISTS, rated=False)
    part = params.part(order)
    return params.page(order, part, await use_cases.marks.artists(listener(principal), part), ArtistResponse.of)


@router.get("/ratings/tracks", summary="List my rated tracks")
async def list_rated_tracks(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> CursorPage[TrackResponse]:
    """Return the tracks that the signed-in user has rated, the last rated first."""
    response.headers.update(PRIVATE)
    order = order_of(ItemKind.TRACKS, rated=True)
    part = params.part(order)
    tracks = await use_cases.marks.tracks(listener(principal), part, rated=True)
    return params.page(order, part, tracks, TrackResponse.of)


@router.get("/ratings/albums", summary="List my rated albums")
async def list_rated_albums(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> CursorPage[AlbumResponse]:
    """Return the albums that the signed-in user has rated, the last rated first."""
    response.headers.update(PRIVATE)
    order = order_of(ItemKind.ALBUMS, rated=True)
    part = params.part(order)
    albums = await use_cases.marks.albums(listener(principal), part, rated=True)
    return params.page(order, part, albums, AlbumResponse.of)


@router.get("/ratings/artists", summary="List my rated artists")
async def list_rated_artists(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Params, response: Response
) -> CursorPage[ArtistResponse]:
    """Return the artists that the signed-in user has rated, the last rated first."""
    response.headers.update(PRIVATE)
    order = order_of(ItemKind.ARTISTS, rated=True)
    part = params.part(order)
    artists = await use_cases.marks.artists(listener(principal), part, rated=True)
    return params.page(order, part, artists, ArtistResponse.of)


@router.put(
    "/favourites/{itemKind}/{itemId}",
    status_code=204,
    summary="Make it a favourite",
    responses=_MARKS,
    dependencies=NO_BODY,
)
async def add_favourite(
    use_cases: ApplicationDep, principal: CurrentPrincipal, item_kind: ItemKindPath, item_id: ItemId
) -> None:
    """Make a track, album or artist a favourite; one that is a favourite keeps its place. The response has no body."""
    await use_cases.marks.set_favourite(listener(principal), item_kind, item_id, is_favourite=True)


@router.delete("/favourites/{itemKind}/{itemId}", status_code=204, summary="Remove a favourite", responses=_MARKS)
async def remove_favourite(
    use_cases: ApplicationDep, principal: CurrentPrincipal, item_kind: ItemKindPath, item_id: ItemId
) -> None:
    """Remove a favourite; what is none stays none. The response has no body."""
    await use_cases.marks.set_favourite(listener(principal), item_kind, item_id, is_favourite=False)


@router.put("/ratings/{itemKind}/{itemId}", status_code=204, summary="Rate it", responses=_MARKS)
async def rate_item(
    use_cases: ApplicationDep, principal: CurrentPrincipal, item_kind: ItemKindPath, item_id: ItemId, body: RatingPut
) -> None:
    """Rate a track, album or artist; a former rating is replaced. The response has no body."""
    await use_cases.marks.rate(listener(principal), item_kind, item_id, body.rating)


@router.delete("/ratings/{itemKind}/{itemId}", status_code=204, summary="Remove a rating", responses=_MARKS)
async def remove_rating(
    use_cases: ApplicationDep, principal: CurrentPrincipal, item_kind: ItemKindPath, item_id: ItemId
) -> None:
    """Remove a rating; what is not rated stays so. The response has no body."""
    await use_cases.marks.rate(listener(principal), item_kind, item_id, None)
