"""HTTP routes of the lists that users show to others."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query

from chassis.http.document.error_cases import Responses
from chassis.http.schemas import Page, page_meta
from chassis.http.tokens import OptionalPrincipal
from library.application import Application
from library.application.entries.read_models import PageRequest
from library.application.users.profiles import Reader, SharedList
from library.domain.errors import UserNotFound
from library.presentation.dependencies import READS, ApplicationDep, Limit, Offset, private
from library.presentation.entries.parameters import SHARED_SORTS
from library.presentation.errors import refuses
from library.presentation.users.schemas import SharedEntryResponse, SharedSortName

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

Username = Annotated[
    str, Path(max_length=64, description="Username in any letter case, at most 64 characters", examples=["ada_l"])
]
Sort = Annotated[SharedSortName, Query(description=SHARED_SORTS, examples=["recent"])]
RESPONSES: Final[Responses] = READS | refuses(UserNotFound)


async def _page(
    use_cases: Application,
    principal: OptionalPrincipal,
    username: str,
    shared: SharedList,
    limit: int,
    offset: int,
    sort: SharedSortName,
) -> Page[SharedEntryResponse]:
    reader = None if principal is None else Reader(principal.user_id, principal.has_role("admin"))
    user = await use_cases.visible_user(username, shared, reader)
    # An order by ratings would show what is hidden.
    order = "recent" if sort == "rating" and not user.show_ratings else sort
    page = await use_cases.entries.page(PageRequest(user.user_id, shared, limit, offset, order))
    data = [SharedEntryResponse.of(item, user) for item in page.items]
    return Page(data=data, meta=page_meta(count=len(data), total=page.total, limit=limit, offset=offset))


@router.get("/users/{username}/ratings", summary="List a user's ratings", responses=RESPONSES)
async def shared_ratings(
    use_cases: ApplicationDep,
    principal: OptionalPrincipal,
    username: Username,
    limit: Limit = 20,
    offset: Offset = 0,
    sort: Sort = "recent",
) -> Page[SharedEntryResponse]:
    """Return a page of what a user has rated, if the user shows ratings.

    A hidden list is a 404 like one of a user who does not exist. Its owner and administrators see it too.
    """
    return await _page(use_cases, principal, username, "ratings", limit, offset, sort)


@router.get("/users/{username}/watchlist", summary="List a user's watchlist", responses=RESPONSES)
async def shared_watchlist(
    use_cases: ApplicationDep,
    principal: OptionalPrincipal,
    username: Username,
    limit: Limit = 20,
    offset: Offset = 0,
    sort: Sort = "recent",
) -> Page[SharedEntryResponse]:
    """Return a page of what a user plans to watch, if the user shows the watch history.

    A hidden list is a 404 like one of a user who does not exist. Its owner and administrators see it too.
    """
    return await _page(use_cases, principal, username, "watchlist", limit, offset, sort)


@router.get("/users/{username}/history", summary="List a user's history", responses=RESPONSES)
async def shared_history(
    use_cases: ApplicationDep,
    principal: OptionalPrincipal,
    username: Username,
    limit: Limit = 20,
    offset: Offset = 0,
    sort: Sort = "recent",
) -> Page[SharedEntryResponse]:
    """Return a page of what a user watches or has completed, if the user shows the watch history.

    A hidden list is a 404 like one of a user who does not exist. Its owner and administrators see it too.
    """
    return await _page(use_cases, principal, username, "history", limit, offset, sort)
