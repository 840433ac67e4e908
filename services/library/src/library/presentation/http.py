"""The library over HTTP: everything a viewer keeps, for that viewer alone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from chassis.errors import error_responses
from chassis.schemas import Page, Success
from chassis.security import CurrentPrincipal
from library.application import Application
from library.application.entries import EntryAsk
from library.application.shelf import PageRequest
from library.domain.entry import Change
from library.presentation.asks import EntryPatch, EntryPut
from library.presentation.conditions import IdempotencyKey, IfMatch, entity_tag
from library.presentation.schemas import EntryAnswer, SortName, StateName, to_entry, to_page


async def _private(response: Response) -> None:
    response.headers["Cache-Control"] = "private, no-store"


router = APIRouter(tags=["library"], dependencies=[Depends(_private)])


async def _application(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


Menu = Annotated[Application, Depends(_application)]
MediaId = Annotated[
    UUID, Path(alias="mediaItemId", description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]
Limit = Annotated[int, Query(ge=1, le=100, description="Most entries on the page", examples=[20])]
Offset = Annotated[int, Query(ge=0, le=2_147_483_647, description="Entries before the page", examples=[0])]
Sort = Annotated[
    SortName, Query(description="Last change, rating or release date; highest first, unknown last", examples=["recent"])
]
StateFilter = Annotated[StateName | None, Query(description="Entries in this state only", examples=["watching"])]

READS = error_responses(400, 401, 503)
WRITES = error_responses(400, 401, 403, 404, 409, 412, 503)


async def _entry_ask(
    principal: CurrentPrincipal, media_id: MediaId, expected: IfMatch, once: IdempotencyKey
) -> EntryAsk:
    return EntryAsk(principal.user_id, media_id, expected, once)


Asked = Annotated[EntryAsk, Depends(_entry_ask)]


async def _page(menu: Application, wanted: PageRequest) -> Page[EntryAnswer]:
    return to_page(wanted, await menu.shelf.page(wanted))


async def _write(menu: Application, ask: EntryAsk, change: Change, response: Response) -> Success[EntryAnswer]:
    item = await menu.change_entry(ask, change)
    response.headers["ETag"] = entity_tag(item.entry)
    return Success(data=to_entry(item))


@router.get("/user-media", summary="All my entries", responses=READS)
async def list_entries(
    menu: Menu,
    principal: CurrentPrincipal,
    limit: Limit = 20,
    offset: Offset = 0,
    sort: Sort = "recent",
    state: StateFilter = None,
) -> Page[EntryAnswer]:
    """Give a page of the viewer's entries."""
    return await _page(menu, PageRequest(principal.user_id, "all", limit, offset, sort, state))


@router.get("/user-media/continue", summary="What I can go on watching", responses=READS)
async def continue_watching(
    menu: Menu, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0
) -> Page[EntryAnswer]:
    """Return a page of the shows to go on with, last changed first: planned or watching, with progress.

    Progress in specials alone does not count. A show that has ended and was seen to its last episode is left out; a
    running one stays, with `nextEpisode` null while nothing follows.
    """
    return await _page(menu, PageRequest(principal.user_id, "continue", limit, offset))


@router.get("/user-media/{mediaItemId}", summary="My entry for a title", responses=READS)
async def read_entry(
    menu: Menu, principal: CurrentPrincipal, media_id: MediaId, response: Response
) -> Success[EntryAnswer | None]:
    """Give the viewer's entry; `data` is null where there is none. The ETag goes into `If-Match` of a write."""
    item = await menu.shelf.item(principal.user_id, media_id)
    if item is None:
        return Success(data=None)
    response.headers["ETag"] = entity_tag(item.entry)
    return Success(data=to_entry(item))


@router.patch("/user-media/{mediaItemId}", summary="Change my entry for a title", responses=WRITES)
async def change_entry(menu: Menu, ask: Asked, body: EntryPatch, response: Response) -> Success[EntryAnswer]:
    """Change the fields that are sent, or open an entry.

    What is left out stays, null clears. `progress` is merged season by season: seasons that are not sent stay, null
    removes one. Progress without a state means watching, except specials of a completed or dropped show; beside
    completed or dropped, and for a movie, it is refused (PROGRESS_NOT_ALLOWED). A season or episode that the show
    cannot have is refused (SEASON_UNKNOWN, EPISODE_UNKNOWN).
    """
    return await _write(menu, ask, body.to_change(), response)


@router.put("/user-media/{mediaItemId}", summary="Replace my entry for a title", responses=WRITES)
async def replace_entry(menu: Menu, ask: Asked, body: EntryPut, response: Response) -> Success[EntryAnswer]:
    """Make the entry exactly what is sent: what is left out becomes empty, seasons of the progress too."""
    return await _write(menu, ask, body.to_change(), response)


@router.delete("/user-media/{mediaItemId}", summary="Remove my entry for a title", status_code=204, responses=WRITES)
async def remove_entry(menu: Menu, ask: Asked) -> None:
    """Leave no entry; there being none already is no error."""
    await menu.remove_entry(ask)


@router.get("/me/watchlist", summary="My watchlist", responses=READS)
async def my_watchlist(
    menu: Menu, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0, sort: Sort = "recent"
) -> Page[EntryAnswer]:
    """Give a page of what the viewer plans to watch."""
    return await _page(menu, PageRequest(principal.user_id, "watchlist", limit, offset, sort))


@router.get("/me/history", summary="My history", responses=READS)
async def my_history(
    menu: Menu, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0, sort: Sort = "recent"
) -> Page[EntryAnswer]:
    """Give a page of what the viewer watches or has completed."""
    return await _page(menu, PageRequest(principal.user_id, "history", limit, offset, sort))


@router.get("/me/ratings", summary="My ratings", responses=READS)
async def my_ratings(
    menu: Menu, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0, sort: Sort = "recent"
) -> Page[EntryAnswer]:
    """Give a page of what the viewer has rated, in any state."""
    return await _page(menu, PageRequest(principal.user_id, "ratings", limit, offset, sort))


@router.get("/me/activity", summary="What I am doing", responses=READS)
async def my_activity(
    menu: Menu, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0
) -> Page[EntryAnswer]:
    """Give a page of what the viewer is watching or has begun, last changed first."""
    return await _page(menu, PageRequest(principal.user_id, "activity", limit, offset))
