"""Routes of the watchlist, the built-in list of what a user plans."""

from fastapi import APIRouter, Depends

from chassis.http.schemas import Page
from chassis.http.tokens import CurrentPrincipal
from library.application.lists.watchlist import WATCHLIST
from library.domain.errors import AccountErased, MediaNotFound
from library.presentation.dependencies import READS, ApplicationDep, MediaId, private
from library.presentation.errors import refuses
from library.presentation.lists.item_schemas import ItemLimit, ItemOffset, ItemSortParameter, item_page
from library.presentation.lists.schemas import ListItemResponse

router = APIRouter(prefix="/me/lists/watchlist", tags=["library"], dependencies=[Depends(private)])


@router.get("", summary="List my watchlist as items", responses=READS)
async def watchlist_items(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    sort: ItemSortParameter = "position",
    limit: ItemLimit = 20,
    offset: ItemOffset = 0,
) -> Page[ListItemResponse]:
    """Return a page of the titles that the user plans to watch, in the shape of every list.

    `position` is the order in which they were added, newest first.
    """
    page = await use_cases.lists.read.selected(WATCHLIST, principal.user_id, limit, offset, sort)
    return item_page(page, limit, offset, member=True)


@router.put(
    "/{mediaItemId}",
    status_code=204,
    summary="Add to my watchlist",
    responses=refuses(MediaNotFound, AccountErased),
)
async def plan_title(use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId) -> None:
    """Plan a title: its state is `planned` from now on. A repetition changes nothing. The response has no body."""
    await use_cases.lists.watchlist.add(principal.user_id, media_id)


@router.delete("/{mediaItemId}", status_code=204, summary="Remove from my watchlist", responses=refuses(AccountErased))
async def unplan_title(use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId) -> None:
    """Undo that a title is planned. Plays, rating and notes stay: a title that was seen is completed again.

    Succeeds for a title that is not planned. The response has no body.
    """
    await use_cases.lists.watchlist.remove(principal.user_id, media_id)
