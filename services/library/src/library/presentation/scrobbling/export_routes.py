"""The route by which a media server gets back what a user has watched."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import ResponseModel, Success
from chassis.http.tokens import CurrentPrincipal
from library.presentation.dependencies import ApplicationDep, private
from library.presentation.positions.requests import ID_CHARS
from library.presentation.scrobbling.exports import Server, stream

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

ServerName = Annotated[
    Server,
    Query(
        description="In whose field names and units the items are: `jellyfin`, `plex`, `emby`, `kodi` or `generic`",
        examples=["generic"],
    ),
]
ServerId = Annotated[
    str | None,
    Query(
        alias="serverId",
        min_length=1,
        max_length=ID_CHARS,
        pattern=r"^[^\x00]*$",
        description="The server's own id of itself: items of which it has reported a play have `fromThisServer`",
        examples=["5c3a1a5d5b0f4c2b9a8f2b1d9e7f6a54"],
    ),
]


class WatchedItem(ResponseModel):
    """A movie or an episode with its plays and its position; the other fields have the names of the server."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, frozen=True, extra="allow"
    )

    media_item_id: UUID = Field(description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    origins: list[str] = Field(
        description="Where the plays came from, each once; empty without plays", examples=[["scrobble:jellyfin"]]
    )
    from_this_server: bool = Field(
        description="Whether one of the plays was reported by the server `serverId`", examples=[False]
    )


class WatchedExport(ResponseModel):
    """What a user has watched."""

    server: Server = Field(
        description="In whose names and units the items are: `jellyfin`, `plex`, `emby`, `kodi` or `generic`",
        examples=["generic"],
    )
    exported_at: datetime = Field(description="When the export began", examples=["2026-11-21T12:00:00Z"])
    items: list[WatchedItem] = Field(description="Every movie and episode with a play or a position")


_EXPORT: Final[Responses] = {200: {"model": Success[WatchedExport], "headers": headers("Cache-Control")}}


@router.get("/me/watched-export", summary="Export what I watched", responses=_EXPORT, response_model=None)
async def export_watched(
    use_cases: ApplicationDep, principal: CurrentPrincipal, server: ServerName = "generic", server_id: ServerId = None
) -> StreamingResponse:
    """Return every movie and episode with a play or a position, as a stream, for a media server that lost its history.

    Items have ids of providers, the number of plays, the last one, and the resume position. Reports of the server that
    mark them as watched afterwards add no play.
    """
    export = await use_cases.scrobbling.export(principal.user_id, server_id)
    chunks = stream(server, export.exported_at, export.items)
    return StreamingResponse(chunks, media_type="application/json", headers={"Cache-Control": "private, no-store"})
