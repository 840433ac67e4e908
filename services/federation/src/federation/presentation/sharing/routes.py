"""Routes of what users and administrators share."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from chassis.http.follow_up.paging import PartParams
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from federation.domain.sharing.errors import (
    ContentUnavailable,
    DeletionNotFound,
    NotShareable,
    ShareNotFound,
    TooManyShares,
)
from federation.presentation.dependencies import PRIVATE, ApplicationDep, DeletionId, ShareId, newest, sharer
from federation.presentation.errors import refuses
from federation.presentation.sharing.schemas import (
    DeletionResponse,
    DeletionWithServersResponse,
    ShareRequest,
    ShareResponse,
)

router = APIRouter(prefix="/federation", tags=["federation"])

_SHARES: Final = newest("shares")
_DELETIONS: Final = newest("deletions")


@router.get("/shares", summary="List shared items")
async def list_shares(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[PartParams, Query()],
    request: Request,
    response: Response,
) -> CursorPage[ShareResponse]:
    """Return what the signed-in user shares with peers, the newest first; for administrators, what everyone does."""
    response.headers.update(PRIVATE)
    part = params.part(_SHARES)
    shares = await use_cases.shares.page(part, sharer(principal, request))
    return params.page(_SHARES, part, shares, ShareResponse.of)


@router.post(
    "/shares",
    status_code=201,
    summary="Share an item with peers",
    responses=refuses(NotShareable, TooManyShares, ContentUnavailable),
)
async def share_item(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: ShareRequest, request: Request
) -> Success[ShareResponse]:
    """Let every peer that may browse see an item. One that is shared already stays as it is.

    Administrators share albums, and lists that are public or unlisted; other users share such lists of their own.
    """
    share = await use_cases.shares.share(body.kind, body.item_id, sharer(principal, request))
    return Success(data=ShareResponse.of(share))


@router.delete("/shares/{shareId}", summary="Share an item no longer", responses=refuses(ShareNotFound))
async def withdraw_share(
    use_cases: ApplicationDep, principal: CurrentPrincipal, share_id: ShareId, request: Request
) -> Success[DeletionResponse]:
    """End a share, and request every peer to delete what it has copied of the item."""
    deletion = await use_cases.shares.withdraw(share_id, sharer(principal, request))
    return Success(data=DeletionResponse.of(deletion))


@router.get("/deletions", summary="List deletions at peers")
async def list_deletions(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[PartParams, Query()],
    request: Request,
    response: Response,
) -> CursorPage[DeletionResponse]:
    """Return what peers were requested to delete, the newest first; for administrators, of every user."""
    response.headers.update(PRIVATE)
    part = params.part(_DELETIONS)
    deletions = await use_cases.shares.deletions(part, sharer(principal, request))
    return params.page(_DELETIONS, part, deletions, DeletionResponse.of)


@router.get("/deletions/{deletionId}", summary="Get a deletion at peers", responses=refuses(DeletionNotFound))
async def get_deletion(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    deletion_id: DeletionId,
    request: Request,
    response: Response,
) -> Success[DeletionWithServersResponse]:
    """Return a deletion with the servers that have confirmed it, and those that have not."""
    response.headers.update(PRIVATE)
    deletion, servers = await use_cases.shares.deletion(deletion_id, sharer(principal, request))
    return Success(data=DeletionWithServersResponse.with_servers(deletion, servers))
