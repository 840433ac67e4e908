"""The webhook of media servers: the key in its address is the only authorization."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request

from chassis.http.document.error_cases import JSON, invalid
from chassis.http.errors import validation_error
from chassis.http.schemas import Success
from chassis.http.validation.problems import Problem
from library.application.scrobbling.commands import ReceiveWebhook
from library.domain.errors import AccountErased, ScrobbleKeyNotFound, TooManyUnmatched
from library.domain.scrobbling.scrobble import Ignored, Scrobble
from library.presentation.dependencies import READS, ApplicationDep, private
from library.presentation.errors import refuses
from library.presentation.scrobbling.bodies.emby import parse_emby
from library.presentation.scrobbling.bodies.jellyfin import parse_jellyfin
from library.presentation.scrobbling.bodies.kodi import parse_kodi
from library.presentation.scrobbling.bodies.plex import parse_plex
from library.presentation.scrobbling.bodies.reading import BodyInvalid
from library.presentation.scrobbling.forms import read_json
from library.presentation.scrobbling.requests import WebhookSource
from library.presentation.scrobbling.schemas import KEY, ScrobbleResponse

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

PARSERS: Final[Mapping[str, Callable[[object], Scrobble | Ignored]]] = {
    "jellyfin": parse_jellyfin,
    "plex": parse_plex,
    "emby": parse_emby,
    "kodi": parse_kodi,
}
Key = Annotated[str, Path(min_length=1, max_length=100, description="The key of the address", examples=[KEY])]
Source = Annotated[
    WebhookSource,
    Path(description="What sends the report: `jellyfin`, `plex`, `emby` or `kodi`", examples=["jellyfin"]),
]
_EXAMPLE: Final[Mapping[str, Any]] = {
    "NotificationType": "PlaybackStop",
    "ItemType": "Episode",
    "SeriesName": "Breaking Bad",
    "Year": 2008,
    "SeasonNumber": 2,
    "EpisodeNumber": 1,
    "Provider_tmdb": "62092",
    "PlaybackPositionTicks": 28_800_000_000,
    "RunTimeTicks": 28_800_000_000,
    "PlayedToCompletion": True,
    "UtcTimestamp": "2026-11-21T12:00:00.1234567Z",
    "NotificationUsername": "ada",
}
_BODY: Final[Mapping[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The body in the shape of its source. Plex sends a form with the JSON in the field `payload`;"
        " what else the form has is not read",
        "content": {
            JSON: {"schema": {"type": "object"}, "example": _EXAMPLE},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"payload": {"type": "string", "description": "The report as JSON"}},
                    "required": ["payload"],
                },
                "example": {"payload": '{"event": "media.scrobble", "Metadata": {"type": "movie", "title": "Alien"}}'},
            },
        },
    }
}


@router.post(
    "/scrobble/{key}/{source}",
    summary="Receive a webhook",
    responses=READS
    | refuses(
        ScrobbleKeyNotFound,
        TooManyUnmatched,
        AccountErased,
        cases=[invalid("Metadata.index", "body", "body", "parentIndex and index are required for an episode")],
    ),
    openapi_extra=dict(_BODY),
)
async def receive_scrobble(
    request: Request, use_cases: ApplicationDep, key: Key, source: Source
) -> Success[ScrobbleResponse]:
    """Receive the report of a media server, with any content type; no access token is needed.

    A report of music, photos, live television or another account than those of the key is ignored with a reason. A body
    that cannot be read is rejected, and named in the key's last error.
    """
    try:
        report = PARSERS[source](read_json(request.headers.get("content-type", ""), await request.body()))
    except BodyInvalid as invalid_body:
        await use_cases.scrobbling.receive.reject(key, source, str(invalid_body))
        raise validation_error(Problem(invalid_body.field, "body", "body", invalid_body.rule)) from invalid_body
    outcome = await use_cases.scrobbling.receive.webhook(ReceiveWebhook(key, source, report))
    return Success(data=ScrobbleResponse.of(outcome))
