"""Starting what runs by itself else: lists, signals, walks; and signals of past days sent in."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Query

from chassis.schemas import Ask, Success
from chassis.security import AdminPrincipal, Principal
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.presentation.answers import (
    BackfillAnswer,
    ListStarted,
    RegionStarted,
    ReleasesStarted,
    SnapshotsStarted,
    StartedAnswer,
    TrackedStarted,
    TrendingStarted,
)
from ingestion.presentation.asks import (
    BackfillAsk,
    DigitalAsk,
    NoParams,
    NowPlayingAsk,
    RegionAsk,
    ReleasesAsk,
    SnapshotsAsk,
    TrackedAsk,
    TrendingAsk,
    joined,
)
from ingestion.presentation.dependencies import NO_BODY, NO_PARAMS, Menu
from ingestion.presentation.errors import refusals

router = APIRouter(prefix="/ingestion", tags=["ingestion"])

REFUSALS: Final = refusals(400, 401, 403, 413, 503)
PAGE_SIZE: Final = 20


@router.post("/trending", status_code=202, summary="Take the trending lists", responses=REFUSALS)
async def trending(
    menu: Menu,
    principal: AdminPrincipal,
    params: Annotated[TrendingAsk, Query()],
    ask: Annotated[TrendingAsk | None, Body()] = None,
) -> Success[TrendingStarted]:
    """Read TMDB's trending lists of movies and shows, import what is missing, and replace each list at once, for
    administrators. With the legacy `page` only the titles of that page are imported and the lists stay.

    Parameters are taken from the query or from the body; one that is in both is an error.
    """
    wanted = joined(params, ask)
    started = await _start(menu, principal, JobKind.TRENDING, wanted)
    pages = wanted.pages if wanted.page is None else 1
    most = pages * PAGE_SIZE * (2 if wanted.type is None else 1)
    return Success(
        data=TrendingStarted.of(
            started,
            mode="dispatcher" if wanted.page is None else "legacy",
            pages=wanted.pages if wanted.page is None else None,
            page=wanted.page,
            max_items=most,
            sync_stats=wanted.sync_stats,
            type=wanted.type,
            force=wanted.force,
        )
    )


@router.post(
    "/movies/now-playing",
    status_code=202,
    summary="Take the films in cinemas",
    responses=REFUSALS,
    dependencies=NO_PARAMS,
)
async def now_playing(
    menu: Menu, principal: AdminPrincipal, ask: Annotated[NowPlayingAsk | None, Body()] = None
) -> Success[ListStarted]:
    """Read the list of films in a region's cinemas, import what is missing, and replace the list at once."""
    wanted = ask or NowPlayingAsk()
    started = await _start(menu, principal, JobKind.NOW_PLAYING, wanted)
    return Success(data=ListStarted.of(started, region=wanted.region, force=wanted.force))


@router.post(
    "/movies/now-playing-flags",
    status_code=202,
    summary="Refresh which films are in cinemas",
    responses=REFUSALS,
    dependencies=NO_PARAMS,
)
async def now_playing_flags(
    menu: Menu, principal: AdminPrincipal, ask: Annotated[RegionAsk | None, Body()] = None
) -> Success[RegionStarted]:
    """Replace the list of films in a region's cinemas without importing anything. An empty list empties it."""
    wanted = ask or RegionAsk()
    started = await _start(menu, principal, JobKind.NOW_PLAYING_FLAGS, wanted)
    return Success(data=RegionStarted.of(started, region=wanted.region))


@router.post(
    "/movies/new-releases",
    status_code=202,
    summary="Take new releases",
    responses=REFUSALS,
    dependencies=NO_PARAMS,
)
async def new_releases(
    menu: Menu, principal: AdminPrincipal, ask: Annotated[ReleasesAsk | None, Body()] = None
) -> Success[ReleasesStarted]:
    """Find films released in a region's cinemas within `daysBack` days and import what is missing."""
    return await _released(menu, principal, JobKind.NEW_RELEASES, ask or ReleasesAsk())


@router.post(
    "/movies/new-on-digital",
    status_code=202,
    summary="Take new digital releases",
    responses=REFUSALS,
    dependencies=NO_PARAMS,
)
async def new_on_digital(
    menu: Menu, principal: AdminPrincipal, ask: Annotated[DigitalAsk | None, Body()] = None
) -> Success[ReleasesStarted]:
    """Find films released digitally in a region within `daysBack` days and import what is missing."""
    return await _released(menu, principal, JobKind.NEW_ON_DIGITAL, ask or DigitalAsk())


@router.post("/snapshots", status_code=202, summary="Collect today's signals", responses=REFUSALS, dependencies=NO_BODY)
async def snapshots(
    menu: Menu, principal: AdminPrincipal, params: Annotated[SnapshotsAsk, Query()]
) -> Success[SnapshotsStarted]:
    """Look at the watchers and popularity of every known title and tell of each as `signals.collected`. What was
    said today already is told again as it is, unless `force` is set."""
    started = await _start(menu, principal, JobKind.SNAPSHOTS, params)
    return Success(data=SnapshotsStarted.of(started, force=params.force))


@router.post(
    "/shows/tracked", status_code=202, summary="Refresh followed shows", responses=REFUSALS, dependencies=NO_BODY
)
async def tracked_shows(
    menu: Menu, principal: AdminPrincipal, params: Annotated[TrackedAsk, Query()]
) -> Success[TrackedStarted]:
    """Refresh every running show that somebody follows."""
    started = await _start(menu, principal, JobKind.TRACKED_SHOWS, params, Priority.TRACKED)
    return Success(data=TrackedStarted.of(started, force=params.force))


@router.post(
    "/changes",
    status_code=202,
    summary="Read the change feed",
    responses=REFUSALS,
    dependencies=[*NO_PARAMS, *NO_BODY],
)
async def changes(menu: Menu, principal: AdminPrincipal) -> Success[StartedAnswer]:
    """Refresh the known titles that TMDB says have changed since the feed was last read."""
    return Success(data=StartedAnswer.of(await _start(menu, principal, JobKind.CHANGE_FEED, NoParams())))


@router.post(
    "/signals/backfill",
    status_code=202,
    summary="Send signals of past days",
    responses=REFUSALS,
    dependencies=NO_PARAMS,
)
async def backfill(menu: Menu, _: AdminPrincipal, ask: BackfillAsk) -> Success[BackfillAnswer]:
    """Tell of watchers and popularity of past days, observed at the end of their day. All rows or none."""
    accepted = await menu.backfill([row.to_signals() for row in ask.rows])
    return Success(data=BackfillAnswer(accepted=accepted, empty=len(ask.rows) - accepted))


async def _released(
    menu: Menu, principal: Principal, kind: JobKind, wanted: ReleasesAsk | DigitalAsk
) -> Success[ReleasesStarted]:
    started = await _start(menu, principal, kind, wanted)
    return Success(
        data=ReleasesStarted.of(started, region=wanted.region, force=wanted.force, days_back=wanted.days_back)
    )


async def _start(
    menu: Menu, principal: Principal, kind: JobKind, wanted: Ask, priority: Priority = Priority.REFRESH
) -> tuple[Job, bool]:
    """Queue a job, or join the one that does the very same: one that was asked for otherwise is another job."""
    special = wanted.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return await menu.jobs.start(
        kind,
        wanted.model_dump(mode="json", by_alias=True, exclude_none=True),
        dedup_key=":".join([kind.value, *(f"{name}={special[name]}" for name in sorted(special))]),
        priority=priority,
        user=principal.user_id,
    )
