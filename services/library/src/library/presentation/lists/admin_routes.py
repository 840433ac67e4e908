"""Routes of lists for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.http.schemas import CursorPage
from chassis.http.tokens import AdminPrincipal
from library.domain.lists.errors import ListNotFound
from library.presentation.dependencies import READS, ApplicationDep, private
from library.presentation.errors import refuses
from library.presentation.lists.dependencies import ListId
from library.presentation.lists.parameters import ALL_LISTS, AllListsParams
from library.presentation.lists.schemas import ListResponse

router = APIRouter(prefix="/admin/lists", tags=["library"], dependencies=[Depends(private)])


@router.get("", summary="List all lists", responses=READS)
async def all_lists(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[AllListsParams, Query()]
) -> CursorPage[ListResponse]:
    """Return a page of the lists of all users without their items, the newest first.

    `total` is null when there are more than 10,000.
    """
    part = params.part(ALL_LISTS)
    page = await use_cases.lists.overviews.all(params.visibility, part)
    return params.page(ALL_LISTS, part, page, ListResponse.of)


@router.delete("/{listId}", status_code=204, summary="Delete any list", responses=refuses(ListNotFound))
async def delete_any_list(use_cases: ApplicationDep, administrator: AdminPrincipal, list_id: ListId) -> None:
    """Delete a list of any user with its items, members and links. The response has no body."""
    await use_cases.lists.manage.delete_any(administrator.user_id, list_id)
