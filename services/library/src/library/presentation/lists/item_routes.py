"""Routes of the items of lists."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from chassis.http.document.error_cases import Responses
from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.schemas import Page, Success
from library.application.lists.commands import Place
from library.application.lists.items import AddedItems
from library.application.lists.read_models import ItemRequest, ListView
from library.domain.errors import AccountErased
from library.domain.lists.errors import (
    ListChanged,
    ListItemLimitReached,
    ListItemNotFound,
    ListKindMismatch,
    ListNotFound,
    ListRoleRequired,
    ListTitlesUnknown,
)
from library.domain.lists.user_list import UserList
from library.presentation.dependencies import READS, ApplicationDep, private
from library.presentation.errors import refuses
from library.presentation.lists.dependencies import (
    SHARED,
    TAGGED,
    ConditionalWriteDep,
    ListId,
    ViewerDep,
    WriteDep,
    depends_on_list,
)
from library.presentation.lists.item_schemas import ItemLimit, ItemOffset, ItemSortParameter, item_page
from library.presentation.lists.requests import (
    ImportRequest,
    ItemsRequest,
    NoteRequest,
    OrderRequest,
    PlaceRequest,
    RemovalRequest,
)
from library.presentation.lists.schemas import (
    AddedResponse,
    ImportedResponse,
    ListItemResponse,
    ListResponse,
    UnmatchedResponse,
)

router = APIRouter(prefix="/lists/{listId}", tags=["library"], dependencies=[Depends(private)])

MediaId = Annotated[
    UUID, Path(alias="mediaItemId", description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]
_WRITES: Final = (ListNotFound, ListRoleRequired, ListKindMismatch, AccountErased)


def _writes(*more: type[Exception]) -> Responses:
    return refuses(*_WRITES, *more) | TAGGED


@router.get(
    "/items",
    summary="List the items of a list",
    responses=refuses(ListNotFound) | READS,
    dependencies=[Depends(SHARED)],
)
async def list_items(
    use_cases: ApplicationDep,
    viewer: ViewerDep,
    list_id: ListId,
    response: Response,
    sort: ItemSortParameter = "position",
    unseen: Annotated[bool, Query(description="Only titles that the user has not completed", examples=[False])] = False,
    limit: ItemLimit = 20,
    offset: ItemOffset = 0,
) -> Page[ListItemResponse]:
    """Return a page of the items of a list, with the user's own state of each title.

    A smart list shows every reader what its rules select for the owner.
    """
    view = await use_cases.lists.read.view(list_id, viewer)
    depends_on_list(response, view.user_list)
    page = await use_cases.lists.read.items_of(view.user_list, ItemRequest(viewer, limit, offset, sort, unseen))
    return item_page(page, limit, offset, member=view.role is not None)


@router.post(
    "/items",
    summary="Add titles to a list",
    responses=_writes(ListTitlesUnknown, ListItemNotFound, ListItemLimitReached),
)
async def add_items(
    use_cases: ApplicationDep, command: WriteDep, body: ItemsRequest, response: Response
) -> Success[AddedResponse]:
    """Add titles in their order, at the end or at a place. A title that the list contains already stays where it is.

    When one of them is unknown, none is added.
    """
    place = Place() if body.place is None else body.place.to_place()
    added = await use_cases.lists.items.add(command, body.to_items(), place)
    return Success(data=AddedResponse(**_added(added, response)))


@router.post("/items/imports", summary="Import titles from text", responses=_writes(ListItemLimitReached))
async def import_items(
    use_cases: ApplicationDep, command: WriteDep, body: ImportRequest, response: Response
) -> Success[ImportedResponse]:
    """Add the titles that a text names at the end of a list, and return the lines that cannot be matched.

    A line with an id is matched by the id alone; a name by the year, which may differ by one.
    """
    imported = await use_cases.lists.items.import_text(command, body.text)
    unmatched = [UnmatchedResponse(line=line.line, text=line.text, reason=line.reason) for line in imported.unmatched]
    fields = _added(imported.added, response)
    return Success(data=ImportedResponse(**fields, lines=imported.lines, unmatched=unmatched))


@router.post("/items/removals", summary="Remove titles from a list", responses=_writes())
async def remove_items(
    use_cases: ApplicationDep, command: WriteDep, body: RemovalRequest, response: Response
) -> Success[ListResponse]:
    """Remove titles, and return the list. Titles that it does not contain change nothing."""
    return _changed(await use_cases.lists.items.remove(command, body.media_item_ids), response)


@router.delete("/items/{mediaItemId}", status_code=204, summary="Remove a title", responses=refuses(*_WRITES))
async def remove_item(use_cases: ApplicationDep, command: WriteDep, media_id: MediaId) -> None:
    """Remove a title from a list. Succeeds without it. The response has no body."""
    await use_cases.lists.items.remove(command, [media_id])


@router.put("/items/{mediaItemId}/note", summary="Set the note of an item", responses=_writes(ListItemNotFound))
async def annotate_item(
    use_cases: ApplicationDep, command: WriteDep, media_id: MediaId, body: NoteRequest, response: Response
) -> Success[ListResponse]:
    """Store the note of an item, and return the list. Everyone who sees the list can read it."""
    return _changed(await use_cases.lists.items.annotate(command, media_id, body.note), response)


@router.put("/items/{mediaItemId}/position", summary="Move an item", responses=_writes(ListItemNotFound, ListChanged))
async def move_item(
    use_cases: ApplicationDep,
    command: ConditionalWriteDep,
    media_id: MediaId,
    body: PlaceRequest,
    response: Response,
) -> Success[ListResponse]:
    """Move an item to an end of the list, or next to another one, and return the list."""
    return _changed(await use_cases.lists.items.move(command, media_id, body.to_place()), response)


@router.put("/order", summary="Order a list", responses=_writes(ListItemNotFound, ListChanged))
async def order_items(
    use_cases: ApplicationDep, command: ConditionalWriteDep, body: OrderRequest, response: Response
) -> Success[ListResponse]:
    """Begin the list with these titles, and return it. Titles that are not named follow in their order, so that none
    is lost that another member has just added.
    """
    return _changed(await use_cases.lists.items.order(command, body.media_item_ids), response)


def _added(added: AddedItems, response: Response) -> dict[str, int]:
    response.headers["ETag"] = entity_tag(added.user_list.version)
    return {"added": added.added, "present": added.present, "item_count": added.user_list.items}


def _changed(user_list: UserList, response: Response) -> Success[ListResponse]:
    response.headers["ETag"] = entity_tag(user_list.version)
    return Success(data=ListResponse.of(ListView(user_list)))
