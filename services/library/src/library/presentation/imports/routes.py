"""HTTP routes of imports."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BeforeValidator

from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.follow_up.paging import Order, PartParams, identifier, instant, small_number
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from chassis.http.validation.time_zones import TimeZone
from library.application.imports.feed import ImportFollower
from library.application.imports.processing.receiving import NewImport
from library.application.imports.rows import RowRequest
from library.domain.errors import AccountErased, MediaNotFound
from library.domain.imports.errors import (
    ImportEmpty,
    ImportNotFound,
    ImportPartMissing,
    ImportRowFixed,
    ImportRowNotFound,
    ImportStateForbids,
    ImportTooLarge,
    TooManyImports,
    TooManyImportStreams,
)
from library.domain.imports.limits import MOST_PARTS
from library.domain.imports.options import UTC, DefaultState, ImportOptions, RatingScale
from library.domain.imports.rows import Format
from library.presentation.dependencies import READS, ApplicationDep, private
from library.presentation.errors import refuses
from library.presentation.imports.schemas import CommitRequest, ImportResponse, RowParams, RowPatch, RowResponse

router = APIRouter(prefix="/me/imports", tags=["library"], dependencies=[Depends(private)])

_IMPORTS: Final = Order("imports", (instant, identifier))
_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {
                "schema": {"type": "string", "format": "binary"},
                "example": "Const,Your Rating,Date Rated,Title\ntt0000001,8,2024-02-13,The Example\n",
            }
        },
    }
}
_STREAM: Final = event_stream(
    "import",
    ImportResponse,
    '{"id":"0199a2f3-72c1-7e63-b4d5-6f7081929394","state":"matching","progress":{"done":1500,"total":4200}}',
)

ImportId = Annotated[
    UUID, Path(alias="importId", description="Id of the import", examples=["0199a2f3-72c1-7e63-b4d5-6f7081929394"])
]
RowNumber = Annotated[
    int, Path(alias="position", ge=1, le=2_147_483_647, description="Number of the row in the import", examples=[17])
]
FileName = Annotated[
    str,
    Query(
        min_length=1,
        max_length=255,
        pattern=r"^[^\x00-\x1f]+$",
        description="Name of the file, which helps to find its format",
        examples=["ratings.csv"],
    ),
]
FormatName = Annotated[
    Format | None, Query(description="Format of the file; found when it is omitted", examples=["imdb"])
]
OverwriteRatings = Annotated[
    bool,
    Query(
        alias="overwriteRatings",
        description="Whether ratings of the file replace those that were set by hand",
        examples=[False],
    ),
]
RatedIsWatched = Annotated[
    bool,
    Query(
        alias="ratedIsWatched",
        description="Whether a movie that the file only rates counts as watched on the day of the rating",
        examples=[False],
    ),
]


def _number(value: object) -> object:
    """Return the number of a text of a query."""
    return int(value) if isinstance(value, str) and value in ("5", "10", "100") else value


RatingScaleOf = Annotated[
    RatingScale | None,
    BeforeValidator(_number),
    Query(
        alias="ratingScale",
        description="Highest rating of a file that does not state its scale: 5, 10 or 100. Without it, 100",
        examples=[10],
    ),
]
LocalZone = Annotated[
    TimeZone | None,
    Query(
        alias="timeZone",
        description="IANA time zone of times without a zone, and of days; without it, the one that the user prefers",
    ),
]
StateOfOthers = Annotated[
    DefaultState | None,
    Query(
        alias="defaultState",
        description="State of titles for which the file states neither a play nor a state. Without it, none",
        examples=["planned"],
    ),
]
Complete = Annotated[
    bool, Query(description="Whether the request has the whole file; parts follow otherwise", examples=[True])
]
PartNumber = Annotated[
    int, Path(alias="part", ge=1, le=MOST_PARTS, description="Number of the part of the upload", examples=[1])
]


async def _follower(
    application: ApplicationDep, principal: CurrentPrincipal, import_id: ImportId
) -> AsyncIterator[ImportFollower]:
    """Yield a follower of an import, for as long as its stream is open; a stream that has begun cannot be refused."""
    await application.imports.read.one(principal.user_id, import_id)
    follower = application.imports.feed.join(principal.user_id, import_id, expires_at=principal.expires_at)
    try:
        yield follower
    finally:
        application.imports.feed.leave(follower)


@router.post(
    "",
    status_code=202,
    summary="Upload an import",
    responses=refuses(TooManyImports, ImportEmpty, AccountErased),
    openapi_extra=_FILE,
)
async def upload(
    application: ApplicationDep,
    principal: CurrentPrincipal,
    request: Request,
    name: FileName = "import",
    source: Annotated[FormatName, Query(alias="format")] = None,
    overwrite_ratings: OverwriteRatings = False,
    rated_is_watched: RatedIsWatched = False,
    rating_scale: RatingScaleOf = None,
    time_zone: LocalZone = None,
    default_state: StateOfOthers = None,
    complete: Complete = True,
) -> Success[ImportResponse]:
    """Receive a file of another service as the body of the request, and return its import.

    The body has at most 1 MiB. A larger file, of at most 50 MiB, is compressed with gzip, or sent in parts: with
    `complete=false` and `PUT …/parts/{part}`. A worker reads the file and matches its rows with the catalog; nothing
    is changed until the import is committed. An import that is not committed within seven days is deleted, the file
    as soon as it was read.
    """
    options = ImportOptions(overwrite_ratings, rated_is_watched, rating_scale, time_zone or UTC, default_state)
    new = NewImport(principal.user_id, name, source, options, complete, prefers_zone=time_zone is None)
    return Success(data=ImportResponse.of(await application.imports.receive.begin(new, await request.body())))


@router.put(
    "/{importId}/parts/{part}",
    summary="Upload a part",
    responses=refuses(ImportNotFound, ImportStateForbids, ImportTooLarge, AccountErased),
    openapi_extra=_FILE,
)
async def upload_part(
    application: ApplicationDep, principal: CurrentPrincipal, request: Request, import_id: ImportId, part: PartNumber
) -> Success[ImportResponse]:
    """Receive a part of a file, at most 1 MiB, and return the import with the bytes so far.

    Parts are numbered from 1, behind what the first request has sent, and may come in any order. A part that is sent
    again replaces the former one.
    """
    receive = application.imports.receive
    run = await receive.add_part(principal.user_id, import_id, part, await request.body())
    return Success(data=ImportResponse.of(run))


@router.post(
    "/{importId}/complete",
    status_code=202,
    summary="Complete an upload",
    responses=refuses(ImportNotFound, ImportStateForbids, ImportPartMissing, ImportEmpty, AccountErased),
)
async def complete_upload(
    application: ApplicationDep, principal: CurrentPrincipal, import_id: ImportId
) -> Success[ImportResponse]:
    """State that all parts were sent, and return the import, which a worker reads now."""
    return Success(data=ImportResponse.of(await application.imports.receive.complete(principal.user_id, import_id)))


@router.get("", summary="List my imports", responses=READS)
async def list_imports(
    application: ApplicationDep, principal: CurrentPrincipal, params: Annotated[PartParams, Query()]
) -> CursorPage[ImportResponse]:
    """Return a page of the user's imports, the newest first."""
    part = params.part(_IMPORTS)
    return params.page(_IMPORTS, part, await application.imports.read.page(principal.user_id, part), ImportResponse.of)


@router.get("/{importId}", summary="Get an import", responses=refuses(ImportNotFound) | READS)
async def read_import(
    application: ApplicationDep, principal: CurrentPrincipal, import_id: ImportId
) -> Success[ImportResponse]:
    """Return the state and the progress of an import."""
    return Success(data=ImportResponse.of(await application.imports.read.one(principal.user_id, import_id)))


@router.get(
    "/{importId}/events",
    summary="Follow an import",
    response_class=EventSourceResponse,
    responses=refuses(ImportNotFound, TooManyImportStreams) | _STREAM,
)
async def follow_import(follower: Annotated[ImportFollower, Depends(_follower)]) -> AsyncIterator[ServerSentEvent]:
    """Stream the changes of an import as server-sent events `import`.

    The stream ends when no worker has anything left to do, and when the access token expires.
    """
    async for event in as_events("import", follower.changes(), ImportResponse.of):
        yield event


@router.get("/{importId}/rows", summary="List rows of an import", responses=refuses(ImportNotFound) | READS)
async def list_rows(
    application: ApplicationDep,
    principal: CurrentPrincipal,
    import_id: ImportId,
    params: Annotated[RowParams, Query()],
) -> CursorPage[RowResponse]:
    """Return a page of the rows in the order of the file, and what each means; rejected ones are last."""
    order = Order(f"rows:{import_id}", (small_number,))
    part = params.part(order)
    page = await application.imports.read.rows(principal.user_id, RowRequest(import_id, part, params.status))
    return params.page(order, part, page.part, lambda row: RowResponse.of(row, page.titles))


@router.patch(
    "/{importId}/rows/{position}",
    summary="Decide about a row",
    responses=refuses(
        ImportNotFound, ImportRowNotFound, ImportRowFixed, ImportStateForbids, MediaNotFound, AccountErased
    ),
)
async def decide_row(
    application: ApplicationDep, principal: CurrentPrincipal, import_id: ImportId, position: RowNumber, body: RowPatch
) -> Success[RowResponse]:
    """Choose the title of a row, or skip it, and return the row; by default with all rows that name the same title."""
    row, titles = await application.imports.decide(principal.user_id, import_id, position, body.to_decision())
    return Success(data=RowResponse.of(row, titles))


@router.post(
    "/{importId}/commit",
    status_code=202,
    summary="Commit an import",
    responses=refuses(ImportNotFound, ImportStateForbids, AccountErased),
)
async def commit_import(
    application: ApplicationDep, principal: CurrentPrincipal, import_id: ImportId, body: CommitRequest
) -> Success[ImportResponse]:
    """Add the rows to the user's journal in the background, and return the import.

    Rows that were imported before add nothing. What the user set by hand stays. Rows that are matched later can be
    committed by a further request.
    """
    run = await application.imports.commit.start(principal.user_id, import_id, body.min_confidence)
    return Success(data=ImportResponse.of(run))


@router.post(
    "/{importId}/revert",
    status_code=202,
    summary="Revert an import",
    responses=refuses(ImportNotFound, ImportStateForbids, AccountErased),
)
async def revert_import(
    application: ApplicationDep, principal: CurrentPrincipal, import_id: ImportId
) -> Success[ImportResponse]:
    """Retract in the background what a commit added, and return the import; later changes by hand stay."""
    return Success(data=ImportResponse.of(await application.imports.revert.start(principal.user_id, import_id)))


@router.delete(
    "/{importId}",
    status_code=204,
    summary="Delete an import",
    responses=refuses(ImportNotFound, ImportStateForbids, AccountErased),
)
async def delete_import(application: ApplicationDep, principal: CurrentPrincipal, import_id: ImportId) -> None:
    """Delete an import with its rows; what it has committed stays and can no longer be reverted at once."""
    await application.imports.delete(principal.user_id, import_id)
