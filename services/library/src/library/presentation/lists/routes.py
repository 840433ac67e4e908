"""Routes of lists: overviews, one list, and its changes by the owner."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import CursorPage, Page, Success
from chassis.http.tokens import CurrentPrincipal
from library.application.lists.read_models import ListView, OwnListsRequest
from library.domain.errors import AccountErased, KeyReused
from library.domain.lists.errors import (
    ExternalListUnknown,
    ListChanged,
    ListKindMismatch,
    ListLimitReached,
    ListNotFound,
    ListRoleRequired,
    ListRuleInvalid,
)
from library.domain.lists.rules.reading import read_rules
from library.domain.lists.user_list import UserList
from library.presentation.dependencies import READS, ApplicationDep, IdempotencyKeyDep, private
from library.presentation.errors import refuses
from library.presentation.lists.dependencies import (
    SHARED,
    TAGGED,
    ConditionalWriteDep,
    ListId,
    ViewerDep,
    depends_on_list,
)
from library.presentation.lists.item_schemas import ItemLimit, ItemOffset, item_page
from library.presentation.lists.parameters import OWN_LISTS, PUBLIC_LISTS, OwnListsParams, PublicListsParams
from library.presentation.lists.requests import CopyRequest, FollowedListRequest, ListPatch, ListRequest, PreviewRequest
from library.presentation.lists.schemas import (
    CompletionResponse,
    ListDetailResponse,
    ListItemResponse,
    ListResponse,
    fields_of,
)

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

CREATED: Final[Responses] = {201: {"headers": headers("Cache-Control", "ETag")}}


@router.get("/me/lists", summary="List my lists", responses=READS)
async def my_lists(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[OwnListsParams, Query()]
) -> CursorPage[ListResponse]:
    """Return a page of the lists that the user owns or is a member of, last changed first."""
    part = params.part(OWN_LISTS)
    request = OwnListsRequest(principal.user_id, params.selection, part, params.media_item_id)
    return params.page(OWN_LISTS, part, await use_cases.lists.overviews.of_user(request), ListResponse.of)


@router.post(
    "/me/lists",
    status_code=201,
    summary="Create a list",
    responses=refuses(ListRuleInvalid, ListLimitReached, KeyReused, AccountErased) | CREATED,
)
async def create_list(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    key: IdempotencyKeyDep,
    body: ListRequest,
    response: Response,
) -> Success[ListResponse]:
    """Create a list and return it. With rules it is smart: they decide what it contains, whenever it is read."""
    created = await use_cases.lists.manage.create(principal.user_id, body.to_list(), key)
    return _own(created, response)


@router.post(
    "/me/lists/followed",
    status_code=201,
    summary="Create a list that follows another",
    responses=refuses(ExternalListUnknown, ListLimitReached, AccountErased) | CREATED,
)
async def create_followed_list(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: FollowedListRequest, response: Response
) -> Success[ListResponse]:
    """Create a list with the content of an external list, and return it; a user has one such list at most.

    Its items cannot be changed, and change with the external list; a copy of it is filled by hand. When the user
    unfollows the external list, the list keeps its content and is filled by hand from then on.
    """
    created = await use_cases.lists.external.create(principal.user_id, body.external_list_id, body.name)
    return _own(created, response)


@router.post("/me/lists/preview", summary="Preview a smart list", responses=refuses(ListRuleInvalid) | READS)
async def preview_list(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    body: PreviewRequest,
    limit: ItemLimit = 20,
    offset: ItemOffset = 0,
) -> Page[ListItemResponse]:
    """Return a page of the titles that rules would select for the user. Nothing is stored."""
    rules = read_rules(body.rules)
    page = await use_cases.lists.read.selected(rules, principal.user_id, limit, offset)
    return item_page(page, limit, offset, member=True)


@router.get("/lists/public", summary="List public lists", responses=READS, dependencies=[Depends(SHARED)])
async def public_lists(
    use_cases: ApplicationDep, viewer: ViewerDep, params: Annotated[PublicListsParams, Query()]
) -> CursorPage[ListResponse]:
    """Return a page of the public lists of all users. `total` is null when there are more than 10,000."""
    order = PUBLIC_LISTS[params.sort]
    part = params.part(order)
    page = await use_cases.lists.overviews.public(params.sort, viewer, part)
    return params.page(order, part, page, ListResponse.of)


@router.get(
    "/lists/{listId}",
    summary="Get a list",
    responses=refuses(ListNotFound) | TAGGED,
    dependencies=[Depends(SHARED)],
)
async def read_list(
    use_cases: ApplicationDep, viewer: ViewerDep, list_id: ListId, response: Response
) -> Success[ListDetailResponse]:
    """Return a list without its items. Signed-in users send the ETag as `If-Match` of a write."""
    view = await use_cases.lists.read.view(list_id, viewer)
    completion = None if viewer is None else await use_cases.lists.read.completion(view.user_list, viewer)
    depends_on_list(response, view.user_list)
    if viewer is not None:
        response.headers["ETag"] = entity_tag(view.user_list.version)
    return Success(data=ListDetailResponse(**fields_of(view), completion=CompletionResponse.of(completion)))


@router.patch(
    "/lists/{listId}",
    summary="Change a list",
    responses=refuses(ListNotFound, ListRoleRequired, ListChanged, ListRuleInvalid, ListKindMismatch, AccountErased)
    | TAGGED,
)
async def change_list(
    use_cases: ApplicationDep, command: ConditionalWriteDep, body: ListPatch, response: Response
) -> Success[ListResponse]:
    """Change the fields that are sent, as the owner, and return the list."""
    return _own(await use_cases.lists.manage.change(command, body.to_change()), response)


@router.delete(
    "/lists/{listId}",
    status_code=204,
    summary="Delete a list",
    responses=refuses(ListNotFound, ListRoleRequired, ListChanged, AccountErased),
)
async def delete_list(use_cases: ApplicationDep, command: ConditionalWriteDep) -> None:
    """Delete a list with its items, members and links, as the owner. The response has no body."""
    await use_cases.lists.manage.delete(command)


@router.post(
    "/lists/{listId}/copies",
    status_code=201,
    summary="Copy a list",
    responses=refuses(ListNotFound, ListLimitReached, KeyReused, AccountErased) | CREATED,
)
async def copy_list(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    list_id: ListId,
    key: IdempotencyKeyDep,
    body: CopyRequest,
    response: Response,
) -> Success[ListResponse]:
    """Copy a list that the user may see, with its items and notes or its rules, and return the private copy.

    The rules of a copy apply to the library of the user who copied it.
    """
    return _own(await use_cases.lists.manage.copy(principal.user_id, list_id, body.name, key), response)


def _own(user_list: UserList, response: Response) -> Success[ListResponse]:
    response.headers["ETag"] = entity_tag(user_list.version)
    return Success(data=ListResponse.of(ListView(user_list, "owner", liked=None)))
