"""Routes of links: how users make them, and what players get by them without an access token."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response

from chassis.http.follow_up.byte_ranges import BEYOND, FILE
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from music.application.streaming.permission import session
from music.domain.covers.errors import CoverNotFound
from music.domain.library.errors import AlbumNotFound, TrackNotFound
from music.domain.streaming.errors import (
    MusicLinkExpired,
    MusicLinkInvalid,
    TrackUnreadable,
    TranscodersBusy,
    TranscodingUnavailable,
)
from music.domain.streaming.links import Linked, LinkedContent
from music.presentation.covers.responses import picture_response
from music.presentation.dependencies import AlbumId, ApplicationDep, TrackId, listener
from music.presentation.errors import refuses
from music.presentation.streaming.link_schemas import AlbumLinkRequest, MusicLinkResponse, TrackLinkRequest
from music.presentation.streaming.responses import archive_response, track_response

router = APIRouter(prefix="/music", tags=["music"])

_CURRENT: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "The client has it already, by `If-None-Match`"}
}


@router.post(
    "/tracks/{trackId}/links",
    status_code=201,
    summary="Make a link to a track",
    responses=refuses(TrackNotFound, CoverNotFound),
)
async def link_track(
    use_cases: ApplicationDep, principal: CurrentPrincipal, track_id: TrackId, body: TrackLinkRequest
) -> Success[MusicLinkResponse]:
    """Return an address for a player that sends no access token, such as a device that a track is cast to.

    It opens the track, or its cover, in the one form that is requested. It expires, and ends with the session.
    """
    return await _made(use_cases, principal, body.linked(track_id))


@router.post(
    "/albums/{albumId}/links",
    status_code=201,
    summary="Make a link to an album",
    responses=refuses(AlbumNotFound, CoverNotFound),
)
async def link_album(
    use_cases: ApplicationDep, principal: CurrentPrincipal, album_id: AlbumId, body: AlbumLinkRequest
) -> Success[MusicLinkResponse]:
    """Return an address of the files of an album as a ZIP archive, or of its cover, that needs no access token.

    It expires, and ends with the session.
    """
    return await _made(use_cases, principal, body.linked(album_id))


@router.get(
    "/links/{token}",
    summary="Open a link to music",
    response_class=Response,
    responses=FILE
    | _CURRENT
    | refuses(
        MusicLinkInvalid,
        MusicLinkExpired,
        TrackNotFound,
        AlbumNotFound,
        CoverNotFound,
        TranscodersBusy,
        TranscodingUnavailable,
        TrackUnreadable,
        cases=[BEYOND],
    ),
)
async def open_music_link(
    use_cases: ApplicationDep,
    token: Annotated[
        str, Path(description="The token of the link", max_length=1024, examples=["mqm_AQVtYWluAAAAAGcE"])
    ],
    request: Request,
) -> Response:
    """Send what a link opens as its own route does, with ranges and conditions, while its session lasts.

    Whether its user may hear it is checked now, and again while it is sent. Pages of other origins may embed it.
    """
    opened = await use_cases.links.open(token)
    linked = opened.linked
    match linked.content:
        case LinkedContent.AUDIO:
            response = await track_response(
                use_cases, opened.listener, session(opened.session_id), linked.id, linked.target, request
            )
        case LinkedContent.ARCHIVE:
            archive = await use_cases.downloads.find(opened.listener, linked.id)
            may_continue = use_cases.permission.of_album(opened.listener, session(opened.session_id), linked.id)
            response = archive_response(use_cases.downloads, archive, request, may_continue=may_continue)
        case _:
            covers = use_cases.covers
            of = covers.of_track if linked.content is LinkedContent.TRACK_COVER else covers.of_album
            picture = await of(opened.listener, linked.id)
            gone = CoverNotFound(linked.id)
            response = await picture_response(covers, picture, linked.size, request, replaced=gone)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


async def _made(use_cases: ApplicationDep, principal: CurrentPrincipal, linked: Linked) -> Success[MusicLinkResponse]:
    link = await use_cases.links.make(listener(principal), principal.session_id, linked)
    return Success(data=MusicLinkResponse.of(link, linked))
