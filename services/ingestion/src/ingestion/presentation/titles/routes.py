"""Requests for imports: one title, on demand or by an administrator, and many at once."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request

from chassis.http.dependencies import NO_BODY
from chassis.http.document.error_cases import ErrorCase
from chassis.http.errors import ApiError
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal, CurrentPrincipal
from ingestion.domain.csv_tables import decode
from ingestion.domain.errors import AccountErased, ImportLimit, InvalidRows
from ingestion.domain.titles.facts import TitleKey
from ingestion.presentation.dependencies import ApplicationDep
from ingestion.presentation.errors import refuses
from ingestion.presentation.request_fields import TmdbIdInPath
from ingestion.presentation.titles.requests import BulkRequest, SyncRequest
from ingestion.presentation.titles.responses import BulkJob, BulkResponse, ImportResponse, SyncResponse, TableStarted

router = APIRouter(prefix="/ingestion", tags=["ingestion"])
on_demand_router = APIRouter(prefix="/catalog/import", tags=["ingestion"], dependencies=NO_BODY)

DEMANDED: Final = refuses(ImportLimit, AccountErased)
CSV_TYPES: Final = ("text/csv", "application/octet-stream")
"""The second one for clients that cannot send the first."""
NOT_CSV: Final = ErrorCase(
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "Content-Type: must be text/csv or application/octet-stream",
    "The body is of another type than CSV",
)
CSV_LIMIT: Final = 512 * 1024
CSV_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}, "example": "tmdbId,type\n550,movie\n1396,show\n"}
            for kind in CSV_TYPES
        },
    }
}

Once = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,255}$",
        description="The same titles with the same key are one bulk import, however often they are sent;"
        " 1 to 255 visible ASCII characters",
        examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"],
    ),
]


@on_demand_router.post("/movie/{tmdbId}", status_code=202, summary="Import a movie on demand", responses=DEMANDED)
async def import_movie(
    application: ApplicationDep, principal: CurrentPrincipal, tmdb_id: TmdbIdInPath
) -> Success[ImportResponse]:
    """Import a movie that a user requests, and return its state.

    A title that was imported within a day is `ready` at once. An older one is refreshed and stays visible. A title
    that TMDB does not have is `not_found` for one hour. Each user may import a limited number of new titles at once
    and per UTC day; titles that are imported already do not count.
    """
    return await _on_demand(application, principal, TitleKey("movie", tmdb_id))


@on_demand_router.post("/show/{tmdbId}", status_code=202, summary="Import a show on demand", responses=DEMANDED)
async def import_show(
    application: ApplicationDep, principal: CurrentPrincipal, tmdb_id: TmdbIdInPath
) -> Success[ImportResponse]:
    """Import a show that a user requests, and return its state.

    A title that was imported within a day is `ready` at once. An older one is refreshed and stays visible. A title
    that TMDB does not have is `not_found` for one hour. Each user may import a limited number of new titles at once
    and per UTC day; titles that are imported already do not count.
    """
    return await _on_demand(application, principal, TitleKey("show", tmdb_id))


@router.post("/sync", status_code=202, summary="Import or refresh a title")
async def import_title(
    application: ApplicationDep, principal: AdminPrincipal, body: SyncRequest
) -> Success[SyncResponse]:
    """Queue the import of a title from every provider, and return its job.

    A title that is being imported returns that job. One that was imported within `INGESTION_SYNC_FRESH_SECONDS`
    returns `exists` without a job, unless `force` is set; an older one is refreshed and stays visible meanwhile.
    Follow the job at `GET /api/v1/ingestion/jobs/{jobId}`.
    """
    outcome = await application.sync(body.title, user=principal.user_id, force=body.force)
    return Success(data=SyncResponse.of(outcome, await application.titles.slugs_of([body.title])))


@router.post("/bulk", status_code=202, summary="Import many titles")
async def import_many(
    application: ApplicationDep, principal: AdminPrincipal, body: BulkRequest, once: Once = None
) -> Success[BulkResponse]:
    """Queue up to 1000 imports, and return one job per item, in their order; the same title twice has one job.

    The whole is a job too, with a report by row at `GET /api/v1/ingestion/jobs/{jobId}/report`: it is `ready` when
    every title has ended, and its `result` counts those that failed.
    """
    titles = [TitleKey(item.type, item.tmdb_id) for item in body.items]
    whole, new, jobs = await application.tables.accept_list(titles, user=principal.user_id, once=once)
    listed = [
        BulkJob(job_id=job.id, tmdb_id=title.tmdb_id, type=title.kind, status=job.phase.value)
        for title, job in zip(titles, jobs, strict=True)
    ]
    return Success(data=BulkResponse.of((whole, new), jobs=listed))


@router.post(
    "/bulk/csv",
    status_code=202,
    summary="Import a table of ids",
    responses=refuses(InvalidRows, cases=[NOT_CSV]),
    openapi_extra=CSV_BODY,
)
async def import_table(
    application: ApplicationDep, principal: AdminPrincipal, request: Request, once: Once = None
) -> Success[TableStarted]:
    """Queue the import of a table of at most 10,000 rows with the columns `tmdbId` and `type`, and return its job.

    Cells are separated by commas, semicolons, tabs or bars; the encoding is UTF-8, that of the byte order mark, or
    Windows-1252. A bad row affects only itself: see `GET /api/v1/ingestion/jobs/{jobId}/report`.
    """
    if not request.headers.get("content-type", "").lower().startswith(CSV_TYPES):
        raise ApiError(NOT_CSV.status, NOT_CSV.code, NOT_CSV.message)
    table = await request.body()
    if len(table) > CSV_LIMIT:
        raise ApiError(413, "PAYLOAD_TOO_LARGE", f"The table must have at most {CSV_LIMIT} bytes")
    started = await application.tables.accept(decode(table), user=principal.user_id, once=once)
    return Success(data=TableStarted.of(started, rows=len(started[0].payload["rows"])))


async def _on_demand(
    application: ApplicationDep, principal: CurrentPrincipal, title: TitleKey
) -> Success[ImportResponse]:
    demand = await application.on_demand(title, user=principal.user_id)
    return Success(data=ImportResponse.of(demand, await application.titles.slugs_of([title])))
