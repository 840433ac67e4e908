"""Routes of public links, which need no account, and exports of lists as files.

The token is a query parameter: paths are logged, queries are not.
"""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Response

from chassis.http.document.error_cases import Responses
from chassis.http.document.media import DocumentedResponse
from chassis.http.document.openapi import headers
from chassis.http.schemas import Page, Success
from library.application.lists.read_models import ItemRequest, ListView
from library.domain.lists.errors import ListLinkNotFound, ListNotFound
from library.domain.lists.limits import ITEMS_PER_LIST
from library.presentation.dependencies import READS, ApplicationDep, private
from library.presentation.errors import refuses
from library.presentation.lists.dependencies import SHARED, LinkToken, ListId, ViewerDep, depends_on_list
from library.presentation.lists.item_schemas import ItemLimit, ItemOffset, ItemSortParameter, item_page
from library.presentation.lists.published.files import FILES, FileFormat, ListFile
from library.presentation.lists.schemas import ListItemResponse, ListResponse

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

FEED_ITEMS: Final = 100
_CONTENT: Final[dict[str, Any]] = {
    file.media_type.partition(";")[0]: {"schema": {"type": "string"}, "example": file.example}
    for file in FILES.values()
}
_FILE: Final[Responses] = {
    200: {
        "description": "The list as a file in the requested format",
        "headers": headers("Cache-Control", "Content-Disposition"),
        "content": _CONTENT,
    }
}
FormatParameter = Annotated[
    Literal["csv", "json", "rss", "feed"],
    Query(
        alias="format",
        description="`csv`: a table that can be imported again. `json`: the whole list. `rss`, `feed`: the"
        f" {FEED_ITEMS} items that were added last, as RSS 2.0 or JSON Feed 1.1",
        examples=["csv"],
    ),
]


@router.get("/lists/shared", summary="Get a shared list", responses=refuses(ListLinkNotFound) | READS)
async def shared_list(use_cases: ApplicationDep, token: LinkToken) -> Success[ListResponse]:
    """Return the list of a public link."""
    return Success(data=ListResponse.of(ListView(await use_cases.lists.read.by_link(token))))


@router.get("/lists/shared/items", summary="List shared items", responses=refuses(ListLinkNotFound) | READS)
async def shared_items(
    use_cases: ApplicationDep,
    token: LinkToken,
    sort: ItemSortParameter = "position",
    limit: ItemLimit = 20,
    offset: ItemOffset = 0,
) -> Page[ListItemResponse]:
    """Return a page of the items of the list of a public link."""
    user_list = await use_cases.lists.read.by_link(token)
    page = await use_cases.lists.read.items_of(user_list, ItemRequest(None, limit, offset, sort))
    return item_page(page, limit, offset, member=False)


@router.get(
    "/lists/shared/file",
    summary="Download a shared list",
    response_class=DocumentedResponse,
    responses=refuses(ListLinkNotFound) | _FILE,
)
async def shared_file(use_cases: ApplicationDep, token: LinkToken, form: FormatParameter = "rss") -> Response:
    """Return the list of a public link as a file or a feed, to which readers of feeds can subscribe."""
    return await _file(use_cases, ListView(await use_cases.lists.read.by_link(token)), form)


@router.get(
    "/lists/{listId}/file",
    summary="Download a list",
    response_class=DocumentedResponse,
    responses=refuses(ListNotFound) | _FILE,
    dependencies=[Depends(SHARED)],
)
async def list_file(
    use_cases: ApplicationDep, viewer: ViewerDep, list_id: ListId, form: FormatParameter = "csv"
) -> Response:
    """Return a list as a file or a feed, with all items or the latest ones."""
    view = await use_cases.lists.read.view(list_id, viewer)
    response = await _file(use_cases, view, form)
    depends_on_list(response, view.user_list)
    return response


async def _file(use_cases: ApplicationDep, view: ListView, form: FileFormat) -> Response:
    file: ListFile = FILES[form]
    newest = file.feed and view.user_list.rules is None
    request = ItemRequest(None, FEED_ITEMS if file.feed else ITEMS_PER_LIST, 0, "added" if newest else "position")
    page = await use_cases.lists.read.items_of(view.user_list, request)
    disposition = "inline" if file.feed else "attachment"
    return Response(
        file.render(view.user_list, page.items),
        media_type=file.media_type,
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": f'{disposition}; filename="list-{view.user_list.list_id}.{file.extension}"',
        },
    )
