"""HTTP routes that read entries. Every user reads their own entries only."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.schemas import Page, Success
from chassis.http.tokens import CurrentPrincipal
from library.application import Application
from library.application.entries.read_models import PageRequest
from library.presentation.dependencies import READS, ApplicationDep, Limit, MediaId, Offset
from library.presentation.entries.parameters import SORTS, EntryParams
from library.presentation.entries.rendering import entry_documents, entry_page_response, entry_response
from library.presentation.entries.routes import ENTRY
from library.presentation.entries.schemas import EntryPageResponse, EntryResponse, SortName
from library.presentation.rendering import private_page

router = APIRouter(tags=["library"])

Sort = Annotated[
    SortName,
    Query(description=SORTS, examples=["recent"]),
]


async def _page(use_cases: Application, request: PageRequest) -> Response:
    return entry_page_response(request, await use_cases.entries.page(request))


@router.get("/user-media", summary="List my entries", response_model=EntryPageResponse, responses=READS)
async def list_entries(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[EntryParams, Query()]
) -> Response:
    """Return a page of the user's entries that all filters select, in the order of `sort`.

    The entry of a title that was deleted or merged upstream stays: see `goneAt` and `successorId` of `mediaSummary`.
    """
    request = params.request(principal.user_id)
    page = await use_cases.entries.page(request)
    return private_page(entry_documents(page.items), params.meta(page, request))


@router.get(
    "/user-media/continue", summary="List shows to continue", response_model=Page[EntryResponse], responses=READS
)
async def continue_watching(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0
) -> Response:
    """Return a page of the shows to continue, last changed first: planned or watching, with progress.

    Progress in specials alone does not count. A show that has ended and was seen to its last episode is omitted; a
    running one stays, with `nextEpisode` null while nothing follows.
    """
    return await _page(use_cases, PageRequest(principal.user_id, "continue", limit, offset))


@router.get(
    "/user-media/{mediaItemId}", summary="Get my entry", response_model=Success[EntryResponse | None], responses=ENTRY
)
async def read_entry(use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId) -> Response:
    """Return the user's entry for a title; `data` is null without one. Send the ETag as `If-Match` of a write."""
    return entry_response(await use_cases.entries.item(principal.user_id, media_id))


@router.get("/me/watchlist", summary="List my watchlist", response_model=Page[EntryResponse], responses=READS)
async def my_watchlist(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0, sort: Sort = "recent"
) -> Response:
    """Return a page of what the user plans to watch, in the order of `sort`."""
    return await _page(use_cases, PageRequest(principal.user_id, "watchlist", limit, offset, sort))


@router.get("/me/history", summary="List my history", response_model=Page[EntryResponse], responses=READS)
async def my_history(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0, sort: Sort = "recent"
) -> Response:
    """Return a page of what the user watches or has completed, in the order of `sort`."""
    return await _page(use_cases, PageRequest(principal.user_id, "history", limit, offset, sort))


@router.get("/me/ratings", summary="List my ratings", response_model=Page[EntryResponse], responses=READS)
async def my_ratings(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0, sort: Sort = "recent"
) -> Response:
    """Return a page of what the user has rated, in any state, in the order of `sort`."""
    return await _page(use_cases, PageRequest(principal.user_id, "ratings", limit, offset, sort))


@router.get("/me/activity", summary="List my activity", response_model=Page[EntryResponse], responses=READS)
async def my_activity(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0
) -> Response:
    """Return a page of what the user is watching or has begun, last changed first."""
    return await _page(use_cases, PageRequest(principal.user_id, "activity", limit, offset))
