"""What can be played of titles, for everyone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from chassis.http.document.openapi import headers
from chassis.http.routing.shared_reads import PUBLIC
from chassis.http.schemas import Success
from chassis.http.validation.id_lists import TitleIdsParams
from playback.presentation.assets.title_schemas import PlayableResponse, PlayableTitleResponse
from playback.presentation.dependencies import ApplicationDep

router = APIRouter(prefix="/playback", tags=["playback"])

MediaId = Annotated[
    UUID, Path(alias="mediaItemId", description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
]


@router.get(
    "/titles/{mediaItemId}",
    summary="List the playable videos of a title",
    responses={200: {"headers": headers("Cache-Control")}},
)
async def list_playable(
    use_cases: ApplicationDep, media_id: MediaId, response: Response
) -> Success[list[PlayableResponse]]:
    """Return what can be played of a title at present: the movie or its episodes in order, then the trailer.

    A title that nothing can be played of has an empty list. Whether a user may play it from where they are is decided
    when a session begins.
    """
    response.headers["Cache-Control"] = PUBLIC
    playable = await use_cases.read_playable.of_titles([media_id])
    return Success(data=[PlayableResponse.of(one) for one in playable[media_id]])


@router.get(
    "/titles",
    summary="List the playable videos of several titles",
    responses={200: {"headers": headers("Cache-Control")}},
)
async def list_playable_of_titles(
    use_cases: ApplicationDep, params: Annotated[TitleIdsParams, Query()], response: Response
) -> Success[list[PlayableTitleResponse]]:
    """Return the same of several titles, in the order of the request; each title once."""
    response.headers["Cache-Control"] = PUBLIC
    playable = await use_cases.read_playable.of_titles(params.media_ids())
    return Success(data=[PlayableTitleResponse.of(media_id, listed) for media_id, listed in playable.items()])
