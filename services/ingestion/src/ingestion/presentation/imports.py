"""Asking for imports: one title, many, a table; lists and signals."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Request

from chassis.errors import ApiError, error_responses
from chassis.schemas import Success
from chassis.security import AdminPrincipal, CurrentPrincipal
from contracts.identity import media_id
from ingestion.domain.facts import Kind, TitleKey
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.presentation.dependencies import Menu
from ingestion.presentation.schemas import (
    BackfillAnswer,
    BackfillAsk,
    BulkAnswer,
    BulkAsk,
    BulkJob,
    JobAnswer,
    NowPlayingAsk,
    ReleasesAsk,
    StartedAnswer,
    SyncAnswer,
    SyncAsk,
    TrendingAsk,
)

router = APIRouter(prefix="/ingestion", tags=["ingestion"])

REFUSALS = error_responses(400, 401, 403, 413, 503)
CSV_LIMIT = 512 * 1024
CSV_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"text/csv": {"schema": {"type": "string"}, "example": "tmdbId,type\n550,movie\n1396,show\n"}},
    }
}


@router.post("/sync", status_code=202, summary="Import or refresh a title", responses=REFUSALS)
async def sync(menu: Menu, principal: AdminPrincipal, ask: SyncAsk) -> Success[SyncAnswer]:
    """Queue the import of a title from every source. A title that is being imported already gives that job;
    one that is live stays visible meanwhile. Follow the job at `GET /ingestion/jobs/{id}`."""
    [job] = await menu.jobs.sync([ask.title], user=principal.user_id, force=ask.force)
    return Success(data=await _sync_answer(menu, ask.title, job))


@router.post("/import/{kind}/{tmdb_id}", status_code=202, summary="Import a title on demand", responses=REFUSALS)
async def import_on_demand(
    menu: Menu,
    principal: CurrentPrincipal,
    kind: Kind,
    tmdb_id: Annotated[int, Path(gt=0, lt=2**31, examples=[550])],
) -> Success[SyncAnswer]:
    """Queue the import of a title that a signed-in person wants to see."""
    title = TitleKey(kind, tmdb_id)
    [job] = await menu.jobs.sync([title], user=principal.user_id)
    return Success(data=await _sync_answer(menu, title, job))


@router.post("/bulk", status_code=202, summary="Import many titles", responses=REFUSALS)
async def bulk(menu: Menu, principal: AdminPrincipal, ask: BulkAsk) -> Success[BulkAnswer]:
    """Queue up to 1000 imports. The answer has one job per item, in their order; the same title twice has one."""
    titles = [TitleKey(item.type, item.tmdb_id) for item in ask.items]
    jobs = await menu.jobs.sync(titles, user=principal.user_id)
    listed = [
        BulkJob(job_id=job.id, tmdb_id=title.tmdb_id, type=title.kind, status=job.status.value)
        for title, job in zip(titles, jobs, strict=True)
    ]
    return Success(data=BulkAnswer(jobs=listed))


@router.post(
    "/bulk/csv",
    status_code=202,
    summary="Import a table of ids",
    responses=error_responses(400, 401, 403, 413, 415, 503),
    openapi_extra=CSV_BODY,
)
async def bulk_table(menu: Menu, principal: AdminPrincipal, request: Request) -> Success[JobAnswer]:
    """Take a CSV (UTF-8, at most 10,000 rows) with the columns `tmdbId` and `type`. Bad rows are reported, good
    ones imported: see `GET /ingestion/jobs/{id}/report`."""
    if not request.headers.get("content-type", "").startswith("text/csv"):
        raise ApiError(415, "UNSUPPORTED_MEDIA_TYPE", "Send the table as text/csv")
    body = await request.body()
    if len(body) > CSV_LIMIT:
        raise ApiError(413, "PAYLOAD_TOO_LARGE", f"The table may have {CSV_LIMIT} bytes")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise ApiError(400, "INVALID_ROWS", f"The table is not UTF-8: {broken.reason}") from broken
    return Success(data=JobAnswer.of(await menu.tables.accept(text, user=principal.user_id)))


@router.post("/trending", status_code=202, summary="Take the trending lists", responses=REFUSALS)
async def trending(
    menu: Menu, principal: AdminPrincipal, ask: Annotated[TrendingAsk | None, Body()] = None
) -> Success[StartedAnswer]:
    """Read TMDB's trending lists of films and shows, import what is missing, and replace each list at once."""
    wanted = ask or TrendingAsk()
    payload: dict[str, object] = {
        "pages": wanted.pages,
        "syncStats": wanted.sync_stats,
        "force": wanted.force,
        "type": wanted.type,
    }
    return await _start(menu, principal, JobKind.TRENDING, payload)


@router.post("/movies/now-playing", status_code=202, summary="Take the films in cinemas", responses=REFUSALS)
async def now_playing(
    menu: Menu, principal: AdminPrincipal, ask: Annotated[NowPlayingAsk | None, Body()] = None
) -> Success[StartedAnswer]:
    """Read the list of films in a region's cinemas, import what is missing, and replace the list at once."""
    return await _start(menu, principal, JobKind.NOW_PLAYING, _payload(ask or NowPlayingAsk()))


@router.post(
    "/movies/now-playing-flags", status_code=202, summary="Refresh which films are in cinemas", responses=REFUSALS
)
async def now_playing_flags(
    menu: Menu, principal: AdminPrincipal, ask: Annotated[NowPlayingAsk | None, Body()] = None
) -> Success[StartedAnswer]:
    """Replace the list of films in a region's cinemas without importing anything. An empty list empties it."""
    return await _start(menu, principal, JobKind.NOW_PLAYING_FLAGS, _payload(ask or NowPlayingAsk()))


@router.post("/movies/new-releases", status_code=202, summary="Take new releases", responses=REFUSALS)
async def new_releases(
    menu: Menu, principal: AdminPrincipal, ask: Annotated[ReleasesAsk | None, Body()] = None
) -> Success[StartedAnswer]:
    """Find films released in a region's cinemas within `daysBack` days and import what is missing."""
    return await _start(menu, principal, JobKind.NEW_RELEASES, _payload(ask or ReleasesAsk()))


@router.post("/movies/new-on-digital", status_code=202, summary="Take new digital releases", responses=REFUSALS)
async def new_on_digital(
    menu: Menu, principal: AdminPrincipal, ask: Annotated[ReleasesAsk | None, Body()] = None
) -> Success[StartedAnswer]:
    """Find films released digitally in a region within `daysBack` days and import what is missing."""
    return await _start(menu, principal, JobKind.NEW_ON_DIGITAL, _payload(ask or ReleasesAsk(days_back=14)))


@router.post("/snapshots", status_code=202, summary="Collect today's signals", responses=REFUSALS)
async def snapshots(menu: Menu, principal: AdminPrincipal) -> Success[StartedAnswer]:
    """Look at the watchers and popularity of every known title and tell of each as `signals.collected`."""
    return await _start(menu, principal, JobKind.SNAPSHOTS, {})


@router.post("/shows/tracked", status_code=202, summary="Refresh followed shows", responses=REFUSALS)
async def tracked_shows(menu: Menu, principal: AdminPrincipal) -> Success[StartedAnswer]:
    """Refresh every running show that somebody follows."""
    return await _start(menu, principal, JobKind.TRACKED_SHOWS, {}, Priority.TRACKED)


@router.post("/changes", status_code=202, summary="Read the change feed", responses=REFUSALS)
async def changes(menu: Menu, principal: AdminPrincipal) -> Success[StartedAnswer]:
    """Refresh the known titles that TMDB says have changed since the feed was last read."""
    return await _start(menu, principal, JobKind.CHANGE_FEED, {})


@router.post("/signals/backfill", status_code=202, summary="Send signals of past days", responses=REFUSALS)
async def backfill(menu: Menu, _: AdminPrincipal, ask: BackfillAsk) -> Success[BackfillAnswer]:
    """Tell of watchers and popularity of past days, observed at the end of their day. All rows or none."""
    accepted = await menu.backfill([row.to_signals() for row in ask.rows])
    return Success(data=BackfillAnswer(accepted=accepted, empty=len(ask.rows) - accepted))


async def _sync_answer(menu: Menu, title: TitleKey, job: Job) -> SyncAnswer:
    return SyncAnswer(
        status=job.status.value,
        job_id=job.id,
        id=media_id(title.kind, title.tmdb_id),
        type=title.kind,
        tmdb_id=title.tmdb_id,
        imported=bool(await menu.titles.known([title])),
    )


def _payload(ask: NowPlayingAsk) -> dict[str, object]:
    payload: dict[str, object] = {"force": ask.force}
    if ask.region is not None:
        payload["region"] = ask.region
    if isinstance(ask, ReleasesAsk):
        payload["daysBack"] = ask.days_back
    return payload


async def _start(
    menu: Menu,
    principal: AdminPrincipal,
    kind: JobKind,
    payload: dict[str, object],
    priority: Priority = Priority.REFRESH,
) -> Success[StartedAnswer]:
    region = payload.get("region")
    job, new = await menu.jobs.start(
        kind,
        payload,
        dedup_key=f"{kind.value}:{region}" if region else kind.value,
        priority=priority,
        user=principal.user_id,
    )
    return Success(data=StartedAnswer(status=job.status.value, job_id=job.id, kind=job.kind.value, deduped=not new))
