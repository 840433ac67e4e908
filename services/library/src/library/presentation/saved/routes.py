"""HTTP routes of saved items. Every user reads and writes their own items only."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.paging import Order, PartParams, identifier, instant
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from library.application import Application
from library.application.saved.commands import ChangeSaved
from library.domain.errors import AccountErased, MediaNotFound
from library.domain.saved.item import SavedListName
from library.presentation.body_or_query import chosen, required
from library.presentation.dependencies import READS, ApplicationDep, MediaId, private
from library.presentation.errors import refuses
from library.presentation.saved.requests import BatchParams, SaveRequest, UnsaveParams, UnsaveRequest
from library.presentation.saved.schemas import (
    SavedItemResponse,
    SavedResponse,
    SavedStatus,
    SavedStatuses,
    UnsavedResponse,
)

router = APIRouter(prefix="/me/saved-items", tags=["library"], dependencies=[Depends(private)])

SAVES: Final[Responses] = refuses(MediaNotFound, AccountErased) | {201: {"headers": headers("Cache-Control")}}
REMOVALS: Final[Responses] = refuses(AccountErased) | READS


@router.get("/status/batch", summary="Get the lists of titles", responses=READS)
async def read_saved_statuses(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[BatchParams, Query()]
) -> Success[SavedStatuses]:
    """Return the list of each title, for up to 100 titles in one request. Further ids are left out."""
    media_ids = params.media_ids()
    lists = await use_cases.saved.items.lists(principal.user_id, media_ids)
    statuses = {str(media_id): SavedStatus.of(lists.get(media_id)) for media_id in media_ids}
    return Success(data=SavedStatuses(statuses=statuses))


@router.get("/for-later", summary="List titles for later", responses=READS)
async def list_for_later(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[PartParams, Query()]
) -> CursorPage[SavedItemResponse]:
    """Return a page of the titles that the user keeps for later, newest first."""
    return await _page(use_cases, principal.user_id, "for_later", params)


@router.get("/considering", summary="List titles under consideration", responses=READS)
async def list_considering(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[PartParams, Query()]
) -> CursorPage[SavedItemResponse]:
    """Return a page of the titles that the user considers, newest first."""
    return await _page(use_cases, principal.user_id, "considering", params)


@router.get("/{mediaItemId}/status", summary="Get the list of a title", responses=READS)
async def read_saved_status(
    use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId
) -> Success[SavedStatus]:
    """Return the list in which the user keeps a title; both values are false when it is in none, or unknown."""
    lists = await use_cases.saved.items.lists(principal.user_id, [media_id])
    return Success(data=SavedStatus.of(lists.get(media_id)))


@router.post("/{mediaItemId}", summary="Save a title to a list", status_code=201, responses=SAVES)
async def save_item(
    use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId, body: SaveRequest
) -> Success[SavedResponse]:
    """Save a title to one of the user's two lists, and return the item.

    A title is in one list at most: it leaves the other. A repetition changes nothing but the reason.
    """
    command = ChangeSaved(principal.user_id, media_id, body.list, body.context, body.reason_key)
    return Success(data=SavedResponse.of(await use_cases.saved.save(command)))


@router.delete("/{mediaItemId}", summary="Remove a title from a list", responses=REMOVALS)
async def remove_saved_item(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    media_id: MediaId,
    params: Annotated[UnsaveParams, Query()],
    body: UnsaveRequest | None = None,
) -> Success[UnsavedResponse]:
    """Remove a title from a list of the user, and return in which list it still is.

    `list` is required, in the body or in the query. `removed` is false when the title was not in this list.
    """
    sent = body or UnsaveRequest()
    command = ChangeSaved(
        principal.user_id,
        media_id,
        required("list", sent.list, params.list),
        chosen("context", sent.context, params.context),
    )
    removal = await use_cases.saved.remove(command)
    return Success(data=UnsavedResponse(removed=removal.removed, status=SavedStatus.of(removal.list)))


async def _page(
    use_cases: Application, user_id: UUID, name: SavedListName, params: PartParams
) -> CursorPage[SavedItemResponse]:
    order = Order(f"saved:{name}", (instant, identifier))
    part = params.part(order)
    return params.page(order, part, await use_cases.saved.items.page(user_id, name, part), SavedItemResponse.of)
