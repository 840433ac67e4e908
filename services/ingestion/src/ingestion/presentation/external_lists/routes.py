"""Routes of external lists: following, reading, what changed, and files."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from chassis.http.dependencies import NO_BODY
from chassis.http.document.error_cases import ErrorCase
from chassis.http.errors import ApiError
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from ingestion.domain.csv_tables import decode
from ingestion.domain.errors import AccountErased
from ingestion.domain.external.failures import (
    ExternalListNotFound,
    FollowLimit,
    ListAddressUnknown,
    ListFileInvalid,
    ListNeedsFile,
    ListNotUploaded,
    ListReadRecently,
    ListSiteOff,
)
from ingestion.presentation.dependencies import ApplicationDep
from ingestion.presentation.errors import refuses
from ingestion.presentation.external_lists.requests import (
    CHANGES,
    CSV_BODY,
    CSV_TYPES,
    ITEMS,
    ChangesParams,
    FollowRequest,
    ItemsParams,
    ListId,
    UploadParams,
)
from ingestion.presentation.external_lists.responses import (
    ExternalListResponse,
    ListChangeResponse,
    ListItemResponse,
)

router = APIRouter(prefix="/lists/external", tags=["external lists"])

MINE: Final = refuses(ExternalListNotFound)
NOT_CSV: Final = ErrorCase(
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "Content-Type: must be text/csv or application/octet-stream",
    "The body is of another type than CSV",
)


@router.post(
    "",
    status_code=202,
    summary="Follow an external list",
    responses=refuses(ListAddressUnknown, ListNeedsFile, ListSiteOff, FollowLimit, AccountErased),
)
async def follow_list(
    application: ApplicationDep, principal: CurrentPrincipal, body: FollowRequest
) -> Success[ExternalListResponse]:
    """Follow a list at another site by its address, and return it.

    It is read in the background, and again by an interval of 1 to 24 hours that depends on how often it changes. Lists
    of IMDb and Letterboxd are followed by their export files instead (`LIST_NEEDS_FILE`). Following a list twice is
    following it once.
    """
    return Success(data=ExternalListResponse.of(await application.external_lists.follow(principal.user_id, body.url)))


@router.get("", summary="List the external lists that I follow")
async def list_followed(
    application: ApplicationDep, principal: CurrentPrincipal
) -> Success[list[ExternalListResponse]]:
    """Return the lists that the user follows, at most 50, the last followed first."""
    followed = await application.external_lists.mine(principal.user_id)
    return Success(data=[ExternalListResponse.of(item) for item in followed])


@router.post(
    "/files",
    status_code=202,
    summary="Follow a list by an export file",
    responses=refuses(ListAddressUnknown, ListFileInvalid, FollowLimit, AccountErased, cases=[NOT_CSV]),
    openapi_extra=CSV_BODY,
)
async def upload_list(
    application: ApplicationDep,
    principal: CurrentPrincipal,
    request: Request,
    params: Annotated[UploadParams, Query()],
) -> Success[ExternalListResponse]:
    """Follow a list by its export as CSV of IMDb or Letterboxd, and return it. Only its owner sees it.

    Another file with the same `url` replaces the content; what changed is recorded.
    """
    text = await _csv(request)
    followed = await application.external_lists.upload(principal.user_id, params.url, params.name, text)
    return Success(data=ExternalListResponse.of(followed))


@router.put(
    "/{listId}/file",
    status_code=202,
    summary="Replace the content of an uploaded list",
    responses=refuses(ExternalListNotFound, ListFileInvalid, ListNotUploaded, cases=[NOT_CSV]),
    openapi_extra=CSV_BODY,
)
async def replace_file(
    application: ApplicationDep, principal: CurrentPrincipal, list_id: ListId, request: Request
) -> Success[ExternalListResponse]:
    """Replace the content of a list by another export file; what changed is recorded."""
    followed = await application.external_lists.replace(principal.user_id, list_id, await _csv(request))
    return Success(data=ExternalListResponse.of(followed))


@router.get("/{listId}", summary="Get an external list", responses=MINE)
async def get_list(
    application: ApplicationDep, principal: CurrentPrincipal, list_id: ListId
) -> Success[ExternalListResponse]:
    """Return a list that the user follows."""
    return Success(data=ExternalListResponse.of(await application.external_lists.get(principal.user_id, list_id)))


@router.get("/{listId}/items", summary="List the items of an external list", responses=MINE)
async def list_external_items(
    application: ApplicationDep,
    principal: CurrentPrincipal,
    list_id: ListId,
    params: Annotated[ItemsParams, Query()],
) -> CursorPage[ListItemResponse]:
    """Return the items of a list in its order."""
    part = params.part(ITEMS)
    items = await application.external_lists.items(principal.user_id, list_id, part)
    slugs = await application.titles.slugs_of({item.title for item in items.items if item.title is not None})
    return params.page(ITEMS, part, items, lambda item: ListItemResponse.of(item, slugs))


@router.get("/{listId}/changes", summary="List what changed in an external list", responses=MINE)
async def list_changes(
    application: ApplicationDep,
    principal: CurrentPrincipal,
    list_id: ListId,
    params: Annotated[ChangesParams, Query()],
) -> CursorPage[ListChangeResponse]:
    """Return what was added, removed and moved in the last 90 days, the newest first."""
    part = params.part(CHANGES)
    changes = await application.external_lists.changes(principal.user_id, list_id, part)
    titles = {recorded.item.title for recorded in changes.items if recorded.item.title is not None}
    slugs = await application.titles.slugs_of(titles)
    return params.page(CHANGES, part, changes, lambda recorded: ListChangeResponse.of(recorded, slugs))


@router.post(
    "/{listId}/sync",
    status_code=202,
    summary="Read an external list now",
    responses=refuses(ExternalListNotFound, ListReadRecently),
    dependencies=NO_BODY,
)
async def sync_list(
    application: ApplicationDep, principal: CurrentPrincipal, list_id: ListId
) -> Success[ExternalListResponse]:
    """Read a list now, and return it as it is until then. A list that is being read is not read twice.

    A list whose last reading ended within the last 15 minutes (`INGESTION_SYNC_FRESH_SECONDS`) is refused, also when
    another user has requested that reading.
    """
    return Success(data=ExternalListResponse.of(await application.external_lists.sync(principal.user_id, list_id)))


@router.delete("/{listId}", status_code=204, summary="Unfollow an external list", responses=MINE)
async def unfollow_list(application: ApplicationDep, principal: CurrentPrincipal, list_id: ListId) -> None:
    """Follow a list no longer. A list without followers is read for another day, and deleted after a month."""
    await application.external_lists.unfollow(principal.user_id, list_id)


async def _csv(request: Request) -> str:
    if not request.headers.get("content-type", "").lower().startswith(CSV_TYPES):
        raise ApiError(NOT_CSV.status, NOT_CSV.code, NOT_CSV.message)
    return decode(await request.body())
