"""Routes of exports: what a user has in music, and playlists for other players."""

from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import Field

from chassis.http.document.error_cases import Responses
from chassis.http.document.media import DocumentedResponse
from chassis.http.document.openapi import headers
from chassis.http.downloads import documents
from chassis.http.downloads.documents import file_response
from chassis.http.schemas import Parameters
from chassis.http.tokens import CurrentPrincipal
from music.domain.playlists.errors import PlaylistNotFound
from music.presentation.dependencies import PRIVATE, ApplicationDep, listener
from music.presentation.errors import refuses
from music.presentation.playlists.dependencies import PlaylistId

router = APIRouter(prefix="/music", tags=["music: exports"])

FORMAT: Final = "marquee-music"
VERSION: Final = 1
_ZIP: Final = "application/zip"
_M3U: Final = "audio/x-mpegurl"
_EXAMPLES: Final[dict[str, Any]] = {
    "application/json": {"format": FORMAT, "version": VERSION, "playlists": [], "favourites": [], "plays": []},
    _ZIP: "an archive",
}


def _file(examples: dict[str, Any]) -> Responses:
    content = {
        name: {"schema": {"type": "string" if isinstance(example, str) else "object"}, "example": example}
        for name, example in examples.items()
    }
    sent = headers("Cache-Control", "Content-Disposition")
    return {200: {"description": "The file", "headers": sent, "content": content}}


class MusicExportParams(Parameters):
    """The parameters of an export."""

    format: Literal["json", "csv"] = Field(
        default="json",
        description="`json`: one document. `csv`: an archive with a table per section",
        examples=["json"],
    )


@router.get("/me/export", summary="Export my music data", response_class=DocumentedResponse, responses=_file(_EXAMPLES))
async def export_music(
    request: Request,
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[MusicExportParams, Query()],
) -> StreamingResponse:
    """Return playlists, favourites, ratings, plays, stations and apps of the signed-in user, as one file of one moment.

    Tracks have their names and ids of recordings, so that they can be found elsewhere.
    """
    async with use_cases.exports.open(listener(principal)) as (sections, now):
        if params.format == "csv":
            download = await documents.to_csv(sections)
        else:
            head = {"format": FORMAT, "version": VERSION, "exportedAt": now.isoformat()}
            download = await documents.to_json(head, sections)
    suffix, media_type = ("zip", _ZIP) if params.format == "csv" else ("json", "application/json")
    return file_response(download, request, name=f"{FORMAT}-{now.date()}.{suffix}", media_type=media_type)


@router.get(
    "/playlists/{playlistId}/m3u",
    summary="Export a playlist as M3U",
    response_class=DocumentedResponse,
    responses=_file(
        {_M3U: "#EXTM3U\n#PLAYLIST:Road\n#EXTINF:622,Nina Simone - Sinnerman\nNina Simone - Sinnerman.flac\n"}
    )
    | refuses(PlaylistNotFound),
)
async def export_playlist(
    use_cases: ApplicationDep, principal: CurrentPrincipal, playlist_id: PlaylistId
) -> StreamingResponse:
    """Return what the user may hear of a playlist as an M3U file. Its entries are names of files without paths."""
    name, file = await use_cases.exports.playlist(listener(principal), playlist_id)
    sent = {**PRIVATE, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.m3u8', safe='')}"}
    return StreamingResponse(file, media_type=_M3U, headers=sent)
