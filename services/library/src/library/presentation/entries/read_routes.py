"""HTTP routes that read entries. Every user reads their own entries only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from chassis.http.follow_up.paging import PartParams
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from library.application import Application
from library.application.entries.filters import EVERY_ENTRY, EntryFilter
from library.application.entries.read_models import Selection
from library.presentation.dependencies import READS, ApplicationDep, MediaId, private
from library.presentation.entries.parameters import EntryParams, SortedParams, entry_part, entry_request, order_of
from library.presentation.entries.rendering import entry_fragments, entry_response
from library.presentation.entries.routes import ENTRY
from library.presentation.entries.schemas import EntryCountsResponse, EntryResponse, SortName
from library.presentation.rendering import private_page

router = APIRouter(tags=["library"])


async def _page(
    use_cases: Application,
    user_id: UUID,
    params: PartParams,
    selection: Selection,
    sort: SortName = "recent",
    chosen: EntryFilter = EVERY_ENTRY,
) -> Response:
    order = order_of(selection, sort)
    part = params.part(order)
    page = await use_cases.entries.page(entry_request(user_id, selection, part, sort, chosen))
    return private_page(entry_fragments(page.items), params.meta(order, part, entry_part(page)))


@router.get("/user-media", summary="List my entries", response_model=CursorPage[EntryResponse], responses=READS)
async def list_entries(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[EntryParams, Query()]
) -> Response:
    """Return a page of the user's entries that all filters select, in the order of `sort`.

    The entry of a title that was deleted or merged upstream stays: see `goneAt` and `successorId` of `mediaSummary`.
    """
    return await _page(use_cases, principal.user_id, params, "all", params.sort, params.chosen())


@router.get(
    "/user-media/continue", summary="List shows to continue", response_model=CursorPage[EntryResponse], responses=READS
)
async def continue_watching(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[PartParams, Query()]
) -> Response:
    """Return a page of the shows to continue, last changed first: planned or watching, with progress.

    Progress in specials alone does not count. A show that has ended and was seen to its last episode is omitted; a
    running one stays, with `nextEpisode` null while nothing follows.
    """
    return await _page(use_cases, principal.user_id, params, "continue")


@router.get("/user-media/counts", summary="Count my entries", responses=READS, dependencies=[Depends(private)])
async def count_entries(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[EntryCountsResponse]:
    """Return how many entries the user has in all and in each state."""
    return Success(data=EntryCountsResponse.of(await use_cases.entries.counts(principal.user_id)))


@router.get(
    "/user-media/{mediaItemId}", summary="Get my entry", response_model=Success[EntryResponse | None], responses=ENTRY
)
async def read_entry(use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId) -> Response:
    """Return the user's entry for a title; `data` is null without one. Send the ETag as `If-Match` of a write."""
    return entry_response(await use_cases.entries.item(principal.user_id, media_id))


@router.get("/me/watchlist", summary="List my watchlist", response_model=CursorPage[EntryResponse], responses=READS)
async def my_watchlist(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[SortedParams, Query()]
) -> Response:
    """Return a page of what the user plans to watch, in the order of `sort`."""
    return await _page(use_cases, principal.user_id, params, "watchlist", params.sort)


@router.get("/me/history", summary="List my history", response_model=CursorPage[EntryResponse], responses=READS)
async def my_history(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[SortedParams, Query()]
) -> Response:
    """Return a page of what the user watches or has completed, in the order of `sort`."""
    return await _page(use_cases, principal.user_id, params, "history", params.sort)


@router.get("/me/ratings", summary="List my ratings", response_model=CursorPage[EntryResponse], responses=READS)
async def my_ratings(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[SortedParams, Query()]
) -> Response:
    """Return a page of what the user has rated, in any state, in the order of `sort`."""
    return await _page(use_cases, principal.user_id, params, "ratings", params.sort)


@router.get("/me/activity", summary="List my activity", response_model=CursorPage[EntryResponse], responses=READS)
async def my_activity(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[PartParams, Query()]
) -> Response:
    """Return a page of what the user is watching or has begun, last changed first."""
    return await _page(use_cases, principal.user_id, params, "activity")
