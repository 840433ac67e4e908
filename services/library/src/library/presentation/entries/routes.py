"""HTTP routes of the library. Every user reads and writes their own entries only."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import Page, Success
from chassis.http.tokens import CurrentPrincipal
from library.application import Application
from library.application.entries.commands import WriteEntry
from library.application.entries.read_models import EntryItem, PageRequest
from library.domain.entries.change import Change
from library.domain.errors import (
    AccountErased,
    EntryChanged,
    EpisodeUnknown,
    KeyReused,
    MediaNotFound,
    ProgressNotAllowed,
    SeasonUnknown,
    StateRequired,
)
from library.presentation.dependencies import READS, ApplicationDep, IdempotencyKeyDep, Limit, MediaId, Offset, private
from library.presentation.entries.parameters import SORTS, EntryParams
from library.presentation.entries.preconditions import IfMatchDep
from library.presentation.entries.requests import EntryPatch, EntryPut
from library.presentation.entries.schemas import EntryPageResponse, EntryResponse, SortName, entry_page
from library.presentation.errors import refuses

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

Sort = Annotated[
    SortName,
    Query(description=SORTS, examples=["recent"]),
]
ENTRY: Final[Responses] = {200: {"headers": headers("Cache-Control", "ETag")}}
REMOVALS: Final[Responses] = refuses(MediaNotFound, EntryChanged, KeyReused, AccountErased)
WRITES: Final[Responses] = (
    refuses(
        MediaNotFound,
        StateRequired,
        ProgressNotAllowed,
        SeasonUnknown,
        EpisodeUnknown,
        EntryChanged,
        KeyReused,
        AccountErased,
    )
    | ENTRY
)


async def _write_entry(
    principal: CurrentPrincipal, media_id: MediaId, if_match: IfMatchDep, idempotency_key: IdempotencyKeyDep
) -> WriteEntry:
    return WriteEntry(principal.user_id, media_id, if_match, idempotency_key)


WriteDep = Annotated[WriteEntry, Depends(_write_entry)]


async def _page(use_cases: Application, request: PageRequest) -> Page[EntryResponse]:
    return entry_page(request, await use_cases.entries.page(request))


async def _write(
    use_cases: Application, command: WriteEntry, change: Change, response: Response
) -> Success[EntryResponse | None]:
    return written(await use_cases.change_entry(command, change), response)


def written(item: EntryItem | None, response: Response) -> Success[EntryResponse | None]:
    """Return the response of a write, with the ETag of the entry."""
    if item is None:
        return Success(data=None)
    response.headers["ETag"] = entity_tag(item.entry.version)
    return Success(data=EntryResponse.of(item))


@router.get("/user-media", summary="List my entries", responses=READS)
async def list_entries(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[EntryParams, Query()]
) -> EntryPageResponse:
    """Return a page of the user's entries that all filters select, in the order of `sort`.

    The entry of a title that was deleted or merged upstream stays: see `goneAt` and `successorId` of `mediaSummary`.
    """
    request = params.request(principal.user_id)
    page = await use_cases.entries.page(request)
    return EntryPageResponse(data=[EntryResponse.of(item) for item in page.items], meta=params.meta(page, request))


@router.get("/user-media/continue", summary="List shows to continue", responses=READS)
async def continue_watching(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0
) -> Page[EntryResponse]:
    """Return a page of the shows to continue, last changed first: planned or watching, with progress.

    Progress in specials alone does not count. A show that has ended and was seen to its last episode is omitted; a
    running one stays, with `nextEpisode` null while nothing follows.
    """
    return await _page(use_cases, PageRequest(principal.user_id, "continue", limit, offset))


@router.get("/user-media/{mediaItemId}", summary="Get my entry", responses=ENTRY)
async def read_entry(
    use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId, response: Response
) -> Success[EntryResponse | None]:
    """Return the user's entry for a title; `data` is null without one. Send the ETag as `If-Match` of a write."""
    return written(await use_cases.entries.item(principal.user_id, media_id), response)


@router.patch("/user-media/{mediaItemId}", summary="Change my entry", responses=WRITES)
async def change_entry(
    use_cases: ApplicationDep, command: WriteDep, body: EntryPatch, response: Response
) -> Success[EntryResponse | None]:
    """Change the fields that are sent, or create an entry, and return it; `data` is null when nothing is left of it.

    An omitted field stays, null clears it. `progress` is merged season by season: seasons that are not sent stay, null
    removes one. Progress without a state means watching, except specials of a completed or dropped show. Progress
    together with completed or dropped, or of a movie, is rejected (PROGRESS_NOT_ALLOWED). A season or episode that the
    show cannot have is rejected (SEASON_UNKNOWN, EPISODE_UNKNOWN).
    """
    return await _write(use_cases, command, body.to_change(), response)


@router.put("/user-media/{mediaItemId}", summary="Replace my entry", responses=WRITES)
async def replace_entry(
    use_cases: ApplicationDep, command: WriteDep, body: EntryPut, response: Response
) -> Success[EntryResponse | None]:
    """Replace the user's entry by the request, and return it.

    An omitted field becomes empty, and so do omitted seasons of the progress.
    """
    return await _write(use_cases, command, body.to_change(), response)


@router.delete("/user-media/{mediaItemId}", summary="Remove my entry", status_code=204, responses=REMOVALS)
async def remove_entry(use_cases: ApplicationDep, command: WriteDep) -> None:
    """Remove the user's entry for a title. Idempotent: succeeds without an entry. The response has no body."""
    await use_cases.remove_entry(command)


@router.get("/me/watchlist", summary="List my watchlist", responses=READS)
async def my_watchlist(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0, sort: Sort = "recent"
) -> Page[EntryResponse]:
    """Return a page of what the user plans to watch, in the order of `sort`."""
    return await _page(use_cases, PageRequest(principal.user_id, "watchlist", limit, offset, sort))


@router.get("/me/history", summary="List my history", responses=READS)
async def my_history(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0, sort: Sort = "recent"
) -> Page[EntryResponse]:
    """Return a page of what the user watches or has completed, in the order of `sort`."""
    return await _page(use_cases, PageRequest(principal.user_id, "history", limit, offset, sort))


@router.get("/me/ratings", summary="List my ratings", responses=READS)
async def my_ratings(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0, sort: Sort = "recent"
) -> Page[EntryResponse]:
    """Return a page of what the user has rated, in any state, in the order of `sort`."""
    return await _page(use_cases, PageRequest(principal.user_id, "ratings", limit, offset, sort))


@router.get("/me/activity", summary="List my activity", responses=READS)
async def my_activity(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0
) -> Page[EntryResponse]:
    """Return a page of what the user is watching or has begun, last changed first."""
    return await _page(use_cases, PageRequest(principal.user_id, "activity", limit, offset))
