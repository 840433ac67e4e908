"""The route of exports."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import Field

from chassis.http.document.error_cases import Responses
from chassis.http.document.media import DocumentedResponse
from chassis.http.document.openapi import headers
from chassis.http.downloads.documents import file_response
from chassis.http.downloads.spool import Download
from chassis.http.schemas import Parameters
from chassis.http.tokens import CurrentPrincipal
from chassis.http.validation.time_zones import TimeZone, zone_of
from library.application.exports.ports import Snapshot
from library.presentation.dependencies import ApplicationDep, private
from library.presentation.exports.documents import to_csv, to_json
from library.presentation.exports.imdb import to_imdb
from library.presentation.exports.letterboxd import to_letterboxd

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

ExportFormat = Literal["json", "csv", "letterboxd", "imdb"]
_ZIP: Final = "application/zip"
_CSV: Final = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A format of exports."""

    media_type: str
    name: str
    write: Callable[[Snapshot, datetime, str], Awaitable[Download]]


FILES: Final[Mapping[ExportFormat, ExportFile]] = {
    "json": ExportFile("application/json", "marquee-{day}.json", lambda snapshot, now, _: to_json(snapshot, now)),
    "csv": ExportFile(_ZIP, "marquee-{day}.zip", lambda snapshot, now, _: to_csv(snapshot, now)),
    "letterboxd": ExportFile(
        _ZIP, "letterboxd-{day}.zip", lambda snapshot, _, zone: to_letterboxd(snapshot, zone_of(zone))
    ),
    "imdb": ExportFile(_CSV, "imdb-{day}.csv", lambda snapshot, _, __: to_imdb(snapshot)),
}
_EXAMPLES: Final[dict[str, Any]] = {
    "application/json": {"format": "marquee", "version": 1, "titles": [], "plays": [], "marks": [], "lists": []},
    _ZIP: "an archive",
    "text/csv": "Const,Your Rating,Date Rated,Title\r\ntt0137523,9,2026-11-21,Fight Club\r\n",
}
_FILE: Final[Responses] = {
    200: {
        "description": "Everything in the requested format",
        "headers": headers("Cache-Control", "Content-Disposition"),
        "content": {
            name: {"schema": {"type": "string" if isinstance(example, str) else "object"}, "example": example}
            for name, example in _EXAMPLES.items()
        },
    }
}


class ExportParams(Parameters):
    """The parameters of an export."""

    format: ExportFormat = Field(
        default="json",
        description="`json`: everything, to import again. `csv`: an archive of tables. `letterboxd`: an archive for"
        " the import of Letterboxd. `imdb`: ratings in the columns of IMDb",
        examples=["json"],
    )
    time_zone: TimeZone = Field(
        default="UTC",
        description="IANA time zone that decides on which day a play was in the diary of `letterboxd`",
    )


@router.get("/me/export", summary="Export my library", response_class=DocumentedResponse, responses=_FILE)
async def export_library(
    request: Request, use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[ExportParams, Query()]
) -> StreamingResponse:
    """Return everything that the library has of the signed-in user, as one file of one moment.

    The JSON document has plays and marks exactly as they were recorded: its import into an empty account restores them.
    """
    form = FILES[params.format]
    async with use_cases.exports.open(principal.user_id) as (snapshot, now):
        download = await form.write(snapshot, now, params.time_zone)
    return file_response(download, request, name=form.name.format(day=now.date()), media_type=form.media_type)
